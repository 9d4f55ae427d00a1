"""Workflow commands of GitHub Actions: each case that does not hold becomes a note at its line of a change."""

from __future__ import annotations

import os

from symgrad.formats.cases import Case, cases, place
from symgrad.review import Report
from symgrad.source import visible

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def github(report: Report, *, lenient: bool = False) -> str:
    """One command a line. Paths are seen from GITHUB_WORKSPACE, if it is set and they lie in it."""
    folders = filter(None, [os.environ.get("GITHUB_WORKSPACE")])
    lines = []
    for file in report.files:
        path = place(file.path, *folders)
        lines += [_command(case, path) for case in cases(file, lenient=lenient) if case.level]
    return "".join(line + "\n" for line in lines)


def _command(case: Case, path: str) -> str:
    line, column = case.span.line, case.span.column
    end, end_column = case.span.end_line, case.span.end_column
    where: dict[str, object] = {"file": path, "line": line, "col": column, "endLine": end, "endColumn": end_column}
    if end != line:  # the runner drops the place of a command with columns on several lines
        del where["col"], where["endColumn"]
    where["title"] = f"symgrad: {case.title}"
    message = "\n".join(case.rows)
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    return f"::{COMMANDS[case.level or 'note']} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
