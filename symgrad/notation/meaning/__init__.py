"""Syntax trees to nodes: what a formula means in its scope."""

from symgrad.notation.meaning.conditions import PARTIAL
from symgrad.notation.meaning.limits import BY_GRUNTZ
from symgrad.notation.meaning.meaning import Meaning
from symgrad.notation.meaning.total_derivatives import is_unnamed
from symgrad.notation.meaning.unresolved import Inapplicable, Infinite, NeedsSize, Unresolved

__all__ = ["BY_GRUNTZ", "PARTIAL", "Inapplicable", "Infinite", "Meaning", "NeedsSize", "Unresolved", "is_unnamed"]
