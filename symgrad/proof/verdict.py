"""What the judge says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["proved", "agrees", "refuted", "undecided", "unread"]
KINDS: tuple[Kind, ...] = ("proved", "agrees", "refuted", "undecided", "unread")
WORST_FIRST: tuple[Kind, ...] = ("refuted", "unread", "undecided", "agrees", "proved")


@dataclass(frozen=True)
class Verdict:
    """One of five words, and the evidence for it.

    kind: proved, agrees, refuted, undecided or unread. by: the method. at: the refuting point, name -> exact number.
    left, right: the values of the two sides there. message: the reason, one clause. notes: what was assumed on the way.
    It has no truth value: compare `kind`, or ask `holds`.

    >>> from symgrad import equal
    >>> verdict = equal("(a + b)^2", "a^2 + b^2")
    >>> verdict.kind, verdict.at, verdict.left, verdict.right
    ('refuted', {'a': '1', 'b': '1'}, '4', '2')
    """

    kind: Kind
    by: str = ""
    message: str = ""
    at: dict[str, str] = field(default_factory=dict, hash=False)
    left: str | None = None
    right: str | None = None
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        raise TypeError("a verdict has five values, not two: compare verdict.kind with 'proved', 'refuted', ...")

    @property
    def holds(self) -> bool:
        """Proved or agrees."""
        return self.kind in ("proved", "agrees")

    def noting(self, *notes: str) -> Verdict:
        """The same verdict with notes before its own."""
        kept = tuple(note for note in dict.fromkeys(notes) if note and note not in self.notes)
        return replace(self, notes=(*kept, *self.notes)) if kept else self


def worst(kinds: list[Kind]) -> Kind:
    """The worst of some verdict kinds: refuted, unread, undecided, agrees, proved."""
    return next(kind for kind in WORST_FIRST if kind in kinds)
