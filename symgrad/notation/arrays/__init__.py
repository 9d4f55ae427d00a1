"""Formulas of vectors and matrices: which names are arrays, what a tree means as a term, and its entries at sizes."""

from symgrad.notation.arrays.builder import Builder
from symgrad.notation.arrays.declarations import sizes_of
from symgrad.notation.arrays.derivatives import gradient_variable
from symgrad.notation.arrays.entries import Entries
from symgrad.notation.arrays.kinds import by_type_alone, is_array, note_summands, note_uses, of_entries_alone, touches
from symgrad.notation.arrays.layout import BITS, Layout

__all__ = [
    "BITS",
    "Builder",
    "Entries",
    "Layout",
    "by_type_alone",
    "gradient_variable",
    "is_array",
    "note_summands",
    "note_uses",
    "of_entries_alone",
    "sizes_of",
    "touches",
]
