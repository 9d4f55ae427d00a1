"""The report: what was judged, and how it came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from symgrad.output import shown
from symgrad.proof import KINDS, Kind, Verdict, worst
from symgrad.source import Diagnostic, Span

VERSION = "0.1.0"


@dataclass(frozen=True)
class Mistake:
    """What is known of the mistake in a refuted step.

    slug: its name ('' if none fits or several do; two at once have a comma between them). message: what is wrong.
    correct: the right member as it would be written. span: the stretch of the text that is at fault. possible: the
    names that fit, where it cannot be told which it is. `symgrad explain` says what each name means.

    >>> from symgrad import check
    >>> mistake = check(r"$\\frac{d}{dx} x^3 = 3x$").steps[0].mistake
    >>> mistake.slug, mistake.correct
    ('wrong-exponent', '3x^2')
    """

    slug: str = ""
    message: str = ""
    correct: str = ""
    span: Span | None = None
    possible: tuple[str, ...] = ()


@dataclass
class Step:
    """One judged relation sign: `left relation right`, with its verdict.

    left, right: the members as written; shown: the same as plain text. index: which sign of its statement it is.
    follows: the wrong step that this one follows from. expect: what a directive says it must come out as.
    mistake: what is known of the mistake in a refuted step.
    """

    span: Span
    relation: str
    left: str
    right: str
    verdict: Verdict
    shown: tuple[str, str] = ("", "")
    index: int = 0
    follows: Step | None = None
    expect: str | None = None
    met: bool = False
    mistake: Mistake | None = None

    @property
    def kind(self) -> Kind:
        return self.verdict.kind

    def to_dict(self) -> dict[str, Any]:
        verdict = self.verdict
        mistake = self.mistake or Mistake()
        possible = f"could be {' or '.join(mistake.possible)}" if mistake.possible else ""
        message = "; ".join(filter(None, (mistake.message, possible, verdict.message, *verdict.notes)))
        return {
            **_place(self.span),
            "relation": self.relation,
            "left": self.left,
            "right": self.right,
            "verdict": verdict.kind,
            "by": verdict.by,
            "mistake": mistake.slug or None,
            "message": message,
            "correct": mistake.correct or None,
            "at": dict(verdict.at),
            "left_value": verdict.left,
            "right_value": verdict.right,
            "follows": [self.follows.span.line, self.follows.span.column] if self.follows else None,
            "expect": self.expect,
        }


@dataclass
class StatementReport:
    """One statement: its kind, and the steps of its claims. Definitions and the like have no steps and no verdict.

    seconds: what the judging took.

    >>> from symgrad import check
    >>> (statement,) = check("$1 < 2 < 2$").files[0].statements
    >>> statement.verdict, [step.kind for step in statement.steps]
    ('refuted', ['proved', 'refuted'])
    """

    span: Span
    kind: str
    steps: list[Step] = field(default_factory=list)
    message: str = ""
    unread: bool = False
    seconds: float = field(default=0.0, compare=False)

    @property
    def verdict(self) -> Kind | None:
        kinds: list[Kind] = [step.kind for step in self.steps]
        if self.unread:
            kinds.append("unread")
        return worst(kinds) if kinds else None

    def to_dict(self) -> dict[str, Any]:
        return {
            **_place(self.span),
            "kind": self.kind,
            "text": self.span.text,
            "verdict": self.verdict,
            "message": self.message,
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass
class FileReport:
    """The statements of one file. unmet: directives whose expectation did not come true.

    >>> from symgrad import check
    >>> [statement.kind for statement in check("$y = x^2$ and $y' = 2x$").files[0].statements]
    ['definition', 'claim']
    """

    path: str
    statements: list[StatementReport] = field(default_factory=list)
    unmet: list[Diagnostic] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        return [step for statement in self.statements for step in statement.steps]

    def by_file(self) -> list[FileReport]:
        """A report for each file that the text was put together from, this one's first."""
        found = {self.path: FileReport(self.path)}
        for statement in self.statements:
            path = statement.span.path
            found.setdefault(path, FileReport(path)).statements.append(statement)
        for diagnostic in self.unmet:
            path = diagnostic.span.path if diagnostic.span else self.path
            found.setdefault(path, FileReport(path)).unmet.append(diagnostic)
        return list(found.values())


@dataclass
class Report:
    """What `check` returns.

    ok: every sign holds (agrees or is proved) or comes out as the text itself expects. summary: signs by verdict.
    files: a FileReport each. to_dict: the JSON object of `symgrad check --format json`.

    >>> from symgrad import check
    >>> report = check(r"$\\frac{d}{dx} x^3 = 3x$")
    >>> report.ok, report.steps[0].kind, report.steps[0].mistake.slug
    (False, 'refuted', 'wrong-exponent')
    """

    files: list[FileReport] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        return [step for file in self.files for step in file.steps]

    @property
    def summary(self) -> dict[str, int]:
        """Steps by verdict; `follows` and `as_expected` are counted apart from their verdicts."""
        counts: dict[str, int] = dict.fromkeys((*KINDS, "follows", "as_expected"), 0)
        for step in self.steps:
            counts["as_expected" if step.met else "follows" if step.follows else step.kind] += 1
        for file in self.files:
            counts["unread"] += sum(statement.unread and not statement.steps for statement in file.statements)
        return counts

    @property
    def ok(self) -> bool:
        return self.exit_code() == 0

    def exit_code(self, lenient: bool = False) -> int:
        """1: something is refuted or an expectation is not met; 2: something could not be checked; else 0."""
        counts = self.summary
        if counts["refuted"] or counts["follows"] or any(file.unmet for file in self.files):
            return 1
        return 2 if (counts["undecided"] or counts["unread"]) and not lenient else 0

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `symgrad check --format json`."""
        return {
            "symgrad": VERSION,
            "files": [
                {"path": file.path, "statements": [statement.to_dict() for statement in file.statements]}
                for file in self.files
            ],
            "summary": self.summary,
        }

    def _repr_html_(self) -> str | None:
        return shown(self, "html")

    def _repr_latex_(self) -> str:
        rows = [
            rf"\text{{{step.span.line}}} & {step.left} {step.relation} {step.right} & \text{{{step.kind}}}"
            for step in self.steps
        ]
        return r"$$\begin{array}{rll}" + r" \\ ".join(rows) + r"\end{array}$$"


def _place(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
