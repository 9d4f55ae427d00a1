"""A claim with symbolic sizes or free indices, judged at the first few numbers for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from symgrad.notation.families import taken_apart
from symgrad.notation.meaning import Inapplicable, Meaning, NeedsSize, Unresolved
from symgrad.notation.meaning.ranges import whole
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Name, Over, Series, Tree, Unread, walk
from symgrad.proof import Verdict, worst
from symgrad.review.ground import Ground
from symgrad.review.index_conditions import allows, said_for
from symgrad.review.lines import Line
from symgrad.review.report import Step

SIZES = ((1, 2, 3, 4), (1, 2, 3, 2), (1, 3, 2, 4))  # of the first, second and third symbolic size
FURTHEST = 12  # the largest member from which sizes are counted
MOST = 64  # choices of indices at one choice of sizes


Judge = Callable[[], list[Step]]


def at_instances(ground: Ground, line: Line, judged: Judge, late: Callable[[Verdict], list[Step]]) -> list[Step]:
    """The steps of a claim that is said for all sizes and all values of its free indices.

    It is refuted by one choice; it is proved at all of them if a range in numbers has no more, and agrees else.
    late: the steps if nothing can be judged.
    """
    names: list[str] = []
    while True:
        try:
            return _at_sizes(ground, line, names, judged, late)
        except NeedsSize as size:
            if size.name in names or len(names) == len(SIZES):
                return late(Verdict("undecided", message=f"too many symbolic sizes: {', '.join((*names, size.name))}"))
            names.append(size.name)


def _at_sizes(
    ground: Ground, line: Line, names: list[str], judged: Judge, late: Callable[[Verdict], list[Step]]
) -> list[Step]:
    found: list[Step] = []
    scope = ground.scope
    choices = 0
    for numbers in zip(*SIZES, strict=True):
        sizes = {name: _from(line, name, number) for name, number in zip(names, numbers, strict=False)}
        for letters in _letters(scope, line, sizes):
            if not allows(line, letters):
                continue
            with ground.seeing(scope.fork()) as here:
                here.sizes = {**scope.sizes, **sizes, **letters}
                with ground.at_these_sizes():
                    steps = judged()
            choices += 1
            place = ", ".join(f"{name} = {number}" for name, number in {**sizes, **letters}.items())
            for step in steps:
                if not step.verdict.holds:
                    step.verdict = step.verdict.noting(f"at {place}")
            found = [_worse(a, b) for a, b in zip(found, steps, strict=True)] if found else steps
        if not names:
            break
    if not choices:
        return late(Verdict("undecided", message="there is no choice of the indices that the text allows"))
    for step in found:
        if step.verdict.holds:
            step.verdict = _for_all(step.verdict, line, names)
    return found


def _from(line: Line, name: str, number: int) -> int:
    """A number for a size, counted from the first at which all members that the line names are there."""
    least = line.least.get(name, 1)
    return number + (least - 1 if least <= FURTHEST else 0)


def _for_all(verdict: Verdict, line: Line, names: list[str]) -> Verdict:
    if not names:
        return verdict.noting(f"for every {' and '.join(line.free)}{said_for(line)}")
    ends = [(name, *(_from(line, name, end) for end in (1, 4))) for name in names]
    first = " and ".join(f"{name} = {least}, ..., {most}" for name, least, most in ends)
    every = f", for every {' and '.join(line.free)}{said_for(line)}" if line.free else ""
    return replace(verdict, kind="agrees").noting(f"at {first}{every}")


def is_generic(ground: Ground, line: Line) -> bool:
    """Whether what is shown of names with one letter in their index is shown for all its numbers.

    So it is if nothing can coincide with them: no other letter, no i - 1, no number in the same place, no sum.
    """
    scope = ground.scope
    letters = scope.counts()
    seen: set[str] = set()
    stack = line.readable
    while stack:
        for part in walk(stack.pop()):
            if isinstance(part, (Series, Over)):
                return False
            if not isinstance(part, Name) or part.name in seen:
                continue
            seen.add(part.name)
            formula = scope.formula(part.name)
            if formula is not None:
                stack.append(formula)
    places = [taken_apart(name, letters) for name in seen]
    parts = [((*one.family, k), part) for one in places for k, part in enumerate(one.parts)]
    moving = {part for _, part in parts if isinstance(part, tuple)}
    where = {place for place, part in parts if isinstance(part, tuple)}
    still = any(isinstance(part, int) and place in where for place, part in parts)
    return len(moving) == 1 and not still and all(shift == 0 for _, shift in moving)


def _worse(a: Step, b: Step) -> Step:
    return a if worst([a.kind, b.kind]) == a.kind else b


def _letters(scope: Scope, line: Line, sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Choices of the free indices within their ranges: all, or the first ones and those where letters are alike."""
    if not line.free:
        yield {}
        return
    there = scope.fork()
    there.sizes = {**scope.sizes, **sizes}
    ranges = []
    for low, high in line.free.values():
        first, last = _number(there, low), _number(there, high)
        ranges.append(range(first, last + 1))
    choices = sorted(product(*ranges), key=lambda choice: (max(choice) > 4, len(set(choice))))
    for choice in choices[:MOST]:
        yield dict(zip(line.free, choice, strict=True))


def _number(scope: Scope, tree: Tree) -> int:
    try:
        return whole(Meaning(scope), tree)
    except (Unread, Inapplicable) as error:
        raise Unresolved(str(error)) from None
