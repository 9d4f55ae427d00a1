"""`pytest --symgrad`: every relation sign of a text is a test item.

Without the option nothing is collected and nothing of symgrad is imported but this module.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from symgrad.review import FileReport, StatementReport, Step
    from symgrad.source import Diagnostic, Span

TEXTS = (".md", ".markdown", ".tex")
FENCE = b"math"  # a Python source without this has no mathematics in its docstrings


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("symgrad", "derivations")
    group.addoption(
        "--symgrad", action="store_true",
        help="judge every relation sign of .md and .tex files and of ```math blocks in docstrings",
    )  # fmt: skip
    parser.addini("symgrad_lenient", "signs that could not be checked are skipped, not failed", "bool", False)
    parser.addini("symgrad_time_limit", "seconds for each file, after which the rest is undecided (default: none)")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if not parent.config.getoption("symgrad"):
        return None
    asked = parent.session.isinitpath(file_path)
    if file_path.suffix in TEXTS or (asked and file_path.suffix == ".txt"):
        return SymgradFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".py" and FENCE in file_path.read_bytes():
        return SymgradFile.from_parent(parent, path=file_path)
    return None


class SymgradFile(pytest.File):
    """A text, or a Python source with mathematics in docstrings; judged when it is collected."""

    def collect(self) -> Iterator[SymgradItem]:
        from symgrad.review import check_file
        from symgrad.source import SymgradError

        try:
            report = check_file(_shown(self.path), time_limit=self._limit())
        except SymgradError as error:
            raise self.CollectError(str(error.diagnostic)) from None
        taken: dict[str, int] = {}
        for case in _cases(report):
            name = f"{case.span.line}:{case.span.column}"
            taken[name] = taken.get(name, 0) + 1
            if taken[name] > 1:  # macros may put two signs into one place
                name += f"#{taken[name]}"
            yield SymgradItem.from_parent(self, name=name, case=case)

    def _limit(self) -> float | None:
        from symgrad.review.check import time_limit_of
        from symgrad.source import SymgradError

        text = str(self.config.getini("symgrad_time_limit") or "").strip()
        if not text:
            return None
        try:
            return time_limit_of(text)
        except SymgradError as error:
            raise pytest.UsageError(f"symgrad_time_limit: {error.diagnostic.message}") from None


def _shown(path: Path) -> str:
    """The path as one would type it here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


class _Case:
    """A judged sign, a statement that is not read, or an expectation that did not come true.

    word: its verdict, '' if it holds. reason: in short.
    """

    def __init__(self, what: Step | StatementReport | Diagnostic, span: Span, word: str, reason: str) -> None:
        self.what, self.span, self.word, self.reason = what, span, word, reason


def _cases(report: FileReport) -> Iterator[_Case]:
    for statement in report.statements:
        if statement.unread and not statement.steps:
            yield _Case(statement, statement.span, "unread", statement.message)
        for step in statement.steps:
            word = "" if step.met or step.verdict.holds else step.kind
            yield _Case(step, step.span, word, "; ".join(filter(None, (step.verdict.message, *step.verdict.notes))))
    for unmet in report.unmet:
        assert unmet.span is not None
        yield _Case(unmet, unmet.span, "refuted", unmet.message)


class SymgradItem(pytest.Item):
    """One relation sign."""

    def __init__(self, *, case: _Case, **options: Any) -> None:
        super().__init__(**options)
        self.case = case
        self.user_properties += [("file", case.span.path), ("line", case.span.line), ("column", case.span.column)]
        if case.word not in ("", "refuted") and self.config.getini("symgrad_lenient"):
            place = f"line {case.span.line}, column {case.span.column}"
            self.add_marker(pytest.mark.skip(reason=f"{place}: {case.word}: {case.reason}"))

    def runtest(self) -> None:
        if self.case.word:
            raise NotHeld("\n".join(self._told()))

    def _told(self) -> list[str]:
        """The lines that `symgrad check` prints about it."""
        from symgrad.console import Console

        printed = io.StringIO()
        Console(printed, width=80).case(self.case.what)
        return printed.getvalue().strip("\n").split("\n")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, NotHeld) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.span.line - 1, f"{self.path.name}:{self.name}"


class NotHeld(Exception):
    """A relation sign that does not hold; the text says why."""
