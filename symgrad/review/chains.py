"""A claim from its first member to its last: a reading for each, a verdict for every sign, and what follows what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from symgrad.notation.meaning import NeedsSize
from symgrad.notation.plain import plain
from symgrad.notation.readings import Reading
from symgrad.notation.syntax import Product, Sum, Tree, Unread
from symgrad.proof import Verdict
from symgrad.review.comparison import equality
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.members import Member, members_of
from symgrad.review.report import Step
from symgrad.review.signs import exact, verdict_on
from symgrad.review.values import known_values
from symgrad.source import Span

SIZES = (1, 2, 3, 4)  # at which a claim with a symbolic size is judged
COMBINATIONS = 400  # of readings of the members of one chain
HOLDS = {"proved": 0, "agrees": 0, "undecided": 1, "unread": 1, "refuted": 3}


@dataclass
class Claim:
    """The judged signs of a claim, and its chain (one for each size at which it was judged)."""

    steps: list[Step]
    chains: list[Chain]

    @property
    def chosen(self) -> list[Reading | None]:
        """The reading that was chosen for each member (none for a symbolic size)."""
        return self.chains[0].chosen if len(self.chains) == 1 else []


def judged(ground: Ground, line: Line) -> Claim:
    """A claim with its signs judged."""
    try:
        chain = Chain(ground, line, members_of(ground, line))
        return Claim(chain.steps(), [chain])
    except NeedsSize as size:
        return _at_sizes(ground, line, size.name)


def steps_without_meaning(ground: Ground, line: Line, verdict: Verdict) -> list[Step]:
    """The signs of a claim whose members are not built: all have this verdict."""
    members = [Member(line.statement.member_span(i), [], verdict) for i in range(len(line.trees))]
    return Chain(ground, line, members).steps()


def step_of(line: Line, k: int, span: Span, verdict: Verdict) -> Step:
    """The step of a line's sign number k. span: what the verdict points at."""
    left, right = line.statement.member_span(k).text, line.statement.member_span(k + 1).text
    shown = _shown(line.trees[k], left), _shown(line.trees[k + 1], right)
    return Step(span, line.statement.relations[k].value, left, right, verdict, shown, k)


def _at_sizes(ground: Ground, line: Line, name: str) -> Claim:
    """A claim with a symbolic size, judged at the first few numbers: it holds if it holds at all of them."""
    found: list[Step] = []
    chains: list[Chain] = []
    scope = ground.scope
    for size in SIZES:
        ground.scope = scope.fork()
        ground.scope.sizes = {**scope.sizes, name: size}
        try:
            chain = Chain(ground, line, members_of(ground, line))
            steps = chain.steps()
            chains.append(chain)
        except NeedsSize as other:
            late = Verdict("undecided", message=f"two symbolic sizes, {name} and {other.name}")
            return Claim(steps_without_meaning(ground, line, late), [])
        finally:
            ground.scope = scope
        for step in steps:
            if step.verdict.holds:
                note = f"at {name} = {SIZES[0]}, ..., {SIZES[-1]}"
                step.verdict = replace(step.verdict, kind="agrees").noting(note)
            else:
                step.verdict = step.verdict.noting(f"at {name} = {size}")
        found = found or steps
        for i, step in enumerate(steps):
            if found[i].verdict.holds and not step.verdict.holds:
                found[i] = step
    return Claim(found, chains)


class Chain:
    """A claim with its members, and the reading that is chosen for each of them."""

    def __init__(self, ground: Ground, line: Line, members: list[Member]) -> None:
        self.ground, self.line, self.members = ground, line, members
        self.scope = ground.scope
        self.chosen = self._choose()
        self.wrong: set[int] = set()  # the signs that are refuted

    def steps(self) -> list[Step]:
        values = known_values(self.ground, self.line)
        steps = [
            step_of(self.line, k, self.members[k + 1].span, self._verdict(self.chosen, k, values))
            for k in range(len(self.line.statement.relations))
            if self.line.kinds[k] == "claim"
        ]
        self._follow(steps, values)
        self._across(steps, values)
        self.wrong = {step.index for step in steps if step.kind == "refuted"}
        return steps

    def _verdict(self, chosen: Sequence[Reading | None], k: int, values: dict[str, Tree]) -> Verdict:
        return verdict_on(self.ground, self.line, self.members, chosen, k, values)

    def _choose(self) -> list[Reading | None]:
        """One reading for each member, such that as many signs as possible hold; the total one if all are alike."""
        line = self.line
        choices: list[list[Reading | None]] = [[*member.readings] or [None] for member in self.members]
        count = 1
        for options in choices:
            count *= len(options)
        if count == 1 or count > COMBINATIONS:
            return [options[0] for options in choices]
        values = known_values(self.ground, line)
        best, least = None, None
        for combination in product(*choices):
            score = 0.0
            for k in range(len(line.statement.relations)):
                if line.kinds[k] == "claim":
                    found = HOLDS[self._verdict(combination, k, values).kind]
                    score += found * (1 - 1e-5 * k / len(line.kinds))  # of two wrong signs, the later one is blamed
            score += sum(_strain(tree, reading) for tree, reading in zip(line.trees, combination, strict=True))
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

    def _across(self, steps: list[Step], values: dict[str, Tree]) -> None:
        """Members on both sides of one that has no meaning are judged against each other."""
        for step in steps:
            k = step.index
            if k == 0 or self.members[k].trouble is None or self.line.kinds[k - 1] != "claim":
                continue
            a, c = self.chosen[k - 1], self.chosen[k + 1]
            if a is None or c is None:
                continue
            verdict = equality(self.ground, a.node, c.node, values, None, k + 2 == len(self.members))
            if verdict.kind == "refuted":
                step.verdict = verdict.noting("judged against the member before the one that is not understood")


def _strain(tree: Tree | Unread, reading: Reading | None) -> float:
    """How much against expectation a reading is: a sum of chain products has local partials, all else total ones."""
    if reading is None:
        return 0.0
    if isinstance(tree, Sum) and sum(isinstance(term, Product) for _, term in tree.terms) > 1:
        return {"forward": 0.0, "reverse": 0.0}.get(reading.mode, 0.001)
    return {"total": 0.0, "forward": 0.001, "reverse": 0.001}.get(reading.mode, 0.0011)


def _shown(tree: Tree | Unread, text: str) -> str:
    return plain(tree) if isinstance(tree, Tree) else " ".join(text.split())
