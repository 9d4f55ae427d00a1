"""How wide formulas are when set, in letters."""

from __future__ import annotations

import re
from itertools import pairwise

from symgrad.sheets.content import StepRow, Steps
from symgrad.sheets.label import Label

WIDE = 105  # letters that fit into a line of a page
APART = 3  # letters between two columns


def columns(row: StepRow) -> list[Label | None]:
    return [row.left, *row.cells, row.value]


def width(latex: str) -> int:
    """About how many letters wide a formula is when set.

    >>> width(r"\\alpha \\frac{\\partial y}{\\partial x}")
    4
    >>> width(r"\\begin{cases} 1 & x > 0 \\\\ 0 & x < 0 \\end{cases}")
    7
    """
    latex = re.sub(r"\\begin\{cases\}(.*?)\\end\{cases\}", _cases, latex)
    text = re.sub(r"\\frac\{\\partial ([^{}]|\{[^{}]*\})*\}\{\\partial ([^{}]|\{[^{}]*\})*\}", "XXX", latex)
    text = re.sub(r"\\(?:operatorname|mathrm|left|right|,|text)", "", text)
    text = re.sub(r"\\([a-z]{3})(?=\()", r"\1", text)
    return len(re.sub(r"[{}_^\s]", "", re.sub(r"\\[A-Za-z]+", "X", text)))


def _cases(found: re.Match[str]) -> str:
    """The widest row of a case distinction, with its brace."""
    rows = found[1].split(r"\\")
    return "{X" + max(rows, key=width).replace("&", "XX") + "}"


def widths(block: Steps) -> list[int]:
    """The widths of the columns of a table of steps, with the room between them."""
    return [
        APART + max((width(cell.latex) for cell in column if cell is not None), default=0)
        for column in zip(*map(columns, block.rows), strict=True)
    ]


def broken(latex: str) -> list[str]:
    """A formula wider than a line in the parts between which a line may end: before a sum's signs outside brackets.

    >>> broken("a + b"), len(broken("a_{1+1} + (b - c) + " * 10 + "d"))
    (['a + b'], 21)
    """
    if width(latex) <= 0.8 * WIDE or r"\begin" in latex:
        return [latex]
    depth, ends = 0, [0]
    for at, char in enumerate(latex):
        depth += (char in "{([") - (char in "})]")
        if depth == 0 and char in "+-" and re.search(r"[\w})\]]\s*$|\\quad\s*$", latex[:at]):
            ends.append(at)
    parts = [latex[a:b] for a, b in pairwise([*ends, len(latex)])]
    return [parts[0], *(f"{{}}{part}" for part in parts[1:])]


def packed(parts: list[str]) -> list[str]:
    """The parts of a formula put together again to lines that are as full as they may be."""
    lines = [parts[0]]
    for part in parts[1:]:
        if width(lines[-1] + part) <= 0.7 * WIDE:
            lines[-1] += part
        else:
            lines.append(part)
    return lines
