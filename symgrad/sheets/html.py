"""Sheets as HTML: one page with MathML and inline drawings that needs nothing but itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from symgrad.sheets.bars import bars_svg
from symgrad.sheets.chart import chart_svg
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
    StepRow,
    Steps,
    Table,
    anchor,
    worded,
)
from symgrad.sheets.judged import relation
from symgrad.sheets.label import Label, escape
from symgrad.sheets.markdown import MARKS
from symgrad.sheets.mathml import mathml
from symgrad.sheets.page import STYLE, page
from symgrad.sheets.svg import write_svg
from symgrad.sheets.widths import WIDE, broken, width, widths

GAP = '<span class="gap" role="img" aria-label="…"></span>'


def write_html(sheet: Sheet) -> str:
    """The sheet as a page of its own."""
    kind = f'<p class="kind">{escape(sheet.kind)}</p>\n' if sheet.kind else ""
    return page(sheet.title, f"<h1>{escape(sheet.title)}</h1>\n{kind}{_body(sheet)}", sheet.language)


def write_body(sheet: Sheet) -> str:
    """The sheet as part of another page, such as a notebook's."""
    style = STYLE.replace(":root {", ":scope {").replace("body {", ":scope {")
    title = f"<p><strong>{escape(sheet.title)}</strong></p>"
    return f'<div class="symgrad"><style>@scope (.symgrad) {{{style}}}</style>\n{title}\n{_body(sheet)}</div>'


def _body(sheet: Sheet) -> str:
    return "\n".join(filter(None, map(block_html, sheet.blocks)))


def _inline(part: Inline, display: bool = False) -> str:
    if isinstance(part, Label):
        return _lines(part.latex, display)
    return f"<code>{escape(part.text)}</code>" if isinstance(part, Code) else escape(part)


def _lines(latex: str, display: bool = False) -> str:
    return " ".join(mathml(part, display) for part in broken(latex))


def block_html(block: Block) -> str:
    """One block as HTML."""
    match block:
        case Heading(level=level, text=text, formula=formula):
            behind = "" if formula is None else mathml(formula.latex)
            return f"<h{min(level, 6)}>{escape(text)}{behind}</h{min(level, 6)}>"
        case Paragraph(parts=parts):
            return f"<p>{''.join(map(_inline, parts)).strip()}</p>"
        case Equations():
            return _equations(block)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Bars() | Chart():
            picture = bars_svg(block) if isinstance(block, Bars) else chart_svg(block)
            caption = f"<figcaption>{escape(block.title)}</figcaption>"
            return f'<figure><div class="scroll">{picture}</div>{caption}</figure>'
        case Steps():
            return _steps(block)
        case Answer():
            return _answer(block)
        case Review():
            return _review(block)


def _headed(heads: Sequence[str], rows: Iterable[str], name: str, kind: str = "") -> str:
    """A table under its heads that may be wider than the page, which the keyboard can scroll."""
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    table = f"<table{kind}><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0">{table}</div>'


def _equations(block: Equations) -> str:
    rows = []
    for left, right, value in block.rows:
        cells = [mathml(left.latex, True), mathml("="), mathml(right.latex, True)]
        cells += ["" if value is None else mathml(f"= {value.latex}")]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return f'<div class="scroll"><table class="equations" role="presentation">{"".join(rows)}</table></div>'


def _table(block: Table) -> str:
    rows = ("".join(f"<td>{'' if cell is None else _inline(cell)}</td>" for cell in row) for row in block.rows)
    return _headed(block.heads, (f"<tr>{row}</tr>" for row in rows), block.heads[0])


def _figure(block: Figure) -> str:
    svg = write_svg(block.drawing, block.key)
    match = re.search(r'width="([\d.]+)"', svg)
    wide = float(match[1]) if match else 0.0
    svg = svg.replace("<svg ", f'<svg style="width:min(100%,{wide:.0f}px);min-width:{0.85 * wide:.0f}px" ', 1)
    return f'<figure><div class="scroll">{svg}</div>{_facts(block) if block.hint else ""}</figure>'


def _facts(block: Figure) -> str:
    """The place where the facts of a vertex are shown, and the facts of all of them, hidden."""
    known = [
        f'<p data-for="{anchor(block.key, vertex.id)}">'
        + "".join(f"<span>{mathml(fact.latex) if fact.latex else escape(fact.plain)}</span> " for fact in vertex.facts)
        + "</p>"
        for vertex in block.drawing.vertices
        if vertex.facts
    ]
    return f'<p class="facts" role="status">{escape(block.hint)}</p><div class="known" hidden>{"".join(known)}</div>'


def _steps(block: Steps) -> str:
    wide = widths(block)
    return _headed(block.heads, (_step(block, row, wide) for row in block.rows), block.heads[0], ' class="steps"')


def _step(block: Steps, row: StepRow, wide: list[int]) -> str:
    """A row of the table; a result that would make it wider than the page stands in a line of its own."""
    cells = [GAP if block.blank else "" if cell is None else mathml(cell.latex, True) for cell in row.cells]
    result = len(cells)
    if len(block.heads) > 1 + len(cells):
        cells.append("" if row.value is None else mathml(row.value.latex))
    if row.doubt:
        cells[-1] += f'<span class="note undecided">{escape(row.doubt)}</span>'
    left = mathml(row.left.latex, True)
    left = f'<a class="to" href="#{quote(row.key)}">{left}</a>' if row.key else left
    below, last = "", row.cells[-1]
    others = sum(wide) - wide[result]
    if result > 1 and last is not None and not block.blank and others + width(last.latex) > WIDE:
        head = escape(block.heads[result])
        text = _lines(f"= {last.latex}", True)
        below = f'<tr class="below"><td colspan="{len(cells)}" data-head="{head}">{text}</td></tr>'
        cells[result - 1] = ""
    found = [f'<th scope="row"{" rowspan=2" if below else ""}>{left}</th>']
    for head, cell in zip(block.heads[1:], cells, strict=True):
        found.append(f'<td data-head="{escape(head)}">{cell}</td>')
    return f"<tr>{''.join(found)}</tr>{below}"


def _answer(block: Answer) -> str:
    left = _inline(block.left)
    if block.right is None:
        behind = f'<span class="undecided">({escape(block.why)})</span>' if block.why else f"{mathml('=')} {GAP}"
        return f'<div class="answer">{left} {behind}</div>'
    value = "" if block.value is None else f" {mathml(f'= {block.value.latex}')}"
    return f'<div class="answer" tabindex="0">{left} {mathml(f"= {block.right.latex}", True)}{value}</div>'


def _review(block: Review) -> str:
    rows = (_judged(row, block.repair) for row in block.rows)
    return _headed(block.heads, rows, block.heads[1], ' class="review"')


def _judged(row: Judged, repair: str) -> str:
    parts = [] if row.left is None else [_inline(row.left, True)]
    parts += [mathml(relation(row.relation))] if row.relation else []
    text = " ".join([*parts, _inline(row.right, True)])
    if row.verdict == "refuted":
        text = f"<del>{text}</del>"
    for line in row.repaired:
        mended = f'<span class="proved">{escape(repair)}:</span> {mathml(line.latex, True)}'
        text += f'<span class="repaired">{mended}</span>'
    notes = "".join(f'<span class="note">{"".join(map(_inline, worded(note)))}</span>' for note in row.notes)
    word = f'<span class="word {row.verdict}">{MARKS[row.verdict]} {escape(row.word)}</span>'
    goes_on = ' class="on"' if row.left is None else ""
    return f'<tr{goes_on}><td class="more">{row.line}</td><td>{text}{notes}</td><td>{word}</td></tr>'
