"""The second reading of a scope: each claim is given its readings, and each of its signs a verdict."""

from __future__ import annotations

import time
from collections.abc import Sequence

from symgrad.document import Bound, Section
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Name, Unread
from symgrad.proof import Verdict
from symgrad.review.chains import Claim, step_of
from symgrad.review.comparison import agree
from symgrad.review.conclusions import (
    Equation,
    chain_behind,
    conclude,
    demands,
    equation,
    gives_value,
    is_alternative,
    of_solution,
    solution,
    unknowns_of,
)
from symgrad.review.definitions import in_passing
from symgrad.review.demands import (
    JOINED,
    condition_of_sums,
    demand_of_arrays,
    gives_a_value,
    goes_on,
    is_and,
    is_demanded,
    is_joined,
    leads_on,
)
from symgrad.review.expectations import unmet
from symgrad.review.ground import Ground
from symgrad.review.imaginary import imaginary_in
from symgrad.review.lines import CONCLUDING, Line, Opened, Supposed, place_of
from symgrad.review.loose_ends import asked_start
from symgrad.review.optima import of_unknowns
from symgrad.review.premises import not_put_in, suppose
from symgrad.review.report import FileReport, StatementReport, Step
from symgrad.review.scopes import open_sections
from symgrad.review.solutions import at_solutions, solves, solves_sums
from symgrad.review.updates import lost_gradient
from symgrad.review.values import take_values

UNKNOWN = Verdict("undecided", message="what follows from a condition on what has no formula is not known")


class Reviewer:
    """Judges the statements of one document's sections, in order."""

    def __init__(self, path: str, limit: float | None = None) -> None:
        self.report = FileReport(path)
        self.deadline = None if limit is None else time.monotonic() + limit
        self.expected: dict[tuple[int, str], list[tuple[Bound, StatementReport]]] = {}

    def review(self, sections: Sequence[Section]) -> FileReport:
        for opened in open_sections(list(sections), agree):
            _Section(self, opened).review()
            for span, message in opened.section.unread:
                self.report.statements.append(StatementReport(span, "claim", [], message, unread=True))
        self.report.statements.sort(key=lambda statement: statement.span.start)
        self.report.unmet += unmet(self.expected.values())
        return self.report


class _Section:
    """The second reading of one scope."""

    def __init__(self, reviewer: Reviewer, opened: Opened) -> None:
        self.reviewer, self.opened, self.ground = reviewer, opened, Ground(opened)
        self.premise: Equation | None = None  # the condition from which an arrow concludes
        self.demands: list[Supposed] = []  # the same, of arrays, with those stated just before it
        self.demanded = False  # whether the line before is such a condition, or follows from one
        self.solved_from: list[Equation] = []  # the conditions from which formulas were last found
        self.following = False  # whether the line before may follow from it
        self.solving = False  # whether the line before gives a solution of it
        self.earlier: list[Equation] = []  # those from which arrows led to it, and those stated just before it

    def review(self) -> None:
        for outer in reversed(self.opened.sees):
            for line in outer.lines:
                suppose(self.ground, line)
                if line.solves and not any(map(self.opened.scope.knows, line.redefines)):
                    self.ground.redefine(line)
        general: Scope | None = None  # what holds again behind a special case
        ends: set[int] = set()
        for i, line in enumerate(self.opened.lines):
            if general is not None and i not in ends:
                self.ground.start_anew(general)
                general = None
            if line.passing:
                general = general or self.ground.scope
                ends = set(in_passing(self.opened.lines, i))
            statement = StatementReport(line.statement.span, line.kind)
            self.reviewer.report.statements.append(statement)
            if line.ignored:
                statement.kind, statement.message = line.kind, "ignored by directive"
                continue
            if line.redefines:
                self.ground.redefine(line)
                if line.solves:
                    statement.message = f"put in for {', '.join(line.redefines)} from here on"
                else:
                    statement.message = f"defines {', '.join(line.redefines)} anew from here on"
            self.ground.under(line)
            begun = time.perf_counter()
            self._judge(line, statement)
            if line.unread is not None:
                _note(line.unread, statement)
            statement.seconds = time.perf_counter() - begun
            take_values(self.ground, line)
            suppose(self.ground, line)
            for bound in line.statement.directives:
                if bound.words.startswith("expect"):
                    key = (bound.span.start, bound.words)
                    self.reviewer.expected.setdefault(key, []).append((bound, statement))
        self.opened.values = self.ground.values

    def _judge(self, line: Line, statement: StatementReport) -> None:
        why = imaginary_in(self.ground.scope, line)
        if why and ("claim" in line.kinds or line.statement.arrow in CONCLUDING):
            statement.kind, statement.steps = "claim", _open(line, why)
            self.premise, self.demands, self.demanded, self.earlier = None, [], False, []
            return
        if (about := self._about_unknowns(line)) is not None:
            conditions = [*self.earlier, self.premise] if self.premise is not None else []
            found = of_solution(self.ground, about, conditions, self.demands)
            if found is not None and (found.kind == "refuted" or line.kind == "claim"):
                statement.kind, statement.steps = "claim", [step_of(line, 0, line.statement.member_span(1), found)]
            return
        concludes = line.statement.arrow in CONCLUDING and "definition" not in line.kinds
        concludes = concludes and not (line.kind == "value" and is_alternative(self.ground, line))
        late = self.reviewer.deadline is not None and time.monotonic() > self.reviewer.deadline
        if late and ((concludes and self.premise is not None) or "claim" in line.kinds):
            statement.kind, statement.steps = "claim", _open(line, "the time limit is reached")
        elif concludes and self.premise is not None:
            earlier = [*self.earlier, self.premise]
            self.premise = conclude(self.ground, line, statement, self.premise, self.earlier)
            self.earlier = earlier
            return
        elif "claim" in line.kinds:
            before, demanded = self.premise, self.demanded
            self.premise = self._claim(line, statement)
            if self.premise is None and gives_value(self.ground, line):
                self.premise, self.demanded = equation(self.ground, line), True
            elif self.premise is None and line.kinds[-1] == "condition" and not self.demands:
                self._take_condition(line)
            if demanded and self.demanded and before is not None:
                self.earlier.append(before)
                return
        elif self.premise is not None and self._is_solution(line):
            self.solving = True
            found = solution(self.ground, line, [*self.earlier, self.premise])
            if found is not None and found.kind == "refuted":
                statement.kind, statement.steps = "claim", [step_of(line, 0, line.statement.member_span(1), found)]
            return
        else:
            before, demanded = self.premise, self.demanded
            _note_unread(line, statement)
            if line.solves:
                self._solution_for_all(line, statement)
            if line.kind == "update":
                statement.message = statement.message or lost_gradient(self.opened.lines, line)
            if line.kind in ("condition", "value"):
                head = line.trees[0]
                derivative = line.kind == "value" and not (isinstance(head, Name) and not head.primes)
                self.premise = None if derivative else equation(self.ground, line)
            elif line.kind != "declaration":
                self.premise = None
            if line.kind != "declaration":
                self.demands, self.solving = [], False
                self.demanded = line.kind == "value" and self.premise is None and is_demanded(line)
            if line.kind == "condition" and self.premise is None:
                self._take_condition(line)
            if line.kind == "condition" and demanded and before is not None:
                self.demanded = True
                self.earlier.append(before)
                return
        self.earlier = []

    def _take_condition(self, line: Line) -> None:
        """The condition that a line ends in, as an equation of numbers or, with sums of symbolic size, as it stands."""
        self.premise = equation(self.ground, line)
        found = condition_of_sums(self.ground.scope, line) if self.premise is None else None
        if found is not None:
            self.demands, self.demanded = [found], True

    def _about_unknowns(self, line: Line) -> Line | None:
        """A line that gives a solution of the condition before it under a name of its own, as one about the unknown."""
        if self.premise is None and not self.demands:
            return None
        if line.statement.arrow not in CONCLUDING and not (self.demanded and leads_on(line)):
            return None
        names = {name for one in self.demands for name in one.unknowns}
        return of_unknowns(line, names | (unknowns_of(self.ground, *self.premise) if self.premise else set()))

    def _solution_for_all(self, line: Line, statement: StatementReport) -> None:
        """Judges a formula that is found for a name by the condition just before, or before what it is joined to."""
        if self.demanded and self.premise is not None:
            self.solved_from = [*self.earlier, self.premise]
        elif not JOINED.match(line.statement.words):
            self.solved_from = []
        verdict = solves(self.ground, line, self.solved_from)
        if verdict is None and self.demanded and self.demands:
            verdict = solves_sums(self.ground, line, self.demands)
        if verdict is not None:
            statement.kind = "claim"
            last = len(line.trees) - 1
            statement.steps = [step_of(line, last - 1, line.statement.member_span(last), verdict)]

    def _is_solution(self, line: Line) -> bool:
        """Whether a line gives a value for a solution of the condition before it."""
        if line.kind != "value":
            return False
        if line.statement.arrow in CONCLUDING or not self.demanded:
            return line.statement.arrow in CONCLUDING
        return bool(JOINED.match(line.statement.words)) if self.solving else gives_a_value(line)

    def _claim(self, line: Line, statement: StatementReport) -> Equation | None:
        """Judges a claim. Returns its last sign if that turns out to be a condition, or to follow from one."""
        claim, premise, before = at_solutions(self.ground, line), self.premise, self.demands
        behind = chain_behind(self.ground, line)
        joins = self.demanded and is_joined(line)
        listed = bool(behind) and not line.statement.arrow and not line.statement.words.strip(" ,;")  # before an arrow
        goes = goes_on(line) or (self.following and is_and(line))
        may_follow = self.demanded and not listed and goes
        may_follow = self.following = may_follow and not all(step.verdict.holds for step in claim.steps)
        self.demands, self.demanded = [], may_follow
        if may_follow and premise is not None and len(line.trees) == 2:
            return conclude(self.ground, line, statement, premise, self.earlier)
        if may_follow and before:
            self.demands = before
            with self.ground.where(before):
                claim = at_solutions(self.ground, line)
        if may_follow and premise is None and not before:
            for step in claim.steps:
                step.verdict = step.verdict if step.verdict.holds else UNKNOWN
        steps, chosen = claim.steps, claim.chosen
        if any(step.kind == "refuted" for step in steps) and (given := not_put_in(self.ground, line)):
            open_ = Verdict("undecided", message=f"{given} is assumed, and is not put in for every index")
            for step in steps:
                step.verdict = open_ if step.kind == "refuted" else step.verdict
        for step in steps:
            if step.kind == "undecided":
                step.verdict = step.verdict.noting(asked_start(self.ground.scope, line))
        statement.steps = steps
        demand = demand_of_arrays(self.ground.scope, line, steps[-1], joins, *behind[:1]) if steps else None
        if demand is not None and not chosen:
            self._condition(line, statement, claim)
            self.demands = [*before, demand] if joins else [demand]
            return None
        if not (steps and chosen and demands(self.ground, line, steps[-1], chosen, joins)):
            self._name_mistakes(line, claim)
            return None
        left, right = chosen[-2], chosen[-1]
        assert left is not None and right is not None
        self._condition(line, statement, claim)
        return left.node, right.node

    def _condition(self, line: Line, statement: StatementReport, claim: Claim) -> None:
        """The last sign of a claim turned out to be a condition."""
        self.demanded = True
        line.kinds[-1] = "condition"
        statement.kind, statement.steps = line.kind, claim.steps[:-1]
        statement.message = "a condition: listed, not judged"
        claim.steps = statement.steps
        self._name_mistakes(line, claim)

    def _name_mistakes(self, line: Line, claim: Claim) -> None:
        """Says of each refuted sign what the mistake is, or which earlier one it follows from."""
        if any(step.kind == "refuted" for step in claim.steps):
            from symgrad.review.mistakes import explain_steps  # most texts have none

            explain_steps(self.ground, line, claim)


def _open(line: Line, why: str) -> list[Step]:
    """The signs of a line that is not judged."""
    late = Verdict("undecided", message=why)
    claims = [k for k, kind in enumerate(line.kinds) if kind == "claim"] or range(len(line.kinds))
    return [step_of(line, k, line.statement.member_span(k + 1), late) for k in claims]


def _note_unread(line: Line, statement: StatementReport) -> None:
    for tree in line.trees:
        if isinstance(tree, Unread) and line.kind not in ("declaration", "update", "question"):
            _note(tree, statement)
            return


def _note(unread: Unread, statement: StatementReport) -> None:
    statement.unread = True
    statement.span = place_of(unread, statement.span.source)
    statement.message = unread.reason
