"""What the marks of names mean, settled once for a section from all its uses, before anything is defined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from symgrad.notation.syntax import Tree
from symgrad.review.differences import with_differences, writes_differences
from symgrad.review.differentials import varied, with_differentials, writes_differentials
from symgrad.review.faces import defined_faces, with_faces
from symgrad.review.lines import Line, Opened
from symgrad.review.marked_derivatives import Marked, marked_derivatives, with_derivatives
from symgrad.review.marks import dropped_mark, with_mark
from symgrad.review.powers import defined_powers, with_powers
from symgrad.review.superscripts import raised_names, with_indices


@dataclass
class Naming:
    """faces: the names that are defined, with their faces. raised: names with indices above them.

    powers: names of which a power is defined. mark: of an example, and the names that it is put back on.
    """

    faces: frozenset[tuple[str, str]] = frozenset()
    raised: frozenset[str] = frozenset()
    powers: dict[str, int] = field(default_factory=dict)
    mark: str = ""
    unmarked: frozenset[str] = frozenset()
    marked: Marked = field(default_factory=Marked)


def settle(opened: Opened, seen: list[Naming]) -> Naming:
    """Rewrites the trees of a section's lines. seen: what is settled in the sections that it sees."""
    lines = opened.lines
    found = Naming(defined_faces(lines, (face for other in seen for face in other.faces)))
    if any(face for _, face in found.faces):
        _rewrite(lines, lambda tree: with_faces(tree, found.faces))
    if writes_differences(lines):
        _rewrite(lines, with_differences)
    if writes_differentials(lines):
        _rewrite(lines, with_differentials)
    opened.scope.varied = varied(lines)
    found.raised = raised_names(lines, frozenset().union(*(other.raised for other in seen)))
    if found.raised:
        _rewrite(lines, lambda tree: with_indices(tree, found.raised))
    found.powers = defined_powers(lines, {name: n for other in seen for name, n in other.powers.items()})
    if found.powers:
        _rewrite(lines, lambda tree: with_powers(tree, found.powers))
    found.mark, found.unmarked = dropped_mark(lines)
    for other in seen if not found.unmarked else ():
        found.mark, found.unmarked = other.mark, other.unmarked
    if found.unmarked:
        note = f"the mark ({found.mark}) is put back where it is left out"
        _rewrite(lines, lambda tree: with_mark(tree, found.mark, found.unmarked), note)
    found.marked = marked_derivatives(lines, [other.marked for other in seen])
    _rewrite(lines, lambda tree: with_derivatives(tree, found.marked))
    return found


def _rewrite(lines: list[Line], change: Callable[[Tree], Tree], note: str = "") -> None:
    for line in lines:
        if line.rewrite(change) and note:
            line.notes.append(note)
