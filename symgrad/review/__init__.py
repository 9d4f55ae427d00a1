"""Document to report: the one pipeline, in reading order."""

from symgrad.review.check import check, check_file, equal, meaning_of, parse
from symgrad.review.report import FileReport, Report, StatementReport, Step

__all__ = ["FileReport", "Report", "StatementReport", "Step", "check", "check_file", "equal", "meaning_of", "parse"]
