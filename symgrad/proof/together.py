"""Many equalities of one graph at once: all of their sides are evaluated together, then each is proved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache, partial

from symgrad.graph import Graph, balls, exact, twin
from symgrad.graph.table import INPUT, OPAQUE
from symgrad.proof.judge import FIRST_POINTS, judge, prove_or_not, settle, unknowns_as_inputs, values_as_inputs
from symgrad.proof.points import points, spelled
from symgrad.proof.refute import BITS, INSTANCES, Compared, Sample, Sign, apart, instance, precision, stands
from symgrad.proof.verdict import Verdict

TRIED = 120  # points at the most
SECONDS = 2.0


class Together(Compared):
    """Pairs of nodes, compared at the same points; each has a sample of its own."""

    def __init__(self, graph: Graph, pairs: Sequence[tuple[int, int]], assume: Sequence[Sign]) -> None:
        self.graph, self.pairs, self.assume = graph, pairs, assume
        self.cone = graph.cone([x for pair in pairs for x in pair] + [id for id, _ in assume])
        self.inputs = [id for id in self.cone if graph.cells[id][0] == INPUT]
        self.functions = {graph.opaques[graph.cells[id][1]] for id in self.cone if graph.cells[id][0] == OPAQUE}
        self.samples = [Sample() for _ in pairs]

    def run(self) -> None:
        deadline = time.monotonic() + SECONDS
        names = [str(self.graph.label(id)) for id in self.inputs]
        for tried, point in enumerate(points(len(self.inputs))):
            open_ = [s for s in self.samples if s.met < FIRST_POINTS and not s.refuted]
            if not open_ or tried > TRIED or time.monotonic() > deadline:
                break
            with precision(BITS):
                values = {id: exact(v) for id, v in zip(self.inputs, point, strict=True)}
                found, kinks = balls(self.graph, self.cone, values, partial(instance, seed=tried % INSTANCES))
                if not all(stands(found[id], how) for id, how in self.assume):
                    continue
                for sample, (a, b) in zip(self.samples, self.pairs, strict=True):
                    left, right = found[a], found[b]
                    if not (left.is_finite() and right.is_finite()):
                        sample.outside += 1
                    elif kinks:
                        if apart(left, right) and not sample.kink:
                            sample.kink = spelled(names, point)
                    elif apart(left, right):
                        sample.refuted = True
                    else:
                        sample.met += 1


def judge_together(
    graph: Graph,
    pairs: Sequence[tuple[int, int]],
    assume: Sequence[Sign] = (),
    at_once: Callable[[], str | None] | None = None,
) -> list[Verdict]:
    """The verdict on each a = b, for all values of the inputs that satisfy the assumptions.

    Behind the first that does not hold the others are not judged: they get the same verdict.
    at_once: the method of a proof of all pairs, or None; asked once, where there are several that are not identical.
    """
    distinct = list(dict.fromkeys(pairs))
    flat, _ = unknowns_as_inputs(graph, *(x for pair in distinct for x in pair))
    plain = list(zip(flat[::2], flat[1::2], strict=True))
    together = Together(graph, plain, assume)
    if together.defined:
        together.run()
    whole = cache(at_once) if at_once is not None and len(distinct) > 1 else lambda: None
    values = _values_of_unknowns(graph, flat)
    kernels = list(zip(values[::2], values[1::2], strict=True))
    found: dict[tuple[int, int], Verdict] = {}
    order = sorted(range(len(plain)), key=lambda k: not together.samples[k].refuted)
    for k in order:
        (a, b), sample = plain[k], together.samples[k]
        if not sample.refuted and (sample.met or not together.defined):
            alike = twin(graph, a) == twin(graph, b)
            method = "identical" if alike else whole() or prove_or_not(graph, *kernels[k], assume)
            if method is None and kernels[k] != (a, b):
                method = prove_or_not(graph, a, b, assume)
            if method is not None:
                found[distinct[k]] = settle(together, sample, method)
                continue
        verdict = found[distinct[k]] = judge(graph, *distinct[k], assume=assume)
        if not verdict.holds:
            return [found.get(pair, verdict) for pair in pairs]
    return [found[pair] for pair in pairs]


def _values_of_unknowns(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The roots with the values of unknown functions as quantities of their own: what holds of these holds of them."""
    cells = [id for id in graph.cone(roots) if graph.cells[id][0] == OPAQUE]
    return graph.substituted(roots, values_as_inputs(graph, cells))
