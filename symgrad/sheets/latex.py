"""Sheets as LaTeX: an article, or its body for `\\input`, with amsmath, booktabs and TikZ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from symgrad.notation.letters import GREEK_LETTERS
from symgrad.sheets.bars import bars_tikz
from symgrad.sheets.chart import chart_tikz
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
    worded,
)
from symgrad.sheets.formula import SIGNS
from symgrad.sheets.judged import relation
from symgrad.sheets.label import Label
from symgrad.sheets.widths import WIDE, broken, packed, width, widths

MOST = 97  # letters of a table of steps; up to there it is made a little smaller
TALL = 16  # rows of equations that are kept together
TOGETHER = 4  # rows of a table that are
STRUT = r"\rule[-2.9ex]{0pt}{7ex}"  # a fraction with some room
OPEN = r"\rule{7em}{0.4pt}"
_ROW = r"\\[4pt] &\quad "
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\ensuremath{<}",
            ">": r"\ensuremath{>}", "|": r"\ensuremath{|}", '"': r"{''}", "’": "'", "‘": "`", "“": "``", "”": "''",
            "–": "--", "—": "---", "…": r"\dots{}", "\u00a0": "~", "„": ",,", "«": "<<", "»": ">>"}  # fmt: skip

MACROS = r"""\ifdefined\fit\else
\newsavebox\fitbox
% \fit[width]{text}: the text, made smaller where it is wider than the line or taller than the page
\newcommand\fit[2][\linewidth]{\savebox\fitbox{#2}%
  \ifdim\wd\fitbox>#1\savebox\fitbox{\resizebox{#1}{!}{\usebox\fitbox}}\fi
  \ifdim\dimexpr\ht\fitbox+\dp\fitbox\relax>0.85\textheight
    \resizebox{!}{0.85\textheight}{\usebox\fitbox}\else\usebox\fitbox\fi}
\newlength\widea\newlength\wideb\newlength\widec\newlength\wided\newlength\widee
\newcommand\struck[1]{\tikz[baseline=(struck.base)]{\node[inner sep=1pt](struck){#1};
  \draw[red!75!black, thick](struck.south west)--(struck.north east);}}
\newcommand\judged[3]{\par\smallskip\noindent\makebox[2.4em][l]{\footnotesize #1}%
  \fit[0.76\linewidth]{#2}\hfill{\footnotesize #3}\par}
\newcommand\remark[1]{\par\nobreak{\raggedright\footnotesize\hangindent=2.4em\hangafter=0\noindent #1\par}}
\fi
"""
PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{amsmath,amssymb,booktabs,tikz}
\setlength\parindent{0pt}\setlength\parskip{4pt plus 2pt}
\setlength\textwidth{165mm}\setlength\oddsidemargin{-3mm}\setlength\textheight{245mm}\setlength\topmargin{-18mm}
\emergencystretch=4em
\raggedbottom\allowdisplaybreaks
\AtBeginDocument{\setlength\abovedisplayskip{0pt plus 3pt}}
"""


def write_latex(sheet: Sheet, *, fragment: bool = False) -> str:
    """The sheet as an article; fragment: without preamble, title as a section."""
    body = "\n\n".join(part for part in map(_block, sheet.blocks) if part)
    if fragment:
        return f"% needs \\usepackage{{amsmath,amssymb,booktabs,tikz}}\n{MACROS}\n{body}\n"
    title = escaped(sheet.title)
    head = rf"{{\LARGE {title}\par}}" + (rf"\medskip {{\itshape {escaped(sheet.kind)}\par}}" if sheet.kind else "")
    return f"{PREAMBLE}{MACROS}\\begin{{document}}\n{head}\n\n{body}\n\\end{{document}}\n"


def escaped(text: str) -> str:
    """Text that TeX sets as it is; letters that its standard fonts lack are named by their number.

    >>> escaped("50 % of \\\\input{x}_1")
    '50 \\\\% of \\\\textbackslash{}input\\\\{x\\\\}\\\\_1'
    """
    return "".join(map(_letter, re.sub(r"\s+", " ", text)))


def _letter(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in "#$%&_{}":
        return f"\\{char}"
    if char in GREEK_LETTERS:
        name = GREEK_LETTERS[char]
        return "o" if name == "omicron" else rf"\ensuremath{{\{name}}}"
    if char in SIGNS:
        return rf"\ensuremath{{{SIGNS[char].strip()}}}"
    if char.isascii():
        return char if char.isprintable() else " "
    accented = len(unicodedata.normalize("NFD", char)) == 2 and "LATIN" in unicodedata.name(char, "")
    return char if accented or char in "ßæøåœÆØÅŒ§" else f"[U+{ord(char):04X}]"


def _inline(part: Inline) -> str:
    if isinstance(part, Label):
        return f"${part.latex}$"
    return rf"\texttt{{{_code(part.text)}}}" if isinstance(part, Code) else escaped(part)


def _code(text: str) -> str:
    """Letters of a typewriter face, which has all of ASCII in its place."""
    return "".join(
        escaped(char) if char.isalnum() or not char.isascii() or char == " " else f"\\char{ord(char)}{{}}"
        for char in text
    )


def _display(part: Inline) -> str:
    return rf"$\displaystyle {_lines(part.latex)}$" if isinstance(part, Label) else _inline(part)


def _lines(latex: str) -> str:
    """A formula; one wider than the line in several lines."""
    parts = broken(latex)
    return parts[0] if len(parts) == 1 else rf"\begin{{aligned}}[t]&{_ROW.join(packed(parts))}\end{{aligned}}"


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text, formula=formula):
            command = ("section", "subsection", "subsubsection")[min(max(level, 2), 4) - 2]
            return rf"\{command}*{{{escaped(text)}{'' if formula is None else _inline(formula)}}}"
        case Paragraph(parts=parts):
            return "".join(map(_inline, parts)).strip()
        case Equations(rows=rows):
            return _equations(rows)
        case Table(heads=heads, rows=rows):
            cells = [["" if cell is None else _inline(cell) for cell in row] for row in rows]
            return _tabular(heads, cells, "2pt")
        case Figure(drawing=drawing):
            return _centred(drawing.tikz())
        case Bars() | Chart():
            picture = bars_tikz(block) if isinstance(block, Bars) else chart_tikz(block)
            return _centred(picture, block.title)
        case Steps():
            return _steps(block)
        case Answer():
            return _answer(block)
        case Review():
            return "\n".join(_judged(row, block.repair) for row in block.rows)


def _centred(body: str, title: str = "") -> str:
    below = rf"\par\nobreak {{\footnotesize {escaped(title)}\par}}" if title else ""
    return f"\\begin{{center}}\n\\fit{{%\n{body.rstrip()}}}{below}\n\\end{{center}}"


def _equations(rows: Sequence[tuple[Label, Label, Label | None]]) -> str:
    """Rows aligned at their signs; they go on over the page unless one is so wide that all are made smaller."""
    valued = any(value is not None for *_, value in rows)
    lines = []
    for left, right, value in rows:
        behind = rf" & \quad &= {value.latex}" if value is not None else " & &" if valued else ""
        lines.append(f"{left.latex} &= {_lines(right.latex)}{behind}")
    if max(sum(width(part.latex) for part in row if part is not None) for row in rows) <= WIDE // 2:
        return "\\begin{alignat*}{2}\n" + " \\\\\n".join(lines) + "\n\\end{alignat*}"
    parts = (_aligned(lines[i : i + TALL]) for i in range(0, len(lines), TALL))
    return "\n\n".join(f"\\[\n{part}\n\\]" for part in parts)


def _aligned(lines: Sequence[str]) -> str:
    text = "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
    return f"\\fit{{$\\displaystyle {text}$}}"


# ----- steps -----


def _steps(block: Steps) -> str:
    if block.blank or sum(widths(block)) <= MOST:
        return _table(block)
    lefts = r"\\".join(_display(row.left) for row in block.rows)
    measured = rf"\settowidth\widea{{\begin{{tabular}}{{@{{}}l@{{}}}}{lefts}\end{{tabular}}}}"
    return "\n\n".join([measured, *(_stacked(row, block.beside) for row in block.rows)])


def _table(block: Steps) -> str:
    valued = len(block.heads) > 1 + len(block.rows[0].cells)
    found = []
    for row in block.rows:
        cells = [_display(row.left) + STRUT]
        cells += [OPEN if block.blank else "" if cell is None else _display(cell) for cell in row.cells]
        if valued:
            cells.append("" if row.value is None else f"${row.value.latex}$")
        if row.doubt:
            cells[-1] += rf" {{\footnotesize ({escaped(row.doubt)})}}"
        found.append(cells)
    return _tabular(block.heads, found, "0pt")


def _tabular(heads: Sequence[str], rows: Sequence[Sequence[str]], apart: str) -> str:
    """Columns between rules, in parts that are equally wide, so that the page may end between them.

    apart: what lies between two rows beyond a line's height.
    """
    names = [f"\\wide{letter}" for letter in "abcdefgh"[: len(heads)]]
    made = [list(map(escaped, heads)), *rows]
    wide = [
        rf"\settowidth{name}{{\begin{{tabular}}{{@{{}}l@{{}}}}" + r"\\".join(column) + r"\end{tabular}}"
        for name, column in zip(names, zip(*made, strict=True), strict=True)
    ]
    level = " & ".join(rf"\rule{{{name}}}{{0pt}}" for name in names) + r" \\[-\normalbaselineskip]"
    parts = []
    for i in range(0, len(rows), TOGETHER):
        lines = [level]
        if i == 0:
            lines += [r"\toprule", " & ".join(made[0]) + r" \\", r"\midrule\noalign{\smallskip}"]
        lines += [" & ".join(row) + rf" \\[{apart}]" for row in rows[i : i + TOGETHER]]
        if i + TOGETHER >= len(rows):
            lines.append(r"\bottomrule")
        columns = "l" * len(heads)
        body = "\n".join(lines)
        parts.append(f"\\fit{{\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n{body}\n\\end{{tabular}}}}")
    between = "\\par\\nointerlineskip\n"
    return "\n".join(["\\begin{center}\\parskip=0pt", *wide, between.join(parts), "\\end{center}"])


def _stacked(row: StepRow, beside: bool) -> str:
    """A step too long for columns: one part a line, its sign below that of the step before."""
    parts = [cell.latex for cell in row.cells if cell is not None]
    parts += [row.value.latex] if row.value is not None and not beside and row.value.latex != parts[-1] else []
    left = rf"\makebox[\widea][l]{{{_display(row.left)}}}"
    lines = [f"{left if i == 0 else ''} &= {_lines(part)}" for i, part in enumerate(parts)]
    lines += [f"&\\phantom{{=}}\\; {row.value.latex}"] if row.value is not None and beside else []
    doubt = f"\n\n{escaped(row.doubt)}" if row.doubt else ""
    return rf"\smallskip\noindent{_aligned(lines)}\par{doubt}"


# ----- answers and verdicts -----


def _answer(block: Answer) -> str:
    if block.right is None:
        return f"\\fit{{{_display(block.left)}}} " + (escaped(f"({block.why})") if block.why else rf"$=$ {OPEN}")
    value = "" if block.value is None else f" = {block.value.latex}"
    return rf"\fit{{{_display(block.left)}$\displaystyle {{}}= {block.right.latex}{value}$}}"


def _noted(part: Inline) -> str:
    """A part of a note; numbers of very many digits may go on in the next line."""
    return re.sub(r"\d{20}(?=\d)", r"\g<0>\\allowbreak{}", _inline(part)) if isinstance(part, str) else _inline(part)


def _judged(row: Judged, repair: str) -> str:
    text = "" if row.left is None else _display(row.left)
    if row.relation:
        text += rf"$\displaystyle {{}}{relation(row.relation)}{{}}$"
    text += _display(row.right)
    if row.verdict == "refuted":
        text = rf"\struck{{{text}}}"
    found = [rf"\judged{{{row.line}}}{{{text}}}{{{escaped(row.word)}}}"]
    found += [rf"\nopagebreak\judged{{}}{{{_display(line)}}}{{{escaped(repair)}}}" for line in row.repaired]
    found += [rf"\remark{{{''.join(map(_noted, worded(note)))}}}" for note in row.notes]
    return "\n".join(found)
