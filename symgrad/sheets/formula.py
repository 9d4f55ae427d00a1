"""Formulas of an author for TeX and MathML: only what is certain to set as mathematics passes."""

from __future__ import annotations

import re

from symgrad.notation.letters import GREEK, GREEK_LETTERS
from symgrad.notation.tokens import FUNCTIONS

LETTERS = GREEK - {"omicron", "varsigma"} | {"varsigma", "ell", "partial", "nabla", "infty", "hbar", "Re", "Im"}
OPERATORS = {
    "cdot", "times", "div", "pm", "mp", "ast", "odot", "circ", "le", "leq", "ge", "geq", "ne", "neq", "approx",
    "equiv", "sim", "simeq", "cong", "propto", "in", "notin", "to", "rightarrow", "Rightarrow",
    "Leftrightarrow", "implies", "iff", "mapsto", "leftarrow", "gets", "ll", "gg", "lt", "gt", "sum", "prod",
    "int", "lim", "sup", "inf", "max", "min", "det", "arg", "deg", "dim", "dots", "cdots", "ldots", "vdots",
    "ddots", "prime", "top", "mid", "langle", "rangle", "lvert", "rvert", "lVert", "rVert", "Vert", "vert",
    "cap", "cup", "subset", "forall", "exists", "wedge", "vee", "otimes",
}  # fmt: skip
WORDS = {
    "exp", "log", "ln", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan",
}  # fmt: skip
SHAPES = {
    "frac", "dfrac", "tfrac", "sqrt", "binom", "hat", "widehat", "tilde", "widetilde", "bar", "overline", "vec",
    "dot", "ddot", "mathbf", "boldsymbol", "mathrm", "mathit", "mathsf", "mathcal", "mathbb", "mathfrak",
    "operatorname", "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "bigg",
    "Bigg", "displaystyle", "textstyle", "limits", "quad", "qquad", "text", "begin", "end", ",", ";", ":", "!",
    " ", "{", "}", "|",
}  # fmt: skip
NAMES = {"argmax": "arg\\,max", "argmin": "arg\\,min", "Var": "Var", "softmax": "softmax", "tr": "tr", "diag": "diag"}
ENVIRONMENTS = {"cases", "matrix", "pmatrix", "bmatrix", "vmatrix"}
KNOWN = LETTERS | OPERATORS | WORDS | SHAPES
SIGNS = {"−": "-", "–": "-", "·": r"\cdot ", "⋅": r"\cdot ", "×": r"\times ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ",
          "≈": r"\approx ", "∂": r"\partial ", "∞": r"\infty ", "⊙": r"\odot ", "→": r"\to ", "⇒": r"\Rightarrow ",
          "∈": r"\in ", "…": r"\dots ", "′": "'", "∘": r"\circ "}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+|.)\*?", re.DOTALL)
_GROUP = r"\s*(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\[A-Za-z]+|.)\s*"
_TWICE = re.compile(rf"\^{_GROUP}(?:\^|')|_{_GROUP}_")


def safe(text: str) -> str | None:
    """An author's formula as LaTeX that amsmath sets, or None where that is not certain.

    >>> safe(r"\\frac{dy}{dx} &= 2x"), safe(r"\\input{secret}"), safe("{x")
    ('\\\\frac{dy}{dx} = 2x', None, None)
    """
    text = re.sub(r"(?<!\\)%[^\n]*(?:\n|$)", " ", text)
    text = "".join(_letter(char) for char in text)
    if not text.isascii() or re.search(r"[$#`\"~]", text) or not _environments(text):
        return None
    if r"\begin" not in text:
        text = re.sub(r"\\\\(?:\s*\[[^\]]*\])?", " ", text).replace("&", " ")
    text = _COMMAND.sub(_named, re.sub(r"\\label\{[^{}]*\}|\\(?:nonumber|notag)\b", " ", text))
    commands = {match[1] for match in _COMMAND.finditer(text.replace(r"\\", " "))}
    if "%" in text or not commands <= KNOWN or not _balanced(text) or _TWICE.search(text):
        return None
    if not all(re.fullmatch(r"[\w .,;:!?'()/+\-]*", match[1]) for match in re.finditer(r"\\text\s*\{([^{}]*)\}", text)):
        return None
    if len(re.findall(r"\\text\b", text)) != len(re.findall(r"\\text\s*\{[^{}]*\}", text)):
        return None
    return re.sub(r"\s+", " ", text).strip() or None


def stretched(latex: str) -> str:
    """A formula whose brackets are as tall as the fractions in them.

    >>> stretched(r"(1 + \\frac{1}{x})(a + b)")
    '\\\\left(1 + \\\\frac{1}{x}\\\\right)(a + b)'
    """
    parts = re.split(r"(\\(?:left|right)\s*[()]|[()])", latex)
    opened: list[int] = []
    for i, part in enumerate(parts):
        if part == "(":
            opened.append(i)
        elif part == ")" and opened:
            start = opened.pop()
            inside = "".join(parts[start + 1 : i])
            if r"\frac" in inside and inside.count("{") == inside.count("}"):
                parts[start], parts[i] = r"\left(", r"\right)"
    return "".join(parts)


def _letter(char: str) -> str:
    if char in GREEK_LETTERS:
        return f"\\{GREEK_LETTERS[char]} "
    return SIGNS.get(char, char)


def _named(match: re.Match[str]) -> str:
    """Names of functions that LaTeX does not know are set as such."""
    name = match[1]
    if name in KNOWN or name not in {*FUNCTIONS, *NAMES}:
        return match[0]
    return rf"\operatorname{{{NAMES.get(name, name)}}}"


def _environments(text: str) -> bool:
    opened: list[str] = []
    for match in re.finditer(r"\\(begin|end)\s*\{([^{}]*)\}", text):
        if match[1] == "begin":
            opened.append(match[2])
        elif not opened or opened.pop() != match[2]:
            return False
        if match[2] not in ENVIRONMENTS:
            return False
    return not opened


def _balanced(text: str) -> bool:
    depth = 0
    for match in re.finditer(r"\\[A-Za-z]+|\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth < 0:
            return False
    left, right = (len(re.findall(rf"\\{side}(?![A-Za-z])", text)) for side in ("left", "right"))
    return depth == 0 and left == right
