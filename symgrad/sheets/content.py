"""What a sheet consists of, before it is written in any language: text, formulas, steps, pictures, verdicts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from symgrad.proof import Verdict
from symgrad.sheets.curves import Curves
from symgrad.sheets.drawing import Drawing
from symgrad.sheets.formula import safe
from symgrad.sheets.label import Label, name_label
from symgrad.sheets.plain import from_plain


@dataclass(frozen=True)
class Code:
    """Letters that are shown as they are."""

    text: str


Inline = str | Label | Code  # text, a formula, letters as they are


def inline(text: str, latex: bool = True, read: str = "") -> Inline:
    """A formula as its author wrote it: as mathematics where it is certain to be set, else letter by letter.

    latex: whether it was written in LaTeX, not in plain text. read: what it was read as, in plain text; that is
    shown where it holds macros of the author's own.
    """
    made = safe(text if latex else from_plain(text))
    if made is None and read:
        made = safe(from_plain(read))
    return Code(" ".join(text.split())) if made is None else Label(text, made)


def worded(text: str) -> list[Inline]:
    """A sentence in which names with an index are formulas, and products and arrows have their signs.

    >>> [part if isinstance(part, str) else part.latex for part in worded("at z_1 = 0, x -> u")]
    ['at ', 'z_1', ' = 0, x → u']
    """
    text = re.sub(r"(?<=[\w)])\*(?=[\w(])", "·", text.replace(" -> ", " → "))
    parts = re.split(r"(?<![\w\\])([^\W\d_]+_\w+)", text)
    return [name_label(p) if i % 2 else p for i, p in enumerate(parts) if p]


def anchor(key: str, name: str) -> str:
    """An id for the vertex of a name in the drawing `key`.

    >>> anchor("s0", "w_1'")
    's0-w_1.39'
    """
    return f"{key}-" + re.sub(r"[^\w-]", lambda match: f".{ord(match[0])}", name)


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    formula: Label | None = None  # behind the text


def of_output(text: str, output: str, alone: bool) -> Heading:
    """A heading with the name of an output behind it, unless it is the only one."""
    return Heading(3, text) if alone else Heading(3, f"{text}: ", name_label(output))


@dataclass(frozen=True)
class Paragraph:
    parts: tuple[Inline, ...]


@dataclass(frozen=True)
class Equations:
    """Rows `left = right`, aligned; with a value behind each where there are values."""

    rows: tuple[tuple[Label, Label, Label | None], ...]


@dataclass(frozen=True)
class Table:
    """Columns under their heads; None is an empty cell."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Inline | None, ...], ...]


@dataclass(frozen=True)
class StepRow:
    """A derivative. cells: chain rule, local partials put in, result; one that is the same as before is None.

    key: the vertex of the drawing that it belongs to.
    """

    left: Label
    cells: tuple[Label | None, ...]
    value: Label | None
    key: str
    doubt: str = ""


def doubt(verdict: Verdict) -> str:
    """Why a step may not hold, '' if it does."""
    return "" if verdict.holds else f"{verdict.kind}: {verdict.message}"


@dataclass(frozen=True)
class Steps:
    """The derivatives of one sweep. heads: what stands above the columns. blank: the cells are left to the reader.

    beside: the last column is about the step (the shapes of its factors) and not a value of it.
    """

    heads: tuple[str, ...]
    rows: tuple[StepRow, ...]
    blank: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Figure:
    drawing: Drawing
    key: str  # of its vertices on a page
    hint: str = ""


@dataclass(frozen=True)
class Bars:
    """Sizes side by side, on a logarithmic axis where they differ much."""

    title: str
    labels: tuple[Label, ...]
    sizes: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """A function of one input and its derivative."""

    title: str
    curves: Curves


@dataclass(frozen=True)
class Answer:
    """A question and its answer; no answer is left open (on a blank sheet) or says why."""

    left: Inline
    right: Label | None
    value: Label | None = None
    why: str = ""


@dataclass(frozen=True)
class Judged:
    """One sign of the author's, with its verdict; a refuted one with the mistake and the repaired line.

    verdict: one of the five, or "given" for a value that the text states.
    """

    line: int
    left: Inline | None  # None: the row goes on from the one before
    relation: str
    right: Inline
    verdict: str
    word: str
    notes: tuple[str, ...] = ()
    repaired: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Review:
    heads: tuple[str, ...]
    rows: tuple[Judged, ...]
    repair: str


Block = Heading | Paragraph | Equations | Table | Steps | Figure | Bars | Chart | Answer | Review


@dataclass
class Sheet:
    """A sheet: its title and blocks, written as Markdown, LaTeX or HTML. What `symgrad.sheet` returns.

    `save` writes a file by its name and raises SymgradError where a program for that is missing.

    >>> import symgrad
    >>> print(symgrad.sheet("$y = x^2$", title="A square").markdown().split("\\n")[0])
    # A square
    """

    title: str
    language: str = "en"
    kind: str = ""
    blocks: list[Block] = field(default_factory=list)

    def markdown(self) -> str:
        """Markdown with LaTeX mathematics."""
        from symgrad.sheets.markdown import write_markdown

        return write_markdown(self)

    def latex(self, *, fragment: bool = False) -> str:
        """A LaTeX article, or only its body for `\\input`."""
        from symgrad.sheets.latex import write_latex

        return write_latex(self, fragment=fragment)

    def html(self) -> str:
        """A page that needs nothing but itself."""
        from symgrad.sheets.html import write_html

        return write_html(self)

    def pdf(self) -> bytes:
        """The LaTeX article, set by whichever TeX is here. Raises SymgradError where there is none."""
        from symgrad.sheets.tex import compiled

        return compiled(self.latex())

    def save(self, path: str | Path, *, fragment: bool = False) -> None:
        """Writes the sheet in the form that the file's ending names: md, tex, html or pdf."""
        from symgrad.sheets.files import save

        save(path, {".md": self.markdown, ".tex": lambda: self.latex(fragment=fragment), ".html": self.html,
                    ".pdf": self.pdf})  # fmt: skip

    def _repr_html_(self) -> str:
        from symgrad.sheets.html import write_body

        return write_body(self)

    def _repr_markdown_(self) -> str:
        return self.markdown()
