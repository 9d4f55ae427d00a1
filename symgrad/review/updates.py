"""Updates: `w ← w - α ∇L`. They claim nothing; one that has lost the gradient that others have is told so."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.plain import plain
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Derivative, Nabla, Tree
from symgrad.review.lines import Line


def lost_gradient(lines: Sequence[Line], line: Line) -> str:
    """What to say of an update in which a function stands that other updates take the gradient of; '' for any other."""
    if _gradients(line):
        return ""
    names = {name for tree in line.trees[1:] if isinstance(tree, Tree) for name in names_in(tree)}
    for other in lines:
        for body in _gradients(other) if other.kind == "update" else ():
            if shared := sorted(names_in(body) & names - {_head(line)}):
                return f"no gradient is taken of {shared[0]} here, as it is in line {other.statement.span.line}"
    return ""


def _gradients(line: Line) -> list[Tree]:
    """The formulas that a line takes derivatives of."""
    taken = [part for part in line.parts if isinstance(part, (Nabla, Derivative))]
    return [part.body if isinstance(part, Nabla) else part.of for part in taken]


def _head(line: Line) -> str:
    return plain(line.trees[0]) if isinstance(line.trees[0], Tree) else ""
