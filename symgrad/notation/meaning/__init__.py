"""Syntax trees to nodes: what a formula means in its scope."""

from symgrad.notation.meaning.meaning import Meaning
from symgrad.notation.meaning.unresolved import Inapplicable, NeedsSize, Unresolved

__all__ = ["Inapplicable", "Meaning", "NeedsSize", "Unresolved"]
