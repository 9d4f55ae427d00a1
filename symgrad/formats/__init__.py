"""A report for other programs: JSON, SARIF, GitHub's workflow commands, JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symgrad.review import Report

FORMATS = ("json", "sarif", "github", "junit")


def written(report: Report, format: str, *, lenient: bool = False) -> str:
    """The report in one of FORMATS. lenient: what could not be checked is said, not complained about."""
    if format == "sarif":
        from symgrad.formats.sarif import sarif

        return sarif(report, lenient=lenient)
    if format == "github":
        from symgrad.formats.github import github

        return github(report, lenient=lenient)
    if format == "junit":
        from symgrad.formats.junit import junit

        return junit(report, lenient=lenient)
    import json

    return json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"
