"""Nodes to text: LaTeX and plain text, in the author's names; what is written is read back as the same node."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from symgrad.graph import Graph
from symgrad.graph.table import CASE, CONST, INPUT, NAME, POW, row
from symgrad.notation.families import written_index
from symgrad.notation.letters import GREEK, GREEK_LETTERS

TIMES = "\u2062"
ACCENTS = ("hat", "tilde", "bar", "vec", "dot", "check")
_LETTER = {name: letter for letter, name in reversed(list(GREEK_LETTERS.items()))}


@dataclass(frozen=True)
class _Ink:
    """A written formula and how tightly it binds; formatting with a level puts brackets where it must."""

    text: str
    level: int

    def __format__(self, level: str) -> str:
        return self.text if self.level >= int(level or 0) else f"({self.text})"


def write(graph: Graph, root: int, *, latex: bool = False, cut: Collection[int] = ()) -> str:
    """The node as text. Names below the root (and the nodes of `cut`) are written as names.

    >>> g = Graph(); x = g.input("omega_3")
    >>> write(g, (2 * x + 1).id), write(g, (2 * x + 1).id, latex=True)
    ('2*ω_3 + 1', '2 \\\\omega_3 + 1')
    """
    inner = graph.unnamed(root) if graph.cells[root][0] == NAME else root
    held = {id for id in graph.cone([inner]) if graph.cells[id][0] == NAME or id in cut} - {inner}
    built: dict[int, _Ink] = {}
    for id in graph.cone([inner], stop=held):
        built[id] = _name(graph, id, latex) if id in held else _written(graph, id, built, latex)
    return built[inner].text


def _name(graph: Graph, id: int, latex: bool) -> _Ink:
    label = graph.label(id)
    return _Ink(written_name(label, latex=latex), 5) if label is not None else _Ink("?", 5)


def _written(graph: Graph, id: int, built: dict[int, _Ink], latex: bool) -> _Ink:
    cell = graph.cells[id]
    code = cell[0]
    if code == INPUT:
        return _name(graph, id, latex)
    if code == CONST:
        constant = graph.constants[cell[1]]
        if constant.value is None:
            return _Ink(r"\pi" if latex else "π", 5)
        return _number(constant.value, constant.written, latex)
    xs = [built[x] for x in graph.operands(id)]
    if code == CASE:
        c, a, b = xs
        if latex:
            return _Ink(rf"\begin{{cases}} {a} & {c} > 0 \\ {b} & \text{{otherwise}} \end{{cases}}", 5)
        return _Ink(f"case({c} > 0, {a}, {b})", 5)
    if code == POW and latex and xs[0].level == 5 and re.search(r"\^|'$", _outside(xs[0].text)):
        xs[0] = _Ink(f"{{{xs[0].text}}}", 5)  # TeX sets no second exponent on what has one
    if code > CASE:
        level, template = row(code).latex if latex else row(code).text
        text = template.format(*xs)
        return _Ink(_multiplied(text) if TIMES in text else text, level)
    function = graph.opaques[cell[1]]
    args = ", ".join(f"{x}" for x in xs)
    head = written_name(function.name, latex=latex)
    if not function.slots:
        return _Ink(f"{head}({args})", 5)
    if function.arity == 1:
        return _Ink(f"{head}{chr(39) * len(function.slots)}({args})", 5)
    index = ",".join(str(k + 1) for k in function.slots)
    return _Ink(rf"\partial_{{{index}}} {head}({args})" if latex else f"∂_{index} {head}({args})", 5)


def _outside(latex: str) -> str:
    """What stands outside all brackets and braces."""
    found, depth = "", 0
    for char in latex:
        depth += (char in "{([") - (char in "})]")
        found += char if depth == 0 else ""
    return found


def _multiplied(text: str) -> str:
    """The product sign is left out where the two factors cannot be read as anything else."""
    left, _, right = text.partition(TIMES)
    plain = not right[:1].isdigit() and right[:1] not in "-(|" and not left.endswith(("d", "D"))
    if right[:1] == "(" and ((left[-1:].isdigit() and "_" not in left[-4:]) or left.endswith(")")):
        plain = True
    return f"{left} {right}" if plain else rf"{left} \cdot {right}"


def _number(value: Fraction, written: str, latex: bool) -> _Ink:
    if written and Fraction(written) == value:
        return _Ink(written, 5 if value >= 0 else 1)
    if value.denominator == 1:
        return _Ink(str(value), 5 if value >= 0 else 1)
    sign = "-" if value < 0 else ""
    if latex:
        return _Ink(rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", 1 if sign else 4)
    return _Ink(f"{sign}{abs(value.numerator)}/{value.denominator}", 1 if sign else 2)


def written_name(name: str, *, latex: bool = False) -> str:
    """A name as people write it: `yhat_1` is \\hat{y}_1 (LaTeX) or ŷ_1 (text).

    >>> written_name("omega_3", latex=True), written_name("z_1,j", latex=True), written_name("w_0")
    ('\\\\omega_3', 'z_{1,j}', 'w_0')
    """
    if name.startswith("Delta") and len(name) > len("Delta") and name[len("Delta")] != "_":
        return ("\\Delta " if latex else "Δ") + written_name(name.removeprefix("Delta"), latex=latex)
    name, primes = name.rstrip("'"), "'" * (len(name) - len(name.rstrip("'")))
    head, _, sup = name.partition("__")
    base, _, sub = head.partition("_")
    base, power, exponent = base.partition("^")
    base = _base(base, latex)
    sub, sup = written_index(sub), written_index(sup)
    if not latex:
        sub = f"{{{sub}}}" if re.search(r"[-+,/|]", sub) else sub
    elif len(sub) > 1:
        sub = rf"{{\mathrm{{{sub}}}}}" if sub.isalpha() and len(sub) > 2 else f"{{{sub}}}"
    above = f"^{{{sup}}}" if sup in ("+", "-") else "^{*}" if sup == "star" else f"^{{({sup})}}" if sup else ""
    return base + (f"_{sub}" if sub else "") + power + exponent + above + primes


def _base(base: str, latex: bool) -> str:
    accent = next((a for a in ACCENTS if base.endswith(a) and len(base) > len(a)), "")
    bare = base[: len(base) - len(accent)] if accent else base
    if accent and bare not in GREEK and len(bare) > 1:
        accent, bare = "", base
    if not latex:
        marks = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307"}
        letter = _LETTER.get(bare, bare)
        return unicodedata.normalize("NFC", letter + marks.get(accent, accent))
    letter = "\\" + bare if bare in GREEK else bare if len(bare) == 1 else rf"\mathrm{{{bare}}}"
    return rf"\{accent}{{{letter}}}" if accent else letter
