"""Verdicts within what a text says of its names: element by element of a finite set, and with what is left open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from symgrad.notation.writer import write
from symgrad.proof import Sign, Verdict, standing, worst
from symgrad.review.ground import Ground

CHOICES = 32  # of elements for the names of one claim
OVER_EVERY_FIELD = ("identical", "rational functions")  # proofs that ask nothing of the numbers

Judged = Callable[[Mapping[int, int]], Verdict]  # the verdict with these nodes in the place of some inputs


def within(ground: Ground, nodes: Sequence[int], judged: Judged) -> Verdict:
    """The verdict on a claim with these nodes, for what the text lets its inputs be."""
    verdict = _elementwise(ground, nodes, judged)
    doubts = [doubt for doubt in ground.doubts if doubt.inputs & set(ground.graph.free(*nodes))]
    if verdict.holds and verdict.by not in OVER_EVERY_FIELD:
        for doubt in doubts:
            if not doubt.real:
                return Verdict("undecided", message=doubt.reason)
    doubts = [doubt for doubt in doubts if doubt.real]
    if verdict.kind != "refuted" or not doubts:
        return verdict
    if all(doubt.stricter for doubt in doubts):
        with ground.assuming([*ground.assume, *(sign for doubt in doubts for sign in doubt.stricter)]):
            again = _elementwise(ground, nodes, judged)
        if again.kind == "refuted":
            return again
    return Verdict("undecided", message="; ".join(dict.fromkeys(doubt.reason for doubt in doubts)))


def _elementwise(ground: Ground, nodes: Sequence[int], judged: Judged) -> Verdict:
    """The verdict for all values, or at each element where inputs have finitely many."""
    choices = list(_choices(ground, nodes))
    if not choices:
        return judged({})
    with ground.assuming(sign for sign in ground.assume if sign[1] != "="):
        everywhere = judged({})
    if everywhere.kind == "proved":
        return everywhere
    found = []
    for chosen, signs in choices:
        with ground.assuming(signs):
            found.append((chosen, judged(chosen)))
    if all(verdict.holds for _, verdict in found):
        kind = worst([verdict.kind for _, verdict in found])
        weakest = next(verdict for _, verdict in found if verdict.kind == kind)
        notes = tuple(dict.fromkeys(note for _, verdict in found for note in verdict.notes))
        shown = "; ".join(_words(ground, chosen) for chosen, _ in found)
        return replace(weakest, notes=notes).noting(f"at {shown}")
    general = judged({})
    if general.kind != "refuted":
        return general
    for chosen, verdict in found:
        if verdict.kind == "refuted":
            at = {str(ground.graph.label(x)): write(ground.graph, v) for x, v in chosen.items()}
            return replace(verdict, at={**at, **verdict.at}).noting(f"at {_words(ground, chosen)}")
    return general


def _choices(ground: Ground, nodes: Sequence[int]) -> Iterator[tuple[Mapping[int, int], list[Sign]]]:
    """Each way to give the inputs below the nodes that have finitely many values one of them, and what is assumed then.

    What contradicts an assumption is left out.
    """
    graph = ground.graph
    free = graph.free(*nodes)
    finite = {x: values for x, values in ground.elements.items() if x in free}
    if not finite or prod(len(values) for values in finite.values()) > CHOICES:
        return
    for values in product(*finite.values()):
        chosen = dict(zip(finite, values, strict=True))
        signs = [(graph.substitute(id, chosen), how) for id, how in ground.assume]
        closed = {sign: standing(graph, *sign) for sign in signs if not graph.free(sign[0])}
        if "refuted" not in closed.values():
            yield chosen, [sign for sign in signs if closed.get(sign) != "proved"]


def _words(ground: Ground, chosen: Mapping[int, int]) -> str:
    return ", ".join(f"{ground.graph.label(x)} = {write(ground.graph, v)}" for x, v in chosen.items())
