"""Every change of one sign, factor, index or number in the claims of a text, and what the checker says to it.

A changed text is *caught* if a refuted sign stands at the change. It is *still true* if every sign of the changed
statement holds; each of these is recomputed here from the syntax tree with high-precision numbers and difference
quotients, in the scope of the unchanged text, without the graph, the sweeps and the judge, and is a *suspect* if that
does not bear it out. It is *open* if the statement comes out undecided or unread. Everything else is *missed*.

The script makes all the changes; test_mutants.py, with the exceptions that are known, takes a sample of each file.

    python tests/mutants.py [-v] [PATH...]        (default: every problem; exit code 1 for a missed one or a suspect)
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest import mock

import mpmath

from symgrad.document import Document, Statement, read_document
from symgrad.notation.families import taken_apart
from symgrad.notation.reader import read
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Cases,
    Comparison,
    Derivative,
    Either,
    Expectation,
    Extremum,
    Frac,
    Indicator,
    Integral,
    Limit,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Sum,
    Tree,
    Unread,
    children,
    walk,
)
from symgrad.review import check
from symgrad.review.forms import chain_variable
from symgrad.review.lines import Opened
from symgrad.review.report import FileReport, Report, StatementReport, Step
from symgrad.review.scopes import open_sections
from symgrad.source import Source, SymgradError

PROBLEMS = Path(__file__).resolve().parent.parent / "problems"
SLICE = 60  # mutants that one process takes at a time
POINTS = 3  # at which a statement that stays true is recomputed
BENT_POINTS = 50  # the same, where steps or kinks stand in it
DIGITS = 30
CLOSE = mpmath.mpf(10) ** -18


# ----- changes -----


@dataclass(frozen=True, order=True)
class Mutant:
    """The characters [start, end) of a text become `new`. change: what that does."""

    start: int
    end: int
    new: str
    change: str = field(compare=False)

    def apply(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.end :]


class Text:
    """An unchanged text: its statements, what the checker says to them, and its scopes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = Path(path).read_text(encoding="utf-8")
        self.text += "" if self.text.endswith("\n") else "\n"
        self.report = check(self.text, name=path).files[0]
        self.document = read_document(Source(self.text, path))
        self.seen: dict[int, dict[object, Any]] = {}
        self.outcomes: dict[Mutant, Outcome] = {}

    @cached_property
    def opened(self) -> list[Opened]:
        return open_sections(read_document(Source(self.text, self.path)).sections, _alike)

    @cached_property
    def indices(self) -> dict[str, list[str]]:
        """Base name -> its indices in this text, as they are written."""
        found: dict[str, dict[str, None]] = {}
        for match in _INDEXED.finditer(self.text):
            found.setdefault(match["base"], {}).setdefault(match["index"])
        return {base: list(indices) for base, indices in found.items()}

    @cached_property
    def mutants(self) -> list[Mutant]:
        """All changes, each text once."""
        statements = {s.span.start: s for section in self.document.sections for s in section.statements}
        found: dict[tuple[int, int, str], Mutant] = {}
        for said in self.report.statements:
            if not said.steps or any(step.expect is not None or not step.verdict.holds for step in said.steps):
                continue
            statement = statements[said.span.start]
            for i in _judged_members(statement, said):
                for mutant in self._changes(statement, i):
                    if mutant.new != self.text[mutant.start : mutant.end]:
                        assert _balance(mutant.new) == _balance(self.text[mutant.start : mutant.end]), mutant
                        found.setdefault((mutant.start, mutant.end, mutant.new), mutant)
        return sorted(found.values())

    def _changes(self, statement: Statement, i: int) -> Iterator[Mutant]:
        tokens = statement.members[i]
        signs = [(t.start, t.end) for t in tokens if t.kind == "operator" and t.value in ("+", "-")]
        yield from _Changes(self.text, signs).of(read(tokens))
        for match in _INDEXED.finditer(self.text, tokens[0].start, tokens[-1].end):
            for other in self.indices[match["base"]]:
                if other != match["index"]:
                    start, end = match.span("index")
                    yield Mutant(start, end, other, f"index {match.group()} to {other}")


_INDEXED = re.compile(
    r"(?!\\(?:lim|max|min|sup|inf|sum|prod|int|log|arg)\b)(?P<base>\\[A-Za-z]+\s*\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])'*_(?P<index>\{[^{}]*\}|[A-Za-z0-9])"
)
_SIZED = re.compile(r"\\(?:left|[bB]igg?l?|arg)\s*$")


def _judged_members(statement: Statement, said: StatementReport) -> list[int]:
    """The members on either side of a judged sign."""
    rights = {statement.member_span(i).start: i for i in range(1, len(statement.members))}
    found = {i for step in said.steps for i in (rights[step.span.start] - 1, rights[step.span.start])}
    return sorted(found)


def _balance(text: str) -> list[int]:
    pairs = ("{}", "()", "[]", (r"\left", r"\right"), (r"\begin", r"\end"))
    return [text.count(opening) - text.count(closing) for opening, closing in pairs]


class _Changes:
    """The changes of one member, found on its syntax tree."""

    def __init__(self, text: str, signs: list[tuple[int, int]]) -> None:
        self.text, self.signs = text, signs

    def of(self, tree: Tree) -> Iterator[Mutant]:
        yield from self._minus(tree)
        yield from self._visit(tree, True)

    def _start(self, tree: Tree) -> int:
        """Where a tree starts, with a \\left before its bracket."""
        match = _SIZED.search(self.text[max(0, tree.start - 12) : tree.start])
        return tree.start - len(match.group()) if match else tree.start

    def _visit(self, tree: Tree, free: bool) -> Iterator[Mutant]:
        """free: a product may be written in this place."""
        match tree:
            case Sum(terms=terms):
                yield from self._sum(tree)
                for _, term in terms:
                    yield from self._visit(term, free)
                return
            case Product():
                yield from self._product(tree)
                return
            case Num():
                yield from self._number(tree)
            case Extremum(body=body) | Limit(body=body):
                if isinstance(tree, Limit) and tree.to is not None:
                    yield from self._visit(tree.to, False)
                yield from self._visit(body, False)
                return
            case Derivative(of=of, by=by):
                for part in (of, *(v for v, _ in by)):
                    behind = part is of and self.text[self._start(part) - 1] != "{" and not isinstance(part, Name)
                    if isinstance(part, Bracket) or behind:
                        yield from self._visit(part, False)
            case Power(base=base, exponent=exponent):
                yield from self._visit(base, False)
                if not isinstance(exponent, Name):
                    yield from self._minus(exponent)
                yield from self._visit(exponent, self._inside(exponent))
            case Bracket(parts=parts):
                for part in parts:
                    yield from self._minus(part)
                    yield from self._visit(part, True)
            case Frac(top=a, bottom=b):
                for part in (a, b):
                    yield from self._minus(part)
                    yield from self._visit(part, self._inside(part))
            case Comparison(members=parts) | Call(args=parts):
                for part in parts:
                    if self._inside(part) or isinstance(tree, Comparison):
                        yield from self._minus(part)
                    yield from self._visit(part, self._inside(part))
                if isinstance(tree, Call) and tree.power is not None:
                    yield from self._visit(tree.power, False)
            case _:
                for part in children(tree):
                    yield from self._visit(part, False)
        if free:
            yield self._double(self._start(tree), tree.end)

    def _inside(self, tree: Tree) -> bool:
        """Whether the tree stands alone behind an opening bracket or brace."""
        before = self.text[: self._start(tree)].rstrip()
        if isinstance(tree, Sum) and before.endswith("-"):
            before = before[:-1].rstrip()
        return before[-1] in "{([,"

    def _minus(self, tree: Tree) -> Iterator[Mutant]:
        """A leading minus added or taken away."""
        first = tree.terms[0] if isinstance(tree, Sum) else ("+", tree)
        start = self._start(first[1])
        if first[0] == "-":
            at = max(a for a, b in self.signs if b <= start)
            yield Mutant(at, start, "", "leading minus removed")
        elif self._bare(tree):
            yield Mutant(tree.start, tree.end, "{-" + self.text[tree.start : tree.end] + "}", "leading minus added")
        else:
            yield Mutant(start, start, "-", "leading minus added")

    def _bare(self, tree: Tree) -> bool:
        """Whether the tree is an argument without braces: x^2, \\frac14."""
        return bool(
            re.search(r"(?:\^|\\[dt]?frac\s*(?:\w|\{[^{}]*\})?)\s*$", self.text[max(0, tree.start - 40) : tree.start])
        )

    def _sum(self, tree: Sum) -> Iterator[Mutant]:
        terms = [(sign, self._start(term), term.end) for sign, term in tree.terms]
        for i, (sign, start, end) in enumerate(terms):
            if i:
                at, stop = max((a, b) for a, b in self.signs if b <= start)
                yield Mutant(at, stop, "+" if sign == "-" else "-", f"sign {sign} changed")
                yield Mutant(self._before(at), end, "", "summand dropped")
            elif len(terms) > 1:
                at = max(a for a, b in self.signs if b <= start) if sign == "-" else start
                following = terms[1][1]
                if terms[1][0] == "-":
                    following = max(a for a, b in self.signs if b <= following)
                yield Mutant(at, following, "", "summand dropped")

    def _before(self, at: int) -> int:
        while self.text[at - 1] == " ":
            at -= 1
        return at

    def _product(self, tree: Product) -> Iterator[Mutant]:
        units: list[tuple[int, int]] = []
        factors = [factor for _, factor in tree.factors]
        i = 0
        while i < len(factors):
            applied = i + 1 < len(factors) and self._applied(factors[i], *tree.factors[i + 1])
            last = factors[i + applied]
            units.append((self._start(factors[i]), last.end))
            for factor in factors[i : i + 1 + applied]:
                yield from self._visit(factor, False)
            i += 1 + applied
        for k, (start, end) in enumerate(units):
            yield self._double(start, end)
            if len(units) > 1 and k:
                yield Mutant(units[k - 1][1], end, "", "factor dropped")
            elif len(units) > 1:
                yield Mutant(start, units[1][0], "", "factor dropped")

    def _applied(self, factor: Tree, sign: str, after: Tree) -> bool:
        """Whether this is a function and its argument, by their looks: one letter or word right before its bracket."""
        inner = after.base if isinstance(after, Power) else after
        if sign or not isinstance(factor, Name) or not isinstance(inner, Bracket) or "_" in factor.name:
            return False
        word = self.text[factor.start] == "\\" and len(factor.name) > 1
        return factor.end == inner.start and (word or factor.name in "afghu")

    def _double(self, start: int, end: int) -> Mutant:
        return Mutant(end, end, rf" \cdot {self.text[start:end]}", "factor doubled")

    def _number(self, tree: Num) -> Iterator[Mutant]:
        written = self.text[tree.start : tree.end]
        digits = re.sub(r"\D", "", written)
        decimal = "." in tree.text
        for change in (1, -1, 2, -2) if decimal else (1, -1):
            value = int(digits) + change
            if value < 0:
                continue
            new = str(value)
            if decimal:
                new = new.zfill(len(digits))
                shift = iter(new[len(new) - len(digits) :])
                new = new[: len(new) - len(digits)] + re.sub(r"\d", lambda _, it=shift: next(it), written)
            if len(new) > 1 and self._bare(tree):
                new = "{" + new + "}"
            yield Mutant(tree.start, tree.end, new, f"number {written} to {new}")


# ----- what the checker says -----


@dataclass(frozen=True)
class Outcome:
    """kind: caught, true, suspect, open, missed. why: the judge's words, or what went wrong."""

    mutant: Mutant
    kind: str
    why: str
    proof: str = ""
    line: int = 0
    column: int = 0
    shown: str = ""
    seconds: float = 0.0


def outcome(text: Text, mutant: Mutant) -> Outcome:
    """One changed text, checked and classified; once in a process."""
    if mutant not in text.outcomes:
        text.outcomes[mutant] = _outcome(text, mutant)
    return text.outcomes[mutant]


def _outcome(text: Text, mutant: Mutant) -> Outcome:
    changed = mutant.apply(text.text)
    began = time.monotonic()
    try:
        with mock.patch("symgrad.review.mistakes.explain_steps"):  # verdicts are wanted, not the names of mistakes
            report = check(changed, name=text.path)
        kind, why, said = _classify(text, mutant, changed, report)
    except SymgradError as error:
        kind, why, said = "open", f"refused: {error.diagnostic.message}", None
    except Exception as error:  # a crash is the checker's fault, and is listed as such
        kind, why, said = "missed", f"crash: {type(error).__name__}: {error}", None
    seconds = time.monotonic() - began
    proof = ""
    if kind == "true":
        assert said is not None
        try:
            proof = recompute(text, changed, said)
        except Cannot as reason:
            kind, proof = "suspect", f"not confirmed: {reason}"
    line, column = Source(text.text).position(mutant.start)
    return Outcome(mutant, kind, why, proof, line, column, line_of(text, mutant), seconds)


def _classify(text: Text, mutant: Mutant, changed: str, report: Report) -> tuple[str, str, StatementReport | None]:
    file: FileReport = report.files[0]
    ends = {mutant.start, _written_before(changed, mutant.start), mutant.start + len(mutant.new)}
    refuted = [step for step in file.steps if step.kind == "refuted" and not step.met]
    at = [step for step in refuted if any(_covers(step, changed, end) for end in ends)]
    if report.exit_code() == 1 and at:
        return "caught", at[0].verdict.message, None
    before = next(s for s in text.report.statements if s.steps and s.span.start <= mutant.start <= s.span.end)
    shift = len(changed) - len(text.text)
    here = [s for s in file.statements if s.span.start <= before.span.end + shift and before.span.start <= s.span.end]
    loose = [s for s in here if s.verdict in ("undecided", "unread")]
    elsewhere = "; ".join(f"refuted at {s.span.line}:{s.span.column}" for s in refuted)
    if loose:
        reasons = {step.verdict.message for s in loose for step in s.steps if step.kind in ("undecided", "unread")}
        reasons |= {s.message for s in loose if not s.steps}
        return "open", "; ".join(filter(None, (str(loose[0].verdict), *sorted(reasons), elsewhere))), None
    if report.exit_code() != Report([text.report]).exit_code():
        unmet = "; ".join(diagnostic.message for diagnostic in file.unmet)
        return "missed", elsewhere or f"exit code {report.exit_code()}: {unmet}", None
    judged = [s for s in here if s.steps]
    kinds = ", ".join(dict.fromkeys(s.kind for s in here)) or "no statement"
    if len(judged) != 1 or len(here) != 1:
        return "missed", f"silently became: {kinds}", None
    if len(judged[0].steps) < len(before.steps):
        return "missed", f"only {len(judged[0].steps)} of {len(before.steps)} signs are judged ({kinds})", None
    verdicts = "; ".join(", ".join((s.kind, s.verdict.by, *s.verdict.notes)) for s in judged[0].steps)
    return "true", verdicts, judged[0]


def _covers(step: Step, text: str, offset: int) -> bool:
    """Whether an offset lies in the left or the right member of a step."""
    left = text.rfind(step.left, 0, step.span.start)
    return step.span.start <= offset <= step.span.end or left <= offset <= left + len(step.left)


def _written_before(text: str, offset: int) -> int:
    """The end of what is written before an offset: spaces, row ends and cells taken off."""
    return len(re.sub(r"(?:\s|&|\\\\|\\q?quad)+$", "", text[:offset]))


# ----- a second opinion: numbers and difference quotients on the syntax tree -----


class Cannot(Exception):
    """The numbers do not bear a statement out, or it cannot be recomputed."""


MODES = ("total", "forward", "reverse", "local")


def recompute(text: Text, changed: str, said: StatementReport) -> str:
    """How numbers confirm the judged signs of a changed statement, in the scope of the unchanged text."""
    document: Document = read_document(Source(changed, text.path))
    number, statement = next(
        (i, s)
        for i, section in enumerate(document.sections)
        for s in section.statements
        if s.span.start == said.span.start
    )
    opened = text.opened[number]
    trees: list[Tree] = []
    try:
        trees = [read(tokens) for tokens in statement.members]
    except Unread as unread:
        raise Cannot(f"unread: {unread.reason}") from None
    starts = {statement.member_span(i).start: i for i in range(len(trees))}
    signs = [(starts[step.span.start], step.relation) for step in said.steps]
    variable = chain_variable(list(trees), opened.scope)
    values = _values(text, opened, statement)
    # A name that the statement itself defines is recomputed from the members as they are now written.
    formulas: dict[str, Tree] = {}
    first = min(i for i, _ in signs) - 1
    if first > 0 and isinstance(trees[0], Name):
        formulas = {trees[k].name: trees[first] for k in range(first) if isinstance(trees[k], Name)}
    for part in (part for tree in trees for part in walk(tree)):
        if isinstance(part, Series) and isinstance(part.high, Name):
            formulas[part.high.name] = _Size(0, 0)
    seeds = _seeds(opened, statement)
    setting = (opened.scope, values, variable, formulas, seeds)
    if statement.arrow:
        statements = document.sections[number].statements
        return _concluded(opened, statements[statements.index(statement) - 1], trees, setting)
    # Most members stand as they did: their numbers are kept from one change to the next.
    seen = text.seen.setdefault(statement.start, {}) if not formulas else {}
    found = _confirmed(changed, trees, signs, setting, seen, POINTS)
    ordered = any(how in _ORDER for _, how in signs)
    if not ordered and not _bent(trees, opened.scope):
        return found
    if not ordered and any(step.kind == "agrees" and step.verdict.by.startswith("balls") for step in said.steps):
        raise Cannot("steps or kinks that points alone do not tell apart")
    return _confirmed(changed, trees, signs, setting, seen, BENT_POINTS)


@dataclass(frozen=True, slots=True)
class _Size(Tree):
    """Stands for a number of terms or factors: 1, 2, 3 and 4 at the points."""


def _seeds(opened: Opened, statement: Statement) -> list[int]:
    """Points at which the assumptions of a section hold, and what a statement is restricted to."""
    found: list[int] = []
    under = [part for line in opened.lines if line.statement.start == statement.start for part in line.under]
    with mpmath.workdps(DIGITS):
        for seed in range(20 * BENT_POINTS):
            point = _Point(opened.scope, seed, {}, None, "total", {}, {})
            try:
                good = all(_ORDER[how](point.value(a), point.value(b)) for a, how, b in (*opened.assumed, *under))
            except (_NoReading, KeyError):
                good = True
            if good:
                found.append(seed)
            if len(found) == 2 * BENT_POINTS:
                break
    return found


def _concluded(opened: Opened, before: Statement, trees: list[Tree], setting: Any) -> str:
    """Whether the roots of the equation before an arrow, in each of its names, satisfy the one behind it."""
    scope, _, variable, formulas, seeds = setting
    premise = [read(tokens) for tokens in before.members]
    variable = variable or chain_variable(list(premise), scope)
    found: dict[str, str] = {}
    with mpmath.workdps(DIGITS):
        for seed in seeds[:POINTS]:
            point = _Point(scope, seed, {}, variable, "total", {}, formulas)
            for tree in premise:
                point.value(tree)
            for name in sorted(point.free):
                for root in _roots(point, premise, name):
                    there = point.with_(over={name: root})
                    if not all(_ORDER[how](there.value(a), there.value(b)) for a, how, b in opened.assumed):
                        continue
                    shown = f"{name} = {mpmath.nstr(root, 8)}"
                    if abs(there.value(trees[0]) - there.value(trees[-1])) > CLOSE:
                        raise Cannot(f"{shown} is a solution that does not satisfy it")
                    found.setdefault(name, shown)
    if not found:
        raise Cannot("no root was found")
    return f"the root {', '.join(found.values())}"


def _roots(point: _Point, sides: list[Tree], name: str) -> Iterator[Any]:
    """Roots of an equation in one name, the others as they are at a point."""

    def gap(at: Any) -> Any:
        there = point.with_(over={name: at})
        return there.value(sides[0]) - there.value(sides[-1])

    for start in (0.3, -0.7, 2):
        with suppress(ValueError, ZeroDivisionError):
            yield mpmath.findroot(gap, start)


def _bent(trees: list[Tree], scope: Scope) -> bool:
    """Whether an operation with a kink stands in some formulas or below their names."""
    seen: set[str] = set()
    stack = [*trees]
    while stack:
        for part in walk(stack.pop()):
            if isinstance(part, Indicator) or (isinstance(part, Call) and part.function in _BENT):
                return True
            if isinstance(part, Name) and part.name not in seen:
                seen.add(part.name)
                function, formula = scope.function(part.name), scope.formula(part.name)
                if function is not None and function.known in _BENT:
                    return True
                stack += [tree for tree in (formula, function.body if function else None) if tree is not None]
    return False


_BENT = {"relu", "abs", "max", "min", "sign", "leaky"}


def _confirmed(
    changed: str, trees: list[Tree], signs: list[tuple[int, str]], setting: Any, seen: dict[object, Any], wanted: int
) -> str:
    """How numbers at some points confirm the signs (index of the right member, relation) of a chain."""
    known = {*setting[1]}
    with mpmath.workdps(DIGITS):
        table = []
        for tree in trees:
            row = {}
            for mode in _modes(tree):
                key = (_text(changed, tree), setting[2], mode, wanted)
                if key not in seen:
                    seen[key] = _member(tree, mode, wanted, *setting)
                if seen[key] is not None:
                    row[mode] = seen[key]
            table.append(row)
        for i, _ in signs:
            for k in (i - 1, i):
                if not table[k]:
                    raise Cannot(f"the member {_text(changed, trees[k])} has no value")
        worst = ""
        for modes in sorted(
            product(*([*row] or ["total"] for row in table)), key=lambda ms: sum(m != "total" for m in ms)
        ):
            members = [row.get(mode) for row, mode in zip(table, modes, strict=True)]
            bad = next((i for i, how in signs if not _holds(members, i, how, known)), None)
            if bad is None:
                other = sorted({mode for mode in modes if mode != "total"})
                at = "numbers" if any(m is not None and m.free for m in members) else "arithmetic"
                return f"{at}, {' and '.join(other)} partials" if other else at
            worst = worst or f"{_text(changed, trees[bad - 1])} {signs[0][1]} {_text(changed, trees[bad])} fails"
    raise Cannot(worst)


def _alike(scope: Scope, first: Tree, second: Tree) -> bool:
    """Whether two formulas of one name have the same numbers."""
    with mpmath.workdps(DIGITS):
        for seed in range(POINTS):
            point = _Point(scope, seed, {}, None, "total", {}, {})
            if not _close(point.value(first), point.value(second)):
                return False
    return True


def _text(text: str, tree: Tree) -> str:
    return " ".join(text[tree.start : tree.end].split())


def _values(text: Text, opened: Opened, statement: Statement) -> dict[str, Tree]:
    """The values in force at a statement: those before it in the sections it sees, and those of its own paragraph."""
    found: dict[str, Tree] = {}
    chain: list[Opened] = []
    stack = [opened]
    while stack:
        here = stack.pop()
        chain.insert(0, here)
        stack += here.sees
    for here in chain:
        for line in here.lines:
            before = here is not opened or line.statement.start < statement.start
            if (before or line.statement.paragraph == statement.paragraph) and not line.ignored:
                for k, kind in enumerate(line.kinds):
                    name = line.trees[k]
                    if kind == "value" and isinstance(name, Name) and isinstance(line.trees[k + 1], Tree):
                        found[name.name] = line.trees[k + 1]  # type: ignore[assignment]
    return found


@dataclass
class _Found:
    """A member's value at each of some points, and at the values in force; low, high: with its decimals widened.

    given: at the points, those names that have values at these.
    """

    free: set[str]
    at: list[Any]
    given: list[Any]
    valued: Any
    low: Any
    high: Any
    decimal: bool


def _holds(members: list[_Found | None], i: int, how: str, known: set[str]) -> bool:
    a, b = members[i - 1], members[i]
    assert a is not None and b is not None
    pairs = [(x, y) for x, y in zip(a.at, b.at, strict=False) if x is not None and y is not None]
    if how in _ORDER:
        return bool(pairs) and all(_ORDER[how](x, y) for x, y in pairs)
    if pairs and not b.decimal and all(_close(x, y) for x, y in pairs):
        return True
    vanished = a.free - b.free if b.free < a.free else b.free if not a.free else set()
    there = [(x, y) for x, y in zip(a.given, b.given, strict=True) if x is not None and y is not None]
    fewer = not vanished.isdisjoint(known)
    exact = next((m for m in members if m is not None and m is not b and not m.decimal), None)
    if how == "≈" and not b.decimal and a.valued is not None and b.valued is not None:
        same = a.valued * b.valued > 0
        return bool(same and abs(mpmath.log10(a.valued / b.valued)) < 0.5)  # an order of magnitude
    if b.decimal and exact is not None:
        return bool(exact.valued is not None and b.low <= exact.valued <= b.high)
    if fewer and there and not a.decimal:
        return all(_close(x, y) for x, y in there)
    return bool(a.decimal and exact is not None and b.valued is not None and _close(exact.valued, b.valued))


def _close(x: Any, y: Any) -> bool:
    return bool(abs(x - y) <= CLOSE * (1 + abs(x) + abs(y)))


def _modes(tree: Tree) -> tuple[str, ...]:
    return MODES if any(isinstance(part, Derivative) for part in walk(tree)) else MODES[:1]


def _member(
    tree: Tree,
    mode: str,
    wanted: int,
    scope: Scope,
    values: dict[str, Tree],
    variable: str | None,
    formulas: dict[str, Tree],
    seeds: list[int],
) -> _Found | None:
    roles = _roles(tree) if mode in ("forward", "reverse") else {}
    numbers: list[Any] = []
    free: set[str] = set()
    try:
        for seed in seeds:
            point = _Point(scope, seed, {}, variable, mode, roles, formulas)
            try:
                numbers.append(_real(point.value(tree)))
            except (ZeroDivisionError, ValueError, OverflowError):
                numbers.append(None)
            free |= point.free
            if sum(n is not None for n in numbers) == wanted:
                break
        given: list[Any] = []
        for seed in (1, *seeds[:POINTS]) if values else (1,):
            try:
                given.append(_real(_Point(scope, seed, values, variable, mode, roles, formulas).value(tree)))
            except (ZeroDivisionError, ValueError, OverflowError):
                given.append(None)
        valued = given[0]
        stated = [part for part in walk(tree) if isinstance(part, Num) and "." in part.text]
        low = high = valued
        for signs in product((-1, 1), repeat=len(stated)) if stated else ():
            point = _Point(scope, 1, values, variable, mode, roles, formulas)
            point.nudged = {
                n.start: s * mpmath.mpf(10) ** -len(n.text.partition(".")[2]) / 2
                for n, s in zip(stated, signs, strict=True)
            }
            found = _real(point.value(tree))
            low, high = min(low, found), max(high, found)
    except _NoReading:
        return None
    return _Found(free, numbers, given, valued, low, high, bool(stated))


def _real(value: Any) -> Any:
    if isinstance(value, mpmath.mpc):
        if abs(value.imag) > CLOSE:
            raise ValueError("complex")
        value = value.real
    return value


def _roles(tree: Tree) -> dict[int, str]:
    """The place of each partial of a chain -> inner, outer or middle."""
    found: dict[int, str] = {}
    for part in walk(tree):
        if isinstance(part, Product):
            links = [
                f
                for _, f in part.factors
                if isinstance(f, Derivative) and isinstance(f.of, Name) and isinstance(f.by[0][0], Name)
            ]
            tops, bottoms = {d.of.name for d in links}, {d.by[0][0].name for d in links}  # type: ignore[attr-defined]
            for d in links:
                inner, outer = d.by[0][0].name not in tops, d.of.name not in bottoms  # type: ignore[attr-defined]
                found[d.start] = "lone" if inner and outer else "inner" if inner else "outer" if outer else "middle"
    return found


class _NoReading(Exception):
    """A local partial by something that is no direct operand, or notation that is not recomputed here."""


@dataclass
class _Point:
    """Values of trees at one point. over: names that are cut off from their formulas; cut: formulas likewise."""

    scope: Scope
    seed: int
    values: dict[str, Tree]
    variable: str | None
    mode: str
    roles: dict[int, str]
    formulas: dict[str, Tree]
    over: dict[str, Any] = field(default_factory=dict)
    cut: dict[object, Any] = field(default_factory=dict)
    env: dict[str, Any] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    nudged: dict[int, Any] = field(default_factory=dict)
    index: dict[str, int] = field(default_factory=dict)

    def with_(self, **changes: Any) -> _Point:
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return _Point(**{**fields, **changes})

    def value(self, tree: Tree) -> Any:
        if self.cut and (key := _key(tree)) in self.cut:
            return self.cut[key]
        match tree:
            case Num(text=text):
                return mpmath.mpf(text) + self.nudged.get(tree.start, 0)
            case Name():
                return self._primed(tree, None) if tree.primes else self.name(tree.name)
            case Sum(terms=terms):
                return mpmath.fsum(-self.value(t) if sign == "-" else self.value(t) for sign, t in terms)
            case Product():
                return self._product(tree)
            case Power(base=Name(name="e"), exponent=exponent) if not self.scope.knows("e"):
                return mpmath.exp(self.value(exponent))
            case Power(base=base, exponent=exponent):
                return self.value(base) ** self.value(exponent)
            case Bracket(parts=(part,)):
                return self.value(part)
            case Frac(top=top, bottom=bottom):
                return self.value(top) / self.value(bottom)
            case Root(radicand=radicand, degree=None):
                return mpmath.sqrt(self.value(radicand))
            case Call(function=name, args=args, power=power, base=None, primes=0):
                found = self._function(name, self.scope.function(name))(*(self.value(arg) for arg in args))
                return found if power is None else found ** self.value(power)
            case Prime(body=body, primes=primes):
                return self._quotient(body, self._prime_by(body), primes)
            case Derivative():
                return self._derivative(tree)
            case Either(first=first, second=second):
                found, other = self.value(first), self.value(second)
                if not _close(found, other):
                    raise _NoReading("two readings that differ")
                return found
            case Indicator(condition=condition):
                return mpmath.mpf(self._stands(condition))
            case Cases(cases=cases):
                for part, condition in cases:
                    if condition is None or self._stands(condition):
                        return self.value(part)
                raise ValueError("no case holds")
            case Limit(variable=Name(name=name), to=to, side=side, body=body):
                if to is None:
                    return self._at(name, -200 if side == "-" else 200, body)
                near = mpmath.mpf(10) ** -20
                return self._at(name, self.value(to) + (-near if side == "-" else near), body)
            case Extremum(kind=kind, variables=(Name(name=name),), body=body):
                return self._extremum(kind, name, body)
            case Series(kind=kind, index=Name(name=index), low=low, high=high, body=body):
                numbers = range(int(self.value(low)), int(self.value(high)) + 1)
                found = [self.with_(index={**self.index, index: k}).value(body) for k in numbers]
                return mpmath.fsum(found) if kind == "sum" else mpmath.fprod(found)
            case Integral(variable=Name(name=name), low=low, high=high, body=body):
                ends = [_real(self.value(low)), _real(self.value(high))]
                return mpmath.quad(lambda t: self._at(name, t, body), ends)
            case _Size():
                return mpmath.mpf(1 + self.seed % 4)
            case Expectation(kind="Var", body=body, given=given):
                return self._expected(Power(0, 0, body, Num(0, 0, "2")), given) - self._expected(body, given) ** 2
            case Expectation(body=body, given=given):
                return self._expected(body, given)
        raise _NoReading(type(tree).__name__)

    def _at(self, name: str, value: Any, body: Tree) -> Any:
        return self.with_(over={**self.over, name: mpmath.mpf(value)}).value(body)

    def _stands(self, condition: Tree) -> bool:
        if not isinstance(condition, Comparison):
            raise _NoReading("a condition")
        found = [self.value(part) for part in condition.members]
        return all(_ORDER[how](a, b) for how, a, b in zip(condition.how, found, found[1:], strict=False))

    def _expected(self, body: Tree, given: Tree | None) -> Any:
        """The mean over the only random name: three pairs of places, or an integral."""
        names = [name for name in self._below(body) if self.scope.random_of(name)]
        if not names:
            return self.value(body)
        (name,) = names
        if self.scope.random_of(name) in ("standard normal", "normal"):
            if given is not None:
                raise _NoReading("a condition")
            mean, variance = (
                self.value(part) for part in self.scope.moments_of(name) or (Num(0, 0, "0"), Num(0, 0, "1"))
            )
            edges = sorted({mpmath.mpf(0), mean})  # a kink is at 0
            return mpmath.quad(
                lambda t: self._at(name, t, body) * mpmath.npdf(t, mean, mpmath.sqrt(variance)),
                [-mpmath.inf, *edges, mpmath.inf],
            )
        total = weights = mpmath.mpf(0)
        for k in range(3):
            place, weight = (abs(_drawn(f"{name} {what} {k}", self.seed)) for what in ("place", "weight"))
            for t in (place, -place):
                if given is None or self.with_(over={**self.over, name: t})._stands(given):
                    total += weight * self._at(name, t, body)
                    weights += weight
        return total / weights

    def _below(self, tree: Tree) -> set[str]:
        """The names in a formula and in the formulas of those."""
        found: set[str] = set()
        stack = [*names_in(tree)]
        while stack:
            name = stack.pop()
            if name not in found:
                found.add(name)
                formula = self._formula(name)
                stack += names_in(formula) if formula is not None else ()
        return found

    def _extremum(self, kind: str, name: str, body: Tree) -> Any:
        """The best of a grid, and then of thirds of the stretch around it; a place needs more digits than a value."""
        if kind.startswith("arg") and mpmath.mp.dps == DIGITS:
            with mpmath.workdps(4 * DIGITS):
                return self._extremum(kind, name, body)
        sign = -1 if "min" in kind or "inf" in kind else 1
        grid = [mpmath.sinh(mpmath.mpf(k) / 4) for k in range(-16, 17)]
        best = max(range(1, 32), key=lambda k: sign * self._at(name, grid[k], body))
        low, high = grid[best - 1], grid[best + 1]
        for _ in range(120):
            third = (high - low) / 3
            left, right = (sign * self._at(name, x, body) for x in (low + third, high - third))
            low, high = (low + third, high) if left < right else (low, high - third)
        return mpmath.nint(low * 10**10) / 10**10 if kind.startswith("arg") else self._at(name, low, body)

    # ----- names -----

    def name(self, name: str) -> Any:
        if name in self.index:
            return mpmath.mpf(self.index[name])
        name = self._placed(name)
        if name in self.env:
            return self.env[name]
        if name in self.over:
            return self.over[name]
        formula = self._formula(name)
        if formula is not None:
            return self.with_(env={}, mode="total").value(formula)
        if (member := self.scope.member(name)) is not None:
            return self.with_(env={}, mode="total", index=member[1]).value(member[0])
        function = self.scope.function(name)
        if function is not None and function.params and self.variable is not None:
            return self._function(name, function)(self.name(self.variable))
        edges = self.scope.edges_of(name)
        if edges and name not in self.values:
            return _mixed(name)(*(self.name(v) for v in edges))
        if name == "e":
            return mpmath.e
        if name == "pi":
            return mpmath.pi
        self.free.add(name)
        if name in self.values:
            return self.with_(env={}, over={}, cut={}).value(self.values[name])
        return _drawn(name, self.seed)

    def _placed(self, name: str) -> str:
        """A name with numbers for its indices: z_i at i = 2 is z_2, a_L at L = 3 is a_3."""
        sizes = {size: int(self.value(tree)) for size, tree in self.formulas.items() if isinstance(tree, _Size)}
        numbers = {**sizes, **self.index}
        return taken_apart(name, numbers.keys()).at(numbers).name if "_" in name and numbers else name

    def _formula(self, name: str) -> Tree | None:
        return self.formulas.get(name) or self.scope.formula(name)

    def _function(self, name: str, function: Function | None) -> Callable[..., Any]:
        known = function.known if function else name if name != "sigma" else "sigmoid"
        if function is not None and function.body is not None:
            body, params = function.body, function.params
            return lambda *args: self.with_(env=dict(zip(params, args, strict=True)), mode="total").value(body)
        if known:
            found = _KNOWN.get(known) or getattr(mpmath, known, None)
            if found is None:
                raise _NoReading(known)
            return found
        return _mixed(name)

    def _primed(self, head: Name, args: list[Any] | None) -> Any:
        function = self.scope.function(head.name)
        if function is None and head.name != "sigma":
            return self._quotient(Name(head.start, head.end, head.name), self._prime_by(head), head.primes)
        if args is None:
            by = self.variable or (function.params[0] if function and function.params else "x")
            args = [self.name(by)]
        (arg,) = args
        return mpmath.diff(self._function(head.name, function), arg, head.primes)

    def _prime_by(self, body: Tree) -> Name:
        if self.variable is not None:
            return Name(0, 0, self.variable)
        probe = self.with_(free=set())
        probe.value(Name(0, 0, body.name) if isinstance(body, Name) else body)
        names = [name for name in ("x", "t", "z") if name in probe.free]
        if len(probe.free) == 1:
            names = [*probe.free]
        if not names:
            raise _NoReading("prime")
        return Name(0, 0, names[0])

    # ----- products -----

    def _product(self, tree: Product) -> Any:
        factors = [*tree.factors]
        total = mpmath.mpf(1)
        i = 0
        while i < len(factors):
            sign = factors[i][0]
            taken, value = self._unit(factors, i)
            total = total / value if sign == "/" else total * value
            i += taken
        return total

    def _unit(self, factors: list[tuple[str, Tree]], i: int) -> tuple[int, Any]:
        """(number of factors, value) of a function with its argument, letters that are one name, or a single factor."""
        factor = factors[i][1]
        for length in range(min(6, len(factors) - i), 1, -1):
            run = [part for _, part in factors[i : i + length]]
            if all(isinstance(p, Name) for p in run) and all(s == "" for s, _ in factors[i + 1 : i + length]):
                word = "".join(p.name for p in run)  # type: ignore[attr-defined]
                if self.scope.knows(word):
                    head = Name(run[0].start, run[-1].end, word)
                    applied = self._applied(head, factors[i + length :])
                    return (length + 1, applied) if applied is not None else (length, self.name(word))
        if isinstance(factor, Name):
            applied = self._applied(factor, factors[i + 1 :])
            if applied is not None:
                return 2, applied
        return 1, self.value(factor)

    def _applied(self, head: Name, rest: list[tuple[str, Tree]]) -> Any:
        if not rest or rest[0][0]:
            return None
        after = rest[0][1]
        bracket = after.base if isinstance(after, Power) else after
        if not isinstance(bracket, Bracket) or bracket.kind == "{" or head.name in self.env:
            return None
        if any(_stands_bare(part, head.name) for part in bracket.parts):
            return None
        function = self.scope.function(head.name)
        if function is None and not (head.primes or head.name == "sigma" or len(bracket.parts) > 1):
            return None
        whole = Product(head.start, bracket.end, (("", head), ("", bracket)))
        if self.cut and (key := _key(whole)) in self.cut:
            found = self.cut[key]
        else:
            args = [self.value(part) for part in bracket.parts]
            found = self._primed(head, args) if head.primes else self._function(head.name, function)(*args)
        return found ** self.value(after.exponent) if isinstance(after, Power) else found

    # ----- derivatives -----

    def _derivative(self, tree: Derivative) -> Any:
        if tree.held or len(tree.by) != 1:
            raise _NoReading("held or mixed")
        (v, order), of = tree.by[0], tree.of
        if isinstance(v, Name) and self._is_local(tree):
            return self._local(of, v)
        return self._quotient(of, v, order)

    def _is_local(self, tree: Derivative) -> bool:
        if tree.kind != "partial" or self.mode == "total":
            return False
        role = self.roles.get(tree.start, "")
        return self.mode == "local" or role not in ("", "lone", "inner" if self.mode == "forward" else "outer")

    def _quotient(self, of: Tree, v: Tree, order: int) -> Any:
        """The derivative with the cut at v, by difference quotients."""
        if isinstance(v, Bracket) and len(v.parts) == 1:
            v = v.parts[0]
        if isinstance(v, Name):
            name = self._placed(v.name)
            at = self.name(name)
            if name in self.env:
                return mpmath.diff(lambda t: self.with_(env={**self.env, name: t}).value(of), at, order)
            return mpmath.diff(lambda t: self.with_(over={**self.over, name: t}).value(of), at, order)
        key = _key(v)
        if not self._holds_formula(of, key):
            raise _NoReading("the formula does not stand there")
        return mpmath.diff(lambda t: self.with_(cut={**self.cut, key: t}).value(of), self.value(v), order)

    def _holds_formula(self, tree: Tree, key: object) -> bool:
        seen: set[str] = set()
        stack = [tree]
        while stack:
            for part in walk(stack.pop()):
                if _key(part) == key:
                    return True
                if isinstance(part, Product) and any(
                    _key(Product(0, 0, (("", a), ("", b)))) == key
                    for (_, a), (_, b) in zip(part.factors, part.factors[1:], strict=False)
                ):
                    return True
                if (
                    isinstance(part, Name)
                    and part.name not in seen
                    and (formula := self._formula(part.name)) is not None
                ):
                    seen.add(part.name)
                    stack.append(formula)
        return False

    def _local(self, of: Tree, v: Name) -> Any:
        """The derivative of u's own formula by v, the other names in it held at their values."""
        formula = self._formula(of.name) if isinstance(of, Name) else of
        if isinstance(of, Name) and of.name == v.name:
            return mpmath.mpf(1)
        if formula is None or v.name not in names_in(formula):
            raise _NoReading("no direct operand")
        names = names_in(formula) - {v.name}
        held = {name: self.name(name) for name in names if self.scope.function(name) is None}
        at = self.name(v.name)
        return mpmath.diff(lambda t: self.with_(over={**self.over, **held, v.name: t}).value(formula), at)


def _stands_bare(tree: Tree, name: str) -> bool:
    """Whether a name stands in a tree without being applied: the \\sigma of \\sigma(1 - \\sigma)."""
    applied = {
        a.start
        for part in walk(tree)
        if isinstance(part, Product)
        for (_, a), (sign, b) in zip(part.factors, part.factors[1:], strict=False)
        if sign == "" and isinstance(b, Bracket)
    }
    return any(isinstance(p, Name) and p.name == name and p.start not in applied for p in walk(tree))


def _key(tree: Tree) -> object:
    """A tree without places and without brackets around it."""
    while isinstance(tree, Bracket) and len(tree.parts) == 1:
        tree = tree.parts[0]
    names = ("text", "name", "primes", "kind", "function", "how")
    own = tuple(getattr(tree, name) for name in names if hasattr(tree, name))
    marks = tuple(s for s, _ in tree.terms) if isinstance(tree, Sum) else ()
    signs = tuple(s for s, _ in tree.factors) if isinstance(tree, Product) else ()
    return type(tree).__name__, own, marks, signs, tuple(_key(child) for child in children(tree))


@cache
def _drawn(name: str, seed: int) -> Any:
    """A number for an input, of either sign: 0.4 to 1.6 in size at the first points, then 1/16 to 4."""
    source = random.Random(f"{name} {seed}")
    size = source.randint(400_000_003, 1_600_000_000) / 10**9 if seed < POINTS else 2 ** source.uniform(-4, 2)
    return mpmath.mpf(size) * source.choice((-1, 1))


def _mixed(name: str) -> Callable[..., Any]:
    """A smooth function that stands for one without definition."""
    return lambda *args: (
        mpmath.sin(_drawn(name, 0) + mpmath.fsum(_drawn(f"{name} {k}", 0) * arg for k, arg in enumerate(args)))
        + mpmath.fsum(arg * arg * _drawn(f"{name} {k}", 1) for k, arg in enumerate(args))
    )


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "≤": lambda a, b: a <= b + CLOSE,
    "≥": lambda a, b: a >= b - CLOSE,
    "≠": lambda a, b: not _close(a, b),
}
_KNOWN: dict[str, Callable[..., Any]] = {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "relu": lambda x: x if x > 0 else mpmath.mpf(0),
    "log": mpmath.log,
    "abs": abs,
    "max": max,
    "min": min,
}


def line_of(text: Text, mutant: Mutant) -> str:
    """The changed lines."""
    source = Source(mutant.apply(text.text))
    low, high = source.position(mutant.start)[0], source.position(mutant.start + len(mutant.new))[0]
    return " / ".join(source.line(k).strip() for k in range(low, high + 1))


# ----- running and printing -----


@cache
def _loaded(path: str) -> Text:
    return Text(path)


def _slice(path: str, first: int, last: int) -> list[Outcome]:
    text = _loaded(path)
    return [outcome(text, mutant) for mutant in text.mutants[first:last]]


def run(paths: list[str], jobs: int = 2) -> dict[str, list[Outcome]]:
    """The outcomes of every mutant of some files."""
    tasks = [(path, k, k + SLICE) for path in paths for k in range(0, len(_loaded(path).mutants), SLICE)]
    found: dict[str, list[Outcome]] = {path: [] for path in paths}
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for (path, _, _), outcomes in zip(tasks, pool.map(_slice, *zip(*tasks, strict=True)), strict=True):
            found[path] += outcomes
    return found


def show(found: dict[str, list[Outcome]], verbose: bool) -> None:
    """The summary, and the lists."""
    kinds = ("caught", "true", "open", "missed", "suspect")
    print(f"{'mutants':>8} " + " ".join(f"{kind:>8}" for kind in kinds))
    for path, outcomes in found.items():
        counts = Counter(each.kind for each in outcomes)
        print(f"{len(outcomes):>8} " + " ".join(f"{counts[kind]:>8}" for kind in kinds) + f"  {path}")
    for kind in ("missed", "suspect", "open", *(("true",) if verbose else ())):
        listed = [(path, each) for path, outcomes in found.items() for each in outcomes if each.kind == kind]
        print(f"\n{kind}: {len(listed)}")
        for path, each in listed:
            print(f"{path}:{each.line}:{each.column}: {each.mutant.change}\n    {each.shown}\n    {each.why}")
            if each.proof:
                print(f"    {each.proof}")


def main() -> int:
    parser = argparse.ArgumentParser(description="change every sign, factor, index and number of a text's claims")
    parser.add_argument("paths", nargs="*", default=sorted(str(path) for path in PROBLEMS.glob("*.md")))
    parser.add_argument("-v", "--verbose", action="store_true", help="list those that stay true as well")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    options = parser.parse_args()
    began = time.monotonic()
    found = run(options.paths, options.jobs)
    show(found, options.verbose)
    everything = [each for outcomes in found.values() for each in outcomes]
    slowest = max(everything, key=lambda each: each.seconds)
    seconds = time.monotonic() - began
    print(f"\n{len(everything)} mutants in {seconds:.0f} s; the slowest check took {slowest.seconds:.2f} s")
    return int(any(each.kind in ("missed", "suspect") for each in everything))


if __name__ == "__main__":
    sys.exit(main())
