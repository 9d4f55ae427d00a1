"""Right members of claims about arrays, spoiled by the catalogue, and by two of its changes at once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from spoiled import Mutant, judged_mutant, spoiled_line, value

from symgrad.notation.arrays import Layout
from symgrad.notation.arrays.layout import EVERY
from symgrad.notation.syntax import Tree
from symgrad.review.ground import Ground
from symgrad.review.layouts import array_verdicts
from symgrad.review.lines import Line
from symgrad.review.mistakes.arrays.diagnosis import WRITTEN, array_changes
from symgrad.review.mistakes.arrays.member import ArrayMember
from symgrad.review.mistakes.arrays.points import Points
from symgrad.review.mistakes.arrays.trial import ERRORS, Trial, layouts_of
from symgrad.review.mistakes.choice import RANK
from symgrad.review.mistakes.diagnosis import reread
from symgrad.review.mistakes.places import places

TWICE = 6  # members with two mistakes


def array_mutants(ground: Ground, line: Line, k: int, rng: random.Random, each: int) -> Iterator[Mutant]:
    if not all(isinstance(tree, Tree) for tree in line.trees[k : k + 2]):
        return
    about = ArrayMember(ground, line, k)
    trial = Trial(about, layouts_of(ground)[0], Points(ground.graph, ground.assume))
    own = _value(trial, about.tree)
    if own is None or trial.vanishes():
        return
    found: dict[object, tuple[str, set[str]]] = {}
    for change in array_changes(about):
        if change.makes:
            text = about.ink.member(about.whole, [(change.place, change.new)])
            _enter(found, trial, text, own, change.makes)
    listed = list(found.values())
    rng.shuffle(listed)
    taken: Counter[str] = Counter()
    for text, kinds in listed:
        key = min(kinds, key=RANK.__getitem__)
        taken[key] += 1
        if taken[key] <= each:
            yield _judged(ground, line, k, text, kinds, about)
    twice: dict[object, tuple[str, set[str]]] = {}
    for text in _twice(about, rng):
        if len(twice) < TWICE:
            _enter(twice, trial, text, own, "")
    for key, (text, _) in twice.items():
        if key not in found:
            yield _judged(ground, line, k, text, set(), about)


def _enter(found: dict[object, tuple[str, set[str]]], trial: Trial, text: str, own: object, slug: str) -> None:
    """A mutant, unless its value is that of the right member; those with one value are one."""
    tree = reread(trial.about, text)
    key = None if tree is None else _value(trial, tree) or text
    if key is None or key == own:
        return
    kinds = found.setdefault(key, (text, set()))[1]
    kinds |= {slug} if slug else set()


def _value(trial: Trial, tree: Tree) -> object | None:
    """The shape of a member and its entries at two points; None where its parts do not fit."""
    builder = trial.forked()
    with suppress(*ERRORS):
        term = builder.term(tree)
        return tuple(
            (array.rows, array.columns, tuple(value(trial.about, entry) for entry in array.entries))
            for (array,) in trial.lowered(builder, term)
        )
    return None


def _twice(about: ArrayMember, rng: random.Random) -> Iterator[str]:
    """The member with two changes, each of which would be a mistake of its own."""
    changes = [change for change in array_changes(about) if change.makes]
    for change in rng.sample(changes, min(4 * TWICE, len(changes))):
        tree = change.applied(about.tree)
        moves = rng.sample(WRITTEN, 3)
        again = [second for move in moves for place in places(tree) if place.tree.start >= 0
                 for second in move(about, place) if second.makes]  # fmt: skip
        if again:
            yield about.ink.tree(rng.choice(again).applied(tree))


def _judged(ground: Ground, line: Line, k: int, text: str, kinds: set[str], about: ArrayMember) -> Mutant:
    layout = dict(ground.layout)
    try:
        mutant = judged_mutant(ground, line, k, text, kinds, about)
        if mutant.mistake is not None and mutant.mistake.slug == "mixed-layout":
            spoiled = spoiled_line(line, k, text, about)
            mutant.kinds |= {"mixed-layout"} if spoiled and _right_elsewhere(ground, spoiled, k) else set()
    finally:
        ground.layout = layout
    return mutant


def _right_elsewhere(ground: Ground, line: Line, k: int) -> bool:
    declared = ground.scope.declared_layout()
    others = [layout for layout in EVERY if declared and layout != Layout.pure(declared)]
    return any(array_verdicts(ground, line, [layout])[0][k].holds for layout in others)
