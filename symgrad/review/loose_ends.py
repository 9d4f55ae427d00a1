"""Recurrences that start nowhere: `a_i = \\sigma(w_i a_{i-1})` from i = 1 on rests on an a_0 that nothing defines."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.notation.families import taken_apart
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Derivative, Name
from symgrad.review.lines import Line


def loose_ends(scope: Scope) -> Iterator[str]:
    """The members of families that a recurrence needs at its start, and that have no formula."""
    letters = scope.counts()
    for one in scope.chain:
        for members in one.members.values():
            for member in members:
                first = {letter: scope.number((scope.range_of(letter) or (None,))[0]) or 1 for letter in letters}
                for name in sorted(names_in(member.formula)):
                    apart = taken_apart(name, letters)
                    before = any(isinstance(part, tuple) and part[1] < 0 for part in apart.parts)
                    start = apart.at(first).name
                    if before and not scope.knows(start):
                        yield start


def asked_start(scope: Scope, line: Line) -> str:
    """`a_0 has no definition: is a_0 = x meant?`, for a line that differentiates by an x; '' where nothing is loose."""
    by = [v for part in line.parts if isinstance(part, Derivative) for v, _ in part.by if isinstance(v, Name)]
    starts = list(dict.fromkeys(loose_ends(scope))) if by else []
    free = [v.name for v in by if scope.formula(v.name) is None and not taken_apart(v.name, scope.counts()).counts]
    if not starts or not free:
        return ""
    return f"{starts[0]} has no definition: is {starts[0]} = {free[0]} meant?"
