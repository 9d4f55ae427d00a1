"""Labels: a formula as LaTeX and as plain text, and the plain text as runs with raised and lowered parts."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from symgrad.derive.worked import WorkedStep
from symgrad.graph import Graph
from symgrad.notation.writer import write, written_name
from symgrad.source import visible

SMALL = 0.72  # the size of an index or an exponent
_NARROW, _WIDE = set("ijltfrI.,'|()[]{} "), set("mwMW@%")


@dataclass(frozen=True)
class Label:
    """One formula twice: for writers that set LaTeX, and for those that have letters only."""

    plain: str
    latex: str


@dataclass(frozen=True)
class Run:
    """Letters that are set alike. shift: -1 lowered, 1 raised."""

    text: str
    shift: int = 0
    italic: bool = False


_PIECE = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:[^\W\d_][\u0300-\u036f]*)*|\d+(?:\.\d+)?|[_^]|.", re.DOTALL)


def runs(plain: str) -> list[Run]:
    """The plain text of a formula as runs: indices lowered, exponents raised, single letters in italics.

    >>> [(run.text, run.shift) for run in runs("f_1^2 + exp(x)")]
    [('f', 0), ('1', -1), ('2', 1), (' + exp(', 0), ('x', 0), (')', 0)]
    """
    found: list[Run] = []
    for run in _runs(plain.replace("sigmoid(", "σ("), 0):
        if found and (found[-1].shift, found[-1].italic) == (run.shift, run.italic):
            found[-1] = Run(found[-1].text + run.text, run.shift, run.italic)
        else:
            found.append(run)
    return found


def _runs(plain: str, shift: int) -> Iterator[Run]:
    at = 0
    while at < len(plain):
        char = plain[at]
        if char in "_^" and shift == 0 and at + 1 < len(plain):
            inner, at = _script(plain, at + 1)
            yield from _runs(inner, -1 if char == "_" else 1)
            continue
        match = _PIECE.match(plain, at)
        assert match is not None
        text, at = match[0], match.end()
        letters = sum(not unicodedata.combining(c) for c in text)
        text = {"*": "·", "-": "−"}.get(text, text)
        yield Run(text, shift, text[0].isalpha() and letters == 1)


def _script(plain: str, at: int) -> tuple[str, int]:
    """The index or exponent that starts here, without the brackets around it, and where it ends."""
    closing = {"(": ")", "{": "}"}.get(plain[at])
    if closing is None:
        match = re.compile(r"-?\w+(?:\.\w+)?").match(plain, at)
        text = match[0].partition("_")[0] if match else plain[at]
        return text or plain[at], at + max(1, len(text))
    depth = 0
    for end in range(at, len(plain)):
        depth += (plain[end] == plain[at]) - (plain[end] == closing)
        if depth == 0:
            return plain[at + 1 : end], end + 1
    return plain[at:], len(plain)


def escape(text: str) -> str:
    """Text as it stands in HTML and SVG; characters that would not be seen are shown by a sign."""
    return html.escape(visible(re.sub(r"\s", " ", text)))


def width(plain: str, size: float) -> float:
    """About how wide the plain text of a formula is when set in a serif face, never much less."""
    found = 0.0
    for run in runs(plain):
        scale = size * (SMALL if run.shift else 1)
        for char in run.text:
            if not unicodedata.combining(char):
                narrow, wide = char in _NARROW, char in _WIDE or unicodedata.east_asian_width(char) in "WF"
                found += scale * (0.36 if narrow else 0.95 if wide else 0.62)
    return found


def number(value: float | None) -> str:
    """A value for people: four significant digits.

    >>> number(-1.4000000000000001), number(0.25), number(1e-9), number(None)
    ('-1.4', '0.25', '1e-09', '')
    """
    return "" if value is None else f"{value:.4g}"


def number_label(value: float) -> Label:
    """A value as a label; powers of ten as people write them."""
    plain = number(value)
    if plain == "nan":
        return Label("undefined", r"\text{undefined}")
    if "inf" in plain:
        return Label(plain.replace("inf", "∞"), plain.replace("inf", r"\infty"))
    digits, mark, power = plain.partition("e")
    if not mark:
        return Label(plain, plain)
    return Label(f"{digits}·10^({int(power)})", rf"{digits} \cdot 10^{{{int(power)}}}")


def name_label(name: str) -> Label:
    return Label(written_name(name), written_name(name, latex=True))


def formula_label(graph: Graph, node: int) -> Label:
    return Label(write(graph, node), write(graph, node, latex=True))


def partial_label(u: str, v: str) -> Label:
    """∂u/∂v, of two names."""
    a, b = name_label(u), name_label(v)
    return Label(f"∂{a.plain}/∂{b.plain}", rf"\frac{{\partial {a.latex}}}{{\partial {b.latex}}}")


def left_label(step: WorkedStep) -> Label:
    """What a step derives."""
    return Label(step.left(), step.left(latex=True))


def result_label(step: WorkedStep) -> Label:
    return Label(step.result_text(), step.result_text(latex=True))


def equation(left: Label, right: Label) -> Label:
    return Label(f"{left.plain} = {right.plain}", f"{left.latex} = {right.latex}")
