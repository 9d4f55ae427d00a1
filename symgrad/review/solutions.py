"""Claims behind formulas that were found for names: these are put in, and a partial derivative may hold them free."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Derivative, Name, Tree, Unread, walk
from symgrad.proof import Verdict, decimals
from symgrad.review.chains import Claim, judged
from symgrad.review.ground import Ground
from symgrad.review.lines import Line, Supposed
from symgrad.review.members import AGAINST
from symgrad.review.solved import follows_from_what_is_before


def at_solutions(ground: Ground, line: Line) -> Claim:
    """A claim with its signs judged where the names that were found have their formulas.

    `\\partial\\Pi/\\partial t = -q` behind `q = (p - t)/(2c)` may be meant of Pi(q, t): it holds if one reading does.
    A mixed derivative by such a name, `\\partial^2\\Pi/\\partial q\\partial t`, is of Pi(q, t).
    """
    if ground.general is None:
        return judged(ground, line)
    parts = [_derivatives(tree) for tree in line.trees]
    mixed = any(_is_mixed(part, ground.solved) for each in parts for part in each)
    claim = judged(ground, line)
    holds = all(step.verdict.holds for step in claim.steps)
    if not mixed and (holds or not all(_may_be_partial(part, ground.solved) for each in parts for part in each)):
        return claim
    if not any(parts):
        return claim
    with ground.in_general():
        free = judged(ground, line)
    if len(free.steps) != len(claim.steps) or any(parts[1:-1]):
        return free if mixed or _rank(free) < _rank(claim) else claim
    taken = [
        free
        if (parts[here.index] or parts[here.index + 1]) and (mixed or AGAINST[other.kind] < AGAINST[here.kind])
        else claim
        for here, other in zip(claim.steps, free.steps, strict=True)
    ]
    return Claim([one.steps[k] for k, one in enumerate(taken)], taken[-1].chains if taken else claim.chains)


def solves(ground: Ground, line: Line, conditions: Iterable[tuple[int, int]]) -> Verdict | None:
    """The verdict on a formula that a line finds for a name, by the conditions that it is found from.

    None where they hold other names, of which more may be known: `1/x - \\lambda p = 0` does not tell x alone.
    """
    if ground.general is None or not follows_from_what_is_before(ground.scope, ground.lines, ground.lines.index(line)):
        return None
    graph, verdict = ground.graph, None
    try:
        free, put = Meaning(ground.general), Meaning(ground.scope)
        found = {free.named(name).id: put.named(name).id for name in ground.solved}
        heads = {free.named(name).id for name in line.redefines}
        told = {*graph.free(*(put.named(name).id for name in line.redefines))}
    except (Unresolved, Unread, Inapplicable):
        return None
    for condition in conditions:
        if heads.isdisjoint(graph.free(*condition)):
            continue
        left, right = (graph.substitute(side, found) for side in condition)
        if not told.issuperset(graph.free(left, right)) or decimals(graph, (graph.node(left) - graph.node(right)).id):
            return None
        verdict = ground.judge(left, right)
        if not verdict.holds:
            return (
                replace(verdict, message="the condition does not hold there") if verdict.kind == "refuted" else verdict
            )
    return verdict


def _rank(claim: Claim) -> int:
    return sum(AGAINST[step.kind] for step in claim.steps)


def solves_sums(ground: Ground, line: Line, demands: list[Supposed]) -> Verdict | None:
    """The same of a condition with sums of symbolic size or arrays, where nothing else in it is unknown."""
    names = set().union(*(names_in(side) for one in demands for side in (one.left, one.right)))
    if len(line.trees) != 2 or len(line.redefines) != 1 or (names & ground.scope.by) - line.redefines.keys():
        return None
    with ground.in_general(), ground.where(demands):
        steps = judged(ground, replace(line, kinds=["claim"])).steps
    found = steps[0].verdict if len(steps) == 1 else None
    return found if found is not None and found.kind in ("proved", "agrees", "refuted") else None


def _derivatives(tree: Tree | Unread) -> list[Derivative]:
    return [part for part in walk(tree) if isinstance(part, Derivative)] if isinstance(tree, Tree) else []


def _variables(part: Derivative) -> set[str]:
    """The names that a derivative, and those within it, are taken by."""
    return {v.name for each in walk(part) if isinstance(each, Derivative) for v, _ in each.by if isinstance(v, Name)}


def _is_mixed(part: Derivative, solved: Collection[str]) -> bool:
    """Whether a derivative is taken by a name that was found and by another."""
    names = _variables(part)
    return len(names) > 1 and not names.isdisjoint(solved)


def _may_be_partial(part: Derivative, solved: Collection[str]) -> bool:
    """Whether a derivative may hold fixed the names that were found."""
    return part.kind == "partial" or not _variables(part).isdisjoint(solved)
