"""A step that is right if an earlier wrong line were right: it follows from that line and is no mistake of its own."""

from __future__ import annotations

from dataclasses import replace

from symgrad.notation.meaning import NeedsSize
from symgrad.notation.syntax import At, Bracket, Derivative, Name, Product, Tree, bare
from symgrad.review.chains import Chain
from symgrad.review.ground import Ground, Wrong
from symgrad.review.lines import Line
from symgrad.review.members import members_of
from symgrad.review.mistakes.about import ERRORS
from symgrad.review.mistakes.places import Path, places, put, same
from symgrad.review.report import Step

REMEMBERED = 12  # wrong lines that a later one may rest on


def remember(ground: Ground, line: Line, step: Step) -> None:
    """Keep a wrong step for the lines that follow."""
    subject, stated = line.trees[0], line.trees[step.index + 1]
    if isinstance(subject, Tree) and isinstance(stated, Tree) and not isinstance(bare(stated), Derivative):
        ground.wrong = [*ground.wrong, Wrong(step, bare(subject), stated)][-REMEMBERED:]


def source_of(ground: Ground, line: Line, k: int) -> Step | None:
    """The earlier wrong step from which a line's refuted sign follows."""
    for wrong in reversed(ground.wrong):
        if _holds_given(ground, line, k, [wrong]):
            return wrong.step
    if len(ground.wrong) > 1 and _holds_given(ground, line, k, ground.wrong):
        return ground.wrong[-1].step
    return None


def _holds_given(ground: Ground, line: Line, k: int, wrongs: list[Wrong]) -> bool:
    """Whether a sign holds once the stated formulas stand for their subjects."""
    scope, values = ground.scope, dict(ground.values)
    trees = list(line.trees)
    used = False
    try:
        ground.scope = scope.fork()
        for wrong in wrongs:
            if isinstance(wrong.subject, Name) and not wrong.subject.primes and not wrong.subject.dots:
                if scope.formula(wrong.subject.name) is None:
                    continue
                ground.scope.formulas[wrong.subject.name] = wrong.stated
                used = True
                continue
            for i in (k, k + 1):
                tree = trees[i]
                if isinstance(tree, Tree):
                    trees[i] = _given(tree, wrong)
                    used = used or trees[i] is not tree
        if not used:
            return False
        ground.judged, judged = {}, ground.judged
        try:
            changed = replace(line, trees=trees)
            chain = Chain(ground, changed, members_of(ground, changed))
            step = next(step for step in chain.steps() if step.index == k)
            return step.verdict.holds
        finally:
            ground.judged = judged
    except (*ERRORS, NeedsSize, StopIteration):
        return False
    finally:
        ground.scope, ground.values = scope, values


def _given(tree: Tree, wrong: Wrong) -> Tree:
    """The tree with what was stated in place of what it was stated of."""
    found: list[tuple[Path, Tree]] = []
    for place in places(tree):
        if any(place.path[: len(path)] == path for path, _ in found):
            continue
        stated = Bracket(wrong.stated.start, wrong.stated.end, "(", (wrong.stated,))
        if same(place.tree, wrong.subject):
            found.append((place.path, stated))
        elif (made := _applied(place.tree, wrong)) is not None:
            found.append((place.path, made))
    for path, new in sorted(found, key=lambda item: -len(item[0])):
        tree = put(tree, path, new)
    return tree


def _applied(tree: Tree, wrong: Wrong) -> Tree | None:
    """f'(3) and f''(x) where f'(x) was stated."""
    here, there = _primed(tree), _primed(wrong.subject)
    if here is None or there is None or here[0].name != there[0].name or not isinstance(there[1], Name):
        return None
    orders = here[0].primes - there[0].primes
    if orders < 0 or there[0].primes == 0:
        return None
    stated: Tree = Bracket(wrong.stated.start, wrong.stated.end, "(", (wrong.stated,))
    if orders:
        stated = Derivative(tree.start, tree.end, "d", stated, ((there[1], orders),))
    if same(here[1], there[1]):
        return Bracket(tree.start, tree.end, "(", (stated,))
    return Bracket(tree.start, tree.end, "(", (At(tree.start, tree.end, stated, ((there[1], here[1]),)),))


def _primed(tree: Tree) -> tuple[Name, Tree] | None:
    """(f', x) of f'(x)."""
    if isinstance(tree, Product) and len(tree.factors) == 2:
        (_, head), (sign, bracket) = tree.factors
        if isinstance(head, Name) and head.primes and sign == "" and isinstance(bracket, Bracket):
            return (head, bracket.parts[0]) if len(bracket.parts) == 1 else None
    return None
