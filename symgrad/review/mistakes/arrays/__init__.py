"""Mistakes in claims about vectors and matrices: the one repair of the right member that makes the sign hold."""

from symgrad.review.mistakes.arrays.diagnosis import diagnose_arrays
from symgrad.review.mistakes.arrays.shapes import unfitting
from symgrad.review.mistakes.arrays.symmetric import holds_if_symmetric

__all__ = ["diagnose_arrays", "holds_if_symmetric", "unfitting"]
