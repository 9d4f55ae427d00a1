"""Where a node is needed: in one branch of a case distinction, or everywhere.

Code without branches computes both sides of a case. What only one side needs may be undefined on the other side, and
its product with the derivative 0 of an idle branch would be no number. So each node gets a guard: the cases in which
its value reaches the result.
"""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.graph.graph import Graph
from symgrad.graph.table import ADD, CASE, DIV, MUL, NAME, NEG, SUB

Guard = frozenset[frozenset[tuple[int, bool]]]  # any of these sets; in each, all of: c > 0 (True) or c <= 0 (False)

ALWAYS: Guard = frozenset([frozenset()])
NEVER: Guard = frozenset()
MOST = 8  # sets in a guard; one with more is given up


def when(c: int, above: bool) -> Guard:
    """The guard of one condition: c > 0, or c <= 0."""
    return frozenset([frozenset([(c, above)])])


def either(a: Guard, b: Guard) -> Guard:
    """What holds where one of two guards holds."""
    found = set(a | b)
    merging = True
    while merging:  # p and c > 0, or p and c <= 0: that is p
        merging = False
        for one in list(found):
            for c, above in one:
                if one - {(c, above)} | {(c, not above)} in found and one - {(c, above)} not in found:
                    found.add(one - {(c, above)})
                    merging = True
    kept = frozenset(one for one in found if not any(other < one for other in found))
    return kept if len(kept) <= MOST else ALWAYS


def both(a: Guard, b: Guard) -> Guard:
    """What holds where two guards hold."""
    pairs = (one | other for one in a for other in b)
    return either(frozenset(one for one in pairs if not any((c, not above) in one for c, above in one)), NEVER)


def guards(graph: Graph, roots: Iterable[int]) -> tuple[dict[int, Guard], dict[int, Guard]]:
    """For every node of the roots' cone, the cases in which its value reaches a root, and those in which it is not 0.

    A factor or denominator is not needed where the other operand is the 0 of an idle branch. No guard of a node
    speaks of what is computed from that node.
    """
    roots = list(roots)
    cone = graph.cone(roots)
    if all(graph.cells[id][0] != CASE for id in cone):
        return dict.fromkeys(cone, ALWAYS), dict.fromkeys(cone, ALWAYS)
    support = _supports(graph, cone)
    below: dict[int, set[int]] = {}
    found: dict[int, Guard] = dict.fromkeys(cone, NEVER)
    found.update(dict.fromkeys(roots, ALWAYS))
    for id in reversed(cone):
        here = found[id] = _without_users(graph, found[id], id, below)
        code = graph.cells[id][0]
        operands = graph.operands(id)
        wanted = [here] * len(operands)
        if code == CASE:
            c = operands[0]
            wanted[1], wanted[2] = (both(here, when(c, above)) for above in (True, False))
        elif code in (MUL, DIV):
            first, second = (support[x] for x in operands)
            if first != ALWAYS:
                wanted[1] = both(here, first)
            elif second != ALWAYS and code == MUL:
                wanted[0] = both(here, second)
        for x, guard in zip(operands, wanted, strict=True):
            found[x] = either(found[x], guard)
    return found, support


def _supports(graph: Graph, cone: Iterable[int]) -> dict[int, Guard]:
    """The cases in which a node can differ from 0."""
    found: dict[int, Guard] = {}
    for id in cone:
        code, operands = graph.cells[id][0], graph.operands(id)
        if code == CASE:
            c, a, b = operands
            parts = [both(found[x], when(c, above)) for x, above in ((a, True), (b, False)) if graph.value(x) != 0]
            found[id] = either(*parts) if len(parts) == 2 else parts[0] if parts else NEVER
        elif code == MUL:
            found[id] = both(found[operands[0]], found[operands[1]])
        elif code in (DIV, NEG, NAME):
            found[id] = found[operands[0]]
        elif code in (ADD, SUB):
            found[id] = either(found[operands[0]], found[operands[1]])
        else:
            found[id] = ALWAYS
    return found


def _without_users(graph: Graph, guard: Guard, id: int, below: dict[int, set[int]]) -> Guard:
    """The guard without conditions that are themselves computed from the node: they would have to come first."""

    def computed(c: int) -> bool:
        if c < id:
            return False
        if c not in below:
            below[c] = set(graph.cone([c]))
        return id in below[c]

    found = NEVER
    for one in guard:
        found = either(found, frozenset([frozenset((c, above) for c, above in one if not computed(c))]))
    return found


def ordered(graph: Graph, roots: Iterable[int], guard: dict[int, Guard]) -> list[int]:
    """The nodes of the cone, operands and the conditions of guards before what they are for.

    Where conditions wait for one another, guards are cut down to conditions that come earlier in the graph.
    """
    roots = list(roots)
    found = _sorted(graph, roots, guard)
    if found is None:
        for id, one in guard.items():
            guard[id] = either(NEVER, frozenset(frozenset(p for p in part if p[0] < id) for part in one))
        return graph.cone(roots)
    return found


def _sorted(graph: Graph, roots: Iterable[int], guard: dict[int, Guard]) -> list[int] | None:
    done: set[int] = set()
    begun: set[int] = set()
    found: list[int] = []
    stack = list(roots)
    while stack:
        id = stack[-1]
        if id in done:
            stack.pop()
            continue
        before = [*graph.operands(id), *sorted({c for part in guard[id] for c, _ in part})]
        waiting = [x for x in before if x not in done]
        if not waiting:
            stack.pop()
            done.add(id)
            found.append(id)
            continue
        if id in begun:
            return None  # what it waited for is finished or waits for it
        begun.add(id)
        stack += waiting
    return found
