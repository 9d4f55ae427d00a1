"""Formulas in their context: what each relation sign must be, and how a claim must come out.

The rows follow from what the notation means, not from what comes out today; a row that does not come out yet says so.
"""

from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

import pytest

from symgrad.review import FileReport, StatementReport, check_file

CONTEXTS = Path(__file__).parent / "cases"
HOLDS = {"proved", "agrees"}
VERDICTS = HOLDS | {"refuted", "undecided", "unread"}
OTHER_KINDS = {"definition", "value", "declaration", "question", "update", "condition"}


class Case(NamedTuple):
    """A row of the table; tests/cases/README.md explains the columns."""

    number: str
    context: str
    formula: str
    signs: str
    reason: str = ""
    today: str = ""


def table() -> list[Case]:
    head, *lines = (CONTEXTS / "table.tsv").read_text(encoding="utf-8").splitlines()
    assert tuple(head.split("\t")) == Case._fields
    return [Case(*line.split("\t")) for line in lines]


CASES = table()


@cache
def report(context: str) -> FileReport:
    return check_file(str(CONTEXTS / context))


def statements(context: str, formula: str) -> list[StatementReport | None]:
    """The statement at each place where the formula stands; None where there is none."""
    text = (CONTEXTS / context).read_text(encoding="utf-8")
    starts = [i for i in range(len(text)) if text.startswith(formula, i)]
    assert starts, f"{formula} does not stand in {context}"
    found = report(context).statements
    return [next((s for s in found if s.span.start <= i < s.span.end), None) for i in starts]


def outcomes(statement: StatementReport, count: int) -> list[str]:
    """What each sign came out as: the verdict of a claim, else its kind.

    A sign in a claim's chain that is not judged defines a name, gives it a value or is a condition; a report does not
    tell which.
    """
    verdicts = {step.index: step.kind for step in statement.steps}
    other = "unread" if statement.unread else "given" if statement.kind == "claim" else statement.kind
    return [verdicts.get(k, other) for k in range(max([count, *(k + 1 for k in verdicts)]))]


def allowed(word: str) -> set[str]:
    """The outcomes that a word of the table stands for."""
    found = {each for part in word.split("|") for each in (HOLDS if part == "holds" else {part})}
    assert found <= VERDICTS | OTHER_KINDS | {"-"}, word
    if "-" in found:
        return VERDICTS | OTHER_KINDS | {"given"}
    return found | {"given"} if found & {"definition", "value", "condition"} else found


def is_false(word: str, found: str) -> bool:
    """Whether a wrong step is certified, or a right one refuted."""
    possible = allowed(word)
    return found not in possible and (found == "refuted" or (found in HOLDS and not possible & HOLDS))


def remarks(statement: StatementReport) -> str:
    verdicts = [step.verdict for step in statement.steps]
    return "\n".join([statement.message, *(v.message for v in verdicts), *(note for v in verdicts for note in v.notes)])


def rows() -> list[object]:
    return [
        pytest.param(
            case,
            id="-".join((case.number, case.context, case.formula, case.signs, case.reason)),
            marks=[pytest.mark.xfail(strict=True, reason=case.today, raises=AssertionError)] if case.today else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", rows())
def test_a_formula_in_its_context(case: Case) -> None:
    for statement in statements(case.context, case.formula):
        if case.signs == "mention":
            assert statement is None
            continue
        assert statement is not None, "not a statement"
        expected = case.signs.split()
        found, told = outcomes(statement, len(expected)), remarks(statement)
        assert len(found) == len(expected), (found, told)
        if not case.today.startswith("false") and any(map(is_false, expected, found)):
            pytest.fail(f"{found} instead of {expected}: {told}")  # not what an expected failure may hide
        assert all(each in allowed(word) for word, each in zip(expected, found, strict=True)), (found, told)
        assert case.reason in told, (found, told)


def test_every_case_has_a_row_and_every_context_a_use() -> None:
    assert {case.number for case in CASES} == {*map(str, range(1, 79)), *ascii_lowercase, "A", "B"}
    assert {case.context for case in CASES} == {path.name for path in CONTEXTS.iterdir()} - {"README.md", "table.tsv"}
    assert len(set(CASES)) == len(CASES)


def test_a_false_verdict_is_told_from_a_missing_one() -> None:
    assert is_false("holds", "refuted") and is_false("refuted", "agrees") and is_false("definition", "refuted")
    assert not is_false("holds", "undecided") and not is_false("proved", "agrees") and not is_false("-", "refuted")
