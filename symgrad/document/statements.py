"""Blocks to statements: relation chains, cut out of formulas, with what stands around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from symgrad.document.blocks import DIRECTIVE_LINE, Block, Blocks, blocks, formula
from symgrad.notation.tokens import Token, tokenize
from symgrad.source import Source, Span, SymgradError

ROWS = {"aligned", "align", "align*", "gather", "gather*", "gathered", "split", "multline", "multline*", "equation",
        "equation*", "eqnarray", "eqnarray*", "alignat", "alignat*", "flalign", "flalign*", "alignedat",
        "displaymath", "math", "subequations"}  # fmt: skip
TEXTS = {"text", "textrm", "textit", "textbf", "mbox", "intertext", "hbox", "emph", "textsf"}
ARROWS = {"⇒", "⇔", "→", "↦"}
SEPARATING = re.compile(
    r"^\W*(?:and|or|und|oder|et|ou|where|with|wobei|mit|avec|so|hence|thus|i\.e\.)\W*$", re.IGNORECASE
)
STOP_WORDS = {"if", "then", "for", "equals", "otherwise", "since", "by", "is", "with", "because", "as", "when", "let",
              "wenn", "falls", "für", "si", "pour", "const", "loss", "chain", "rule"}  # fmt: skip
LEVEL = {"begin": 1, "group": 1, "open": 1, "end": -1, "endgroup": -1, "close": -1}


@dataclass(frozen=True)
class Bound:
    """A directive, and the signs of the statement that it binds (first and behind the last; None: all)."""

    words: str
    span: Span
    signs: tuple[int, int] | None = None


@dataclass(eq=False)
class Statement:
    """One relation chain: its members as tokens, the relation signs between them, and its surroundings.

    words: the words just before it and inside it. directives: what binds to it. arrow: the arrow it follows.
    """

    source: Source
    members: list[list[Token]]
    relations: list[Token]
    start: int
    end: int
    latex: bool
    words: str = ""
    directives: list[Bound] = field(default_factory=list)
    arrow: str = ""
    item: int = 0
    paragraph: int = 0
    trailing: bool = False  # its last member may go on in the next row

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    def member_span(self, i: int) -> Span:
        """Where a member stands; an empty one just behind its relation sign."""
        tokens = self.members[i]
        if tokens:
            return Span(self.source, tokens[0].start, tokens[-1].end)
        at = self.relations[i - 1].end if i else self.start
        return Span(self.source, at, at)


@dataclass(eq=False)
class Section:
    """A scope as it is written: a heading, its statements and directives, and the sections that it sees."""

    title: str
    level: int
    parent: Section | None
    statements: list[Statement] = field(default_factory=list)
    directives: list[tuple[str, Span]] = field(default_factory=list)
    prose: str = ""
    sees: list[Section] = field(default_factory=list)
    unread: list[tuple[Span, str]] = field(default_factory=list)


@dataclass
class Document:
    """A text as sections of statements."""

    source: Source
    sections: list[Section]


def read_document(source: Source, *, as_formula: bool = False) -> Document:
    """The sections of a text; as_formula: the text is mathematics, not a document with mathematics in it."""
    return _Builder(formula(source) if as_formula else blocks(source)).run()


class _Builder:
    def __init__(self, parsed: Blocks) -> None:
        self.parsed = parsed
        self.source = parsed.source
        text = parsed.math.text
        self.decimal_comma = bool(re.search(r"\d(?:,|\{,\})\d", text)) and not re.search(r"\d\.\d", _formulas(parsed))
        self.root = Section("", 0, None)
        self.sections = [self.root]
        self.here = self.root
        self.pending: list[tuple[str, Span]] = []
        self.words = ""

    def run(self) -> Document:
        for block in self.parsed.blocks:
            if block.kind == "heading":
                self._heading(block)
            elif block.kind == "directive":
                self._directive(block.text, Span(self.source, block.start, block.end))
            elif block.kind == "broken":
                self.here.unread.append((Span(self.source, block.start, block.end), block.text))
            elif block.kind == "prose":
                self.words = block.text
                self.here.prose += " " + block.text
            else:
                self._formula(block)
                self.words = ""
        if self.pending:
            words, span = self.pending[0]
            raise SymgradError(f"the directive '{words}' binds the statement that follows, and none does", span)
        self._references()
        return Document(self.source, self.sections)

    # ----- scopes -----

    def _heading(self, block: Block) -> None:
        parent: Section = self.here
        while parent.level >= block.level and parent.parent is not None:
            parent = parent.parent
        self.here = Section(block.text.strip(), block.level, parent)
        self.sections.append(self.here)

    def _references(self) -> None:
        """A section also sees those that its words name: 'exercise 2 again', 'as in problem 7.12', the same title."""
        numbered = {}
        for section in self.sections:
            match = re.search(r"\b(\d[\d.\-]*\d|\d)\b", section.title)
            if match:
                numbered[section] = match[1]
        for i, section in enumerate(self.sections):
            for other in self.sections[:i]:
                same = bool(section.title) and other.title == section.title and other.parent is section.parent
                if same or (other in numbered and _mentions(section.prose, numbered[other])):
                    section.sees.append(other)

    def _directive(self, words: str, span: Span) -> None:
        if words.split(" ")[0] in ("ignore", "expect"):
            self.pending.append((words, span))
        else:
            self.here.directives.append((words, span))

    # ----- formulas -----

    def _formula(self, block: Block) -> None:
        math = self.parsed.math
        marks = {m.start(): m for m in DIRECTIVE_LINE.finditer(math.text, block.start, block.end) if m.group().strip()}
        try:
            tokens = tokenize(math, block.start, block.end, latex=self.parsed.latex, decimal_comma=self.decimal_comma)
        except SymgradError as error:
            self.here.unread.append(
                (error.diagnostic.span or Span(self.source, block.start, block.end), error.diagnostic.message)
            )
            return
        first = True
        waiting = sorted(marks)
        for row in _rows(tokens):
            while waiting and row and waiting[0] < row[0].start:
                mark = marks[waiting.pop(0)]
                self._directive(mark[1], Span(self.source, mark.start(), mark.end()))
            self._row(row, block, first)
            first = first and not row
        for at in waiting:
            self._directive(marks[at][1], Span(self.source, at, marks[at].end()))

    def _row(self, row: list[Token], block: Block, first: bool) -> None:
        bound = [Bound(words, span) for words, span in self.pending]
        made = False
        fresh = True
        for k, (part, words, arrow) in enumerate(_segments(row)):
            relations = [i for i, level in _levels(part) if part[i].kind == "relation" and level == 0]
            if fresh and k == 0 and self._goes_on(part, relations, block, first):
                made = True
                continue
            fresh = False
            if not part or not relations:
                last = self._last()
                if last is not None and part:
                    last.trailing = False
                hidden = "a bracket or brace is never closed" if part and not _balanced(part) else ""
                hidden = hidden or "a relation inside braces or rows is not read here"
                if (
                    part
                    and any(token.kind == "relation" for token in part)
                    and (not _balanced(part) or _hidden_relation(part))
                ):
                    self.here.unread.append((Span(self.source, part[0].start, part[-1].end), hidden))
                continue
            statement = self._statement(part, relations, block, words, arrow)
            statement.directives = bound
            made = True
        if made:
            self.pending.clear()

    def _last(self) -> Statement | None:
        return self.here.statements[-1] if self.here.statements else None

    def _goes_on(self, part: list[Token], relations: list[int], block: Block, first: bool) -> bool:
        """Continue the statement before if this row starts with a relation, or with a sign inside one display."""
        last = self._last()
        if not part or last is None:
            return False
        if relations and relations[0] == 0 and part[0].value not in ARROWS:
            members = _members(part, relations)
            signs = len(last.relations), len(last.relations) + len(relations)
            last.directives += [Bound(words, span, signs) for words, span in self.pending]
            last.members += members[1:]
            last.relations += [part[i] for i in relations]
            last.end = part[-1].end
            return True
        opened = block.display and last.trailing and not first
        signed = part[0].kind == "operator" and part[0].value in ("+", "-", "*", "×", "⊙", "±")
        if opened and (signed or part[0].kind == "close" or last.members[-1] == [] or _open(last.members[-1])):
            members = _members(part, relations)
            last.members[-1] = [*last.members[-1], *members[0]]
            last.members += members[1:]
            last.relations += [part[i] for i in relations]
            last.end = part[-1].end
            return True
        return False

    def _statement(self, part: list[Token], relations: list[int], block: Block, words: str, arrow: str) -> Statement:
        statement = Statement(
            self.source,
            _members(part, relations),
            [part[i] for i in relations],
            part[0].start,
            part[-1].end,
            self.parsed.latex,
            f"{self.words} {words}".strip(),
            arrow=arrow,
            item=block.item,
            paragraph=block.paragraph,
            trailing=block.display,
        )
        self.here.statements.append(statement)
        return statement


def _formulas(parsed: Blocks) -> str:
    return "\n".join(parsed.math.text[b.start : b.end] for b in parsed.blocks if b.kind == "formula")


def _mentions(prose: str, number: str) -> bool:
    last = re.escape(number.split("-")[-1]) if "-" in number else re.escape(number)
    kinds = "problem|exercise|example|question|task|aufgabe|übung|exercice"
    pattern = rf"\b(?:{kinds})\s+(?:{re.escape(number)}|{last})\b(?![.\-]\d)"
    return bool(re.search(pattern, prose, re.IGNORECASE))


def _members(part: list[Token], relations: list[int]) -> list[list[Token]]:
    edges = [-1, *relations, len(part)]
    return [part[a + 1 : b] for a, b in itertools.pairwise(edges)]


def _open(tokens: list[Token]) -> bool:
    """Whether a bracket is still open at the end."""
    return sum(LEVEL.get(token.kind, 0) for token in tokens) > 0


def _levels(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """(index, bracket depth) of every token; an opening one counts as inside itself."""
    level = 0
    for i, token in enumerate(tokens):
        change = LEVEL.get(token.kind, 0)
        if change > 0:
            level += 1
        yield i, level
        if change < 0:
            level = max(0, level - 1)


def _rows(tokens: list[Token]) -> Iterator[list[Token]]:
    """The rows of a formula: alignment environments are taken off, cells are joined."""
    row: list[Token] = []
    inside: list[str] = []
    skip = 0
    for i, token in enumerate(tokens):
        if i < skip:
            continue
        if (
            token.kind in ("begin", "end")
            and (token.value in ROWS or (token.value == "array" and _tabular(tokens, i, row, inside)))
            and (not any(name not in ROWS and name != "array" for name in inside))
        ):
            if token.kind == "begin":
                inside.append(token.value)
                if token.value.startswith("alignat") or token.value in ("alignedat", "array"):
                    skip = _group_stop(tokens, i + 1)
            elif inside:
                inside.pop()
            yield row
            row = []
            continue
        if token.kind == "begin":
            inside.append(token.value)
        elif token.kind == "end" and inside:
            inside.pop()
        outer = all(name in ROWS or name == "array" for name in inside)
        if token.kind == "row" and outer:
            yield row
            row = []
        elif token.kind == "cell" and outer:
            if i and tokens[i - 1].kind == "cell":  # && stands before a comment, or before another column
                row.append(Token("quad", "&&", token.start, token.end))
            continue
        else:
            row.append(token)
    yield row


def _tabular(tokens: list[Token], i: int, row: list[Token], inside: list[str]) -> bool:
    """Whether an array is a layout of relations and no matrix: it opens a formula, or closes one that did."""
    if tokens[i].kind == "end":
        return "array" in inside
    return not row and any(token.kind == "relation" for token in tokens[i:])


def _segments(row: list[Token]) -> Iterator[tuple[list[Token], str, str]]:
    """The parts of a row that are separate statements: (tokens, words in them, the arrow that leads there)."""
    row = _unwrapped(_demanded(row))
    part: list[Token] = []
    words = ""
    arrow = ""
    skip = 0
    levels = list(_levels(row))
    enders = _comma_ends(row, levels)
    for i, level in levels:
        token = row[i]
        if skip > i:
            continue
        if level == 0 and token.kind == "face" and token.value in TEXTS and (text := _text_group(row, i)) is not None:
            body, skip = text
            source_text = "".join(t.value + (" " if not t.glued else "") for t in body)
            spaced = bool(body) and (row[i + 1].end < body[0].start or body[-1].end < row[skip - 1].start)
            if spaced or not _is_word(body):
                words += " " + source_text
                if SEPARATING.match(_plain(body)):
                    yield _bare(part), words, arrow
                    part, words, arrow = [], "", ""
                continue
            skip = 0
        if level == 0 and token.kind == "wrapper" and token.value in ("tag", "tag*", "label"):
            skip = _group_stop(row, i + 1)
            continue
        separating = level == 0 and (
            token.kind in ("quad", "semicolon") or i in enders or (token.kind == "relation" and token.value in ARROWS)
        )
        if separating and token.kind == "quad" and not part:
            continue
        if separating:
            yield _bare(part), words, arrow
            part, words = [], ""
            arrow = token.value if token.kind == "relation" else ""
        else:
            part.append(token)
    yield _bare(part), words, arrow


def _demanded(row: list[Token]) -> list[Token]:
    """Decorated relations as one token: `\\overset{!}{=}` demands equality, `\\overset{(1)}{=}` and `{=}` state it."""
    found: list[Token] = []
    i = 0
    while i < len(row):
        token = row[i]
        stop, mark = i, ""
        if token.kind == "wrapper" and token.value in ("overset", "stackrel", "underset", "textcolor"):
            stop = _group_stop(row, i + 1)
            mark = "".join(t.value for t in row[i + 2 : stop - 1])
        if stop < len(row) and row[stop].kind == "group":
            behind = _group_stop(row, stop)
            inner = row[stop + 1 : behind - 1]
            if len(inner) == 1 and inner[0].kind == "relation":
                value = "≟" if mark == "!" and inner[0].value == "=" else inner[0].value
                found.append(Token("relation", value, token.start, row[behind - 1].end, token.glued))
                i = behind
                continue
        found.append(token)
        i += 1
    return found


def _hidden_relation(part: list[Token]) -> bool:
    """Whether a relation stands inside braces or rows where nothing reads it (not in an index, nor in a condition)."""
    stack: list[bool] = []
    for i, token in enumerate(part):
        if token.kind in ("group", "open", "begin"):
            before = part[i - 1] if i else None
            index = before is not None and before.kind == "operator" and before.value in "_^"
            word = before is not None and before.kind in ("endgroup", "name", "face") and token.kind == "open"
            stack.append(index or (word and token.value == "["))
        elif token.kind in ("endgroup", "close", "end"):
            if stack:
                stack.pop()
        elif token.kind == "relation" and stack and not any(stack):
            return True
    return False


def _text_group(row: list[Token], i: int) -> tuple[list[Token], int] | None:
    if i + 1 >= len(row) or row[i + 1].kind != "group":
        return None
    stop = _group_stop(row, i + 1)
    return row[i + 2 : stop - 1], stop


def _group_stop(row: list[Token], i: int) -> int:
    """The index behind the group that starts at i."""
    level = 0
    for j in range(i, len(row)):
        level += {"group": 1, "endgroup": -1}.get(row[j].kind, 0)
        if level == 0:
            return j + 1
    return len(row)


def _is_word(body: list[Token]) -> bool:
    """Whether a text is a name in the formula (`\\text{sig}`) and no comment."""
    return bool(body) and all(t.kind in ("name", "function", "word", "number") for t in body) and all(
        t.glued for t in body[1:]
    ) and not SEPARATING.match(_plain(body)) and _plain(body).lower() not in STOP_WORDS  # fmt: skip


def _plain(body: list[Token]) -> str:
    return "".join(("" if t.glued else " ") + t.value for t in body).strip()


def _comma_ends(row: list[Token], levels: list[tuple[int, int]]) -> set[int]:
    """The commas that separate statements: those between parts of which the second holds a relation or is a mention."""
    return {i for i, level in levels if level == 0 and row[i].kind == "comma"}


def _bare(part: list[Token]) -> list[Token]:
    """Without enumerators at the start and punctuation at the ends."""
    while part and part[-1].kind in ("comma", "semicolon", "stop", "quad", "colon"):
        part = part[:-1]
    while part and part[0].kind in ("quad", "comma", "semicolon"):
        part = part[1:]
    if len(part) > 2 and part[0].kind in ("number", "name") and part[1].kind == "close" and not _balanced(part):
        part = part[2:]
    if len(part) > 3 and part[0].kind == "open" and part[2].kind == "close" and part[1].kind == "name":
        inner = part[3]
        if (
            len(part[1].value) == 1
            and inner.kind in ("frac", "name", "partial", "face", "accent")
            and part[0].value == "("
        ):
            return part[3:] if part[1].value in "abcdefgh" and not part[3].glued else part
    return part


def _balanced(part: list[Token]) -> bool:
    level = 0
    for token in part:
        level += LEVEL.get(token.kind, 0)
        if level < 0:
            return False
    return level == 0


def _unwrapped(row: list[Token]) -> list[Token]:
    """Without brackets around a whole relation: `[\\text{Solution: } A = B]`."""
    while True:
        if len(row) > 3 and row[0].kind == "wrapper" and row[0].value in ("boxed", "underbrace", "overbrace", "mathop"):
            stop = _group_stop(row, 1)
            rest = row[stop:]
            note = bool(rest) and rest[0].kind == "operator" and _group_stop(rest, 1) == len(rest)
            if (not rest or note) and any(t.kind == "relation" for t in row[2 : stop - 1]):
                row = row[2 : stop - 1]
                continue
        if len(row) > 2 and row[0].kind == "group" and _group_stop(row, 0) == len(row):
            row = row[1:-1]
            continue
        core = [t for t in row if not (t.kind == "size" and t.value in ("left", "right"))]
        if len(core) < 3 or core[0].kind != "open" or core[-1].kind != "close":
            return row
        levels = dict(_levels(core))
        if any(levels[i] == 0 for i in range(len(core))):
            return row
        closes = next((i for i, level in levels.items() if level == 1 and core[i].kind == "close"), -1)
        if closes != len(core) - 1 or not any(t.kind == "relation" and levels[i] == 1 for i, t in enumerate(core)):
            return row
        start = row.index(core[0]) + 1
        stop = len(row) - 1 - row[::-1].index(core[-1])
        inner = row[start:stop]
        while inner and inner[-1].kind == "size":
            inner = inner[:-1]
        row = inner
