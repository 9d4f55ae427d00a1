"""SARIF 2.1.0, the format of code scanning: a run of symgrad with a result for each case that does not hold."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from symgrad.formats.cases import Case, cases, place
from symgrad.review import Report
from symgrad.review.report import VERSION
from symgrad.source import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = {
    "refuted": ("The two sides differ", "error",
                "The two sides have different values; the message names a point of the domain where they do."),
    "undecided": ("The step could not be decided", "warning",
                  "The step is read, but neither a proof nor a counterexample is found within the limits, or something "
                  "that it needs is not given. The message says what."),
    "unread": ("The formula could not be read", "warning",
               "The formula, or a part of it, is not understood. The message says which part, and why."),
    "expectation": ("An expectation is not met", "error",
                    "A directive of the text says how the steps below it must come out, and they do not."),
}  # fmt: skip


def sarif(report: Report, *, lenient: bool = False) -> str:
    """One run. Paths are seen from the working folder; columns count code points."""
    rules = list(RULES)
    results: list[dict[str, Any]] = []
    for file in report.files:
        uri, seen = _uri(file.path), Counter[str]()
        for case in cases(file, lenient=lenient):
            if case.level:
                if case.rule not in rules:
                    rules.append(case.rule)
                results.append(_result(case, uri, rules.index(case.rule), seen))
    run = {
        "tool": {"driver": {"name": "symgrad", "version": VERSION, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results,
    }
    # ASCII alone: no terminal and no locale can get a control character of the text wrong.
    return json.dumps({"version": "2.1.0", "$schema": SCHEMA, "runs": [run]}, indent=2) + "\n"


def _rule(rule: str) -> dict[str, Any]:
    if rule in RULES:
        short, level, full = RULES[rule]
    else:
        short, level, full = rule.replace("-", " ").capitalize(), *RULES["refuted"][1:]
    return {
        "id": rule,
        "shortDescription": {"text": short},
        "fullDescription": {"text": full},
        "help": {"text": full},
        "defaultConfiguration": {"level": level},
    }


def _result(case: Case, uri: str, rule: int, seen: Counter[str]) -> dict[str, Any]:
    rows = [_plain(row) for row in (f"{case.title}: {case.text}", *case.notes)]
    result = {
        "ruleId": case.rule,
        "ruleIndex": rule,
        "level": case.level,
        "message": {"text": "\n".join(rows)},
        "locations": [_location(case.span, uri)],
        "partialFingerprints": {"symgrad/v1": _fingerprint(case, seen)},
    }
    if case.origin is not None:
        origin = case.origin_place
        result["message"] = {"text": "\n".join([*rows, f"follows from [{origin}](1)"])}
        result["relatedLocations"] = [{"id": 1, **_location(case.origin, uri), "message": {"text": origin}}]
    return result


def _plain(text: str) -> str:
    """A message without placeholders ({0}) and without links ([text](target))."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _location(span: Span, uri: str) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "snippet": {"text": span.text},
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _fingerprint(case: Case, seen: Counter[str]) -> str:
    """The same when lines above come and go, white space changes, or a verdict gets a name; told apart by number."""
    digest = hashlib.sha256(case.written.encode("utf-8")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def _uri(path: str) -> str:
    found = Path(place(path))
    return found.as_uri() if found.is_absolute() else quote(bytes(found))
