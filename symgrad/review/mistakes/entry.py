"""One way of being wrong, as the catalogue keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One way of being wrong.

    text: what `symgrad explain` says about it. over: mistakes that this one says more exactly where both fit.
    """

    slug: str
    summary: str
    wrong: str
    right: str
    text: str
    over: tuple[str, ...] = ()


def entry(slug: str, summary: str, wrong: str, right: str, text: str, over: str = "") -> Entry:
    """An entry whose text and list of names may be wrapped over several lines."""
    return Entry(slug, summary, wrong, right, " ".join(text.split()), tuple(over.split()))
