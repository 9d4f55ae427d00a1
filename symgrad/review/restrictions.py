"""What a claim is said to hold for: `f'(x) > 0` for `x > 0` restricts that claim, `let x > 0` the whole section."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, takewhile

from symgrad.review.lines import Line, Opened, Relation

LOCAL = re.compile(
    r"\b(?:for|if|when|whenever|where|with|at|on|für|falls|wenn|sofern|mit|auf|pour|si|avec|lorsque|quand|sur)\b",
    re.IGNORECASE,
)
THROUGHOUT = re.compile(
    r"\b(?:assum\w*|suppos\w*|let|given|throughout|always|sei\w*|seien|angenommen|soi\w*|supposons)\b", re.IGNORECASE
)


def bind(opened: Opened, restricting: Sequence[Line]) -> None:
    """Take restrictions that stand beside claims off the section's assumptions and give them to those claims.

    Those in one row, or in one paragraph behind words such as 'for', belong to the claims before them. Where a
    restriction comes first it belongs to those behind it, in prose up to the next one: 'for x > 0 we have'.
    Beside a definition they say what it is defined for, throughout.
    """
    lines = [line for line in opened.lines if not line.ignored]
    onwards: list[tuple[list[Line], list[Relation]]] = []
    for group in (*_neighbours(lines, _row), *_neighbours(lines, _paragraph)):
        if any("definition" in line.kinds for line in group) or not any("claim" in line.kinds for line in group):
            continue
        here = [line for line in group if line in restricting and line.restricts and _is_local(line, group)]
        runs = [list(run) for _, run in groupby(group, here.__contains__)]
        step = 1 if group[0] in here else -1
        for k, run in enumerate(runs):
            if run[0] not in here:
                continue
            parts = [part for line in run for part in line.restricts]
            if step > 0 and _row(group[0]) != _row(group[-1]):
                behind = lines[lines.index(run[-1]) + 1 :]
                held = list(takewhile(lambda line: line not in restricting, behind))
                if not held:  # another restriction follows at once: both are meant, throughout
                    continue
                onwards.append((held, parts))
            else:
                for line in runs[k + step] if 0 <= k + step < len(runs) else []:
                    line.under += parts
            for line in run:
                for part in line.restricts:
                    opened.assumed.remove(part)
                line.restricts = []
    for behind, parts in onwards:
        for line in behind:
            line.under = line.under or parts


def _row(line: Line) -> object:
    return line.statement.row


def _paragraph(line: Line) -> object:
    return line.paragraph


def _neighbours(lines: Sequence[Line], key: Callable[[Line], object]) -> list[list[Line]]:
    found = [list(group) for _, group in groupby(lines, key)]
    return [group for group in found if len(group) > 1]


def _is_local(line: Line, group: Sequence[Line]) -> bool:
    if THROUGHOUT.search(line.statement.words):
        return False
    return group[0].statement.row == group[-1].statement.row or bool(LOCAL.search(line.statement.words))
