"""The paths of a graph of names: which of them a derivative has left out or counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from symgrad.graph import Graph, local
from symgrad.graph.table import CONST, INPUT, NAME
from symgrad.notation.syntax import Derivative, Name, Product, Tree, walk
from symgrad.notation.writer import written_name
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change, Words
from symgrad.review.mistakes.places import MADE, Given, Place, plus

PATHS = 24  # that are looked at
LONGEST = 12


@dataclass(frozen=True)
class Way:
    """A path of names from v to u, with the product of the local partials on it."""

    names: tuple[int, ...]  # from v to u
    product: int


def direct(graph: Graph, id: int) -> list[int]:
    """The names and inputs that a name's formula holds itself."""
    body = graph.unnamed(id)
    held = [x for x in graph.cone([body]) if graph.cells[x][0] == NAME and x != body]
    return [x for x in graph.cone([body], stop=held) if graph.cells[x][0] in (NAME, INPUT) and x != body]


def ways(graph: Graph, u: int, v: int) -> list[Way]:
    """Every path from v to u, as far as there are not too many."""
    found: list[Way] = []
    stack: list[tuple[tuple[int, ...], int]] = [((u,), graph.number(1).id)]
    reach = {id for id in graph.cone([u]) if v in graph.cone([id])} if v in graph.cone([u]) else set()
    while stack and len(found) <= PATHS:
        names, product = stack.pop()
        for x in reversed(direct(graph, names[0])):
            if x not in reach or graph.cells[x][0] == CONST:
                continue
            slope = local(graph, names[0], x)
            if slope is None or graph.value(slope) == 0:
                continue
            node = (graph.node(product) * graph.node(slope)).id
            if x == v:
                found.append(Way((x, *names), node))
            elif len(names) < LONGEST:
                stack.append(((x, *names), node))
    return found if len(found) <= PATHS else []


def shown(about: About, names: tuple[int, ...]) -> str:
    """`x -> f_2 -> f_5 -> y`"""
    return " -> ".join(written_name(label) if label else "the output" for label in _labels(about, names))


def _labels(about: About, names: tuple[int, ...]) -> list[str | None]:
    """The names of nodes; the last one may be the name that the line differentiates."""
    target = about.target
    labels = [about.graph.label(id) for id in names]
    if labels[-1] is None and target is not None and isinstance(target.tree, Name):
        labels[-1] = target.tree.name
    return labels


def bundles(about: About) -> Iterator[tuple[Words, int, Way | None]]:
    """(name of what is left out, its share of the derivative, the path if it is one) for one path or one edge."""
    target = about.target
    if target is None:
        return
    graph = about.graph
    found = ways(graph, target.u, target.v)
    if len(found) < 2:
        return
    for way in found:
        yield (shown(about, way.names),), way.product, way
    edges: dict[tuple[int, int], list[Way]] = {}
    for way in found:
        for edge in pairwise(way.names):
            edges.setdefault(edge, []).append(way)
    seen: set[tuple[int, ...]] = set()
    for edge, members in edges.items():
        key = tuple(found.index(way) for way in members)
        if 1 < len(members) < len(found) and key not in seen:
            seen.add(key)
            first, *rest = [graph.node(way.product) for way in members]
            yield ("every path through ", shown(about, edge)), sum(rest, first).id, None


def path_changes(about: About) -> Iterator[Change]:
    """The member with a path more or less."""
    whole = Place(about.tree, (), "whole")
    for name, share, way in bundles(about):
        term = _written(about, way) if way is not None else None
        missing: Words = (*name, " is not counted")
        if term is not None:
            yield Change("", "missing-path", whole, plus(about.tree, "+", term), missing)
        given = Given(MADE, MADE, share)
        yield Change("", "missing-path", whole, plus(about.tree, "+", given), missing)
        yield Change("", "counted-twice", whole, plus(about.tree, "-", given), (*name, " is counted twice"))


def _written(about: About, way: Way) -> Tree | None:
    """A path as a product of partial derivatives, if the member is written in them."""
    kinds = [part.kind for part in walk(about.tree) if isinstance(part, Derivative)]
    labels = _labels(about, way.names)
    if not kinds or any(label is None for label in labels):
        return None
    names = [Name(MADE, MADE, str(label)) for label in labels]
    factors = [("", Derivative(MADE, MADE, kinds[0], b, ((a, 1),))) for a, b in pairwise(names)]
    factors.reverse()
    return Product(MADE, MADE, tuple(factors)) if len(factors) > 1 else factors[0][1]
