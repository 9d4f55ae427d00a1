"""The second reading of a scope: each claim is given its readings, and each of its signs a verdict."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

from symgrad.document import Bound, Section
from symgrad.graph.table import NAME, OPAQUE
from symgrad.notation.meaning import EXCEPT, Inapplicable, Meaning, NeedsSize, Unresolved
from symgrad.notation.plain import plain
from symgrad.notation.readings import Reading, readings
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import (
    Bracket,
    Derivative,
    Extremum,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Sum,
    Tree,
    Unread,
    walk,
)
from symgrad.proof import (
    Sign,
    Verdict,
    decimals,
    evaluated,
    judge,
    judge_conclusion,
    judge_extremum,
    judge_order,
    judge_rounding,
)
from symgrad.review.forms import chain_variable, is_number
from symgrad.review.lines import Line, Opened
from symgrad.review.report import FileReport, StatementReport, Step
from symgrad.review.scopes import open_sections
from symgrad.source import Diagnostic, Span

SIZES = (1, 2, 3, 4)  # at which a claim with a symbolic size is judged
COMBINATIONS = 400  # of readings of the members of one chain
DEMANDING = re.compile(r"\b(?:set|setting|solve|solving|setze|setzen|posons)\b[^.$]{0,20}$", re.IGNORECASE)
HOLDS = {"proved": 0, "agrees": 0, "undecided": 1, "unread": 1, "refuted": 3}


@dataclass
class _Member:
    """A member's readings, or the verdict that stands for it when it has none."""

    span: Span
    readings: list[Reading] = field(default_factory=list)
    trouble: Verdict | None = None


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
        self._expectations()
        return self.report

    # ----- what the text expects -----

    def _expectations(self) -> None:
        """A directive `expect refuted` is met if exactly one sign that it binds is refuted and the others hold."""
        for bounds in self.expected.values():
            bound = bounds[0][0]
            want = bound.words.split(" ")[1:]
            kind = want[0] if want else ""
            steps = []
            for each, statement in bounds:
                first, last = each.signs or (0, len(statement.steps) + 99)
                steps += [step for step in statement.steps if first <= step.index < last]
            hits = [step for step in steps if step.kind == kind]
            rest = [step for step in steps if step not in hits]
            if kind == "refuted":
                hits, rest = _without_followers(hits, rest)
            words = " ".join(want)
            if len(hits) == 1 and all(step.verdict.holds or step.follows is hits[0] for step in rest):
                for step in (hits[0], *(s for s in rest if s.follows is hits[0])):
                    step.met, step.expect = True, words
                continue
            for step in steps:
                step.expect = words
            found = ", ".join(step.kind for step in steps) or "no sign is judged"
            self.report.unmet.append(
                Diagnostic(
                    f"'{bound.words}' is not met: {found}",
                    bound.span,
                    help="exactly one sign must come out so, and the others must hold",
                )
            )


def _without_followers(hits: list[Step], rest: list[Step]) -> tuple[list[Step], list[Step]]:
    followers = [step for step in hits if step.follows is not None and step.follows in hits]
    return [step for step in hits if step not in followers], rest + followers


def agree(scope: Scope, first: Tree, second: Tree) -> bool:
    """Whether two formulas of one name are equal, built apart from the scope's own nodes."""
    trial = scope.fork()
    a, b = Meaning(trial).node(first), Meaning(trial).node(second)
    return judge(scope.graph, a.id, b.id).holds


class _Section:
    """The second reading of one scope."""

    def __init__(self, reviewer: Reviewer, opened: Opened) -> None:
        self.reviewer, self.opened, self.scope = reviewer, opened, opened.scope
        self.values: dict[str, Tree] = {}
        for other in reversed(opened.sees):
            self.values |= other.values
        self.judged: dict[tuple[int, int], Verdict] = {}
        self.assume: list[Sign] = []
        self.premise: tuple[int, int] | None = None  # the condition from which an arrow concludes
        self.outputs = self._outputs()

    def _outputs(self) -> frozenset[str]:
        """Names with a formula that no other formula uses."""
        used: set[str] = set()
        names: set[str] = set()
        stack: list[Scope] = [self.scope]
        while stack:
            scope = stack.pop()
            stack.extend(scope.outer)
            for name, tree in scope.formulas.items():
                names.add(name)
                used |= names_in(tree) - {name}
        return frozenset(names - used)

    def review(self) -> None:
        self._assumptions()
        for line in self.opened.lines:
            statement = StatementReport(line.statement.span, line.kind)
            self.reviewer.report.statements.append(statement)
            if line.ignored:
                statement.kind, statement.message = line.kind, "ignored by directive"
                continue
            if line.redefines:
                self._redefine(line, statement)
            if line.statement.arrow in ("⇒", "⇔") and self.premise is not None and "definition" not in line.kinds:
                self._conclusion(line, statement)
            elif "claim" in line.kinds:
                self._claim(line, statement)
                if line.kinds[-1] == "condition" and self.premise is None:
                    self.premise = self._equation(line)
            else:
                self._not_judged(line, statement)
                if line.kind in ("condition", "value"):
                    self.premise = self._equation(line)
                elif line.kind != "declaration":
                    self.premise = None
            self._take_values(line)
            for bound in line.statement.directives:
                if bound.words.startswith("expect"):
                    key = (bound.span.start, bound.words)
                    self.reviewer.expected.setdefault(key, []).append((bound, statement))
        self.opened.values = self.values

    def _assumptions(self) -> None:
        for left, relation, right in self.opened.assumed:
            try:
                a, b = Meaning(self.scope).node(left), Meaning(self.scope).node(right)
            except (Unresolved, Unread, Inapplicable):
                continue
            gap = a - b if relation in (">", "≥", "≠") else b - a
            self.assume.append((gap.id, {"<": ">", "≤": ">=", ">": ">", "≥": ">=", "≠": "!="}.get(relation, "!=")))

    def _redefine(self, line: Line, statement: StatementReport) -> None:
        names = ", ".join(line.redefines)
        self.scope = self.scope.fork()
        self.scope.formulas.update(line.redefines)
        self.judged.clear()
        statement.message = f"defines {names} anew from here on"

    def _not_judged(self, line: Line, statement: StatementReport) -> None:
        for tree in line.trees:
            if isinstance(tree, Unread) and line.kind not in ("declaration", "update", "question"):
                statement.unread = True
                statement.span = Span(statement.span.source, tree.start, max(tree.end, tree.start))
                statement.message = tree.reason
                return

    def _take_values(self, line: Line) -> None:
        for k, kind in enumerate(line.kinds):
            tree, value = line.trees[k], line.trees[k + 1]
            if (kind == "value" and isinstance(tree, Name) and isinstance(value, Tree)) or (
                kind == "claim"
                and line.statement.arrow == "⇒"
                and isinstance(tree, Name)
                and isinstance(value, Tree)
                and is_number(value)
                and self.scope.formula(tree.name) is None
            ):
                self.values[tree.name] = value

    # ----- claims -----

    def _claim(self, line: Line, statement: StatementReport) -> None:
        if self.reviewer.deadline is not None and time.monotonic() > self.reviewer.deadline:
            late = Verdict("undecided", message="the time limit is reached")
            members = [_Member(line.statement.member_span(i), [], late) for i in range(len(line.trees))]
            steps, chosen = self._steps(line, members)
        else:
            try:
                steps, chosen = self._steps(line, self._members(line))
            except NeedsSize as size:
                steps, chosen = self._at_sizes(line, size.name), []
        statement.steps = steps
        self.premise = None
        if steps and chosen and self._demands(line, steps[-1], chosen):
            before, last = chosen[-2], chosen[-1]
            assert before is not None and last is not None
            self.premise = before.node, last.node
            line.kinds[-1] = "condition"
            statement.kind, statement.steps = line.kind, steps[:-1]
            statement.message = "a condition: listed, not judged"

    def _claimed_under(self, line: Line, statement: StatementReport, otherwise: Verdict) -> None:
        """A conclusion that may hold at the values of its premise, or for all values; else it is open."""
        try:
            steps, _ = self._steps(line, self._members(line))
        except NeedsSize as size:
            steps = self._at_sizes(line, size.name)
        for step in steps:
            if not step.verdict.holds and step.kind != "unread":
                step.verdict = otherwise
        statement.kind, statement.steps = "claim", steps
        self.premise = None

    def _steps(self, line: Line, members: list[_Member]) -> tuple[list[Step], list[Reading | None]]:
        """The judged signs of a claim, and the reading that was chosen for each member."""
        chosen = self._choose(line, members)
        reference = self._reference(line, members, chosen)
        values = self._known(line)
        steps: list[Step] = []
        for k, relation in enumerate(line.statement.relations):
            if line.kinds[k] != "claim":
                continue
            verdict = self._sign(line, members, chosen, k, values, reference)
            left, right = line.statement.member_span(k).text, line.statement.member_span(k + 1).text
            shown = _shown(line.trees[k], left), _shown(line.trees[k + 1], right)
            steps.append(Step(members[k + 1].span, relation.value, left, right, verdict, shown, k))
        self._follow(line, members, chosen, steps, values)
        return steps, chosen

    def _at_sizes(self, line: Line, name: str) -> list[Step]:
        """A claim with a symbolic size, judged at the first few numbers: it holds if it holds at all of them."""
        found: list[Step] = []
        scope = self.scope
        for size in SIZES:
            self.scope = scope.fork()
            self.scope.sizes = {**scope.sizes, name: size}
            try:
                steps, _ = self._steps(line, self._members(line))
            except NeedsSize as other:
                late = Verdict("undecided", message=f"two symbolic sizes, {name} and {other.name}")
                members = [_Member(line.statement.member_span(i), [], late) for i in range(len(line.trees))]
                return self._steps(line, members)[0]
            finally:
                self.scope = scope
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
        return found

    def _demands(self, line: Line, step: Step, chosen: list[Reading | None]) -> bool:
        """Whether the last sign, which is no identity, is a condition on its unknowns."""
        if step.kind == "proved" or step.relation != "=" or step.index != len(line.trees) - 2:
            return False
        left, right = chosen[-2], chosen[-1]
        if left is None or right is None or step.verdict.kind not in ("refuted", "undecided"):
            return False
        unknowns = {str(self.scope.graph.label(id)) for id in self.scope.graph.free(left.node, right.node)}
        valued = unknowns & set(self._known(line))
        if not unknowns:
            return False
        if DEMANDING.search(line.statement.words) and len(line.trees) == 2:
            return True
        last = line.trees[-1]
        if len(line.trees) > 2 and isinstance(last, Num) and last.text == "0" and not valued:
            return True
        return any(name in unknowns for name in self._concluded(line)) or self._leads_on(line, unknowns)

    def _chain_behind(self, line: Line) -> list[Line]:
        """The lines that arrows lead to from a line (declarations between premise and arrow are premises too)."""
        lines = self.opened.lines
        i = lines.index(line) + 1
        while i < len(lines) and lines[i].kind == "declaration" and not lines[i].statement.arrow:
            i += 1
        found = []
        while i < len(lines) and lines[i].statement.arrow in ("⇒", "⇔"):
            found.append(lines[i])
            i += 1
        return found

    def _leads_on(self, line: Line, unknowns: set[str]) -> bool:
        """Whether the arrows behind a line lead to something about its unknowns: an equation with a number, or,
        from a line without derivatives, anything."""
        behind = self._chain_behind(line)
        if not behind:
            return False
        last = behind[-1]
        solved = len(last.trees) == 2 and is_number(last.trees[1]) and not _differentiates(last)
        if solved and isinstance(last.trees[0], Tree) and unknowns & names_in(last.trees[0]):
            return True
        names = set().union(*(names_in(tree) for tree in behind[0].trees if isinstance(tree, Tree)))
        return not _differentiates(line) and bool(unknowns & names)

    def _concluded(self, line: Line) -> list[str]:
        """The inputs for which the arrows behind a line end in a value."""
        behind = self._chain_behind(line)
        if not behind:
            return []
        tree, *rest = behind[-1].trees
        return [tree.name] if len(rest) == 1 and isinstance(tree, Name) and is_number(rest[0]) else []

    def _equation(self, line: Line) -> tuple[int, int] | None:
        """The two sides of a line's last sign as nodes."""
        try:
            a, b = line.trees[-2], line.trees[-1]
            if isinstance(a, Tree) and isinstance(b, Tree):
                meaning = Meaning(self.scope, {}, chain_variable(line.trees, self.scope))
                return meaning.node(a).id, meaning.node(b).id
        except (Unresolved, Unread, Inapplicable):
            pass
        return None

    def _conclusion(self, line: Line, statement: StatementReport) -> None:
        """`A = B ⇒ C = D`: every solution of the condition must satisfy the conclusion."""
        assert self.premise is not None
        equation = self._equation(line)
        relation = line.statement.relations[-1]
        if len(line.trees) != 2 or relation.value != "=" or equation is None:
            premised = Verdict("undecided", message="what follows from a condition is judged for equations only")
            self._claimed_under(line, statement, premised)
            return
        verdict = judge_conclusion(self.scope.graph, self.premise, equation, self.assume)
        if verdict.kind == "undecided" and not isinstance(line.trees[0], Name):
            self._claimed_under(line, statement, verdict)
            return
        tree, value = line.trees[0], line.trees[1]
        left, right = line.statement.member_span(0), line.statement.member_span(1)
        shown = _shown(tree, left.text), _shown(value, right.text)
        statement.kind = "claim"
        statement.steps = [Step(right, relation.value, left.text, right.text, verdict, shown)]
        self.premise = equation if verdict.holds else None
        if isinstance(tree, Name) and isinstance(value, Tree) and is_number(value) and not self.scope.knows(tree.name):
            self.values[tree.name] = value

    def _members(self, line: Line) -> list[_Member]:
        """The members with their readings. Raises NeedsSize where a symbolic size has no number yet."""
        variable = chain_variable(line.trees, self.scope)
        found = []
        for i, tree in enumerate(line.trees):
            member = _Member(line.statement.member_span(i))
            if isinstance(tree, Unread):
                member.span = Span(member.span.source, tree.start, max(tree.end, tree.start))
                member.trouble = Verdict("unread", message=tree.reason)
            else:
                try:
                    member.readings = readings(tree, self.scope, variable, self.outputs, i == 0)
                except Unread as unread:
                    member.trouble = Verdict("unread", message=unread.reason)
                    member.span = Span(member.span.source, unread.start, unread.end)
                except NeedsSize:
                    raise
                except Unresolved as unresolved:
                    member.trouble = Verdict("undecided", message=str(unresolved))
                except RecursionError:
                    member.trouble = Verdict("undecided", message="the definitions are nested too deeply")
            found.append(member)
        return found

    def _choose(self, line: Line, members: list[_Member]) -> list[Reading | None]:
        """One reading for each member, such that as many signs as possible hold; the total one if all are alike."""
        choices: list[list[Reading | None]] = [[*member.readings] or [None] for member in members]
        count = 1
        for options in choices:
            count *= len(options)
        if count == 1 or count > COMBINATIONS:
            return [options[0] for options in choices]
        values = self._known(line)
        best, least = None, None
        for combination in product(*choices):
            score = 0.0
            for k in range(len(line.statement.relations)):
                if line.kinds[k] == "claim":
                    found = HOLDS[self._sign(line, members, list(combination), k, values, None).kind]
                    score += found * (1 - 1e-5 * k / len(line.kinds))  # of two wrong signs, the later one is blamed
            score += sum(_strain(tree, reading) for tree, reading in zip(line.trees, combination, strict=True))
            if least is None or score < least:
                best, least = combination, score
        assert best is not None
        return list(best)

    def _known(self, line: Line) -> dict[str, Tree]:
        """The values at this place: those before it, and those in its own paragraph."""
        values = dict(self.values)
        for other in self.opened.lines:
            near = other is not line and other.statement.paragraph == line.statement.paragraph
            if near and not other.ignored and other.statement.arrow != "⇒":
                for k, kind in enumerate(other.kinds):
                    tree, value = other.trees[k], other.trees[k + 1]
                    if kind == "value" and isinstance(tree, Name) and isinstance(value, Tree):
                        values.setdefault(tree.name, value)
        return values

    def _reference(self, line: Line, members: list[_Member], chosen: list[Reading | None]) -> int | None:
        """The exact value of the chain: its first member without decimals."""
        for reading in chosen:
            if reading is not None and not decimals(self.scope.graph, reading.node):
                return reading.node
        return None

    # ----- one sign -----

    def _sign(
        self,
        line: Line,
        members: list[_Member],
        chosen: list[Reading | None],
        k: int,
        values: dict[str, Tree],
        reference: int | None,
    ) -> Verdict:
        relation = line.statement.relations[k].value
        for i, other in ((k, k + 1), (k + 1, k)):
            tree, sign = _extremum_in(line.trees[i])
            if tree is not None and _extremum_in(line.trees[other])[0] is None and relation in ("=", ":="):
                return self._extremum(tree, sign, members[other], chosen[other], values)
        for member in (members[k], members[k + 1]):
            if member.trouble is not None:
                return member.trouble
        left, right = chosen[k], chosen[k + 1]
        assert left is not None and right is not None
        if reference is None:
            reference = self._reference(line, members, chosen)
        if self._sets_a_name(line, k, left.node, values):
            return Verdict("undecided", message="no values are given at which this could be held against its formula")
        if relation == "=" and (shapes := _shape_claim(line.trees[k], line.trees[k + 1])) is not None:
            return shapes
        if relation == "≈" and _is_power_of_ten(line.trees[k + 1]):
            return self._magnitude(left.node, right.node, values).noting(*left.notes)
        if relation in ("=", ":=") or (relation == "≈" and not decimals(self.scope.graph, right.node)):
            verdict = self._equality(left.node, right.node, values, reference, k + 2 == len(members))
            if verdict.kind == "refuted":
                supplied = self._supply(line, k, left.node, right.node, values)
                verdict = verdict if supplied is None else supplied
            if relation == "≈" and verdict.kind == "refuted" and verdict.at:
                verdict = Verdict("undecided", message="an approximation without a stated sense")
            elif relation == "≈" and verdict.kind == "refuted":
                magnitude = self._magnitude(left.node, right.node, values)
                verdict = (
                    magnitude
                    if magnitude.kind == "refuted"
                    else Verdict("undecided", message="an approximation without a stated sense")
                )
        elif relation == "≈":
            verdict = self._rounding(reference if reference is not None else left.node, right.node, values)
        else:
            verdict = self._inequality(left.node, right.node, relation, values)
        notes = (*left.notes, *right.notes)
        if verdict.kind == "proved" and any(note.startswith(EXCEPT) for note in notes):
            verdict = replace(verdict, kind="agrees")
        return verdict.noting(*notes)

    def _extremum(
        self, tree: Extremum, sign: int, member: _Member, stated: Reading | None, values: dict[str, Tree]
    ) -> Verdict:
        """`max_z f = c`, `arg max_z f = c`; sign: -1 for `-max_z f = c`."""
        if member.trouble is not None or stated is None:
            return member.trouble or Verdict("undecided", message="the other side has no meaning")
        names = [v for v in tree.variables if isinstance(v, Name)]
        if len(names) != len(tree.variables):
            return Verdict("undecided", message="an extremum is taken over names")
        meaning = Meaning(self.scope, {}, names[0].name if len(names) == 1 else None)
        try:
            body = meaning.node(tree.body).id
            variables = [meaning.node(v).id for v in names]
            if not set(variables) <= set(self.scope.graph.free(body)):
                raise Unresolved("what the extremum is taken of does not hold the variable")
            hints = [Meaning(self.scope).node(values[v.name]).id for v in names if v.name in values]
        except Unread as unread:
            return Verdict("unread", message=unread.reason)
        except (Unresolved, Inapplicable) as error:
            return Verdict("undecided", message=str(error))
        bound = stated.node if sign > 0 else (-self.scope.graph.node(stated.node)).id
        verdict = judge_extremum(self.scope.graph, tree.kind, body, variables, bound, self.assume, hints)
        return verdict.noting(*meaning.notes)

    def _sets_a_name(self, line: Line, k: int, node: int, values: dict[str, Tree]) -> bool:
        """`y = 4` of a y whose inputs have no values: perhaps a demand, and no statement about all of them."""
        tree, right = line.trees[k], line.trees[k + 1]
        if (
            k
            or line.statement.relations[k].value != "="
            or not isinstance(tree, Name)
            or tree.primes
            or not is_number(right, self.scope)
        ):
            return False
        free = self._quantities(node)
        return bool(free) and not any(str(self.scope.graph.label(id)) in values for id in free)

    def _supply(self, line: Line, k: int, a: int, b: int, values: dict[str, Tree]) -> Verdict | None:
        """`x + y = -2 + 5`, `... = z = -4`: numbers that stand where the names stood give the names their values."""
        supplied = _leafwise(line.trees[k], line.trees[k + 1])
        if not supplied or (k == 0 and len(supplied) == 1):
            return None
        if any(self.scope.knows(name) or name in values for name in supplied):
            return None
        found = self._equality(a, b, {**values, **supplied}, None, False)
        if not found.holds:
            return None
        self.values.update(supplied)
        return found.noting("the line itself supplies these values")

    def _judge(self, a: int, b: int) -> Verdict:
        found = self.judged.get((a, b))
        if found is None:
            found = self.judged[a, b] = judge(self.scope.graph, a, b, assume=self.assume)
        return found

    def _equality(self, a: int, b: int, values: dict[str, Tree], reference: int | None, last: bool) -> Verdict:
        verdict = self._judge(a, b)
        if verdict.holds:
            return verdict
        graph = self.scope.graph
        at_values = self._at_values(a, b, values)
        if isinstance(at_values, Verdict):
            return at_values
        closed_a, closed_b, note = a, b, ""
        if at_values is not None:
            closed_a, closed_b, note = at_values
            found = self._judge(closed_a, closed_b)
            if found.holds:
                return found.noting(note)
            verdict = found.noting(note)
        stated = decimals(graph, b)
        if stated and (last or not graph.free(b)):
            rounding = self._rounding(reference if reference is not None else a, b, values)
            return rounding.noting(note) if rounding.kind != "undecided" or verdict.kind != "refuted" else verdict
        if decimals(graph, a) and reference is not None and reference not in (a, b):
            exact = self._equality(reference, b, values, None, last)
            if exact.holds:
                return exact
        return verdict

    def _rounding(self, true: int, stated: int, values: dict[str, Tree]) -> Verdict:
        at_values = self._at_values(true, stated, values)
        if isinstance(at_values, Verdict):
            return at_values
        if at_values is not None:
            true, stated, note = at_values
            return judge_rounding(self.scope.graph, true, stated).noting(note)
        return judge_rounding(self.scope.graph, true, stated)

    def _magnitude(self, a: int, b: int, values: dict[str, Tree]) -> Verdict:
        """`0.25^10 ≈ 10^-6`: the same order of magnitude, |log10 of the ratio| < 1/2."""
        graph = self.scope.graph
        at_values = self._at_values(a, b, values)
        if isinstance(at_values, Verdict):
            return at_values
        if at_values is not None:
            a, b = at_values[:2]
        ratio = graph.node(a) / graph.node(b)
        wide = judge_order(graph, graph.apply("pow", ratio, 2).id, graph.number(10).id, "<")
        narrow = judge_order(graph, graph.number(1).id, (graph.apply("pow", ratio, 2) * 10).id, "<")
        same = judge_order(graph, graph.number(0).id, ratio.id, "<")
        if wide.holds and narrow.holds and same.holds:
            return Verdict("agrees", "order of magnitude", notes=("the two sides differ by less than a factor of √10",))
        if "refuted" in (wide.kind, narrow.kind, same.kind):
            value = evaluated(graph, a, {}) if not graph.free(a) else "the left side"
            return Verdict("refuted", "order of magnitude", f"{value} is not of this order of magnitude")
        return Verdict("undecided", message="the order of magnitude could not be told")

    def _at_values(self, a: int, b: int, values: dict[str, Tree]) -> tuple[int, int, str] | Verdict | None:
        """Both sides with values for the names that vanish from the left to the right; None if none vanishes."""
        graph = self.scope.graph
        before, after = self._quantities(a), self._quantities(b)
        if (not before - after or (after and not after < before)) and not (after - before and not before):
            return None
        vanished = (before - after) or (after - before)
        given: dict[int, int] = {}
        shown, missing = [], []
        for id in sorted(vanished):
            name = str(graph.label(id))
            if name in values:
                try:
                    given[id] = Meaning(self.scope).node(values[name]).id
                except (Unresolved, Unread, Inapplicable):
                    missing.append(name)
                    continue
                if graph.free(given[id]):
                    del given[id]
                    missing.append(name)
                    continue
                shown.append(f"{name} = {self._text(given[id])}")
            else:
                missing.append(name)
        if not given:
            return None
        if missing:
            short = graph.substitute(a, given), graph.substitute(b, given)
            if not self._judge(*short).holds and not decimals(graph, b):
                return Verdict("undecided", message=f"no value is given for {', '.join(missing)}")
        note = f"at {', '.join(shown)}"
        return graph.substitute(a, given), graph.substitute(b, given), note

    def _quantities(self, id: int) -> set[int]:
        """The inputs and the unknown functions below a node that values can be given for."""
        graph = self.scope.graph
        unknown = [
            i
            for i in graph.cone([id])
            if graph.cells[i][0] == NAME
            and graph.cells[graph.cells[i][1]][0] == OPAQUE
            and graph.label(i) in self.values
        ]
        return {*graph.free(id), *unknown}

    def _text(self, id: int) -> str:
        value = self.scope.graph.value(id)
        return str(value) if value is not None else evaluated(self.scope.graph, id, {})

    def _inequality(self, a: int, b: int, relation: str, values: dict[str, Tree]) -> Verdict:
        """`< > ≤ ≥` on the domain, else at the values of the names that vanish; `≠` between numbers."""
        if relation == "≠":
            verdict = self._judge(a, b)
            if verdict.kind == "proved":
                return Verdict("refuted", verdict.by, "both sides are equal")
            closed = not self._quantities(a) and not self._quantities(b)
            if verdict.kind == "refuted" and closed:
                return Verdict("proved", verdict.by)
            return Verdict("undecided", message="≠ between formulas is not judged")
        verdict = judge_order(self.scope.graph, a, b, relation, self.assume)
        at_values = self._at_values(a, b, values)
        if verdict.holds or not isinstance(at_values, tuple):
            return verdict
        return judge_order(self.scope.graph, at_values[0], at_values[1], relation, self.assume).noting(at_values[2])

    # ----- chains -----

    def _follow(
        self,
        line: Line,
        members: list[_Member],
        chosen: list[Reading | None],
        steps: list[Step],
        values: dict[str, Tree],
    ) -> None:
        """If A = B and B = C fail and A = C holds, B is the fault and the second sign follows from it."""
        for first, second in pairwise(steps):
            i, j = first.index, second.index
            if j != i + 1 or first.kind != "refuted" or second.kind != "refuted" or first.follows is not None:
                continue
            a, c = chosen[i], chosen[j + 1]
            if a is not None and c is not None:
                reference = self._reference(line, members, chosen)
                if self._equality(a.node, c.node, values, reference, j + 2 == len(members)).holds:
                    second.follows = first
        self._across(line, members, chosen, steps, values)

    def _across(
        self,
        line: Line,
        members: list[_Member],
        chosen: list[Reading | None],
        steps: list[Step],
        values: dict[str, Tree],
    ) -> None:
        """Members on both sides of one that has no meaning are judged against each other."""
        for step in steps:
            k = step.index
            if k == 0 or members[k].trouble is None or line.kinds[k - 1] != "claim":
                continue
            a, c = chosen[k - 1], chosen[k + 1]
            if a is None or c is None:
                continue
            verdict = self._equality(a.node, c.node, values, None, k + 2 == len(members))
            if verdict.kind == "refuted":
                step.verdict = verdict.noting("judged against the member before the one that is not understood")


def _leafwise(left: Tree | Unread, right: Tree | Unread) -> dict[str, Tree] | None:
    """The numbers of the right side for the names of the left one, where both are built alike, else None."""
    if isinstance(left, Name) and not left.primes and not left.dots and is_number(right):
        assert isinstance(right, Tree)
        return {left.name: right}
    if isinstance(left, Sum) and isinstance(right, Sum) and len(left.terms) == len(right.terms):
        found: dict[str, Tree] = {}
        for (sign, a), (other, b) in zip(left.terms, right.terms, strict=True):
            signed = b if sign == other else Sum(b.start, b.end, (("-", b),))
            part = _leafwise(a, signed)
            if part is None or any(name in found for name in part):
                return None
            found |= part
        return found
    return None


def _shape_claim(left: Tree | Unread, right: Tree | Unread) -> Verdict | None:
    """`(D_1 × 1) = (D_1 × D_2)(D_2 × 1)`: whether the shapes of a product fit; None where no shapes are written."""
    sides = [_shapes(tree) for tree in (left, right)]
    if not sides[0] or not sides[1]:
        return None
    for side in sides:
        for (_, inner), (other, _) in pairwise(side):
            if inner != other:
                return Verdict("refuted", "shapes", f"{inner} does not fit {other}", {}, inner, other)
    ends = [(side[0][0], side[-1][1]) for side in sides]
    if ends[0] == ends[1]:
        return Verdict("proved", "shapes")
    texts = [f"({a} × {b})" for a, b in ends]
    return Verdict("refuted", "shapes", f"{texts[0]} is not {texts[1]}", {}, texts[0], texts[1])


def _shapes(tree: Tree | Unread) -> list[tuple[str, str]]:
    """The shapes of a product of bracketed `m × n`; empty where something else stands."""
    factors = [tree] if isinstance(tree, Bracket) else [f for _, f in tree.factors] if isinstance(tree, Product) else []
    found = []
    for factor in factors:
        inner = factor.parts[0] if isinstance(factor, Bracket) and len(factor.parts) == 1 else None
        if not isinstance(inner, Product) or len(inner.factors) != 2 or inner.factors[1][0] != "×":
            return []
        pair = [part.name if isinstance(part, Name) else part.text for _, part in inner.factors
                if isinstance(part, (Name, Num))]  # fmt: skip
        if len(pair) != 2:
            return []
        found.append((pair[0], pair[1]))
    return found


def _strain(tree: Tree | Unread, reading: Reading | None) -> float:
    """How much against expectation a reading is: a sum of chain products has local partials, all else total ones."""
    if reading is None:
        return 0.0
    if isinstance(tree, Sum) and sum(isinstance(term, Product) for _, term in tree.terms) > 1:
        return {"forward": 0.0, "reverse": 0.0}.get(reading.mode, 0.001)
    return {"total": 0.0, "forward": 0.001, "reverse": 0.001}.get(reading.mode, 0.0011)


def _differentiates(line: Line) -> bool:
    """Whether a derivative or a prime stands in a line."""
    parts = [part for tree in line.trees if isinstance(tree, Tree) for part in walk(tree)]
    return any(isinstance(p, (Derivative, Prime)) or (isinstance(p, Name) and bool(p.primes)) for p in parts)


def _extremum_in(tree: Tree | Unread) -> tuple[Extremum | None, int]:
    """The extremum that a member is, and its sign."""
    if isinstance(tree, Bracket) and len(tree.parts) == 1:
        return _extremum_in(tree.parts[0])
    if isinstance(tree, Sum) and len(tree.terms) == 1:
        inner, sign = _extremum_in(tree.terms[0][1])
        return inner, sign if tree.terms[0][0] == "+" else -sign
    return (tree, 1) if isinstance(tree, Extremum) else (None, 1)


def _is_power_of_ten(tree: Tree | Unread) -> bool:
    return isinstance(tree, Power) and isinstance(tree.base, Num) and tree.base.text == "10"


def _shown(tree: Tree | Unread, text: str) -> str:
    return plain(tree) if isinstance(tree, Tree) else " ".join(text.split())


def outputs_of(scope: Scope, opened: Opened) -> frozenset[str]:
    """The names of a scope that nothing uses."""
    return _Section(Reviewer(""), opened).outputs


__all__ = ["Reviewer", "outputs_of"]
