"""Sheets as Markdown with LaTeX mathematics, as GitHub and notebooks show it; graphs as Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symgrad.sheets.content import (
    Answer,
    Bars,
    Block,
    Chart,
    Code,
    Equations,
    Figure,
    Heading,
    Inline,
    Judged,
    Paragraph,
    Review,
    Sheet,
    Steps,
    Table,
    worded,
)
from symgrad.sheets.drawing import Drawing
from symgrad.sheets.judged import relation
from symgrad.sheets.label import Label, runs

MARKS = {"proved": "✓", "agrees": "✓", "refuted": "✗", "undecided": "?", "unread": "–", "given": ""}
OPEN = r"$\underline{\hspace{8em}}$"
_LOWERED = str.maketrans("0123456789+-−aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_RAISED = str.maketrans("0123456789+-−n()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ⁽⁾")


def write_markdown(sheet: Sheet) -> str:
    """The sheet as one text."""
    parts = [f"# {escaped(sheet.title)}", f"*{escaped(sheet.kind)}*" if sheet.kind else ""]
    parts += [_block(block) for block in sheet.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line.

    >>> escaped("a_1 <b> $x$")
    'a\\\\_1 &lt;b&gt; \\\\$x\\\\$'
    """
    text = re.sub(r"([\\`*_\[\]#|$~!])", r"\\\1", re.sub(r"\s+", " ", text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"^([-+]|\d+[.)])(?=\s)", r"\\\1", text)


def _inline(part: Inline) -> str:
    if isinstance(part, Label):
        return f"${part.latex}$"
    if isinstance(part, Code):
        fence = "`" * (1 + max((len(m) for m in re.findall(r"`+", part.text)), default=0))
        return f"{fence} {part.text} {fence}"
    return escaped(part)


def _cell(part: Inline | None) -> str:
    """A formula or a text in a table, where a bar would end the cell."""
    if isinstance(part, Label):
        return "$" + part.latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ") + "$"
    return "" if part is None else _inline(part).replace("|", r"\|").replace(r"\\|", r"\|")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text, formula=formula):
            return f"{'#' * level} {escaped(text)}" + ("" if formula is None else _inline(formula))
        case Paragraph(parts=parts):
            return "".join(map(_inline, parts)).strip()
        case Equations():
            return _equations(block)
        case Table(heads=heads, rows=rows):
            return _table(list(map(escaped, heads)), (list(map(_cell, row)) for row in rows))
        case Figure(drawing=drawing):
            return f"```mermaid\n{mermaid(drawing)}```"
        case Steps():
            return _steps(block)
        case Bars() | Chart():
            return ""  # Markdown has no pictures of its own; the values stand in the table of steps
        case Answer():
            return _answer(block)
        case Review():
            return _table(list(map(escaped, block.heads)), [_judged(row, block.repair) for row in block.rows])


def _equations(block: Equations) -> str:
    rows = [
        f"{left.latex} &= {right.latex}" + (f" &&= {value.latex}" if value is not None else "")
        for left, right, value in block.rows
    ]
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$"


def _steps(block: Steps) -> str:
    rows = []
    for step in block.rows:
        cells = [OPEN if block.blank else _cell(cell) for cell in step.cells]
        row = [_cell(step.left), *cells]
        if len(block.heads) > len(row):
            row.append(_cell(step.value))
        if step.doubt:
            row[-1] += f" ({escaped(step.doubt)})"
        rows.append(row)
    return _table(list(map(escaped, block.heads)), rows)


def _answer(block: Answer) -> str:
    left = _inline(block.left)
    if block.right is None:
        return f"- {left} {'= ' + OPEN if not block.why else f'({escaped(block.why)})'}"
    value = "" if block.value is None else f" $= {block.value.latex}$"
    return f"- {left} $= {block.right.latex}${value}"


def _judged(row: Judged, repair: str) -> tuple[str, str, str]:
    sign = f"${relation(row.relation)}$" if row.relation else ""
    text = " ".join(filter(None, (_cell(row.left), sign, _cell(row.right)))).replace("$ $", " ")
    if row.verdict == "refuted":
        text = f"~~{text}~~"
    text += "".join(f"<br>{escaped(repair)}: {_cell(line)}" for line in row.repaired)
    notes = "".join(f"<br>{''.join(map(_cell, worded(note)))}" for note in row.notes)
    return str(row.line), text, f"{MARKS[row.verdict]} {escaped(row.word)}{notes}".strip()


# ----- graphs -----


def mermaid(drawing: Drawing) -> str:
    """The graph as a Mermaid flow chart."""
    index = {vertex.id: f"v{i}" for i, vertex in enumerate(drawing.vertices)}
    rows = ["flowchart LR"]
    for vertex in drawing.vertices:
        text = "<br>".join(_lettered(line) for line in vertex.lines) or " "
        a, b = ("([", "])") if vertex.kind == "input" else ("[", "]")
        rows.append(f'  {index[vertex.id]}{a}"{text}"{b}')
    for edge in drawing.edges:
        texts = [_lettered(label) for label in (edge.above, edge.below) if label is not None]
        arrow = f'-->|"{"<br>".join(texts)}"|' if texts else "-->"
        rows.append(f"  {index[edge.source]} {arrow} {index[edge.target]}")
    return "\n".join(rows) + "\n"


def _lettered(label: Label) -> str:
    """A formula in letters alone: raised and lowered ones where Unicode has them."""
    found = ""
    for run in runs(label.plain):
        moved = run.text.translate({0: {}, -1: _LOWERED, 1: _RAISED}[run.shift])
        kept = run.shift and any(a == b for a, b in zip(moved, run.text, strict=True))
        found += f"{'_' if run.shift < 0 else '^'}{run.text}" if kept else moved
    return "".join(f"#{ord(char)};" if char in '"#<>&|[]{}`\\' else char for char in found)
