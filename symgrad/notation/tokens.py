"""Text to tokens: LaTeX and plain text give the same ones, each with its place in the source."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from symgrad.graph.table import SPOKEN
from symgrad.notation.letters import (
    GREEK,
    GREEK_LETTERS,
    MARKED,
    STYLED,
    SUB_CLASS,
    SUBSCRIPTS,
    SUP_CLASS,
    SUPERSCRIPTS,
    accented,
    spells_a_letter,
    styled,
)
from symgrad.source import Source, Span, SymgradError

LONGEST = 50_000  # characters of one formula


class Token(NamedTuple):
    """kind: number, name, word, function, command, operator, relation, open, close, text, space and a few marks.

    parts: of what may also be several: the letters of a word of plain text, the two numbers of `1,2`.
    """

    kind: str
    value: str
    start: int
    end: int
    glued: bool = False  # no white space before it
    parts: tuple[str, ...] = ()


NO_WORDS = ("add", "sub", "mul", "div", "neg", "pow", "step", "gamma")  # rows whose names are no words of formulas
FUNCTIONS = {word: name for word, name in SPOKEN.items() if name not in NO_WORDS}
FUNCTIONS |= {name: name for name in ("cot", "sec", "csc", "coth", "sech", "csch")}
SPACES = {",", ";", ":", "!", " ", ">", "thinspace", "medspace", "thickspace", "quad", "qquad", "enspace", "enskip",
          "hfill", "hspace", "displaystyle", "textstyle", "limits", "nolimits", "nonumber", "notag", "allowbreak",
          "negthinspace", "relax", "strut", "mathstrut", "smallskip", "noindent"}  # fmt: skip
SIZES = {"left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl",
         "Biggr", "middle", "bigm", "Bigm", "mathopen", "mathclose", "mathrel", "mathbin"}  # fmt: skip
RELATIONS = {
    "=": "=", "＝": "=", "=:": "=:", "leqq": "≤", "geqq": "≥", "lesssim": "≲", "gtrsim": "≳",
    "nless": "≮", "ngtr": "≯", ":=": ":=", "≔": ":=", "coloneqq": ":=", "triangleq": ":=", "equiv": ":=", "≡": ":=",
    "≈": "≈", "approx": "≈", "simeq": "≈", "~=": "≈", "cong": "≈", "doteq": "≈",
    "<": "<", ">": ">", "lt": "<", "gt": ">", "ll": "≪", "gg": "≫",
    "le": "≤", "leq": "≤", "leqslant": "≤", "≤": "≤", "<=": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "≥": "≥",
    ">=": "≥", "ne": "≠", "neq": "≠", "≠": "≠", "!=": "≠",
    "to": "→", "rightarrow": "→", "→": "→", "->": "→", "longrightarrow": "→", "hookrightarrow": "→", "⟶": "→",
    "downarrow": "→", "mapsto": "↦", "longmapsto": "↦", "leftarrow": "←", "gets": "←", "←": "←",
    "longleftarrow": "←", "⟵": "←",
    "Rightarrow": "⇒", "implies": "⇒", "Longrightarrow": "⇒", "⇒": "⇒", "=>": "⇒", "therefore": "⇒", "⟹": "⇒",
    "Leftrightarrow": "⇔", "iff": "⇔", "⇔": "⇔", "Longleftrightarrow": "⇔", "⟺": "⇔",
    "Leftarrow": "⇐", "impliedby": "⇐", "Longleftarrow": "⇐", "⇐": "⇐", "⟸": "⇐",
    "leftrightarrow": "↔", "longleftrightarrow": "↔", "↔": "↔", "⟷": "↔", "leadsto": "⇝", "rightsquigarrow": "⇝",
    "in": "∈", "∈": "∈", "notin": "∉", "propto": "∝", "∝": "∝", "sim": "∼", "∼": "∼",
}  # fmt: skip
OPERATORS = {"+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "/": "/", "cdot": "*", "times": "×", "·": "*", "⋅": "*",
             "×": "×", "div": "/", "÷": "/", "ast": "*", "odot": "⊙", "⊙": "⊙", "circ": "∘", "∘": "∘", "otimes": "⊗",
             "⊗": "⊗", "pm": "±",
             "mp": "∓", "**": "^", "^": "^", "_": "_", "∗": "*"}  # fmt: skip
LABELLED = {"xlongequal": "=", "xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xLeftarrow": "⇐",
            "xLeftrightarrow": "⇔", "xleftrightarrow": "↔", "xmapsto": "↦"}  # fmt: skip
ARRAY_WORDS = {"tr", "Tr", "trace", "det", "diag", "rank"}
DOTS = {"dots", "cdots", "ldots", "dotsc", "dotsb", "dotsm", "vdots", "ddots"}

_LATEX = re.compile(
    r"""(?P<space>\s+|~|%[^\n]*(?:\n|$))
      |(?P<number>[0-9]+(?:\.[0-9]+)?(?!\.?[0-9])|(?<![0-9.])\.[0-9]+)
      |(?P<row>\\\\(?:\s*\[[^\]]*\])?)
      |(?P<env>\\(?P<which>begin|end)\s*\{(?P<name>[A-Za-z]+\*?)\})
      |(?P<command>\\(?:[A-Za-z]+\*?|.))
      |(?P<dots>\.{2,3})
      |(?P<prime>[']+|[′″‴]+)
      |(?P<sub>"""
    + SUB_CLASS
    + r""")|(?P<sup>"""
    + SUP_CLASS
    + r""")
      |(?P<relation>:=|=:|<=|>=|!=|=>|->|~=|[=＝<>≤≥≠≈→←⇒⇔⟶⟵⟹⟺⇐⟸↔⟷∈≔≡↦∝∼])
      |(?P<operator>\*\*|[-+*/^_·⋅×÷−–⊙∘⊗∗])
      |(?P<marked>"""
    + MARKED
    + r""")
      |(?P<letter>[A-Za-zµ])
      |(?P<greek>[Α-Ωα-ωℓϕϵϑ])
      |(?P<vulgar>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
      |(?P<styled>["""
    + STYLED
    + r"""])
      |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokenize(source: Source, start: int, end: int, *, latex: bool, decimal_comma: bool = False) -> list[Token]:
    """The tokens of `source.text[start:end]`.

    latex: letters stand for themselves (`qz` is q times z); else runs of letters and digits are names (`f1`).
    decimal_comma: digits, a comma and digits without space are one number, if no index of a name.
    """
    text = source.text
    if end - start > LONGEST:
        raise SymgradError(f"a formula of more than {LONGEST} characters", Span(source, start, start + 40))
    tokens: list[Token] = []
    at, glued = start, False
    decimals = _decimals(text, start, end) if decimal_comma else {}
    while at < end:
        if found := decimals.get(at):
            tokens.append(Token("number", f"{found[1]}.{found[2]}", at, found.end(), glued, found.groups()))
            at, glued = found.end(), True
            continue
        if not latex and (plain := _plain(text, tokens, at, end, glued)):
            tokens += plain
            at, glued = plain[-1].end, True
            continue
        match = _LATEX.match(text, at, end)
        assert match is not None
        kind, value, stop = match.lastgroup or "other", match.group(), match.end()
        if match["env"]:
            kind = "env"
        if kind == "space" and not latex and value[0] in "%~":
            tokens.append(Token("other", value[0], at, at + 1, glued))
            stop, glued = at + 1, True
        elif kind == "space":
            glued = False
        elif kind == "command":
            stop = _command(source, tokens, match, end, glued)
            glued = value[1:] not in SPACES
        elif kind == "letter":
            stop = _letters(text, tokens, at, end, glued)
            glued = True
        elif kind in ("marked", "styled", "vulgar"):
            made = _accented if kind == "marked" else _styled if kind == "styled" else _vulgar
            tokens.extend(made(match, glued))
            if not latex and (found := _NUMBERED.match(text, stop, end)):  # ŷ1 as y1
                tokens.append(Token("index", found.group(), stop, found.end(), True))
                stop = found.end()
            glued = True
        else:
            tokens.append(_simple(kind, value, match, glued))
            glued = True
        at = stop
    return _turned(tokens)


def _decimals(text: str, start: int, end: int) -> dict[int, re.Match[str]]:
    """The numbers with a decimal comma by their places: `1,5`, but not in a list, `f(1,2)`."""
    listed = {at for found in _LIST.finditer(text, start, end) for at in range(*found.span())}
    return {found.start(): found for found in _DECIMAL.finditer(text, start, end) if found.start() not in listed}


def _turned(tokens: list[Token]) -> list[Token]:
    """With the brackets of `]0, 1[` and `[0, 1[` behind ∈ opening and closing as they do there."""
    for i, token in enumerate(tokens):
        if token.kind != "relation" or token.value not in "∈∉":
            continue
        first = i + 2 if i + 1 < len(tokens) and tokens[i + 1].kind == "size" else i + 1
        square = [j for j in range(first, len(tokens)) if tokens[j].value in ("[", "]", "(", ")")][:2]
        if len(square) < 2 or square[0] != first:
            continue
        opening, closing = tokens[first], tokens[square[1]]
        listed = any(t.kind in ("comma", "semicolon") for t in tokens[first : square[1]])
        if listed and (opening.value == "]" or (opening.value in "[(" and closing.value == "[")):
            tokens[first] = opening._replace(kind="open")
            tokens[square[1]] = closing._replace(kind="close")
    return tokens


_DECIMAL = re.compile(r"(?<![\w.,])(\d+)(?:,|\{,\})(\d+)(?!\w|[.,]\d|,\s*\d+\s*[)\]])")
_LIST = re.compile(
    r"(?:\\in|∈)\s*(?:\\left\s*)?(?:[(\[\]]|\\\{)\s*-?\d+(?:,\s*-?\d+)+\s*(?:\\right\s*)?(?:[)\]\[]|\\\})"
    r"|(?:\\sim|∼)[^()$]{0,20}\s*[(\[]\s*-?\d+,\s*-?\d+\s*[)\]]"
    r"|(?<=[A-Za-z}])[(\[]\s*-?[1-9]\d*,\s*-?\d+\s*[)\]]"
)
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3}(?![\w.]))?(?!\.?[0-9])")
_PLAIN = re.compile(
    rf"(?P<d>[d∂]?)(?P<head>(?:(?!{MARKED})[A-Za-zΑ-Ωα-ωϕµ])+)(?P<index>\d*)(?P<under>_(?:[A-Za-z0-9]+|\{{[A-Za-z0-9,]+\}}))?"
)
_NTH = re.compile(r"(?<![\w.])([d∂])([2-9])(?=[A-Za-zΑ-Ωα-ω]\w*\s*/\s*\(?\s*\1[A-Za-zΑ-Ωα-ω])")  # d2f/dxdy
_NUMBERED = re.compile(r"[0-9]+(?!\.)")
_BARE = re.compile(rf"(?:(?!{MARKED})[A-Za-z])+")


def _plain(text: str, tokens: list[Token], at: int, end: int, glued: bool) -> list[Token]:
    """What plain text writes in its own way: identifiers, `~=` and ` <- `, numbers; nothing for the rest."""
    if found := _NTH.match(text, at, end):
        first = Token("word" if found[1] == "d" else "partial", found[1], at, at + 1, glued)
        order = Token("number", found[2], at + 1, at + 2, True)
        return [first, Token("operator", "^", at + 1, at + 1, True), order]
    if found := _PLAIN.match(text, at, end):
        return _word(found, glued)
    if text.startswith("~=", at) or (not glued and text.startswith("<- ", at)):
        return [Token("relation", "≈" if text[at] == "~" else "←", at, at + 2, glued)]
    return _whole(tokens, found, glued) if (found := _SCIENTIFIC.match(text, at, end)) else []


def _word(found: re.Match[str], glued: bool) -> list[Token]:
    """Tokens of a plain identifier: `f1`, `x_1`, `dy`, `sigma`, `xy`."""
    word, at, end = found.group(), found.start(), found.end()
    if word in FUNCTIONS or word in ("Abs", "ReLU"):
        return [Token("function", FUNCTIONS.get(word, "abs" if word == "Abs" else "relu"), at, end, glued)]
    if found["d"] == "∂":
        rest = found.string[at + 1 : end]
        return [Token("partial", "∂", at, at + 1, glued), _identifier(rest, at + 1, end, True)]
    if word == "d":
        return [Token("word", "d", at, end, glued)]
    return [_identifier(word, at, end, glued)]


def _whole(tokens: list[Token], found: re.Match[str], glued: bool) -> list[Token]:
    """A number of plain text; behind ^ and _ it is taken whole, as if it were braced. 1.5e-3 is 0.0015."""
    start, end = found.span()
    text = found.group()
    value = format(Decimal(text), "f") if "e" in text.lower() else text
    number = Token("number", value, start, end, glued)
    if tokens and tokens[-1].kind == "operator" and tokens[-1].value in "^_":
        return [Token("group", "{", start, start, glued), number, Token("endgroup", "}", end, end, True)]
    return [number]


def _identifier(word: str, at: int, end: int, glued: bool) -> Token:
    head, under, index = word.partition("_")
    letters = tuple(GREEK_LETTERS.get(c, c) for c in head)
    name = "".join(letters)
    if not under:
        digits = re.search(r"\d+$", name)
        if digits:
            name, index = name[: digits.start()], digits.group()
    if name in FUNCTIONS and not index:
        return Token("function", FUNCTIONS[name], at, end, glued)
    if index:
        return Token("word", f"{name}_{index.strip('{}')}", at, end, glued)
    return Token("word", name, at, end, glued, letters if len(letters) > 1 and not spells_a_letter(name) else ())


def _letters(text: str, tokens: list[Token], at: int, end: int, glued: bool) -> int:
    """Letters in LaTeX: a run that is a function's name is that function; else each letter is a name."""
    run = _BARE.match(text, at, end)
    word = run.group() if run else text[at]
    if len(word) > 1 and (word in FUNCTIONS or word in ("tr", "det", "Var", "softmax")):
        kind = "function" if word in FUNCTIONS else "word"
        tokens.append(Token(kind, FUNCTIONS.get(word, word), at, at + len(word), glued))
        return at + len(word)
    for k, char in enumerate(word):
        tokens.append(Token("name", char, at + k, at + k + 1, glued or k > 0))
    return at + len(word)


def _accented(found: re.Match[str], glued: bool) -> list[Token]:
    """`ŷ`, as a letter with a combining accent or as one character, is \\hat{y}."""
    accent, letter = accented(found.group())
    return _braced("accent", accent, Token("name", letter, *found.span(), True), glued)


def _styled(found: re.Match[str], glued: bool) -> list[Token]:
    """A letter in a typeface of its own: `𝐱` is \\mathbf{x}, `𝔼` is \\mathbb{E}, `𝑥` is x."""
    face, char = styled(found.group())
    kind = "number" if char.isdigit() else _OTHER.get(char, "name")
    token = Token(kind, GREEK_LETTERS.get(char, char), *found.span(), True)
    return _braced("face", face, token, glued) if face and kind in ("name", "number") else [token._replace(glued=glued)]


def _vulgar(found: re.Match[str], glued: bool) -> list[Token]:
    """`½` is (1/2)."""
    at, end = found.span()
    top, bottom = unicodedata.normalize("NFKC", found.group()).split("⁄")
    return [
        Token("open", "(", at, at, glued), Token("number", top, at, end, True), Token("operator", "/", at, end, True),
        Token("number", bottom, at, end, True), Token("close", ")", end, end, True),
    ]  # fmt: skip


def _braced(kind: str, value: str, token: Token, glued: bool) -> list[Token]:
    """What LaTeX writes as a command with the token as its argument."""
    start, end = token.start, token.end
    opening, closing = Token("group", "{", start, start, True), Token("endgroup", "}", end, end, True)
    return [Token(kind, value, start, end, glued), opening, token, closing]


def _simple(kind: str, value: str, match: re.Match[str], glued: bool) -> Token:
    start, end = match.span()
    if kind == "greek":
        name = GREEK_LETTERS.get(value, value)
        return Token("name", name, start, end, glued)
    if kind == "relation":
        return Token("relation", RELATIONS[value], start, end, glued)
    if kind == "operator":
        return Token("operator", OPERATORS[value], start, end, glued)
    if kind == "prime":
        return Token("prime", "'" * sum({"′": 1, "″": 2, "‴": 3}.get(c, 1) for c in value), start, end, glued)
    if kind == "sub":
        return Token("index", value.translate(SUBSCRIPTS), start, end, glued)
    if kind == "sup":
        return Token("raised", value.translate(SUPERSCRIPTS), start, end, glued)
    if kind == "env":
        return Token(match["which"], match["name"], start, end, glued)
    if kind in ("number", "row", "dots"):
        return Token(kind, value, start, end, glued)
    return Token(_OTHER.get(value, "other"), value, start, end, glued)


_OTHER = {"(": "open", "[": "open", "{": "group", "}": "endgroup", ")": "close", "]": "close", "|": "bar", "‖": "norm",
          "∂": "partial", "∇": "nabla", ",": "comma", ";": "semicolon", "&": "cell", "?": "question", "!": "bang",
          "∞": "infinity", "…": "dots", "⋯": "dots", "∑": "big", "∏": "big", "√": "root", ".": "stop", ":": "colon",
          "$": "dollar", "⊤": "word"}  # fmt: skip
_ACCENTS = {"hat", "widehat", "tilde", "widetilde", "bar", "overline", "vec", "dot", "ddot", "check", "breve", "acute"}
_FACES = {"mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "mathcal", "mathbb", "mathfrak", "mathscr",
          "symbf", "pmb", "rm", "bf", "it", "mathnormal", "text", "textrm", "textbf", "textit", "mbox", "operatorname",
          "operatorname*", "textsf", "hbox", "intertext", "emph"}  # fmt: skip
_SAME_FACE = {"mathds": "mathbb", "mathbbm": "mathbb", "Bbb": "mathbb"}
_WRAPPERS = {"boxed", "underline", "overbrace", "underbrace", "cancel", "bcancel", "xcancel", "phantom", "color",
             "textcolor", "tag", "tag*", "label", "overset", "underset", "stackrel", "mathop"}  # fmt: skip
_MEANT = {"partial": "partial", "nabla": "nabla", "infty": "infinity", "sum": "big", "prod": "big", "int": "big",
          "lim": "big", "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "sqrt": "root",
          "|": "norm", "Vert": "norm", "lVert": "norm", "rVert": "norm", "vert": "bar", "lvert": "bar", "rvert": "bar",
          "mid": "bar", "{": "open", "}": "close", "lbrace": "open", "rbrace": "close", "langle": "open",
          "rangle": "close", "lbrack": "open", "rbrack": "close", "prime": "prime", "lfloor": "other", "top": "name",
          "intercal": "name", "argmax": "big", "argmin": "big", "sup": "big", "inf": "big"}  # fmt: skip
_VALUES = {"{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "prime": "'"}
_COMMANDS: dict[str, tuple[str, str]] = {  # kind and value of its token; no kind for one that leaves none
    **{name: (kind, _VALUES.get(name, name)) for name, kind in _MEANT.items()},
    **{name: ("dots", name) for name in DOTS},
    **{name: ("word", name) for name in ARRAY_WORDS},
    **{name: ("operator", sign) for name, sign in OPERATORS.items()},
    **{name: ("relation", sign) for name, sign in RELATIONS.items()},
    **{name: ("wrapper", name) for name in _WRAPPERS},
    **{name: ("face", _SAME_FACE.get(name, name)) for name in (*_FACES, *_SAME_FACE)},
    **{name: ("accent", name) for name in _ACCENTS},
    **{word: ("function", name) for word, name in FUNCTIONS.items() if word not in _MEANT},
    **{name: ("name", name.removeprefix("var")) for name in GREEK},
    **dict.fromkeys((*SIZES, *SPACES), ("", "")),
    **{name: ("size", name) for name in ("left", "right", "middle")},
    **{name: ("quad", name) for name in ("quad", "qquad")},
}


def _command(source: Source, tokens: list[Token], match: re.Match[str], limit: int, glued: bool) -> int:
    """The token of a LaTeX command; returns where reading goes on."""
    name, start, end = match.group()[1:], match.start(), match.end()
    if name in LABELLED:
        below = _OPTION.match(source.text, end, limit)
        stop = _group_end(source.text, below.end() if below else end, limit)
        if not below and _GOES.search(source.text, end, stop):
            tokens.append(Token("goes", "→", start, end, glued))
            return end
        tokens.append(Token("relation", LABELLED[name], start, stop, glued))
        return stop
    if name in ("hspace", "vspace", "hspace*"):
        return _group_end(source.text, end, limit)
    mark = _DELIMITER.match(source.text, end, limit) if name in ("left", "right") else None
    if mark and (mark[1] == "." or (name == "right" and _opened_by_dot(tokens))):
        tokens.append(Token("open" if name == "left" else "close", mark[1], start, mark.end(), glued))
        return mark.end()
    kind, value = _COMMANDS.get(name, ("command", name))
    if kind:
        tokens.append(Token(kind, value, start, end, glued))
    return end


_GROUP = re.compile(r"\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_OPTION = re.compile(r"\s*\[[^\[\]]*\]")
_GOES = re.compile(r"\\(?:to|rightarrow|longrightarrow)(?![A-Za-z])|→|->")
_DELIMITER = re.compile(r"\s*(\.|\||\\[|]|\\vert|\\rvert|[\])])")


def _opened_by_dot(tokens: list[Token]) -> bool:
    """Whether the delimiter that a `\\right` closes was opened by `\\left.`"""
    level = 0
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if (token.kind == "size" and token.value == "right") or (token.kind == "close" and token.end - token.start > 4):
            level += 1
        elif token.kind == "open" and token.value == ".":
            if level == 0:
                return True
            level -= 1
        elif token.kind == "size" and token.value == "left":
            if level == 0:
                return False
            level -= 1
    return False


def _group_end(text: str, at: int, limit: int) -> int:
    found = _GROUP.match(text, at, limit)
    return found.end() if found else at
