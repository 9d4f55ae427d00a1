"""The exercise of a section: what its author says and gives before the first step that is judged."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from symgrad.document.blocks import blocks
from symgrad.notation.plain import plain
from symgrad.notation.syntax import Name, Tree
from symgrad.notation.tokens import GREEK_LETTERS
from symgrad.review.lines import Line, Opened
from symgrad.sheets.content import Block, Code, Equations, Inline, Paragraph, inline
from symgrad.sheets.label import Label
from symgrad.source import Source

_CODE = re.compile(r"`+([^`]+)`+")
_STOP = re.compile(r"[.!?][)\"'’”]*(?=\s|$)")


def exercises(source: Source, opened: list[Opened], shown: list[set[str]]) -> dict[int, list[Block]]:
    """Section number -> its paragraphs and displayed formulas before the first step.

    shown: for each section, the equations that its sheet shows anyway, as `equation_key` writes them.
    """
    found: dict[int, list[Block]] = {}
    section, paragraph, end = 0, -1, 0
    parsed = blocks(source)
    ends = [_first_step(each) for each in opened]
    for block in parsed.blocks:
        if block.kind == "heading":
            section, paragraph = section + 1, -1
        elif section >= len(opened) or block.end > ends[section]:
            continue
        elif block.kind == "formula" and block.display:
            lines = [each for each in opened[section].lines if block.start <= each.statement.start < block.end]
            rows = [row for line in lines if (row := _row(line)) is not None]
            if rows:
                found.setdefault(section, []).append(Equations(tuple(rows)))
            paragraph = -1
        elif block.kind in ("prose", "formula"):
            part = inline(parsed.math.text[block.start : block.end]) if block.kind == "formula" else block.text
            kept = found.setdefault(section, [])
            last = kept[-1] if kept else None
            if block.paragraph == paragraph and isinstance(last, Paragraph):
                between = _CODE.search(source.text, end, block.start)
                for new in (Code(between[1]), part) if between else (part,):
                    space = (" ",) if _apart(last.parts[-1], new) else ()
                    last = Paragraph((*last.parts, *space, new))
                kept[-1] = last
            else:
                kept.append(Paragraph((part,)))
            paragraph, end = block.paragraph, block.end
    return {k: _exercise(kept, shown[k]) for k, kept in found.items()}


def _exercise(kept: list[Block], shown: set[str]) -> list[Block]:
    """Whole sentences, and displayed equations; of those that stand together none where the sheet shows every one."""
    found: list[Block] = []
    for displayed, group in groupby(kept, lambda block: isinstance(block, Equations)):
        blocks = list(group)
        rows = [row for block in blocks if isinstance(block, Equations) for row in block.rows]
        if not displayed:
            found += [whole for block in blocks if (whole := _whole(block)) is not None]
        elif any(equation_key(left.plain, right.plain) not in shown for left, right, _ in rows):
            found.append(Equations(tuple(rows)))
    return found


def equation_key(left: str, right: str) -> str:
    """Two equations with one key look the same, whatever brackets and signs of products they are written with.

    >>> equation_key("f_1", "exp[2 x]") == equation_key("f_1", "exp(2*x)")
    True
    >>> equation_key("h(z)", "\\\\sigma(z)") == equation_key("h", "σ(z)")
    True
    >>> equation_key("\\\\hat{\\\\mathbf{y}}", "a \\\\cdot b") == equation_key("ŷ", "a*b")
    True
    """
    head = re.fullmatch(r"\s*(\w+)\s*[(\[][\w, ]*[)\]]\s*", left)
    text = f"{head[1] if head else left}={right}"
    text = re.sub(r"\\(?:mathbf|boldsymbol|hat|bar|tilde|cdot|left|right)(?![a-z])", "", text)
    text = re.sub(r"[^\W\d_]", lambda letter: GREEK_LETTERS.get(letter[0], letter[0]), text)
    return re.sub(r"[\s()\[\]{}*·\\&\u0300-\u036f]", "", unicodedata.normalize("NFD", text))


def _first_step(section: Opened) -> float:
    """Where the first question or claim stands; a second formula for a name is given like the first."""
    for line in section.lines:
        asks = "question" in line.kinds or "claim" in line.kinds
        if asks and not (isinstance(line.trees[0], Name) and line.trees[0].name in section.scope.formulas):
            return line.statement.start
    return float("inf")


def _row(line: Line) -> tuple[Label, Label, None] | None:
    """A displayed equation of two sides."""
    if len(line.trees) != 2 or line.statement.relations[0].value != "=":
        return None
    left, right = line.trees
    if not isinstance(left, Tree) or not isinstance(right, Tree):
        return None
    sides: list[Inline] = [
        inline(line.statement.member_span(i).text, line.statement.latex, plain(tree))
        for i, tree in enumerate((left, right))
    ]
    a, b = sides
    return (a, b, None) if isinstance(a, Label) and isinstance(b, Label) else None


def _whole(block: Block) -> Block | None:
    """A paragraph up to its last full stop: what leads over to a formula stands alone without it."""
    if not isinstance(block, Paragraph):
        return block
    parts = list(block.parts)
    while parts:
        last = parts[-1]
        end = [match.end() for match in _STOP.finditer(last)] if isinstance(last, str) else []
        if isinstance(last, str) and end:
            return Paragraph((*parts[:-1], last[: end[-1]]))
        parts.pop()
    return None


def _apart(before: Inline, after: Inline) -> bool:
    """Whether two parts of a paragraph are separate words (a parser takes white space at their ends away)."""
    end = before[-1:] if isinstance(before, str) else "x"
    start = after[:1] if isinstance(after, str) else "x"
    return not end.isspace() and not start.isspace() and end not in "([{„“«" and start not in ".,;:!?)]}”»’-"
