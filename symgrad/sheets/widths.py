"""How wide formulas are when set, in letters."""

from __future__ import annotations

import re

from symgrad.sheets.content import StepRow, Steps
from symgrad.sheets.label import Label

WIDE = 105  # letters that fit into a line of a page
APART = 3  # letters between two columns


def columns(row: StepRow) -> list[Label | None]:
    return [row.left, *row.cells, row.value]


def width(latex: str) -> int:
    """About how many letters wide a formula is when set."""
    text = re.sub(r"\\frac\{\\partial ([^{}]|\{[^{}]*\})*\}\{\\partial ([^{}]|\{[^{}]*\})*\}", "XXX", latex)
    text = re.sub(r"\\(?:operatorname|mathrm|left|right|,|text)", "", text)
    text = re.sub(r"\\([a-z]{3})(?=\()", r"\1", text)
    return len(re.sub(r"[{}_^\s]", "", re.sub(r"\\[A-Za-z]+", "X", text)))


def widths(block: Steps) -> list[int]:
    """The widths of the columns of a table of steps, with the room between them."""
    return [
        APART + max((width(cell.latex) for cell in column if cell is not None), default=0)
        for column in zip(*map(columns, block.rows), strict=True)
    ]
