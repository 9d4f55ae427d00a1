"""Names in the face in which their author wrote them: vectors and matrices in bold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from symgrad.notation.syntax import Name, Tree, walk
from symgrad.notation.tokens import GREEK
from symgrad.notation.writer import written_name
from symgrad.review.lines import Opened
from symgrad.sheets.content import Block, Inline, StepRow, Steps, Table
from symgrad.sheets.label import Label


def faced(section: Opened, blocks: list[Block]) -> list[Block]:
    """The blocks with the names in bold that the section writes so."""
    bold = in_bold(_bold_names(section))
    return [_table(b, bold) if isinstance(b, Table) else _steps(b, bold) if isinstance(b, Steps) else b for b in blocks]


def _bold_names(section: Opened) -> set[str]:
    trees = [tree for opened in section.seen for line in opened.lines for tree in line.trees if isinstance(tree, Tree)]
    return {part.name for tree in trees for part in walk(tree) if isinstance(part, Name) and part.face == "bold"}


def in_bold(names: Iterable[str]) -> Callable[[str], str]:
    """What puts these names into bold in a formula.

    >>> in_bold(["W_1", "yhat"])(r"\\hat{y} - W_1^T x \\times W_{11}")
    '\\\\hat{\\\\mathbf{y}} - \\\\mathbf{W}_1^T x \\\\times W_{11}'
    """
    known = {written: _bold(written) for written in (written_name(name, latex=True) for name in names)}
    if not known:
        return lambda latex: latex
    either = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![A-Za-z\\])(?:{either})(?![A-Za-z0-9_])")
    return lambda latex: pattern.sub(lambda found: known[found[0]], latex)


def _bold(written: str) -> str:
    """The letter of a name in bold, its accent and index as they are."""
    letter = re.search(rf"\\(?:{'|'.join(sorted(GREEK))})(?![a-z])|(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])", written)
    if letter is None:
        return written
    face = r"\boldsymbol" if letter[0].startswith("\\") else r"\mathbf"
    return f"{written[: letter.start()]}{face}{{{letter[0]}}}{written[letter.end() :]}"


def _table(block: Table, bold: Callable[[str], str]) -> Table:
    """The first column holds the names."""
    return replace(block, rows=tuple((_inline(row[0], bold), *row[1:]) for row in block.rows))


def _inline(part: Inline | None, bold: Callable[[str], str]) -> Inline | None:
    return Label(part.plain, bold(part.latex)) if isinstance(part, Label) else part


def _steps(block: Steps, bold: Callable[[str], str]) -> Steps:
    return replace(block, rows=tuple(_row(row, bold) for row in block.rows))


def _row(row: StepRow, bold: Callable[[str], str]) -> StepRow:
    left, *cells = (part and Label(part.plain, bold(part.latex)) for part in (row.left, *row.cells))
    return row if left is None else replace(row, left=left, cells=tuple(cells))
