"""Two mistakes at once: which changes go together, and the member with both."""

from __future__ import annotations

from symgrad.notation.syntax import Tree
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change
from symgrad.review.mistakes.places import Place, curved, negated, places, put


def together(about: About, a: Change, b: Change) -> Tree | None:
    """The member with two changes that do not touch, or with a change under a turned sign."""
    if apart(a.place, b.place):
        return b.applied(a.applied(about.tree))
    outer, inner = (a, b) if len(a.place.path) < len(b.place.path) else (b, a)
    if outer.makes != "wrong-sign" or inner.makes == "wrong-sign" or inner.place.path == outer.place.path:
        return None
    whole = inner.applied(about.tree)
    under = next((p.tree for p in places(whole) if p.path == outer.place.path), None)
    return put(whole, outer.place.path, negated(under)) if under is not None else None


def likely(a: Change, b: Change) -> bool:
    """Whether two mistakes at once would be made so: in two terms, or one of them in a sign."""
    first = next((x for x, y in zip(a.place.path, b.place.path, strict=False) if x != y), ("", 0))
    if first[0] == "terms" and not curved(a.place) and not curved(b.place):
        return not a.undoes == b.undoes == "wrong-coefficient"
    return (a.undoes == "wrong-sign") != (b.undoes == "wrong-sign")


def apart(a: Place, b: Place) -> bool:
    shorter = min(len(a.path), len(b.path))
    return a.path[:shorter] != b.path[:shorter]
