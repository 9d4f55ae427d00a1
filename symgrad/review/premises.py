"""Equations that a text assumes: claims are judged where they hold, and they tie names to each other.

`x^2 + y^2 = 25` beside `\\frac{dy}{dx}` makes y a function of x, with the derivative -F_x/F_y; a constraint that words
give (`given that \\sum_k y_k = 1`) holds for the claims behind it.
"""

from __future__ import annotations

from symgrad.notation.arrays import touches
from symgrad.notation.meaning import Inapplicable, Meaning, NeedsSize, Unresolved
from symgrad.notation.plain import plain
from symgrad.notation.scope import Scope, names_below, names_in
from symgrad.notation.syntax import Derivative, Frac, Name, Sum, Tree, Unread
from symgrad.review.ground import Ground, Premise
from symgrad.review.lines import Line, Opened


def tie_names(opened: Opened) -> None:
    """Give each name that a premise ties to others its derivatives by them."""
    for line in opened.lines:
        sides = assumed_sides(line)
        if sides is not None:
            opened.scope.given = _slopes(opened.scope, *sides) | opened.scope.given


def _slopes(scope: Scope, left: Tree, right: Tree) -> dict[tuple[str, str], Tree]:
    """The derivatives of unknown names by each other where left = right."""
    names = names_in(left) | names_in(right)
    gap = Sum(left.start, right.end, (("+", left), ("-", right)))
    return {(u, v): _slope(gap, u, v, names - {v}) for u in sorted(names) for v in scope.edges_of(u) if v in names}


def _slope(gap: Tree, u: str, v: str, held: set[str]) -> Tree:
    """-F_v/F_u, the derivative of u by v on the curve F = 0."""

    def name(text: str) -> Name:
        return Name(gap.start, gap.end, text)

    above = Derivative(gap.start, gap.end, "partial", gap, ((name(v), 1),), tuple(map(name, sorted(held))))
    below = Derivative(gap.start, gap.end, "partial", gap, ((name(u), 1),))
    return Sum(gap.start, gap.end, (("-", Frac(gap.start, gap.end, above, below)),))


def assumed_sides(line: Line) -> tuple[Tree, Tree] | None:
    """The two sides of an equation that the text assumes."""
    if line.ignored or not line.premise:
        return None
    left, right = line.trees
    return (left, right) if isinstance(left, Tree) and isinstance(right, Tree) else None


def suppose(ground: Ground, line: Line) -> None:
    """The premise of a line, if it is one, holds from here on."""
    sides = assumed_sides(line)
    if sides is None:
        return
    if any(touches(ground.scope, side) for side in sides):
        return  # it is among what is supposed
    if line.free:
        ground.for_all.append((_heads(line.names), f"{plain(sides[0])} = {plain(sides[1])}"))
    meaning = Meaning(ground.scope)
    try:
        nodes = meaning.node(sides[0]).id, meaning.node(sides[1]).id
    except NeedsSize:
        ground.sized.append(sides)
        return
    except (Unresolved, Unread, Inapplicable):
        return
    slopes = _slopes(ground.scope, *sides)
    former = [premise for premise in ground.premises if premise.tied & set(slopes)]
    if former:  # another curve
        ground.start_anew()
        ground.scope.given |= slopes
        ground.premises = [premise for premise in ground.premises if premise not in former]
    ground.suppose(Premise(nodes, f"{plain(sides[0])} = {plain(sides[1])}", frozenset(slopes)))


def not_put_in(ground: Ground, line: Line) -> str:
    """A premise with a free index that speaks of what a line is about; '' if there is none."""
    trees = [tree for tree in line.trees if isinstance(tree, Tree)] if ground.for_all else []
    about = _heads({name for tree in trees for name in names_below(ground.scope, tree)})
    formulas = [formula for name in about for formula in _members(ground.scope, name)]
    about |= _heads({name for formula in formulas for name in names_below(ground.scope, formula)})
    return next((text for heads, text in ground.for_all if heads & about), "")


def _members(scope: Scope, head: str) -> list[Tree]:
    """The formulas of the families of a head: P_ij for P."""
    return [tree for each in scope.chain for name, tree in each.formulas.items() if name.partition("_")[0] == head]


def _heads(names: set[str]) -> set[str]:
    """The names without their indices, those that are nothing but an index left out."""
    return {name.partition("_")[0] for name in names if "_" in name} | {name for name in names if len(name) > 1}
