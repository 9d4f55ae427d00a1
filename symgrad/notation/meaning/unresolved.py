"""Why a formula that is read may have no node."""

from __future__ import annotations


class Unresolved(Exception):
    """A formula that is read but has no definite meaning in its scope."""


class NeedsSize(Unresolved):
    """A sum or product whose symbolic limit must be given a number first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not a number")
        self.name = name


class Infinite(Unresolved):
    """A limit that is no number."""


class Inapplicable(Exception):
    """A reading that does not exist (a local partial by something that is no direct operand)."""
