"""Rows of a formula, and the parts of a row that are separate statements, as tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from symgrad.document.arrows import ARROWS, with_limits
from symgrad.notation.nesting import balanced, group_stop, levels, split, unsized
from symgrad.notation.tokens import Token

ROWS = {"aligned", "align", "align*", "gather", "gather*", "gathered", "split", "multline", "multline*", "equation",
        "equation*", "eqnarray", "eqnarray*", "alignat", "alignat*", "flalign", "flalign*", "alignedat",
        "displaymath", "math", "subequations"}  # fmt: skip
LAYOUTS = {*ROWS, "array"}
TEXTS = {"text", "textrm", "textit", "textbf", "mbox", "intertext", "hbox", "emph", "textsf"}
SEPARATING = re.compile(
    r"^\W*(?:and|or|und|oder|et|ou|where|with|wobei|mit|avec|so|hence|thus|then|dann|alors|i\.e\.)\W*$", re.IGNORECASE
)
RESTRICTING = re.compile(  # words behind which stands what the formula before them holds for
    r"^\W*(?:only\s+)?(?:for|if|when|whenever|at|on|unless|provided|für|falls|wenn|sofern|bei|pour|si|lorsque|quand)\b",
    re.IGNORECASE,
)
REASON = re.compile(r"^\W*(?:since|because|as|by|using|from|da|weil|denn|wegen|car|puisque|par)\b", re.IGNORECASE)
SHARED = ("<", ">", "≤", "≥", "≠", "∈")
STOP_WORDS = {"if", "then", "for", "equals", "otherwise", "since", "by", "is", "with", "because", "as", "when", "let",
              "wenn", "falls", "für", "si", "pour", "const", "loss", "chain", "rule", "at", "on", "unless", "provided",
              "whenever", "using", "from", "bei"}  # fmt: skip


@dataclass
class Segment:
    """A part of a row that is a statement of its own, or a mention.

    words: those before and in it. arrow: the one that leads there. condition: whether words make it what the formula
    before it holds for.
    """

    tokens: list[Token]
    words: str = ""
    arrow: str = ""
    condition: bool = False


def rows(tokens: list[Token]) -> Iterator[list[Token]]:
    """The rows of a formula: alignment environments are taken off, cells are joined."""
    row: list[Token] = []
    inside: list[str] = []
    skip = 0
    for i, token in enumerate(tokens):
        if i < skip:
            continue
        laid = token.value in ROWS or (token.value == "array" and _tabular(tokens, i, row, inside))
        if token.kind in ("begin", "end") and laid and LAYOUTS.issuperset(inside):
            if token.kind == "begin":
                inside.append(token.value)
                if token.value.startswith("alignat") or token.value in ("alignedat", "array"):
                    skip = group_stop(tokens, i + 1)
            elif inside:
                inside.pop()
            yield row
            row = []
            continue
        if token.kind == "begin":
            inside.append(token.value)
        elif token.kind == "end" and inside:
            inside.pop()
        outer = LAYOUTS.issuperset(inside)
        if token.kind == "row" and outer:
            yield row
            row = []
        elif token.kind == "cell" and outer:
            if (i and tokens[i - 1].kind == "cell") or _parts_columns(row, tokens[i + 1 :]):
                row.append(Token("quad", "&", token.start, token.end))  # before a comment, or another column
            continue
        else:
            row.append(token)
    yield row


def _parts_columns(row: list[Token], behind: Sequence[Token]) -> bool:
    """Whether a cell sign stands between two equations: one is whole before it, and none goes on behind it."""
    last = next((k for k in range(len(row) - 1, -1, -1) if row[k].kind in ("relation", "quad")), None)
    if last is None or row[last].kind == "quad" or last + 1 == len(row) or not balanced(row[last + 1 :]):
        return False
    following = list(takewhile(lambda token: token.kind not in ("row", "end"), behind))
    if not following or following[0].kind in ("relation", "operator", "close"):
        return False
    return any(token.kind == "relation" for token in following)


def _tabular(tokens: list[Token], i: int, row: list[Token], inside: list[str]) -> bool:
    """Whether an array is a layout of relations and no matrix: it opens a formula, or closes one that did."""
    if tokens[i].kind == "end":
        return "array" in inside
    return not row and any(token.kind == "relation" for token in tokens[i:])


def segments(row: list[Token]) -> Iterator[Segment]:
    """The parts of a row that are separate statements."""
    names: list[Token] = []  # x, y > 0 says of both that they are positive
    for segment in _parts(row):
        tokens = segment.tokens
        if len(tokens) == 1 and tokens[0].kind in ("name", "word") and not segment.words:
            names.append(tokens[0])
        elif len(tokens) > 2 and tokens[0].kind in ("name", "word") and tokens[1].value in SHARED:
            yield from (replace(segment, tokens=[name, *tokens[1:]]) for name in names)
            names = []
        elif tokens:
            names = []
        yield segment


def _parts(row: list[Token]) -> Iterator[Segment]:
    row = _ranged(with_limits(_unwrapped(_demanded(_shaped(row)))))
    here = Segment([])
    skip = 0
    for i, level in levels(row):
        token = row[i]
        if skip > i:
            continue
        if level == 0 and token.kind == "face" and (text := _words(row, i)) is not None:
            body, skip = text
            plain = _plain(body)
            inside = bool(here.tokens) and here.tokens[-1].kind != "relation" and not _ends(row, skip)
            restricting = RESTRICTING.match(plain) is not None
            if SEPARATING.match(plain) or (inside and (restricting or REASON.match(plain))):
                yield from _finished(here)
                here = Segment([], condition=restricting)
            elif inside and re.search(r"\w", plain):
                here.tokens.append(Token("words", plain, token.start, row[skip - 1].end))
            here.words += " " + plain
            here.condition = here.condition or (restricting and not here.tokens)
            continue
        if level == 0 and token.kind == "wrapper" and token.value in ("tag", "tag*", "label"):
            skip = group_stop(row, i + 1)
            continue
        separating = level == 0 and (
            token.kind in ("quad", "semicolon", "comma") or (token.kind == "relation" and token.value in ARROWS)
        )
        if separating and token.kind == "quad" and not here.tokens:
            continue
        if separating:
            yield from _finished(here)
            goes_on = token.kind == "comma" and here.condition  # x > 0, y > 0
            here = Segment([], arrow=token.value if token.kind == "relation" else "", condition=goes_on)
        else:
            here.tokens.append(token)
    yield from _finished(here)


def _ranged(row: list[Token]) -> list[Token]:
    """`i = 1, \\dots, n` as `i ∈ \\{1, \\dots, n\\}`: the commas part no statements."""
    for i, level in levels(row):
        if i == 0 or row[i].kind != "relation" or row[i].value != "=" or row[i - 1].kind not in ("name", "word"):
            continue
        stop = i + 1
        while stop < len(row) and row[stop].kind in ("name", "word", "number", "index", "comma", "dots", "operator"):
            stop += 1
        items = [[token for token in item if token.kind != "operator"] for item in split(row[i + 1 : stop], "comma")]
        if items and not items[-1]:
            items, stop = items[:-1], stop - 1
        dotted = any(item and item[0].kind == "dots" for item in items[1:-1])
        counted = [int(item[0].value) for item in items if len(item) == 1 and item[0].value.isdigit()]
        listed = len(counted) == len(items) > 1 and counted == list(range(counted[0], counted[0] + len(items)))
        if level == 0 and (dotted or listed):
            first, last = row[i + 1], row[stop - 1]
            inner = row[i + 1 : stop]
            if listed:  # 1, 2, 3 is 1, ..., 3
                comma = next(token for token in inner if token.kind == "comma")
                inner = [first, comma, Token("dots", "…", comma.end, comma.end), comma, last]
            opening = Token("open", "{", first.start, first.start)
            closing = Token("close", "}", last.end, last.end)
            member = Token("relation", "∈", row[i].start, row[i].end)
            return [*row[:i], member, opening, *inner, closing, *_ranged(row[stop:])]
    return row


def _ends(row: list[Token], i: int) -> bool:
    """Whether a statement ends before the token i, or a relation goes on with it."""
    while i < len(row) and row[i].kind == "stop":
        i += 1
    return i >= len(row) or row[i].kind in ("quad", "semicolon", "comma", "relation")


def _finished(segment: Segment) -> Iterator[Segment]:
    """Without punctuation; a bracket around whole relations comes off, and makes them conditions."""
    bare = _bare(segment.tokens)
    inner = _unwrapped(bare)
    if inner and inner is not bare:
        yield from (replace(part, words=segment.words + part.words, condition=True) for part in _parts(inner))
    else:
        yield replace(segment, tokens=bare)


def _shaped(row: list[Token]) -> list[Token]:
    """A colon between a name and its shape as a relation: `W_1 : m \\times n`."""
    at = next((i for i, level in levels(row) if level == 0 and row[i].kind == "colon"), None)
    if at is None or at == 0 or any(token.kind == "relation" for token in row):
        return row
    behind = row[at + 1 :]
    kinds = {"name", "word", "number", "index", "group", "endgroup", "operator", "face", "stop", "comma", "open",
             "close"}  # fmt: skip
    times = any(token.value == "×" for token in behind)
    if not times or any(token.kind not in kinds or token.value in ("+", "*", "/", "^") for token in behind):
        return row
    colon = row[at]
    return [*row[:at], Token("relation", ":", colon.start, colon.end, colon.glued), *behind]


def _demanded(row: list[Token]) -> list[Token]:
    """Decorated relations as one token: `\\overset{!}{=}` demands equality, `\\overset{(1)}{=}` and `{=}` state it."""
    found: list[Token] = []
    i = 0
    while i < len(row):
        token = row[i]
        stop, mark = i, ""
        if token.kind == "wrapper" and token.value in ("overset", "stackrel", "underset", "textcolor"):
            stop = group_stop(row, i + 1)
            mark = "".join(t.value for t in row[i + 2 : stop - 1])
        if stop < len(row) and row[stop].kind == "group":
            behind = group_stop(row, stop)
            inner = row[stop + 1 : behind - 1]
            if len(inner) == 1 and inner[0].kind == "relation":
                if inner[0].value == "→" and any(t.value == "→" for t in row[i + 2 : stop - 1]):
                    found += [Token("goes", "→", token.start, token.start, token.glued), *row[i + 1 : stop]]
                    i = behind
                    continue
                value = "≟" if mark == "!" and inner[0].value == "=" else inner[0].value
                found.append(Token("relation", value, token.start, row[behind - 1].end, token.glued))
                i = behind
                continue
        found.append(token)
        i += 1
    return found


def _unwrapped(row: list[Token]) -> list[Token]:
    """Without brackets around a whole relation: `[\\text{Solution: } A = B]`."""
    while True:
        if len(row) > 3 and row[0].kind == "wrapper" and row[0].value in ("boxed", "underbrace", "overbrace", "mathop"):
            stop = group_stop(row, 1)
            rest = row[stop:]
            note = bool(rest) and rest[0].kind == "operator" and group_stop(rest, 1) == len(rest)
            if (not rest or note) and any(t.kind == "relation" for t in row[2 : stop - 1]):
                row = row[2 : stop - 1]
                continue
        if len(row) > 2 and row[0].kind == "group" and row[-1].kind == "endgroup" and group_stop(row, 0) == len(row):
            row = row[1:-1]
            continue
        core = [t for t in row if not (t.kind == "size" and t.value in ("left", "right"))]
        if len(core) < 3 or core[0].kind != "open" or core[-1].kind != "close":
            return row
        depths = dict(levels(core))
        if any(depths[i] == 0 for i in range(len(core))):
            return row
        closes = next((i for i, level in depths.items() if level == 1 and core[i].kind == "close"), -1)
        if closes != len(core) - 1 or not any(t.kind == "relation" and depths[i] == 1 for i, t in enumerate(core)):
            return row
        start = row.index(core[0]) + 1
        stop = len(row) - 1 - row[::-1].index(core[-1])
        row = list(unsized(row[start:stop]))


def _bare(part: list[Token]) -> list[Token]:
    """Without enumerators at the start and punctuation at the ends."""
    while part and part[-1].kind in ("comma", "semicolon", "stop", "quad", "colon"):
        part = part[:-1]
    while part and part[0].kind in ("quad", "comma", "semicolon"):
        part = part[1:]
    if len(part) > 2 and part[0].kind in ("number", "name") and part[1].kind == "close" and not balanced(part):
        part = part[2:]
    if [token.kind for token in part[:3]] == ["open", "name", "close"] and part[0].value == "(":
        begun = part[3:4] and part[3].kind in ("frac", "name", "partial", "face", "accent") and not part[3].glued
        return part[3:] if begun and part[1].value in tuple("abcdefgh") else part
    return part


def _words(row: list[Token], i: int) -> tuple[list[Token], int] | None:
    """The body of a text that is no name in the formula, and the index behind it."""
    face = row[i].value
    if (face not in TEXTS and face not in ("mathrm", "rm")) or i + 1 >= len(row) or row[i + 1].kind != "group":
        return None
    stop = group_stop(row, i + 1)
    body = row[i + 2 : stop - 1]
    spaced = bool(body) and (row[i + 1].end < body[0].start or body[-1].end < row[stop - 1].start)
    if face not in TEXTS:
        known = any(pattern.match(_plain(body)) for pattern in (SEPARATING, RESTRICTING, REASON))
        return (body, stop) if known and (len(body) == 0 or not _is_word(body)) else None
    return (body, stop) if spaced or not _is_word(body) else None


def _is_word(body: list[Token]) -> bool:
    """Whether a text is a name in the formula (`\\text{sig}`) and no comment."""
    return bool(body) and all(t.kind in ("name", "function", "word", "number") for t in body) and all(
        t.glued for t in body[1:]
    ) and not SEPARATING.match(_plain(body)) and _plain(body).lower() not in STOP_WORDS  # fmt: skip


def _plain(body: list[Token]) -> str:
    inked = (t for t in body if t.kind not in ("accent", "group", "endgroup"))
    return "".join(("" if t.glued else " ") + t.value for t in inked).strip()


def hidden_relation(part: list[Token]) -> bool:
    """Whether a relation stands inside braces or rows where nothing reads it (not in an index, nor in a condition)."""
    stack: list[bool] = []
    for i, token in enumerate(part):
        if token.kind in ("group", "open", "begin"):
            before = part[i - 1] if i else None
            stack.append(before is not None and _reads_relations(before, token))
        elif token.kind in ("endgroup", "close", "end"):
            if stack:
                stack.pop()
        elif token.kind == "relation" and stack and not any(stack):
            return True
    return False


def _reads_relations(before: Token, opening: Token) -> bool:
    """Whether what a bracket stands behind reads a relation in it: an index, an indicator."""
    if before.kind == "operator":
        return before.value in ("_", "^")
    if opening.kind != "open":
        return False
    return before.value in ("1", "I") or (opening.value == "[" and before.kind in ("endgroup", "name", "face"))
