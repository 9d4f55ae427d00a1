"""Factors that are missing or do not belong, and those that stand on the wrong side of a fraction bar."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice, pairwise

from symgrad.graph import rational, total, twin
from symgrad.graph.table import DIV
from symgrad.notation.syntax import Bracket, Frac, Name, Num, Product, Sum, Tree
from symgrad.proof import nearest
from symgrad.proof.points import points
from symgrad.review.forms import is_number
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change, Words
from symgrad.review.mistakes.places import MADE, Given, Place, is_fraction, is_one, number, product_of, times

SOME = 14  # points at which too much coincides
ROOM = ("whole", "term", "inside", "argument")  # where a factor may be written at the end


def named(about: About, node: int | None, factor: Tree) -> tuple[str, Words]:
    """What it is called to leave this factor out."""
    graph = about.graph
    if node is not None:
        if (found := about.inner.get(twin(graph, node))) is not None:
            inner = Given(MADE, MADE, found[0])
            return "missing-inner-derivative", ("the inner derivative of ", inner, " is missing: multiply by ", factor)
        for count in about.counts.values():
            size = about.node(count)
            if size is not None and twin(graph, (1 / graph.node(size)).id) == twin(graph, node):
                return "forgot-mean", ("the mean divides by the number of summands: 1/", count, " is missing")
    return "missing-factor", ("the factor ", factor, " is missing")


def drop_factor(about: About, place: Place) -> Iterator[Change]:
    """A product without one of its factors, a fraction without its top or bottom."""
    tree = place.tree
    if isinstance(tree, Product):
        factors = list(tree.factors)
        units = list(about.units(tree))
        for i, j in units if len(units) > 1 else ():
            dropped = product_of([("", factors[i][1]), *factors[i + 1 : j]])
            rest = product_of(factors[:i] + ([("", factors[j][1])] if i == 0 and j < len(factors)
                              and factors[j][0] != "/" else factors[j : j + 1]) + factors[j + 1 :])  # fmt: skip
            node = about.node(dropped)
            if node is None or about.graph.value(node) == 1:
                continue
            if factors[i][0] == "/":
                node = (1 / about.graph.node(node)).id
            slug, _ = named(about, node, dropped)
            span = about.ink.extent(factors[i][1])[0], factors[j - 1][1].end
            odd = is_number(dropped) and rational(about.graph, node) is None and not isinstance(dropped, Name)
            undoes = "" if odd else "wrong-coefficient" if is_fraction(dropped) else "extra-factor"
            yield Change(slug, undoes, place, rest, ("the factor ", dropped, " does not belong here"), span)
    elif isinstance(tree, Frac):
        for kept, lost in ((tree.top, tree.bottom), (Frac(MADE, MADE, number(1), tree.bottom), tree.top)):
            node = about.node(lost)
            if is_one(lost) or node is None:
                continue
            if lost is tree.bottom:
                node = (1 / about.graph.node(node)).id
            slug, _ = named(about, node, lost)
            what = "the division by " if lost is tree.bottom else "the factor "
            span = about.ink.extent(lost)
            undoes = "wrong-coefficient" if is_fraction(tree) else "extra-factor"
            yield Change(slug, undoes, place, kept, (what, lost, " does not belong here"), span)


def insert_factor(about: About, place: Place) -> Iterator[Change]:
    """One more factor at the end of a term, of a fraction's top or bottom, of what stands in brackets."""
    if place.role not in ROOM or (isinstance(place.tree, Product) and place.tree.factors[-1][0] == "/"):
        return
    tree = place.tree
    if isinstance(tree, Sum) and len(tree.terms) > 1:
        tree = Bracket(MADE, MADE, "(", (tree,))
    below, linear = _is_bottom(place), not about.in_argument(place)
    answer = place.role == "whole" and is_one(tree)  # then any factor would be the whole answer
    for factor in () if answer else about.factors:
        if isinstance(factor, Num) and _coefficient(tree) is not None:
            continue
        node = about.node(factor)
        if node is None:
            continue
        if below or not linear:
            where = " below the fraction bar" if below else ""
            words: Words = ("the factor ", factor, f" is missing{where}")
            yield Change("extra-factor", "missing-factor", place, times(tree, factor), words)
        else:
            slug, words = named(about, node, factor)
            yield Change("extra-factor", slug, place, times(tree, factor), words)
    if not below and linear:
        yield from divide(about, place, tree)


def divide(about: About, place: Place, tree: Tree) -> Iterator[Change]:
    """Missing divisors: the number of summands, small numbers."""
    graph = about.graph
    counts = list(about.counts.values())
    small = [] if _coefficient(tree) is not None else [number(n) for n in (2, 3, 4)]
    for divisor in [*counts, *small]:
        node = about.node(divisor)
        if node is None or graph.value(node) in (0, 1):
            continue
        part = Frac(MADE, MADE, number(1), divisor)
        slug, words = named(about, (1 / graph.node(node)).id, part)
        new = Product(MADE, MADE, (("", part), *(tree.factors if isinstance(tree, Product) else (("", tree),))))
        yield Change("wrong-coefficient" if divisor in small else "extra-factor", slug, place, new, words)


def _is_bottom(place: Place) -> bool:
    return bool(place.path) and place.path[-1][0] == "bottom"


def _coefficient(tree: Tree) -> Tree | None:
    """The number that a term is written with."""
    while isinstance(tree, Sum) and len(tree.terms) == 1:
        tree = tree.terms[0][1]
    factors = [factor for _, factor in tree.factors] if isinstance(tree, Product) else [tree]
    return next((factor for factor in factors if isinstance(factor, Num) or is_fraction(factor)), None)


def invert(about: About, place: Place) -> Iterator[Change]:
    """A factor or a fraction turned over."""
    tree = place.tree
    words: Words = ("the reciprocal stands here: ", tree, " should be turned over")
    if isinstance(tree, Frac) and not (is_one(tree.top) and isinstance(tree.bottom, Num)):
        new = tree.bottom if is_one(tree.top) else Frac(MADE, MADE, tree.bottom, tree.top)
        yield Change("reciprocal", "reciprocal", place, new, words)
    elif place.role in ("whole", "term", "factor") and isinstance(tree, (Name, Bracket)) and not is_one(tree):
        if isinstance(place.above, Product) and any(about.applied(a, *b) for a, b in _pairs(place.above, tree)):
            return
        inner = tree.parts[0] if isinstance(tree, Bracket) and len(tree.parts) == 1 else tree
        yield Change("reciprocal", "reciprocal", place, Frac(MADE, MADE, number(1), inner), words)
    if isinstance(tree, Product):
        for i, (sign, factor) in enumerate(tree.factors):
            if i and sign in ("/", "*"):
                turned = "*" if sign == "/" else "/"
                new = Product(MADE, MADE, (*tree.factors[:i], (turned, factor), *tree.factors[i + 1 :]))
                how = "multiplied" if sign == "/" else "divided"
                yield Change("reciprocal", "reciprocal", place, new,
                             ("the reciprocal stands here: ", factor, f" should be {how} by"),
                             about.ink.extent(factor))  # fmt: skip


def _pairs(product: Product, tree: Tree) -> list[tuple[Tree, tuple[str, Tree]]]:
    """The neighbours of a factor, each as a possible function and argument."""
    factors = product.factors
    return [(a, b) for (_, a), b in pairwise(factors) if a is tree or b[1] is tree]


def _squared(about: About, tree: Tree) -> bool:
    """Whether the denominator is the square of one in what is differentiated."""
    graph = about.graph
    bottom = about.node(tree.bottom) if isinstance(tree, Frac) else None
    if bottom is None or not about.targets:
        return False
    below = {graph.cells[id][2] for id in about.cone if graph.cells[id][0] == DIV}
    return any(twin(graph, graph.apply("pow", graph.node(id), 2).id) == twin(graph, bottom) for id in below)


def quotient(about: About, place: Place) -> Iterator[Change]:
    """The numerator of the quotient rule: (u/v)' = (u'v - uv')/v^2, with its sign or its order changed."""
    tree = place.tree
    top = tree.top if isinstance(tree, Frac) else None
    while isinstance(top, Bracket) and len(top.parts) == 1:
        top = top.parts[0]
    if not isinstance(top, Sum) or len(top.terms) != 2 or top.terms[0][0] != "+" or not _squared(about, tree):
        return
    (_, a), (sign, b) = top.terms
    if not _of_the_rule(about, a, b):
        return
    span = about.ink.extent(top)
    assert isinstance(tree, Frac)
    if sign == "-":
        new = Frac(MADE, MADE, Sum(MADE, MADE, (("+", b), ("-", a))), tree.bottom)
        words: Words = ("the numerator is in the wrong order: the derivative of the top comes first",)
        yield Change("quotient-order", "quotient-order", place, new, words, span)
    turned = "+" if sign == "-" else "-"
    new = Frac(MADE, MADE, Sum(MADE, MADE, (("+", a), (turned, b))), tree.bottom)
    makes, undoes = ("quotient-sign", "") if sign == "-" else ("", "quotient-sign")
    yield Change(makes, undoes, place, new, ("the quotient rule has a minus sign in its numerator",), span)


def _of_the_rule(about: About, a: Tree, b: Tree) -> bool:
    """Whether two terms are to each other as u'v and uv' are, for some u/v below what is differentiated."""
    graph, nodes = about.graph, [about.node(term) for term in (a, b)]
    one, other = (None if id is None else graph.node(id) for id in nodes)
    if one is None or other is None:
        return False
    pairs: list[tuple[int, int]] = []
    for target in about.targets:
        for m in graph.cone([target.u], stop=[target.v]):
            if graph.cells[m][0] != DIV or target.v not in graph.cone([graph.cells[m][2]]):
                continue
            u, v = map(graph.node, graph.operands(m))
            first, second = (graph.node(total(graph, x.id, target.v)) * y for x, y in ((u, v), (v, u)))
            pairs += [((one * second).id, (other * first).id), ((one * first).id, (other * second).id)]
    return any(_alike(about, *pair) for pair in pairs)


def _alike(about: About, a: int, b: int) -> bool:
    """Whether two nodes have one value at a few points."""
    inputs = about.graph.free(a, b)
    for point in islice(points(len(inputs)), SOME, SOME + 3):
        found = nearest(about.graph, [a, b], dict(zip(inputs, point, strict=True)))
        if not (math.isnan(found[a]) or math.isnan(found[b]) or math.isclose(found[a], found[b], rel_tol=1e-9)):
            return False
    return True
