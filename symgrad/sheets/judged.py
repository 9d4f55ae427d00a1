"""The author's own steps with their verdicts; a refuted one with the evidence and the repaired line."""

from __future__ import annotations

from symgrad.derive import Derivation
from symgrad.review.report import StatementReport, Step
from symgrad.sheets.content import Block, Heading, Judged, Review, inline
from symgrad.sheets.formula import safe
from symgrad.sheets.label import Label, equation

RELATIONS = {
    "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∈": r"\in",
    "→": r"\to", "≪": r"\ll", "≫": r"\gg", "∝": r"\propto", "≲": r"\lesssim", "≳": r"\gtrsim", "≟": r"\overset{?}{=}",
}  # fmt: skip


def review_block(
    statements: list[StatementReport], derivations: list[Derivation], say: dict[str, str], latex: bool = True
) -> list[Block]:
    """Every judged sign of some statements, in order, and what could not be read. latex: how they are written."""
    rows: list[Judged] = []
    for statement in statements:
        if statement.unread and not statement.steps:
            text = inline(statement.span.text, latex)
            rows.append(Judged(statement.span.line, text, "", "", "unread", say["unread"], (statement.message,)))
        if statement.kind == "value" and not statement.unread:
            rows += _given(statement, say, latex)
        for i, step in enumerate(statement.steps):
            goes_on = i > 0 and statement.steps[i - 1].index == step.index - 1
            rows.append(_row(step, goes_on, derivations, say, latex))
    if not rows:
        return []
    return [Heading(3, say["author"]), Review((say["line"], say["step"], say["verdict"]), tuple(rows), say["right"])]


def _given(statement: StatementReport, say: dict[str, str], latex: bool) -> list[Judged]:
    """A value that the text states; from there on its steps are held against it."""
    left, sign, right = statement.span.text.partition("=")
    if not sign or "=" in right:
        return []
    sides = inline(left.strip().rstrip("&"), latex), inline(right.strip(), latex)
    return [Judged(statement.span.line, sides[0], "=", sides[1], "given", say["given"])]


def _row(step: Step, goes_on: bool, derivations: list[Derivation], say: dict[str, str], latex: bool) -> Judged:
    verdict, notes = step.verdict, []
    if step.follows is not None:
        notes.append(f"{say['follows']} {step.follows.span.line}")
    known = step.to_dict()
    if known["mistake"]:
        notes.append(known["mistake"])
    if not verdict.holds:
        notes += filter(None, (known["message"],))
    left = None if goes_on else inline(step.left, latex, step.shown[0])
    right = inline(step.right, latex, step.shown[1])
    repaired = _repaired(step, known["correct"], derivations, latex) if verdict.kind == "refuted" else ()
    word = say[verdict.kind]
    return Judged(step.span.line, left, step.relation, right, verdict.kind, word, tuple(notes), repaired)


def relation(sign: str) -> str:
    """A relation sign as LaTeX."""
    return RELATIONS.get(sign, sign)


def _repaired(step: Step, correct: str | None, derivations: list[Derivation], latex: bool) -> tuple[Label, ...]:
    """The right line: the one that undoes the mistake, or what the derivation has for the left side."""
    left = inline(step.left, latex, step.shown[0])
    if isinstance(left, Label) and correct and (repaired := safe(correct)):
        return (equation(left, Label(correct, repaired)),)
    for derivation in derivations:
        for each in derivation.steps:
            if step.shown[0] in (each.left(), each.left().replace("∂", "d")):
                return (Label(str(each), each.equation(latex=True)),)
    return ()
