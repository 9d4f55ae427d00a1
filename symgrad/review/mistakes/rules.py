"""Rules of differentiation as people misremember them, and derivatives taken by one of these rules at one operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symgrad.graph import Graph, local, tangents, total, twin
from symgrad.graph.table import ADD, CODE, CONST, DIV, MUL, NAME, POW, SUB
from symgrad.notation.syntax import Tree
from symgrad.review.mistakes.about import About, Target
from symgrad.review.mistakes.changes import Words
from symgrad.review.mistakes.paths import ways
from symgrad.review.mistakes.places import MADE, Given

OPERATIONS = 60  # of what is differentiated, at which a rule is tried


@dataclass(frozen=True)
class Slope:
    """What a misremembered rule knows: an operation's operands, their derivatives, whether they vary."""

    graph: Graph
    node: int
    v: int

    @property
    def operands(self) -> tuple[int, ...]:
        return self.graph.operands(self.node)

    def of(self, id: int) -> int:
        return total(self.graph, id, self.v)

    def varies(self, id: int) -> bool:
        return self.v in self.graph.cone([id])


Misrule = Callable[[Slope], int | None]


def product_of_derivatives(at: Slope) -> int | None:
    """(uv)' = u'v'"""
    a, b = at.operands
    if not (at.varies(a) and at.varies(b)):
        return None
    return (at.graph.node(at.of(a)) * at.graph.node(at.of(b))).id


def quotient_of_derivatives(at: Slope) -> int | None:
    """(u/v)' = u'/v'"""
    a, b = at.operands
    if not (at.varies(a) and at.varies(b)):
        return None
    return (at.graph.node(at.of(a)) / at.graph.node(at.of(b))).id


def power_rule(at: Slope) -> int | None:
    """(a^g)' = g a^(g-1)"""
    graph = at.graph
    if graph.cells[at.node][0] == CODE["exp"]:
        exponent = graph.node(at.operands[0])
        return (exponent * graph.apply("exp", exponent - 1)).id
    base, g = (graph.node(x) for x in at.operands)
    if not at.varies(g.id):
        return None
    slope = g * graph.apply("pow", base, g - 1)
    return (slope * graph.node(at.of(base.id)) if at.varies(base.id) else slope).id


def constant_kept(at: Slope) -> int | None:
    """(u + c)' = u' + c"""
    a, b = at.operands
    if at.varies(a) == at.varies(b):
        return None
    graph = at.graph
    kept = [graph.node(at.of(x) if at.varies(x) else x) for x in (a, b)]
    return (kept[0] + kept[1] if graph.cells[at.node][0] == ADD else kept[0] - kept[1]).id


def no_inner(at: Slope) -> int | None:
    """f(g)' = f'(g)"""
    graph = at.graph
    inner = [x for x in at.operands if at.varies(x)]
    if len(inner) != 1 or inner[0] == at.v or graph.cells[inner[0]][0] == CONST:
        return None
    if graph.value(at.of(inner[0])) in (0, 1):
        return None
    return tangents(graph, at.node, {inner[0]: graph.number(1).id}).get(at.node)


RULES: tuple[tuple[str, tuple[int, ...], Misrule, str], ...] = (
    ("product-of-derivatives", (MUL,), product_of_derivatives, "the derivative of a product is not the product of the"
     " derivatives: here of "),
    ("quotient-of-derivatives", (DIV,), quotient_of_derivatives, "the derivative of a quotient is not the quotient of"
     " the derivatives: here of "),
    ("power-rule-on-exponential", (POW, CODE["exp"]), power_rule, "the power rule does not hold for an exponential:"
     " here for "),
    ("constant-kept", (ADD, SUB), constant_kept, "a constant has the derivative 0: here in "),
    ("missing-inner-derivative", (), no_inner, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Suspicion:
    """A mistake that is made if two nodes are equal. cure: what should stand in the member's place. factor: what the
    member could be multiplied by to be right."""

    slug: str
    words: Words
    left: int
    right: int
    cure: int
    factor: int | None = None


def misruled(about: About, target: Target) -> Iterator[tuple[str, Words, int, int | None]]:
    """(slug, words, derivative, the factor that is missing if that is known) for each rule at each operation."""
    graph = about.graph
    one = graph.number(1).id
    for m in graph.cone([target.u], stop=[target.v])[-OPERATIONS:]:
        code = graph.cells[m][0]
        if m == target.v or code in (NAME, CONST):
            continue
        for slug, codes, rule, text in RULES:
            if (codes and code not in codes) or (not codes and code in (MUL, ADD, SUB, DIV)) or code < ADD:
                continue
            faulty = rule(Slope(graph, m, target.v))
            if faulty is None:
                continue
            found = tangents(graph, target.u, {target.v: one, m: faulty}).get(target.u)
            if found is None:
                continue
            words: Words = (text, Given(MADE, MADE, m))
            slope: int | None = None
            if rule is no_inner:
                inner = next(x for x in graph.operands(m) if target.v in graph.cone([x]))
                slope = total(graph, inner, target.v)
                words = ("the inner derivative of ", Given(MADE, MADE, inner), " is missing: multiply by ",
                         Given(MADE, MADE, slope))  # fmt: skip
            yield slug, words, found, slope


def suspicions(about: About, member: int) -> Iterator[Suspicion]:
    """The mistakes that a whole member could be, held against it. member: its node."""
    graph, target = about.graph, about.target
    if target is None or about.chain.chosen[0] is None:
        return
    truth = about.reference
    u, v = target.u, target.v
    for slug, words, found, slope in misruled(about, target):
        yield Suspicion(slug, words, found, member, truth, slope)
    if v in graph.cone([u]):
        copied: Words = ("the function itself stands here, and its derivative is meant",)
        yield Suspicion("wrong-function", copied, u, member, truth)
        if v in graph.cone([member]):
            integrated: Words = ("this is integrated, and the derivative is meant",)
            yield Suspicion("integrated-instead", integrated, total(graph, member, v), u, truth)
        through = total(graph, u, v)
        if twin(graph, through) != twin(graph, truth):
            words = ("the other variables are held fixed here, and this counts every path",)
            yield Suspicion("total-for-local", words, through, member, truth)
        direct = local(graph, u, v)
        if direct is not None and len(ways(graph, u, v)) > 2:
            words = ("only the direct dependence on ", _label(about, v), " is counted")
            yield Suspicion("local-for-total", words, direct, member, truth)


def _label(about: About, id: int) -> Tree | str:
    label = about.graph.label(id)
    return str(label) if label is not None else Given(MADE, MADE, id)
