"""JUnit XML, valid in the schemas of Ant and of Jenkins: a file is a test suite, each of its signs a test case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from symgrad.formats.cases import Case, cases, place
from symgrad.review import FileReport, Report
from symgrad.source import visible

OUTCOMES = {"refuted": "failure", "follows": "failure", "expectation": "failure"}


def junit(report: Report, *, lenient: bool = False, when: datetime | None = None) -> str:
    """when: the time stamp of the suites (default: now)."""
    stamp = (when or datetime.now()).isoformat(timespec="seconds")
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for number, file in enumerate(report.files):
        rows += _suite(file, number, stamp, lenient)
    rows.append("</testsuites>")
    return "\n".join(rows) + "\n"


def _suite(file: FileReport, number: int, stamp: str, lenient: bool) -> Iterator[str]:
    path = visible(place(file.path))
    of_class = _class(path)
    counts = {"tests": 0, "failure": 0, "error": 0, "skipped": 0}
    rows: list[str] = []
    seconds = 0.0
    for case in cases(file, lenient=lenient):
        outcome = _outcome(case, lenient)
        counts["tests"] += 1
        seconds += case.seconds
        if outcome:
            counts[outcome] += 1
        rows += _case(case, outcome, path, of_class)
    attributes = {
        "name": path, "package": of_class.rpartition(".")[0], "id": number, "hostname": "localhost", "timestamp": stamp,
        "tests": counts["tests"], "failures": counts["failure"], "errors": counts["error"],
        "skipped": counts["skipped"], "time": f"{seconds:.3f}",
    }  # fmt: skip
    yield f"  <testsuite{_attributes(attributes)}>"
    yield "    <properties/>"
    yield from rows
    yield "    <system-out/>"
    yield "    <system-err/>"
    yield "  </testsuite>"


def _outcome(case: Case, lenient: bool) -> str:
    if case.level is None:
        return ""
    return OUTCOMES.get(case.word, "skipped" if lenient else "error")


def _case(case: Case, outcome: str, path: str, of_class: str) -> Iterator[str]:
    where = f"{case.span.line}:{case.span.column}"
    head = _attributes({"name": f"{where} {case.text}", "classname": of_class, "time": f"{case.seconds:.3f}"})
    if not outcome:
        yield f"    <testcase{head}/>"
        return
    # No row starts with text of the file: in the log of a workflow it could be a command.
    rows = (f"{path}:{where}: {case.title}", *(f"  | {row}" for row in case.rows))
    told = {"type": case.mistake or case.word, "message": case.notes[0] if case.notes else case.word}
    yield f"    <testcase{head}>"
    text = escape("\n".join(rows))
    yield f"      <{outcome}{_attributes(told)}>{text}</{outcome}>"
    yield "    </testcase>"


def _class(path: str) -> str:
    """`notes/week-1.md` as `notes.week-1`: programs show classes as a tree that is split at the dots."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(part.replace(".", "_") for part in parts if part != "/")


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items())
