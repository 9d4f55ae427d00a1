"""A step that is right if an earlier wrong line were right: it follows from that line and is no mistake of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from symgrad.notation.meaning import NeedsSize
from symgrad.notation.syntax import At, Bracket, Derivative, Name, Product, Tree, bare
from symgrad.review.chains import Chain
from symgrad.review.forms import is_number
from symgrad.review.ground import Ground, Wrong
from symgrad.review.lines import Line
from symgrad.review.members import members_of
from symgrad.review.mistakes.about import ERRORS
from symgrad.review.mistakes.diagnosis import diagnose
from symgrad.review.mistakes.places import MADE, Path, places, put, same
from symgrad.review.report import Mistake, Step

REMEMBERED = 12  # wrong lines that a later one may rest on
DIAGNOSED = 3  # of them, given which a mistake is looked for


def remember(ground: Ground, line: Line, step: Step) -> None:
    """Keep a wrong step for the lines that follow."""
    subject, stated = line.trees[0], line.trees[step.index + 1]
    if isinstance(subject, Tree) and isinstance(stated, Tree) and not isinstance(bare(stated), Derivative):
        ground.wrong = [*ground.wrong, Wrong(step, bare(subject), stated)][-REMEMBERED:]


def source_of(ground: Ground, line: Line, k: int) -> Step | None:
    """The earlier wrong step from which a line's refuted sign follows."""
    return next((step for step, chain in _chains(ground, line, k) if k not in chain.wrong), None)


def own_slip(ground: Ground, line: Line, k: int) -> Mistake | None:
    """The mistake in a member that does not follow from the wrong lines that it rests on: it is one beside them."""
    for step, chain in islice(_chains(ground, line, k), DIAGNOSED):
        found = diagnose([chain], k)
        if found is not None and found.slug:
            number, _ = step.span.source.position(step.span.start)
            whole = chain.line.trees[k + 1] is not line.trees[k + 1]  # written in what was stated elsewhere
            span = line.statement.member_span(k + 1) if whole else found.span
            return replace(found, message=f"given line {number}, {found.message}", correct="", span=span)
    return None


def _chains(ground: Ground, line: Line, k: int) -> Iterator[tuple[Step, Chain]]:
    """The line with what earlier wrong lines state in place of their subjects, the latest ones first."""
    several = [ground.wrong] if len(ground.wrong) > 1 else []
    for wrongs in (*([wrong] for wrong in reversed(ground.wrong)), *several):
        for turned in (False, True):
            scope, values, judged = ground.scope, dict(ground.values), ground.judged
            try:
                ground.scope, ground.judged = scope.fork(), {}
                changed = _resting(ground, line, k, wrongs, turned)
                if changed is not None:
                    chain = Chain(ground, changed, members_of(ground, changed))
                    if any(step.index == k for step in chain.steps()):
                        yield wrongs[-1].step, chain
            except (*ERRORS, NeedsSize):
                pass
            finally:
                ground.scope, ground.values, ground.judged = scope, values, judged


def _resting(ground: Ground, line: Line, k: int, wrongs: list[Wrong], turned: bool) -> Line | None:
    """The line as it rests on wrong ones; None if it does not.

    turned: a member holds what was stated of a derivative, and not that derivative: dy/du 2x^2 after du/dx = 2x^2.
    """
    trees = list(line.trees)
    used = False
    for wrong in wrongs:
        if isinstance(wrong.subject, Name) and not wrong.subject.primes and not wrong.subject.dots:
            if not turned and ground.scope.formula(wrong.subject.name) is not None:
                ground.scope.formulas[wrong.subject.name] = wrong.stated
                used = True
            continue
        for i in (k + 1,) if turned else (k, k + 1):
            tree = trees[i]
            if isinstance(tree, Tree):
                trees[i] = _taken_back(tree, wrong) if turned else _given(tree, wrong)
                used = used or trees[i] is not tree
    return replace(line, trees=trees) if used else None


def _taken_back(tree: Tree, wrong: Wrong) -> Tree:
    """The tree with a derivative in place of what was stated of it, where that is a factor of a product or a term."""
    stated = wrong.stated
    wanted = stated.factors if isinstance(stated, Product) else (("", stated),)
    if is_number(stated) or not isinstance(wrong.subject, Derivative):
        return tree
    for place in places(tree):
        if isinstance(place.tree, Product):
            factors = place.tree.factors
            for i in range(len(factors) - len(wanted) + 1):
                run = factors[i : i + len(wanted)]
                alike = all(same(a, b) and (n == 0 or s == t)
                            for n, ((s, a), (t, b)) in enumerate(zip(run, wanted, strict=True)))  # fmt: skip
                if alike and factors[i][0] != "/" and len(wanted) < len(factors):
                    new = (
                        *factors[:i],
                        (factors[i][0] or ("*" if i else ""), wrong.subject),
                        *factors[i + len(wanted) :],
                    )
                    return put(tree, place.path, Product(MADE, MADE, new))
        elif place.path and same(place.tree, stated):
            return put(tree, place.path, wrong.subject)
    return tree


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
