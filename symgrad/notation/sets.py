"""The sets that stand behind ∈: intervals, sets of numbers, finite sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symgrad.notation.nesting import LEVEL, group_stop, split
from symgrad.notation.reader import read
from symgrad.notation.syntax import Num, Tree, Unread
from symgrad.notation.tokens import Token

Bound = tuple[str, Tree]  # a relation and its right side: what is in the set stands so to it
TURNED = {">": "<", "≥": "≤"}
MINUS = ("setminus", "smallsetminus", "backslash")


@dataclass(frozen=True)
class Domain:
    """What a set says of the numbers in it.

    elements: all of them, if they are listed. whole: there are only whole numbers in it. perhaps: bounds that hold
    for some authors and not for others, and why. real: whether its numbers are real.
    """

    bounds: tuple[Bound, ...] = ()
    elements: tuple[Tree, ...] = ()
    whole: bool = False
    perhaps: tuple[Bound, ...] = ()
    why: str = ""
    real: bool = True


def read_set(tokens: Sequence[Token]) -> Domain:
    """The set that some tokens write. Raises Unread."""
    tokens = [token for token in tokens if token.kind not in ("size", "quad")]
    if not tokens:
        raise Unread("a set is missing", 0, 0)
    cut = next((i for i, token in enumerate(tokens) if token.value in MINUS), None)
    if cut is not None:
        return _without(read_set(tokens[:cut]), tokens[cut + 1 :])
    first, last = tokens[0], tokens[-1]
    if first.kind == "open" and last.kind == "close" and _encloses(tokens):
        inner = tokens[1:-1]
        if first.value == "{" and last.value == "}":
            return _listed(inner, first, last)
        if first.value in ("(", "[", "]") and last.value in (")", "]", "["):
            return _interval(inner, first, last)
    letter, rest = _blackboard(tokens)
    if letter:
        return _numbers(letter, rest, first)
    raise _fail(tokens)


def _fail(tokens: Sequence[Token], reason: str = "this set is not read") -> Unread:
    return Unread(reason, tokens[0].start, tokens[-1].end)


def _encloses(tokens: Sequence[Token]) -> bool:
    """Whether the last token closes the first one."""
    level = 0
    for i, token in enumerate(tokens):
        level += LEVEL.get(token.kind, 0)
        if level == 0:
            return i == len(tokens) - 1
    return False


def _parts(tokens: Sequence[Token]) -> list[list[Token]]:
    return [part for piece in split(tokens, "comma") for part in split(piece, "semicolon")]


def _zero(token: Token) -> Num:
    return Num(token.start, token.end, "0")


def _interval(tokens: Sequence[Token], first: Token, last: Token) -> Domain:
    parts = _parts(tokens)
    if len(parts) != 2 or not all(parts):
        raise Unread("an interval has two ends", first.start, last.end)
    low, high = parts
    bounds: list[Bound] = []
    if not _is_infinite(low, "-"):
        bounds.append(("≥" if first.value == "[" else ">", read(low)))
    if not _is_infinite(high, "+"):
        bounds.append(("≤" if last.value == "]" else "<", read(high)))
    return Domain(tuple(bounds))


def _is_infinite(tokens: Sequence[Token], sign: str) -> bool:
    *before, last = tokens
    written = "".join(token.value for token in before)
    return last.kind == "infinity" and written in ((sign, "") if sign == "+" else (sign,))


def _listed(tokens: Sequence[Token], first: Token, last: Token) -> Domain:
    """`\\{-1, 1\\}`, or a range of whole numbers `\\{1, \\dots, n\\}`."""
    if any(token.kind in ("relation", "bar", "colon") for token in tokens):
        raise Unread("a set that is given by a condition is not read yet", first.start, last.end)
    parts = _parts(tokens)
    if not all(parts):
        raise Unread("an element of this set is missing", first.start, last.end)
    dots = [i for i, part in enumerate(parts) if part[0].kind == "dots"]
    if not dots:
        return Domain(elements=tuple(read(part) for part in parts))
    shown = [read(part) for part in parts[: dots[0]]]
    starts = [int(tree.text) for tree in shown if isinstance(tree, Num) and tree.text.isdigit()]
    ends = parts[dots[0] + 1 :]
    if not starts or len(starts) < len(shown) or starts != list(range(starts[0], starts[0] + len(starts))):
        raise Unread("how this set goes on is not clear", first.start, last.end)
    if len(ends) > 1:
        raise Unread("how this set ends is not clear", first.start, last.end)
    bounds: list[Bound] = [("≥", shown[0])]
    return Domain((*bounds, *(("≤", read(end)) for end in ends)), whole=True)


def _without(base: Domain, tokens: Sequence[Token]) -> Domain:
    """A set without finitely many of its elements."""
    removed = read_set(tokens)
    if not removed.elements:
        raise _fail(tokens, "a set without part of another one is not read yet")
    bounds = (*base.bounds, *(("≠", element) for element in removed.elements))
    return Domain(bounds, base.elements, base.whole, base.perhaps, base.why, base.real)


def _blackboard(tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """The letter of a set of numbers, and what stands behind it; '' for none."""
    first = tokens[0]
    if first.kind == "command" and first.value in "RQZNC":
        return first.value, tokens[1:]
    if first.kind == "face" and first.value in ("mathbb", "mathbf", "bm", "boldsymbol") and len(tokens) > 1:
        stop = group_stop(tokens, 1) if tokens[1].kind == "group" else 2
        inner = [token.value for token in tokens[1:stop] if token.kind not in ("group", "endgroup")]
        if len(inner) == 1 and inner[0] in ("R", "Q", "Z", "N", "C"):
            return inner[0], tokens[stop:]
    return "", tokens


def _numbers(letter: str, rest: Sequence[Token], first: Token) -> Domain:
    """`\\mathbb{R}_{>0}`, `\\mathbb{N}_0`, `\\mathbb{R}^{m \\times n}`"""
    marks = list(_marks(rest))
    zero, whole, real = _zero(first), letter in "ZN", letter != "C"
    values = ["".join(token.value for token in mark) for mark in marks]
    bounds: list[Bound] = []
    perhaps: list[Bound] = []
    why, lists = "", False
    for mark, value in zip(marks, values, strict=True):
        if mark[0].kind == "relation":
            bounds.append((mark[0].value, read(mark[1:])))
        elif value == "++" or (value in ("+", "*") and letter == "N"):
            bounds.append((">", zero))
        elif value in ("+", "-"):
            more, strict = ("≥", ">") if value == "+" else ("≤", "<")
            bounds.append((more, zero))
            if "0" not in values:
                perhaps, why = [(strict, zero)], "whether 0 is in the set is not said"
        elif value == "*":
            perhaps, why = [("≠", zero)], "whether 0 is in the set is not said"
        elif value != "0":
            lists = True
    if lists and (bounds or perhaps or whole):
        raise Unread("bounds for lists of numbers are not read yet", first.start, rest[-1].end)
    if lists:
        return Domain()
    if letter == "N" and not bounds:
        bounds = [("≥", zero)]
        if "0" not in values:
            perhaps, why = [(">", zero)], "whether 0 is a natural number is not said"
    return Domain(tuple(bounds), whole=whole, perhaps=tuple(perhaps), why=why, real=real)


def _marks(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """What stands above and below the letter of a set."""
    found: list[Sequence[Token]] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind in ("index", "raised"):
            found.append([token])
            i += 1
        elif token.kind == "operator" and token.value in ("^", "_") and i + 1 < len(tokens):
            stop = group_stop(tokens, i + 1) if tokens[i + 1].kind == "group" else i + 2
            inner = tokens[i + 2 : stop - 1] if tokens[i + 1].kind == "group" else tokens[i + 1 : stop]
            if not inner:
                raise _fail(tokens)
            found.append(inner)
            i = stop
        else:
            raise _fail(tokens[i:])
    return found
