"""Premises that authors leave out: under which of the usual ones would a refuted step hold?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from symgrad.notation.writer import written_name
from symgrad.proof import judge, judge_order, judge_under
from symgrad.review.ground import Ground

COUNTING = frozenset("kmnN")  # names that usually stand for whole numbers
WHOLE = (-2, -1, 0, 1, 2, 3)
MOST = 6  # inputs that are assumed to be positive one by one


def holds_if(ground: Ground, a: int, b: int) -> str:
    """`holds if y_1 + y_2 = 1: write it`, for a step that is refuted without it; '' where nothing usual helps."""
    for words in _holding(ground, a, b):
        return f"holds if {words}: write it"
    return ""


def holds_if_positive(ground: Ground, a: int, b: int, relation: str) -> str:
    """`holds if c > 0: write it`, for where the sign of one parameter decides and the text is silent."""
    graph, scope = ground.graph, ground.scope
    if relation not in ("<", ">", "≤", "≥"):
        return ""
    said = {id for of, _ in ground.assume for id in graph.free(of)}
    variables = {param for each in scope.chain for function in each.functions.values() for param in function.params}
    for id in graph.free(a, b)[:MOST] if not scope.sizes else ():
        name = str(graph.label(id))
        if id in said or name in variables or scope.differentiates_by(name):
            continue
        if judge_order(graph, a, b, relation, [*ground.assume, (id, ">")]).kind == "proved":
            return f"holds if {written_name(name)} > 0: write it"
    return ""


def _holding(ground: Ground, a: int, b: int) -> Iterator[str]:
    graph = ground.graph
    inputs = {str(graph.label(id)): id for id in graph.free(a, b)}
    for family in _families(list(inputs)):
        of_all = _of_all(ground, family[0])
        if len(family) < 2 and not of_all:
            continue
        whole = graph.node(inputs[family[0]])
        for name in family[1:]:
            whole = whole + graph.node(inputs[name])
        if judge_under(graph, [(whole.id, graph.number(1).id)], a, b, ground.assume).holds:
            yield f"{of_all or ' + '.join(map(written_name, family))} = 1"
    positive = [(id, ">") for id in inputs.values()]
    if positive and _holds(ground, a, b, positive):
        needed = list(inputs)
        for name in needed[:MOST]:
            fewer = [other for other in needed if other != name]
            if _holds(ground, a, b, [(inputs[other], ">") for other in fewer]):
                needed = fewer
        yield f"{', '.join(map(written_name, needed))} > 0"
    for name in sorted(COUNTING & set(inputs)):
        numbers = [{inputs[name]: graph.number(n).id} for n in WHOLE]
        if all(
            judge(graph, graph.substitute(a, n), graph.substitute(b, n), assume=ground.assume).holds for n in numbers
        ):
            yield f"{name} is a whole number"


def _holds(ground: Ground, a: int, b: int, positive: list[tuple[int, str]]) -> bool:
    return judge(ground.graph, a, b, assume=[*ground.assume, *positive]).kind == "proved"


def _of_all(ground: Ground, name: str) -> str:
    """The sum of a family over a letter that the text writes at it: `Σ_k y_k`; '' for names that are numbered alone."""
    scope, base = ground.scope, name.partition("_")[0]
    letters = scope.counts() if scope.sizes else ()
    written = (letter for letter in sorted(letters) if any(f"{base}_{letter}" in each.letters for each in scope.chain))
    return next((f"Σ_{letter} {written_name(f'{base}_{letter}')}" for letter in written), "")


def _families(names: list[str]) -> Iterator[list[str]]:
    """The names that differ in a number behind `_` alone, where they count from 1 (or 0) on."""
    indexed = sorted(
        (head, int(index), name) for name in names for head, _, index in [name.partition("_")] if index.isdigit()
    )
    for _, group in groupby(indexed, key=lambda entry: entry[0]):
        members = list(group)
        first = members[0][1]
        counts = [index for _, index, _ in members]
        if counts == list(range(first, first + len(members))) and first < 2:
            yield [name for _, _, name in members]
