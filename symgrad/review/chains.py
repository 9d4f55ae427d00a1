"""A claim from its first member to its last: a reading for each, a verdict for every sign, and what follows what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import prod

from symgrad.graph import Graph
from symgrad.notation.arrays import by_type_alone
from symgrad.notation.meaning import NeedsSize, Unresolved
from symgrad.notation.plain import plain
from symgrad.notation.readings import Reading
from symgrad.notation.syntax import Product, Sum, Tree, Unread
from symgrad.proof import Verdict, unknown_functions
from symgrad.review.above_arrays import NumbersOfArrays, numbers_of_arrays
from symgrad.review.arrays import is_claim_of_arrays
from symgrad.review.comparison import equality
from symgrad.review.ground import Ground
from symgrad.review.instances import at_instances, is_generic
from symgrad.review.inverses import inverse_claim
from symgrad.review.layouts import array_verdicts
from symgrad.review.lifted import for_every_size
from symgrad.review.lines import Line
from symgrad.review.members import Member, against, members_of
from symgrad.review.report import Step
from symgrad.review.signs import exact, verdict_on
from symgrad.review.tacit import holds_if, holds_if_positive
from symgrad.review.termwise import termwise
from symgrad.review.values import known_values
from symgrad.review.within import within
from symgrad.source import Span

COMBINATIONS = 400  # of readings of the members of one chain
FOR_NUMBERS = "false of vectors and matrices, right of numbers: write what the bold names are (\\in \\mathbb{R}^n)"


@dataclass
class Claim:
    """The judged signs of a claim, and its chain (one for each size at which it was judged)."""

    steps: list[Step]
    chains: list[Chain]

    @property
    def chosen(self) -> list[Reading | None]:
        """The reading that was chosen for each member (none for a symbolic size)."""
        return self.chains[0].chosen if len(self.chains) == 1 and not self.chains[0].line.free else []


def judged(ground: Ground, line: Line) -> Claim:
    """A claim with its signs judged."""
    if is_claim_of_arrays(ground, line):
        return _of_arrays(ground, line)
    try:
        if not line.free:
            chain = Chain(ground, line, members_of(ground, line))
            return _hinted(Claim(chain.steps(), [chain]))
    except NeedsSize:
        pass
    chains: list[Chain] = []

    def once() -> list[Step]:
        chains.append(Chain(ground, line, members_of(ground, line)))
        return chains[-1].steps()

    def late(verdict: Verdict) -> list[Step]:
        return steps_without_meaning(ground, line, verdict)

    try:
        steps = at_instances(ground, line, once, late)
        if any(step.kind == "agrees" for step in steps) and is_generic(ground, line):
            with suppress(Unresolved):
                for step, generic in zip(steps, once(), strict=True):
                    if step.kind == "agrees" and generic.kind == "proved":
                        step.verdict = generic.verdict
        for step in steps:
            if step.kind in ("agrees", "undecided"):
                proof = termwise(ground, line.trees[step.index], line.trees[step.index + 1], step.relation)
                step.verdict = step.verdict if proof is None else proof
        if any(step.kind == "agrees" for step in steps):
            proofs = for_every_size(ground, line)
            for step in steps:
                if step.kind == "agrees" and step.index in proofs:
                    step.verdict = proofs[step.index]
        return _hinted(Claim(steps, chains))
    except Unresolved as unresolved:
        return Claim(late(Verdict("undecided", message=str(unresolved))), [])


def _hinted(claim: Claim) -> Claim:
    """A premise under which a refuted equation would hold is named."""
    for chain in claim.chains:
        chain.hint(claim.steps)
    return claim


def _of_arrays(ground: Ground, line: Line) -> Claim:
    below = numbers_of_arrays(ground, line)
    if below is not None:
        return _above_arrays(ground, line, below)
    verdicts, spans = array_verdicts(ground, line)
    refuted = any(verdict.kind == "refuted" for verdict in verdicts.values())
    if refuted and by_type_alone(ground.scope, line.readable) and _holds_for_numbers(ground, line):
        verdicts = dict.fromkeys(verdicts, Verdict("undecided", message=FOR_NUMBERS))
    for k, verdict in verdicts.items():
        if verdict.kind == "undecided" and verdict.by == "shapes":
            verdicts[k] = _of_numbers(ground, line).get(k, verdict)
    return Claim([step_of(line, k, spans[k], verdict) for k, verdict in verdicts.items()], [])


def _of_numbers(ground: Ground, line: Line) -> dict[int, Verdict]:
    """The signs that are false also if what is an array by its type or use alone is a number."""
    with ground.seeing(ground.scope.fork()) as scope:
        scope.of_numbers = True
        verdicts, _ = array_verdicts(ground, line)
    return {k: found for k, found in verdicts.items() if found.kind == "refuted" and found.by != "shapes"}


def _holds_for_numbers(ground: Ground, line: Line) -> bool:
    """Whether a claim holds whose bold names are taken for numbers."""
    with suppress(NeedsSize), ground.seeing(ground.scope.fork()) as scope:
        scope.of_numbers = True
        return all(step.verdict.holds for step in Chain(ground, line, members_of(ground, line)).steps())
    return False


def _above_arrays(ground: Ground, line: Line, below: NumbersOfArrays) -> Claim:
    """A claim about numbers that are made of arrays: judged as any other, once for each assignment of sizes."""
    found: list[list[Step]] = []
    chains: list[Chain] = []
    for nodes, signs in below.nodes():
        try:
            with ground.seeing(ground.scope.fork()) as scope, ground.assuming([*ground.assume, *signs]):
                scope.nodes.update(nodes)
                chains.append(Chain(ground, line, members_of(ground, line)))
                found.append(chains[-1].steps())
        except NeedsSize as size:
            late = Verdict("undecided", message=f"a size, {size.name}, beside those of arrays")
            return Claim(steps_without_meaning(ground, line, late), [])
    merged = [below.merged(list(steps)) for steps in zip(*found, strict=True)]
    return Claim(_hinted(Claim(merged, chains)).steps, [])


def steps_without_meaning(ground: Ground, line: Line, verdict: Verdict) -> list[Step]:
    """The signs of a claim whose members are not built: all have this verdict."""
    members = [Member(line.statement.member_span(i), [], verdict) for i in range(len(line.trees))]
    return Chain(ground, line, members).steps()


def step_of(line: Line, k: int, span: Span, verdict: Verdict) -> Step:
    """The step of a line's sign number k. span: what the verdict points at."""
    left, right = line.statement.member_span(k).text, line.statement.member_span(k + 1).text
    shown = _shown(line.trees[k], left), _shown(line.trees[k + 1], right)
    return Step(span, line.statement.relations[k].value, left, right, verdict.noting(*line.notes), shown, k)


class Chain:
    """A claim with its members, and the reading that is chosen for each of them."""

    def __init__(self, ground: Ground, line: Line, members: list[Member]) -> None:
        self.ground, self.line, self.members = ground, line, members
        self.scope = ground.scope
        self.chosen = self._choose()
        self.wrong: set[int] = set()  # the signs that are refuted
        self.made: set[int] = set()  # its steps

    def steps(self) -> list[Step]:
        values = known_values(self.ground, self.line)
        self.ground.supplied.clear()  # what a reading that was not chosen supplied
        steps = [
            step_of(self.line, k, self.members[k + 1].span, self._verdict(self.chosen, k, values))
            for k in self._claimed
        ]
        self.ground.values |= self.ground.supplied
        self._follow(steps, values)
        self._across(steps, values)
        self.made = {id(step) for step in steps}
        self.wrong = {step.index for step in steps if step.kind == "refuted"}
        return steps

    @property
    def _claimed(self) -> list[int]:
        return [k for k, kind in enumerate(self.line.kinds) if kind == "claim"]

    def _verdict(self, chosen: Sequence[Reading | None], k: int, values: dict[str, Tree]) -> Verdict:
        pair = [reading.node for reading in chosen[k : k + 2] if reading is not None]

        def judged(put: Mapping[int, int]) -> Verdict:
            there = [_moved(self.ground.graph, reading, put) for reading in chosen]
            return verdict_on(self.ground, self.line, self.members, there, k, values)

        left, right = self.line.trees[k : k + 2]
        if self.line.statement.relations[k].value in ("=", ":=") and None in chosen[k : k + 2]:
            inverse = inverse_claim(self.ground, left, right, values)
            if inverse is not None:
                return inverse

        return within(self.ground, pair, judged)

    def _choose(self) -> list[Reading | None]:
        """One reading for each member, such that as many signs as possible hold; the total one if all are alike."""
        line = self.line
        choices: list[list[Reading | None]] = [[*member.readings] or [None] for member in self.members]
        if not 1 < prod(map(len, choices)) <= COMBINATIONS:
            return [options[0] for options in choices]
        values = known_values(self.ground, line)
        best, least = None, None
        for combination in product(*choices):
            judged = {k: self._verdict(combination, k, values) for k in self._claimed}
            strains = (_strain(tree, reading) for tree, reading in zip(line.trees, combination, strict=True))
            score = against(judged) + sum(strains)
            if least is None or score < least:
                best, least = combination, score
        assert best is not None
        return list(best)

    def _follow(self, steps: list[Step], values: dict[str, Tree]) -> None:
        """If A = B and B = C fail and A = C holds, B is the fault and the second sign follows from it."""
        for first, second in pairwise(steps):
            i, j = first.index, second.index
            if j != i + 1 or first.kind != "refuted" or second.kind != "refuted" or first.follows is not None:
                continue
            a, c = self.chosen[i], self.chosen[j + 1]
            if a is not None and c is not None:
                reference = exact(self.ground, self.chosen)
                if equality(self.ground, a.node, c.node, values, reference, j + 2 == len(self.members)).holds:
                    second.follows = first

    def hint(self, steps: list[Step]) -> None:
        """Names a premise under which refuted equations of its own would hold; it takes long to find one."""
        with self.ground.seeing(self.scope):
            for step in steps:
                a, b = self.chosen[step.index], self.chosen[step.index + 1]
                refuted = id(step) in self.made and step.kind == "refuted" and step.verdict.at
                if not refuted or a is None or b is None:
                    continue
                if step.relation == "=":
                    step.verdict = step.verdict.noting(holds_if(self.ground, a.node, b.node))
                elif premise := holds_if_positive(self.ground, a.node, b.node, step.relation):
                    step.verdict = Verdict("undecided", message=premise)

    def _across(self, steps: list[Step], values: dict[str, Tree]) -> None:
        """Members on both sides of one that has no meaning, or an unknown function, are judged against each other."""
        for step in steps:
            k = step.index
            a, c = self.chosen[k - 1] if k else None, self.chosen[k + 1]
            if a is None or c is None or self.line.kinds[k - 1] != "claim" or not self._is_unknown(k, steps):
                continue
            last = k + 2 == len(self.members)

            def judged(put: Mapping[int, int], a: int = a.node, c: int = c.node, last: bool = last) -> Verdict:
                graph = self.ground.graph
                return equality(self.ground, graph.substitute(a, put), graph.substitute(c, put), values, None, last)

            verdict = within(self.ground, (a.node, c.node), judged)
            if verdict.holds and self.members[k].trouble is None:
                verdict = replace(verdict, kind="agrees")
            if verdict.kind in ("refuted", "agrees"):
                step.verdict = verdict.noting("judged against the member before the one that is not understood")

    def _is_unknown(self, k: int, steps: list[Step]) -> bool:
        """Whether a member has no meaning, or leaves both its signs open by a function that stands in it alone."""
        if self.members[k].trouble is not None:
            return True
        before, middle, after = self.chosen[k - 1 : k + 2]
        if before is None or middle is None or after is None:
            return False
        open_signs = {step.index for step in steps if step.kind == "undecided"}
        around = unknown_functions(self.ground.graph, before.node, after.node)
        return {k - 1, k} <= open_signs and not unknown_functions(self.ground.graph, middle.node) <= around


def _moved(graph: Graph, reading: Reading | None, put: Mapping[int, int]) -> Reading | None:
    """A reading with nodes in the place of inputs."""
    return reading if reading is None or not put else replace(reading, node=graph.substitute(reading.node, put))


def _strain(tree: Tree | Unread, reading: Reading | None) -> float:
    """How much against expectation a reading is: a sum of chain products has local partials, all else total ones."""
    if reading is None:
        return 0.0
    if isinstance(tree, Sum) and sum(isinstance(term, Product) for _, term in tree.terms) > 1:
        return {"forward": 0.0, "reverse": 0.0}.get(reading.mode, 0.001)
    return {"total": 0.0, "forward": 0.001, "reverse": 0.001}.get(reading.mode, 0.0011)


def _shown(tree: Tree | Unread, text: str) -> str:
    return plain(tree) if isinstance(tree, Tree) else " ".join(text.split())
