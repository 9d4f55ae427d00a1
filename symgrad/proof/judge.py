"""The judge: are two nodes equal? Refute first, then prove; what neither reaches is said to be open."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from symgrad.graph import Graph, bends, rational, total, twin
from symgrad.graph.table import DIV, NAME, OPAQUE, POW
from symgrad.proof import field
from symgrad.proof.field import Edge
from symgrad.proof.kinks import refuted_at_kinks
from symgrad.proof.refute import BITS, Compared, Comparison, Sample, Sign
from symgrad.proof.signature import signature
from symgrad.proof.unreal import unreal, zero_to_zero
from symgrad.proof.verdict import Verdict
from symgrad.proof.wording import listing, words

FIRST_POINTS = 8  # compared before a proof is tried: false equalities are what makes provers slow
POINTS = 24  # that must meet where there is no proof
BENT_POINTS = 1500  # looked at where operations bend: a false line may hold in most of the cells
OFF_STEPS = "except where a step's argument is zero"
ZERO_TO_ZERO = "0^0 stands here, which has no value"
CONE = 60_000  # nodes; a larger judgement is not begun


def judge(graph: Graph, a: int, b: int, *, assume: Sequence[Sign] = (), cut: Iterable[int] | None = None) -> Verdict:
    """The verdict on `a = b` for all values of the inputs that satisfy the assumptions.

    cut: names to be tried as generators first (default: every name below the two sides). An identity in the names
    survives putting in their formulas; a difference does not, so refutations always put them in.
    """
    if len(graph.cone([a, b])) > CONE:
        return Verdict("undecided", message=f"more than {CONE} operations")
    (a, b), unknowns = unknowns_as_inputs(graph, a, b)
    comparison = Comparison(graph, a, b, assume)
    sample = comparison.run(FIRST_POINTS)
    if graph.at_zero is not None and not sample.refuted:
        sample = refuted_at_kinks(comparison) or sample
    if sample.refuted:
        return _refutation(graph, a, b, unknowns, sample, assume)
    if comparison.defined and not sample.met and not sample.blurred:
        nowhere = None
        if twin(graph, a) != twin(graph, b):
            nowhere = by_zero(graph, a, b)
            nowhere = unreal(graph, a, b, assume) if nowhere is None else nowhere
        if nowhere is not None:
            return nowhere
        return Verdict("undecided", message=ZERO_TO_ZERO if zero_to_zero(graph, a, b) else _nowhere(sample))
    corners: list[dict[int, Fraction]] = []
    alike = twin(graph, a) == twin(graph, b)
    method = "identical" if alike else _proof(graph, a, b, assume, cut, corners)
    if method is not None:
        return settle(comparison, sample, method)
    if not comparison.defined:
        return _without_definition(graph, a, b, _missing(comparison), assume)
    bent = any(bends(graph.cells[id][0]) for id in comparison.cone)
    comparison.run(BENT_POINTS if bent else POINTS, corners)
    sample = comparison.sharpen()
    if sample.refuted:
        return _refutation(graph, a, b, unknowns, sample, assume)
    if sample.hidden:
        return Verdict("undecided", message="no proof; numbers stand here beside which a difference could not be seen")
    if bent and comparison.inputs:
        return Verdict(
            "undecided", message=f"no proof; {sample.met} points meet, but a difference may hide between kinks"
        )
    if sample.met and (sample.met >= POINTS or not comparison.inputs):
        by = f"balls of {BITS} bits meet at {sample.met} points" if comparison.inputs else f"balls of {BITS} bits meet"
        error = signature(graph, a, b)
        if error is not None:
            by += f"; modular signatures are equal (error below 10^{_magnitude(error)})"
        return Verdict("agrees", by, notes=_kink_note(sample))
    few = f"only {sample.met} points of the domain could be compared" if sample.met else _nowhere(sample)
    return Verdict("undecided", message=few)


def _magnitude(error: float) -> int:
    return -300 if error < 1e-300 else math.ceil(math.log10(error)) if error < 1 else 0


def unknowns_as_inputs(graph: Graph, *roots: int) -> tuple[list[int], dict[int, str]]:
    """Unknown functions of which no derivative stands on either side are quantities like any other.

    Returns the roots with their values as inputs, and the functions that are no names of quantities, each under
    the input that is a value of it.
    """
    cells = [id for id in graph.cone(roots) if graph.cells[id][0] == OPAQUE]
    functions = {id: graph.opaques[graph.cells[id][1]] for id in cells}
    derived = {function.name for function in functions.values() if function.slots}
    plain = [id for id in cells if not functions[id].general and functions[id].name not in derived]
    quantities = {graph.cells[id][1] for id in graph.cone(roots) if graph.cells[id][0] == NAME}
    mapping = values_as_inputs(graph, plain)
    unknowns = {mapping[id]: functions[id].name for id in plain if id not in quantities}
    return graph.substituted(roots, mapping), unknowns


def values_as_inputs(graph: Graph, cells: Iterable[int]) -> dict[int, int]:
    """An input for each value of an unknown function; equal values are one."""
    return {id: graph.input(graph.opaques[graph.cells[id][1]].name, f"value {twin(graph, id)}").id for id in cells}


def prove_or_not(graph: Graph, a: int, b: int, assume: Sequence[Sign]) -> str | None:
    """The method of an exact proof of a = b, or None."""
    return _proof(graph, a, b, assume, None, [])


def _refutation(
    graph: Graph, a: int, b: int, unknowns: Mapping[int, str], sample: Sample, assume: Sequence[Sign]
) -> Verdict:
    """The refutation that a sample gives, unless the gap depends on a function that has no definition."""
    gap, zero = (graph.node(a) - graph.node(b)).id, graph.number(0).id
    open_to = {name for id, name in unknowns.items() if field.prove(graph, total(graph, gap, id), zero).kernels is None}
    if not open_to:
        return refutation(sample)
    return _without_definition(graph, a, b, listing(open_to), assume)


def _without_definition(graph: Graph, a: int, b: int, missing: str, assume: Sequence[Sign]) -> Verdict:
    """What is said of sides with unknown functions: open, unless they differ whatever these and their slopes are."""
    cells = [id for id in graph.cone([a, b]) if graph.cells[id][0] == OPAQUE]
    free = {id: graph.input(f"value {id}", "unknown").id for id in cells}
    left, right = (graph.substitute(root, free) for root in (a, b))
    found = field.sign(graph, left, right, assume=assume)
    if found is not None and found[0][1] and found[0][0] and not found[1]:
        return Verdict(
            "refuted", "signs of factors", "the two sides differ, whatever the functions without definition are"
        )
    return Verdict("undecided", message=f"{missing} no definition")


def _proof(
    graph: Graph, a: int, b: int, assume: Sequence[Sign], cut: Iterable[int] | None, corners: list[dict[int, Fraction]]
) -> str | None:
    """The method of an exact proof, or None; then `corners` gets a point of each sign cell."""
    names = set(cut) if cut is not None else {id for id in graph.cone([a, b]) if graph.cells[id][0] == NAME}
    names -= {a, b}
    for generators in (names, set()) if names else (set(),):
        outcome = field.prove(graph, a, b, generators, assume=assume)
        if outcome.kernels is not None:
            over = f" over {outcome.kernels}" if outcome.kernels else ""
            jumps = f", {OFF_STEPS}" if not _at_edges(graph, a, b, assume, outcome.jumps) else ""
            return f"rational functions{over}{jumps}"
    corners += outcome.corners
    return None


def _at_edges(graph: Graph, a: int, b: int, assume: Sequence[Sign], edges: Sequence[Edge | None]) -> bool:
    """Whether the sides are equal where steps jump, too, as far as these places can be written down."""
    return holds_at_edges(graph, a, b, assume, edges, lambda a, b, signs: judge(graph, a, b, assume=signs))


def holds_at_edges(
    graph: Graph,
    a: int,
    b: int,
    assume: Sequence[Sign],
    edges: Sequence[Edge | None],
    judged: Callable[[int, int, Sequence[Sign]], Verdict],
) -> bool:
    """Whether a verdict on two sides is a proof at each of some places; None: one that cannot be written down."""
    for edge in dict.fromkeys(edges):
        if edge is None:
            return False
        there = graph.number(edge.constant)
        for id, factor in edge.others:
            there = there + graph.number(factor) * graph.node(id)
        put = {edge.input: there.id}
        signs = [(graph.substitute(id, put), how) for id, how in assume]
        if judged(graph.substitute(a, put), graph.substitute(b, put), signs).kind != "proved":
            return False
    return True


def settle(comparison: Compared, sample: Sample, method: str) -> Verdict:
    if any(function.stated and not function.general for function in comparison.functions):
        return Verdict(
            "agrees", method, notes=(f"for the graph that the text names: {_missing(comparison)} no formula",)
        )
    if sample.kink:
        return Verdict("agrees", method, notes=_kink_note(sample))
    if method.endswith(OFF_STEPS):
        return Verdict("agrees", method)
    return Verdict("proved", method, notes=(sample.less,) if sample.less else ())


def _kink_note(sample: Sample) -> tuple[str, ...]:
    if not sample.kink:
        return ()
    return (f"except at kinks, for example at {words(sample.kink)}",)


def _missing(comparison: Compared) -> str:
    return listing({function.name for function in comparison.functions if not function.general})


def _nowhere(sample: Sample) -> str:
    return f"no point of the domain was found ({sample.outside} tried)"


def refutation(sample: Sample) -> Verdict:
    """The verdict that a refuting point gives."""
    place = f"at {words(sample.point)} " if sample.point else ""
    message = f"{place}the left side is {sample.left} and the right side is {sample.right}"
    if sample.gap:
        message = f"{place}the two sides are close to {sample.left} and differ by {sample.gap}"
    return Verdict("refuted", f"balls, {BITS} bits", message, sample.point, sample.left, sample.right)


def by_zero(graph: Graph, *roots: int) -> Verdict | None:
    """A refutation if something other than 0 is divided by what is 0 everywhere: no value could make that hold.

    0 over 0 is left open: people write it for a limit that is still to be found.
    """
    zero = graph.number(0).id
    for above, below in quotients(graph, *roots):
        outcome = field.prove(graph, below, zero)
        if outcome.kernels is None or outcome.jumps:
            continue
        if Comparison(graph, above, zero).run(FIRST_POINTS).refuted:
            return Verdict("refuted", "rational functions", "this divides by zero")
    return None


def quotients(graph: Graph, *roots: int) -> Iterator[tuple[int, int]]:
    """What is divided, and by what, in the formulas of some nodes."""
    for id in graph.cone(roots):
        cell = graph.cells[id]
        if cell[0] == DIV:
            yield cell[1], cell[2]
        elif cell[0] == POW and (exponent := rational(graph, cell[2])) is not None and exponent < 0:
            yield graph.number(1).id, cell[1]


def unknown_functions(graph: Graph, *roots: int) -> set[str]:
    """The functions without definition that stand below the roots."""
    cells = [graph.cells[id] for id in graph.cone(roots)]
    return {graph.opaques[cell[1]].name for cell in cells if cell[0] == OPAQUE}


__all__ = ["by_zero", "judge", "quotients", "refutation", "unknown_functions"]
