"""Syntax trees to nodes: what a formula means in its scope."""

from symgrad.notation.meaning.meaning import Meaning
from symgrad.notation.meaning.total_derivatives import EXCEPT
from symgrad.notation.meaning.unresolved import Inapplicable, NeedsSize, Unresolved

__all__ = ["EXCEPT", "Inapplicable", "Meaning", "NeedsSize", "Unresolved"]
