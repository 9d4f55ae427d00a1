"""The members of a claim, and what each of them can mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symgrad.notation.meaning import Infinite, NeedsSize, Unresolved
from symgrad.notation.readings import Reading, readings
from symgrad.notation.syntax import Limit, Unread
from symgrad.proof import Kind, Verdict
from symgrad.review.forms import chain_variable
from symgrad.review.ground import Ground
from symgrad.review.lines import Line, place_of
from symgrad.source import Span

AGAINST: dict[Kind, int] = {"proved": 0, "agrees": 0, "undecided": 1, "unread": 1, "refuted": 3}


def against(verdicts: Mapping[int, Verdict]) -> float:
    """How much the verdicts on signs speak against the readings of their members; the later one is blamed."""
    return sum(AGAINST[verdict.kind] * (1 - 1e-5 * k) for k, verdict in verdicts.items())


@dataclass
class Member:
    """A member's readings, or the verdict that stands for it when it has none."""

    span: Span
    readings: list[Reading] = field(default_factory=list)
    trouble: Verdict | None = None
    infinite: bool = False  # whether it is a limit that is no number


def members_of(ground: Ground, line: Line) -> list[Member]:
    """The members with their readings. Raises NeedsSize where a symbolic size has no number yet."""
    variable = chain_variable(line.trees, ground.scope)
    found = []
    for i, tree in enumerate(line.trees):
        member = Member(line.statement.member_span(i))
        if isinstance(tree, Unread):
            member.span = place_of(tree, member.span.source)
            member.trouble = Verdict("unread", message=tree.reason)
        else:
            try:
                member.readings = readings(tree, ground.scope, variable, ground.outputs, i == 0)
            except Unread as unread:
                member.trouble = Verdict("unread", message=unread.reason)
                member.span = place_of(unread, member.span.source)
            except NeedsSize:
                raise
            except Unresolved as unresolved:
                member.trouble = Verdict("undecided", message=str(unresolved))
                member.infinite = isinstance(unresolved, Infinite) and isinstance(tree, Limit)
        found.append(member)
    return found
