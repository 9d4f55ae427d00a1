"""What running text says of the names between its words: shapes (`A be an n x n matrix`) and properties (symmetric)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from symgrad.document import Said
from symgrad.notation.arrays import sizes_of
from symgrad.notation.nesting import split
from symgrad.notation.reader import read
from symgrad.notation.scope import Declared
from symgrad.notation.syntax import Filled, Name, Num, Product, Sum, Transpose, Tree, Unread
from symgrad.notation.tokens import Token
from symgrad.review.lines import Opened, Supposed
from symgrad.source import Span

Kind = Literal[
    "names", "shape", "length", "vector", "matrix", "property", "joint", "copula", "not", "if", "stop", "word"
]

WORDS: tuple[tuple[Kind, str], ...] = (
    ("stop", r"[.;](?=\s|$)|\n\s*\n"),
    ("joint", r",|and\b|und\b|et\b|or\b|oder\b|ou\b"),
    ("not", r"not\b|non\b|nicht\b|pas\b|without\b|ohne\b|sans\b|neither\b"),
    ("if", r"if\b|when\b|whenever\b|for\b|falls\b|wenn\b|für\b|si\b|pour\b|lorsque\b"),
    ("copula", r"be\b|is\b|are\b|being\b|denotes?\b|sei\b|seien\b|ist\b|sind\b|soit\b|soient\b|est\b|sont\b"),
    ("shape", r"(?P<rows>\w+)\s*(?:[x×]|-?by-?)\s*(?P<columns>\w+)(?=[ -](?:[\w-]+\s+){0,3}?matri)"),
    ("shape", r"(?:R|ℝ)\^[({]?(?P<m>\w+)(?:\s*[x×]\s*(?P<n>\w+))?[)}]?"),
    ("length", r"(?P<size>\w+)?-dimensional\b|(?P<long>\w+)?-vectors?\b"),
    ("length", r"(?:length|dimension|size)\s+(?!of\b|de\b|von\b)(?P<of>\w+)"),
    ("matrix", r"matri(?:x|ces|zen|ze)\b|matrices?\b"),
    ("vector", r"(?:column )?(?:vectors?|vektor(?:en)?|vecteurs?)\b"),
    ("property", r"symmetr(?:ic|isch\w*)\b|symétriques?\b|self-adjoint\b"),
    ("property", r"(?:positive|negative|positiv|définie?s?)[- ](?:semi-?)?(?:definite?\w*|positive?s?)\b|s\.?p\.?d\b"),
    ("property", r"(?:co-?varian(?:ce|z)|precision|gram|kernel|inertia)[- ]?matri(?:x|ces|zen)\b"),
    ("property", r"skew(?:-symmetric)?\b|anti-?symmetric\b|schiefsymmetrisch\w*\b|antisymétriques?\b"),
    ("property", r"orthogonal(?:e|es|en|er)?\b|orthonormal\b|unitary\b"),
    ("property", r"(?:non-?)?singular\b|invertible\b|invertierbar\w*\b|inversible\b|regular\b|square\b"),
    ("property", r"unit(?: norm| length| vectors?)\b"),
    ("property", r"one-hot\b|sums? to (?:one|1)\b|(?:probability|stochastic) vectors?\b"),
    ("property", r"(?:(?<=is )|(?<=be )|(?<=are ))diagonal\b|diagonal(?= matri)|Diagonal(?=matri)"),
    ("word", r"[\w'-]+|."),
)  # fmt: skip
PATTERN = re.compile(
    "|".join(f"(?P<k{k}>{pattern})" for k, (_, pattern) in enumerate(WORDS)), re.IGNORECASE | re.DOTALL
)
ARTICLES = {"a", "an", "the", "some", "any", "all", "both", "real", "of", "in", "with", "fixed",
            "constant", "given", "eine", "ein", "einer", "une", "un", "dans", "aus",
            "length", "dimension", "size", "Länge", "taille"}  # fmt: skip

Equation = tuple[Tree, Tree]


@dataclass(frozen=True)
class Mark:
    """A piece of running text that counts. text: a property's word; sizes: of a shape; names: of a formula."""

    kind: Kind
    start: int
    text: str = ""
    sizes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def heed_words(opened: Opened) -> None:
    """Enters what the words of a section say of its names: shapes into the scope, properties as equations."""
    if not any(piece.words for piece in opened.section.said):
        return
    names = set().union(*(line.names for line in opened.lines))
    for start, subjects, marks in _sentences(list(_marks(opened.section.said, names))):
        for name in subjects:
            if name in names:
                _describe(opened, name, marks, start)


# ----- what counts in a text -----


def _marks(said: list[Said], names: set[str]) -> Iterator[Mark]:
    for k, piece in enumerate(said):
        if not piece.words:
            if not piece.formula:
                yield Mark("stop", piece.start)
                continue
            before = said[k - 1].words.rstrip() if k else ""
            behind = said[k + 1].words if k + 1 < len(said) else ""
            yield from _formula(piece, before, behind)
            continue
        latex = any(other.formula for other in said)
        for match in PATTERN.finditer(piece.words):
            found = _word(match, piece.start + match.start(), names if not latex else set())
            if found is not None:
                yield found


def _word(match: re.Match[str], start: int, names: set[str]) -> Mark | None:
    number = next(int(key[1:]) for key, text in match.groupdict().items() if text is not None and key[1:].isdigit())
    kind, text = WORDS[number][0], match.group()
    if kind == "shape":
        sizes = (match["rows"], match["columns"]) if match["rows"] else (match["m"], match["n"] or "1")
        return Mark(kind, start, sizes=sizes)
    if kind == "length":
        size = match["size"] or match["long"] or match["of"]
        return Mark(kind, start, sizes=(size,) if size else ())
    if kind == "word":
        if text in names and text not in ("a", "I"):
            return Mark("names", start, names=(text,))
        return None if text.isspace() or text.lower() in ARTICLES else Mark(kind, start, text)
    return Mark(kind, start, text.lower())


def _formula(piece: Said, before: str, behind: str) -> Iterator[Mark]:
    """A formula between words: names, a shape, or a length."""
    tokens = list(piece.formula)
    at = next((k for k, token in enumerate(tokens) if token.kind in ("relation", "colon")), len(tokens))
    found = [_read(part) for part in split(tokens[:at], "comma")]
    sizes = sizes_of(found[0]) if len(found) == 1 and found[0] is not None else None
    if at == len(tokens) and sizes is not None:
        yield Mark("shape", piece.start, sizes=sizes)
    elif at == len(tokens) and isinstance(found[0], (Name, Num)) and (
        behind.startswith(("-dim", "-vec")) or re.search(r"(?:length|dimension|size|Länge|Dimension|taille)$", before)
    ):  # fmt: skip
        yield Mark("length", piece.start, sizes=(found[0].name if isinstance(found[0], Name) else found[0].text,))
    elif all(isinstance(tree, Name) for tree in found):
        yield Mark("names", piece.start, names=tuple(tree.name for tree in found if isinstance(tree, Name)))
    else:
        yield Mark("word", piece.start)


def _read(tokens: list[Token]) -> Tree | None:
    try:
        return read(tokens)
    except Unread:
        return None


# ----- who it is said of -----


def _sentences(marks: list[Mark]) -> Iterator[tuple[int, list[str], list[Mark]]]:
    """(from where on it holds, names, what is said of them): `A be symmetric`, `a symmetric matrix A`."""
    names: list[str] = []  # that a description can be about
    tied = 0  # how closely they are tied to what follows: 1 by standing before it, 2 by a verb
    listed = described = False  # whether a list goes on, whether something has been said of the names
    said: list[Mark] = []
    each: list[Mark] = []  # what is said of every name of a list
    conditional = negated = False
    for mark in [*marks, Mark("stop", 0)]:
        match mark.kind:
            case "names":
                if said and tied < 2:  # a symmetric matrix A
                    each = said if any(re.search(r"(?:ices|ors|eurs|s)$", m.text) for m in said) else []
                    if not negated:
                        yield said[0].start if conditional else -1, list(mark.names), said
                elif listed and each:
                    yield each[0].start if conditional else -1, list(mark.names), each
                names = [*names, *mark.names] if listed and not said else list(mark.names)
                said, tied, listed, described = [], 1, False, False
            case "copula":
                tied = 2 if names else 0
            case "joint" | "stop":
                if said and names and (tied or described):  # A be symmetric
                    if not negated:
                        yield said[0].start if conditional else -1, names, said
                    said, described = [], True
                listed = tied > 0 and not described
                tied, negated = 0, False
                if mark.kind == "stop":
                    names, said, each, listed, described, conditional = [], [], [], False, False, False
            case "not":
                negated = True
            case "if":
                conditional = True
            case "word":
                listed = False
                tied = tied if said or tied == 2 else 0
            case _:
                said = [*said, mark]


# ----- what is said -----


def _describe(opened: Opened, name: str, marks: list[Mark], start: int) -> None:
    scope = opened.scope
    line = Span(opened.section.source, marks[0].start, marks[0].start).line
    if scope.formula(name) is not None or scope.function(name) is not None:
        return
    kinds = {mark.kind for mark in marks}
    shape = next((mark.sizes for mark in marks if mark.kind == "shape"), None)
    length = next((mark.sizes for mark in marks if mark.kind == "length" and mark.sizes), None)
    if shape is None and length is not None and "matrix" not in kinds:
        shape = (length[0], "1")
    if scope.shape(name) is None:
        if shape is not None:
            scope.shapes[name] = Declared(shape[0], shape[1], line)
            scope.declared.add(name)
        elif kinds & {"vector", "matrix"}:
            scope.used.setdefault(name, "matrix" if "matrix" in kinds else "vector")
    for mark in marks:
        found = said_to_be(name, mark.text, start) if mark.kind == "property" else None
        if found is not None:
            opened.supposed.append(replace(found, said=(name, mark.text)))


def said_to_be(name: str, what: str, start: int = -1) -> Supposed | None:
    """The equation that a property of a name is: `symmetric`, `orthogonal`, `one-hot`; None for any other word."""
    for words, equation in PROPERTIES:
        if re.match(words, what):
            return Supposed(*equation(Name(0, 0, name)), start)
    return None


def _times(*factors: Tree) -> Tree:
    return Product(0, 0, tuple(("", factor) for factor in factors))


def _turned(tree: Tree) -> Tree:
    return Transpose(0, 0, tree)


ONES, ONE, IDENTITY = Filled(0, 0, "1"), Num(0, 0, "1"), Name(0, 0, "I")
PROPERTIES: tuple[tuple[str, Callable[[Name], Equation]], ...] = (
    (r"skew|anti|schief", lambda a: (_turned(a), Sum(0, 0, (("-", a),)))),
    (r"symm|symé|self|positiv|negativ|défini|s\.?p|.*matri", lambda a: (a, _turned(a))),
    (r"orth|unitary", lambda a: (_times(_turned(a), a), IDENTITY)),
    (r"unit", lambda a: (_times(_turned(a), a), ONE)),
    (r"one-hot|sum|prob|stoch", lambda a: (_times(_turned(ONES), a), ONE)),
    (r"diag", lambda a: (Product(0, 0, (("", a), ("⊙", IDENTITY))), a)),
)
