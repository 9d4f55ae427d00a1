"""A wrong step about arrays: the one catalogued repair of its right member, and where."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from symgrad.notation.arrays import Layout
from symgrad.notation.arrays.layout import EVERY
from symgrad.notation.syntax import Tree
from symgrad.proof import Verdict
from symgrad.review.ground import Ground
from symgrad.review.layouts import array_verdicts
from symgrad.review.lines import Line
from symgrad.review.mistakes.arrays.member import ArrayMember
from symgrad.review.mistakes.arrays.moves import ArrayMove, diagonal, entrywise, order, transpose
from symgrad.review.mistakes.arrays.parts import (
    drop_factor,
    drop_term,
    insert_factor,
    insert_link,
    insert_number,
    insert_term,
)
from symgrad.review.mistakes.arrays.points import Points
from symgrad.review.mistakes.arrays.shapes import misfitting
from symgrad.review.mistakes.arrays.trial import Trial, layouts_of, some_hold
from symgrad.review.mistakes.catalogue import CATALOGUE
from symgrad.review.mistakes.changes import Change
from symgrad.review.mistakes.choice import RANK
from symgrad.review.mistakes.diagnosis import reread, said
from symgrad.review.mistakes.numbers import change_exponent, change_number, scale
from symgrad.review.mistakes.places import places
from symgrad.review.mistakes.terms import flip_sign, turn_comparison
from symgrad.review.mistakes.words import change_name, change_primes, swap_function
from symgrad.review.report import Mistake
from symgrad.source import Span

WRITTEN: tuple[ArrayMove, ...] = (
    *(transpose, order, entrywise, diagonal, flip_sign, change_number, scale, change_exponent),
    *(drop_factor, drop_term, change_name, swap_function, change_primes, turn_comparison, insert_number, insert_link),
)  # changes of what is written
MISSING: tuple[ArrayMove, ...] = (insert_term, insert_factor)  # tried only where none of those says enough
CHANGES = 1200  # of one member
SECONDS = 1.0  # for all of them; what is not through by then has no name
JUDGED = 12  # repairs that the judge sees


@dataclass(frozen=True)
class Repair:
    """A change that makes the step right. text: the repaired member as it would be written."""

    change: Change
    text: str


def array_changes(about: ArrayMember, moves: tuple[ArrayMove, ...] = WRITTEN + MISSING) -> Iterator[Change]:
    """Every change of a member; in an exponent only those of the power as a whole."""
    for move in moves:
        for place in places(about.tree):
            if not any(name == "exponent" for name, _ in place.path):
                yield from move(about, place)


def diagnose_arrays(ground: Ground, line: Line, k: int, verdict: Verdict) -> Mistake | None:
    """The mistake in the member behind a refuted sign, if exactly one repair is right; else what it could be."""
    both = line.trees[k : k + 2]
    if line.statement.relations[k].value not in ("=", ":=") or not all(isinstance(tree, Tree) for tree in both):
        return None
    about = ArrayMember(ground, line, k)
    points = Points(ground.graph, ground.assume)
    trials = [Trial(about, layout, points) for layout in layouts_of(ground)]
    if trials[0].vanishes():
        return None
    found = _repairs(about, trials)
    if (other := _other_layout(about, points)) is not None:
        return _mixed(about, other, found)
    if found:
        return _chosen(about, found)
    if verdict.by == "shapes" and (misfit := misfitting(about, trials[0])) is not None:
        words, (start, end) = misfit
        return Mistake("wrong-shape", said(about, words), span=Span(line.statement.source, start, end))
    return None


def _repairs(about: ArrayMember, trials: list[Trial]) -> list[Repair]:
    """One repair for each mistake that the step can be; none where there are too many changes to try them all."""
    deadline = time.process_time() + SECONDS
    found: list[Repair] = []
    for moves in (WRITTEN, MISSING):
        right: dict[str, Repair] = {}
        for count, change in enumerate(array_changes(about, moves)):
            if count >= CHANGES or time.process_time() > deadline:
                return []
            tree = change.applied(about.tree)
            if change.undoes and some_hold(trials, tree):
                text = about.ink.member(about.whole, [(change.place, change.new)])
                right.setdefault(f"{change.undoes} {text}", Repair(change, text))
        listed = sorted(right.values(), key=lambda repair: (RANK[repair.change.undoes], len(repair.text)))
        for repair in listed[:JUDGED]:
            if all(repair.change.undoes != other.change.undoes for other in found) and _is_right(about, repair.text):
                found.append(repair)
        if not all(repair.change.weak for repair in found):
            break
    return found


def _is_right(about: ArrayMember, text: str) -> bool:
    """Whether the step holds with another right member, as it would be written."""
    tree = reread(about, text)
    return tree is not None and _verdict(about, tree).holds


def _verdict(about: ArrayMember, tree: Tree, layouts: list[Layout] | None = None) -> Verdict:
    """The verdict on the sign with a tree behind it; nothing is learnt from it for other lines."""
    ground, line, k = about.ground, about.line, about.k
    kinds = ["" if i != k else "claim" for i in range(k + 1)]
    changed = replace(line, trees=[*line.trees[: k + 1], tree], kinds=kinds)
    kept = dict(ground.layout)
    try:
        verdicts, _ = array_verdicts(ground, changed, layouts)
        return verdicts[k]
    finally:
        ground.layout = kept


def _other_layout(about: ArrayMember, points: Points) -> Layout | None:
    """The layout in which the step is right as it stands, where another one is declared."""
    declared = about.ground.scope.declared_layout()
    for layout in EVERY if declared else ():
        likely = layout != Layout.pure(declared or "") and some_hold([Trial(about, layout, points)], about.tree)
        if likely and _verdict(about, about.tree, [layout]).holds:
            return layout
    return None


def _mixed(about: ArrayMember, other: Layout, found: list[Repair]) -> Mistake:
    words = other.words({"vector", "matrix", "jacobian"})
    message = f"this is right {words}; the text declares {about.ground.scope.declared_layout()} layout"
    span = Span(about.line.statement.source, *about.whole)
    return Mistake("mixed-layout", message, min((repair.text for repair in found), key=len, default=""), span)


def _chosen(about: ArrayMember, found: list[Repair]) -> Mistake:
    slugs = [repair.change.undoes for repair in found]
    kept = [repair for repair in found if all(repair.change.undoes not in CATALOGUE[slug].over for slug in slugs)]
    best = kept[0]
    if len(kept) > 1:
        return Mistake(correct=best.text, possible=tuple(repair.change.undoes for repair in kept))
    change = best.change
    fault = change.fault or (about.ink.extent(change.place.tree) if change.place.path else about.whole)
    return Mistake(change.undoes, said(about, change.words), best.text, Span(about.line.statement.source, *fault))
