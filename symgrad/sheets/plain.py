"""Formulas of plain texts (`dN/dt = -λ·N`) as LaTeX."""

from __future__ import annotations

import re
import unicodedata

from symgrad.notation.letters import SUBSCRIPTS, SUPERSCRIPTS
from symgrad.notation.tokens import FUNCTIONS
from symgrad.notation.writer import written_name
from symgrad.sheets.formula import WORDS

SET = WORDS | {"max", "min", "sigma"}
_RAISED, _LOWERED = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+", "[₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₗₘₙₐₓₜ]+"
_LETTER = "[A-Za-zÀ-ɏͰ-Ͽ]"
_NAME = rf"{_LETTER}+(?:_[A-Za-z0-9_]+|[0-9]+)?"
_DERIVATIVE = re.compile(rf"(?<![\w])([d∂])({_RAISED})?({_NAME})?/\1({_NAME})({_RAISED})?(?![\w(])")
_PIECE = re.compile(rf"(?P<made>\\[A-Za-z]+)|(?P<name>{_NAME})|(?P<raised>{_RAISED})|\*\*|[\s\S]")


_MARKS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0307": "dot"}


def from_plain(text: str) -> str:
    """The formula as LaTeX: names, exponents, products and derivatives as they are set.

    >>> from_plain("dN/dt = -lambda*N_0*exp(-x^(2*t))")
    '\\\\frac{dN}{dt} = -\\\\lambda \\\\cdot N_0 \\\\cdot \\\\exp(-x^{2 \\\\cdot t})'
    """
    text = _marked(text)
    text = re.sub(r"‖([^‖]*)‖", r"\\lVert \1\\rVert ", text)
    found, at = "", 0
    for match in _DERIVATIVE.finditer(text):
        found += _pieces(text[at : match.start()]) + _derivative(match)
        at = match.end()
    return re.sub(r" +", " ", found + _pieces(text[at:])).strip()


def _marked(text: str) -> str:
    """Accents and outlined numbers as commands."""
    text = re.sub("[\U0001d7ce-\U0001d7d7]", lambda digit: rf"\mathbf{{{ord(digit[0]) - 0x1D7CE}}}", text)
    apart = unicodedata.normalize("NFD", text)
    apart = re.sub(f"([A-Za-zα-ω])([{''.join(_MARKS)}])", lambda m: rf"\{_MARKS[m[2]]}{{{m[1]}}}", apart)
    return unicodedata.normalize("NFC", apart)


def _derivative(match: re.Match[str]) -> str:
    d, above, u, v, below = match.groups()
    sign = r"\partial " if d == "∂" else "d"
    order = (above or below or "").translate(SUPERSCRIPTS)
    power = f"^{{{order}}}" if order else ""
    top = f"{sign.strip()}{power} {_name(u) if u else ''}" if order or d == "∂" else f"d{_name(u) if u else ''}"
    return rf"\frac{{{top.strip()}}}{{{sign}{_name(v).strip()}{power}}} "


def _name(name: str) -> str:
    if name in FUNCTIONS:
        known = "sigma" if FUNCTIONS[name] == "sigmoid" else name
        return f"\\{known} " if known in SET else rf"\operatorname{{{known}}}"
    return written_name(re.sub(rf"(?<={_LETTER})(\d+)$", r"_\1", name), latex=True) + " "


def _pieces(text: str) -> str:
    text = re.sub(_LOWERED, lambda match: "_" + match[0].translate(SUBSCRIPTS), text)
    text = _grouped(text)
    found = ""
    for match in _PIECE.finditer(text):
        if match["name"]:
            found += _name(match["name"])
        elif match["raised"]:
            found = f"{found.rstrip()}^{{{match[0].translate(SUPERSCRIPTS)}}}"
        elif match[0] == "**":
            found = found.rstrip() + "^"
        elif match[0] in "^_":
            found = found.rstrip() + match[0]
        else:
            found += {"*": r" \cdot ", "·": r" \cdot ", "√": r"\sqrt "}.get(match[0], match[0])
    return re.sub(r"(\w) +(?=[)(,\]}/])", r"\1", re.sub(r"\^(\d{2,})", r"^{\1}", found))


def _grouped(text: str) -> str:
    """Exponents in brackets lose them: `x^(2t)` is x with 2t above it."""
    at = 0
    while (start := re.compile(r"(?:\^|\*\*)\(").search(text, at)) is not None:
        depth, end = 0, -1
        for i in range(start.end() - 1, len(text)):
            depth += (text[i] == "(") - (text[i] == ")")
            if depth == 0:
                end = i
                break
        if end < 0:
            return text
        text = f"{text[: start.start()]}^{{{text[start.end() : end]}}}{text[end + 1 :]}"
        at = start.start() + 1
    return text
