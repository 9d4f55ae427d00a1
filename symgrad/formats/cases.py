"""What every format tells of a report: its cases, in reading order, and where their files lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from symgrad.review import FileReport, Step
from symgrad.source import Span, visible

Level = Literal["error", "warning", "note"]
WIDTH = 200  # a longer relation is cut


@dataclass(frozen=True)
class Case:
    """A judged sign, a statement that is not read, or an expectation that is not met.

    word: a verdict, `follows` or `expectation`. level: None if it holds. span: its place. text: the relation on one
    line of plain text. written: the same as the author wrote it. notes: the reasons, a line each. seconds: its share of
    the time of its statement. mistake: its name, if it has one. origin: the wrong step that it follows from.
    """

    word: str
    level: Level | None
    span: Span
    text: str
    written: str
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    mistake: str | None = None
    origin: Span | None = None

    @property
    def rule(self) -> str:
        return self.mistake or ("refuted" if self.word == "follows" else self.word)

    @property
    def title(self) -> str:
        return f"{self.word} ({self.mistake})" if self.mistake else self.word

    @property
    def origin_place(self) -> str:
        return f"line {self.origin.line}, column {self.origin.column}" if self.origin else ""

    @property
    def rows(self) -> tuple[str, ...]:
        """The relation and the reasons."""
        return (self.text, *self.notes, *([f"follows from {self.origin_place}"] if self.origin else ()))


def cases(file: FileReport, *, lenient: bool = False) -> Iterator[Case]:
    """Every case of a file. lenient: what could not be checked is a note instead of a warning."""
    gap: Level = "note" if lenient else "warning"
    for statement in file.statements:
        if statement.unread and not statement.steps:
            text = _line(statement.span.text)
            yield Case("unread", gap, statement.span, _cut(text), text, _lines(statement.message), statement.seconds)
        for step in statement.steps:
            yield _step(step, gap, statement.seconds / len(statement.steps))
    for unmet in file.unmet:
        if unmet.span is not None:
            text = _line(unmet.span.text)
            notes = _lines(unmet.message, *unmet.notes, unmet.help)
            yield Case("expectation", "error", unmet.span, _cut(text), text, notes)


def _step(step: Step, gap: Level, seconds: float) -> Case:
    origin = step.follows
    level: Level | None = "error" if step.kind == "refuted" else gap
    if step.met or step.verdict.holds:
        level = None
    elif origin is not None and not origin.met:
        level = "note"  # the step that it follows from is the one to mend
    left, right = step.shown if any(step.shown) else (step.left, step.right)
    expected = f"the text expects: {step.expect}" if step.expect and not step.met else ""
    return Case(
        word="follows" if origin is not None and not step.met else step.kind,
        level=level,
        span=step.span,
        text=_cut(_line(f"{left} {step.relation} {right}")),
        written=_line(f"{step.left} {step.relation} {step.right}"),
        notes=_lines(step.verdict.message, *step.verdict.notes, expected),
        seconds=seconds,
        mistake=getattr(step, "mistake", None),
        origin=origin.span if origin is not None else None,
    )


def place(path: str, *folders: str | Path) -> str:
    """A path as seen from the first of some folders that it lies in (the working folder is the last), with slashes."""
    whole = Path(os.path.abspath(path))
    for folder in (*folders, Path.cwd()):
        if whole.is_relative_to(folder):
            return whole.relative_to(folder).as_posix()
    return whole.as_posix()


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(line for line in map(_line, texts) if line)


def _line(text: str) -> str:
    return visible(" ".join(text.split()))


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
