"""Sums and products as people write them: powers for equal factors, one fraction line, what is shared taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from symgrad.graph import Graph, Node
from symgrad.graph.table import ADD, CASE, DIV, MUL, NEG, POW, SUB


@dataclass
class Term:
    """A product: a number, and factors with their exponents in the order in which they came.

    number: the node of the only number in it, with the digits that its author wrote.
    """

    scale: Fraction = Fraction(1)
    powers: dict[int, int] = field(default_factory=dict)
    number: int | None = None


def term(graph: Graph, *factors: int) -> Term:
    """The product of some nodes, taken apart as far as it is one; a factor above and below the line cancels.

    >>> g = Graph(); x, y = g.input("x"), g.input("y")
    >>> found = term(g, (2 * x).id, (-x / y).id)
    >>> found.scale, found.powers == {x.id: 2, y.id: -1}
    (Fraction(-2, 1), True)
    """
    found = Term()
    stack = [(id, 1) for id in reversed(factors)]
    while stack:
        id, exponent = stack.pop()
        cell, value = graph.cells[id], graph.value(id)
        if value is not None and (value != 0 or exponent > 0):
            found.number = id if abs(found.scale) == 1 else None
            found.scale *= value**exponent
        elif cell[0] == NEG:
            found.scale *= -1 if exponent % 2 else 1
            stack.append((cell[1], exponent))
        elif cell[0] in (MUL, DIV):
            stack += [(cell[2], exponent if cell[0] == MUL else -exponent), (cell[1], exponent)]
        elif cell[0] == POW and (times := _whole(graph, cell[2])) and graph.value(cell[1]) is None:
            stack.append((cell[1], times * exponent))
        else:
            found.powers[id] = found.powers.get(id, 0) + exponent
    found.powers = {id: power for id, power in found.powers.items() if power}
    return found


def _whole(graph: Graph, exponent: int) -> int:
    """An exponent of at least 2, else 0."""
    value = graph.value(exponent)
    return int(value) if value is not None and value.denominator == 1 and value >= 2 else 0


def product(graph: Graph, found: Term) -> int:
    """The node of a product. A case distinction with a branch 0 takes the other factors into its branches.

    >>> from symgrad.notation.writer import write
    >>> g = Graph(); x, y = g.input("x"), g.input("y")
    >>> write(g, product(g, term(g, (1 / y).id, (-x).id, x.id)))
    '-x^2/y'
    """
    split = next((id for id, power in found.powers.items() if power == 1 and _selects(graph, id)), None)
    if split is not None:
        return _branches(graph, found, graph.cells[split][1])
    above = graph.number(abs(found.scale.numerator))
    below = graph.number(found.scale.denominator)
    if all(power > 0 for power in found.powers.values()):
        above, below = _number(graph, found), graph.number(1)
    for id, power in found.powers.items():
        factor = graph.node(id) ** abs(power)
        above, below = (above * factor, below) if power > 0 else (above, below * factor)
    whole = above / below
    return (-whole if found.scale < 0 else whole).id


def _number(graph: Graph, found: Term) -> Node:
    size = abs(found.scale)
    return graph.number(size) if found.number is None or graph.value(found.number) != size else graph.node(found.number)


def _selects(graph: Graph, id: int) -> bool:
    cell = graph.cells[id]
    return cell[0] == CASE and 0 in (graph.value(cell[2]), graph.value(cell[3]))


def _branches(graph: Graph, found: Term, condition: int) -> int:
    """A product in which all distinctions by one condition are made at once."""
    chosen = [id for id, power in found.powers.items() if power == 1 and graph.cells[id][:2] == (CASE, condition)]
    sides = []
    for side in (2, 3):
        branch = term(graph, *(graph.cells[id][side] for id in chosen))
        if branch.scale:
            branch.scale *= found.scale
            for id, power in found.powers.items():
                if id not in chosen:
                    branch.powers[id] = branch.powers.get(id, 0) + power
            branch.powers = {id: power for id, power in branch.powers.items() if power}
        sides.append(graph.number(0) if not branch.scale else graph.node(product(graph, branch)))
    return graph.apply("case", graph.node(condition), *sides).id


def summed(graph: Graph, terms: Iterable[Term]) -> int:
    """The node of a sum of products, with the factors that all of them share taken out.

    >>> from symgrad.notation.writer import write
    >>> g = Graph(); x, y, z = map(g.input, "xyz")
    >>> write(g, summed(g, [term(g, (2 * x * y).id), term(g, (2 * x).id, (x + z).id)]))
    '2*x*(y + x + z)'
    """
    terms = [each for each in terms if each.scale]
    if not terms:
        return graph.number(0).id
    if len(terms) == 1:
        return product(graph, terms[0])
    shared = _shared(terms)
    rest = []
    for each in terms:
        powers = {id: power - shared.powers.get(id, 0) for id, power in each.powers.items()}
        rest += _addends(graph, Term(each.scale / shared.scale, {id: power for id, power in powers.items() if power}))
    found = _added(graph, [product(graph, each) for each in rest])
    whole = term(graph, found)
    shared.scale *= whole.scale
    for id, power in whole.powers.items():
        shared.powers[id] = shared.powers.get(id, 0) + power
    return product(graph, shared)


def _shared(terms: list[Term]) -> Term:
    found = Term()
    for id, power in terms[0].powers.items():
        every = [each.powers.get(id, 0) for each in terms]
        common = min(every) if power > 0 else max(every)
        if common * power > 0:
            found.powers[id] = common
    sizes = {abs(each.scale) for each in terms}
    if len(sizes) == 1:
        found.scale = sizes.pop()
    if all(each.scale < 0 for each in terms) and (found.powers or found.scale != 1):
        found.scale *= -1
    return found


def _addends(graph: Graph, found: Term) -> list[Term]:
    """A term that is itself a sum as the terms of that sum."""
    (id, power), *more = found.powers.items() or [(0, 0)]
    if more or power != 1 or abs(found.scale) != 1 or graph.cells[id][0] not in (ADD, SUB):
        return [found]
    kept, stack = list[Term](), [(id, found.scale)]
    while stack:
        id, sign = stack.pop()
        cell = graph.cells[id]
        if cell[0] in (ADD, SUB):
            stack += [(cell[2], sign if cell[0] == ADD else -sign), (cell[1], sign)]
        else:
            one = term(graph, id)
            kept.append(Term(one.scale * sign, one.powers))
    return kept


def _added(graph: Graph, addends: list[int]) -> int:
    """The sum of some nodes; distinctions by the same condition are added branch by branch."""
    cells = [graph.cells[id] for id in addends]
    if len(cells) > 1 and all(cell[:2] == (CASE, cells[0][1]) for cell in cells):
        sides = [graph.node(_added(graph, [cell[side] for cell in cells])) for side in (2, 3)]
        return graph.apply("case", graph.node(cells[0][1]), *sides).id
    found = graph.node(addends[0])
    for id in addends[1:]:
        found = found + graph.node(id)
    return found.id
