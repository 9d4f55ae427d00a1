"""Blocks to statements: relation chains, cut out of formulas, with what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symgrad.document.arrows import ARROWS, NO_POINT, goes_somewhere, left_open
from symgrad.document.blocks import DIRECTIVE_LINE, Block, Blocks, blocks, formula
from symgrad.document.notes import names_of, with_words
from symgrad.document.rows import Segment, hidden_relation, rows, segments
from symgrad.notation.nesting import balanced, between, levels, still_open
from symgrad.notation.tokens import Token, tokenize
from symgrad.source import Source, Span, SymgradError

CONTINUING = ("+", "-", "*", "×", "⊙", "±")  # a row that begins so goes on with the one before
SUPPOSED = re.compile(r"\b(?:if|when|whenever|unless|falls|wenn|sofern|si|lorsque)\s*$", re.IGNORECASE)


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
    row: int = 0  # of the document
    condition: bool = False  # whether words make it what something else is said to hold for
    trailing: bool = False  # its last member may go on in the next row
    beside: list[list[Token]] = field(default_factory=list)  # listed before its first member: x of `x, y \in R^n`

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


@dataclass(frozen=True)
class Said:
    """A piece of running text: words, or a formula between them (its tokens; none for one that stands alone)."""

    start: int
    words: str = ""
    formula: tuple[Token, ...] = ()


@dataclass(eq=False)
class Section:
    """A scope as it is written: a heading, its statements and directives, and the sections that it sees."""

    source: Source
    title: str
    level: int
    parent: Section | None
    statements: list[Statement] = field(default_factory=list)
    directives: list[tuple[str, Span]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    sees: list[Section] = field(default_factory=list)
    unread: list[tuple[Span, str]] = field(default_factory=list)

    @property
    def prose(self) -> str:
        return " ".join(piece.words for piece in self.said)


@dataclass
class Document:
    """A text as sections of statements."""

    source: Source
    sections: list[Section]


def read_document(source: Source, *, as_formula: bool = False) -> Document:
    """The sections of a text; as_formula: the text is mathematics, not a document with mathematics in it."""
    return of_blocks(formula(source) if as_formula else blocks(source))


def of_blocks(parsed: Blocks) -> Document:
    """The sections of a text whose blocks are known."""
    return _Builder(parsed).run()


class _Builder:
    def __init__(self, parsed: Blocks) -> None:
        self.parsed = parsed
        self.source = parsed.source
        text = parsed.math.text
        self.decimal_comma = bool(re.search(r"\d(?:,|\{,\})\d", text)) and not re.search(r"\d\.\d", _formulas(parsed))
        self.root = Section(self.source, "", 0, None)
        self.sections = [self.root]
        self.here = self.root
        self.pending: list[tuple[str, Span]] = []
        self.words = ""
        self.row = 0
        self.names = names_of(_formulas(parsed)) if parsed.notes else set[str]()

    def run(self) -> Document:
        for block in self.parsed.blocks:
            if block.kind == "heading":
                self._heading(block)
            elif block.kind == "directive":
                self._directive(block.text, Span(self.source, block.start, block.end))
            elif block.kind == "broken":
                self._unread(Span(self.source, block.start, block.end), block.text)
            elif block.kind == "prose":
                self.words = block.text
                self.here.said.append(Said(block.start, block.text))
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
        self.here = Section(self.source, block.text.strip(), block.level, parent)
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
            tokens = self._tokens(math, block)
        except SymgradError as error:
            self._unread(error.diagnostic.span or Span(self.source, block.start, block.end), error.diagnostic.message)
            return
        self.here.said.append(Said(block.start, formula=() if block.display else tuple(tokens)))
        first = True
        waiting = sorted(marks)
        for row in rows(tokens):
            while waiting and row and waiting[0] < row[0].start:
                mark = marks[waiting.pop(0)]
                self._directive(mark[1], Span(self.source, mark.start(), mark.end()))
            self._row(row, block, first)
            first = first and not row
        for at in waiting:
            self._directive(marks[at][1], Span(self.source, at, marks[at].end()))

    def _tokens(self, math: Source, block: Block) -> list[Token]:
        if self.parsed.notes:
            return with_words(math, block.start, block.end, self.names, decimal_comma=self.decimal_comma)
        return tokenize(math, block.start, block.end, latex=self.parsed.latex, decimal_comma=self.decimal_comma)

    def _row(self, row: list[Token], block: Block, first: bool) -> None:
        bound = [Bound(words, span) for words, span in self.pending]
        made = False
        fresh = True
        listed: list[list[Token]] = []
        self.row += 1
        if reason := left_open(row):
            self._leave_open(row, reason)
            return
        before: list[Token] = []
        for k, segment in enumerate(segments(row)):
            part = segment.tokens
            if segment.arrow == "→" and goes_somewhere(before, part):
                self._unread(Span(self.source, before[0].start, part[-1].end), NO_POINT)
            if segment.arrow == "→" and before and not _relations(before):
                segment.arrow = ""  # it leads there from what states nothing
            before = part
            segment.condition |= k == 0 and first and bool(SUPPOSED.search(self.words))
            relations = _relations(part)
            if fresh and k == 0 and self._goes_on(part, relations, block, first):
                made = True
                continue
            fresh = False
            part = segment.tokens = _without_bullet(part)
            relations = _relations(part)
            if not part or not relations:
                listed.append(part)
                last = self._last()
                if last is not None and part:
                    last.trailing = False
                if why := _hides(part):
                    self._unread(Span(self.source, part[0].start, part[-1].end), why)
                continue
            statement = self._statement(segment, relations, block)
            statement.directives = bound
            statement.beside, listed = listed if statement.relations[0].value in ("∈", ":") else [], []
            made = True
        if made:
            self.pending.clear()

    def _leave_open(self, row: list[Token], reason: str) -> None:
        """A row that is not understood, with the statement before it if it goes on with that."""
        start, last = row[0].start, self._last()
        if row[0].kind == "relation" and last is not None:
            self.here.statements.remove(last)
            start = last.start
        self._unread(Span(self.source, start, row[-1].end), reason)

    def _unread(self, span: Span, why: str) -> None:
        self.here.unread.append((span, why))

    def _last(self) -> Statement | None:
        return self.here.statements[-1] if self.here.statements else None

    def _goes_on(self, part: list[Token], relations: list[int], block: Block, first: bool) -> bool:
        """Continue the statement before if this row starts with a relation, or with a sign inside one display."""
        last = self._last()
        if not part or last is None:
            return False
        head, *members = between(part, relations)
        if relations and relations[0] == 0 and part[0].value not in ARROWS:
            signs = len(last.relations), len(last.relations) + len(relations)
            last.directives += [Bound(words, span, signs) for words, span in self.pending]
        else:
            member, signed = last.members[-1], part[0].kind == "operator" and part[0].value in CONTINUING
            opened = block.display and last.trailing and not first
            if not (opened and (signed or part[0].kind == "close" or not member or still_open(member))):
                return False
            last.members[-1] = [*member, *head]
        last.members += members
        last.relations += [part[i] for i in relations]
        last.end = part[-1].end
        return True

    def _statement(self, segment: Segment, relations: list[int], block: Block) -> Statement:
        part = segment.tokens
        statement = Statement(
            self.source,
            between(part, relations),
            [part[i] for i in relations],
            part[0].start,
            part[-1].end,
            self.parsed.latex,
            f"{self.words} {segment.words}".strip(),
            arrow=segment.arrow,
            item=block.item,
            paragraph=block.paragraph,
            row=self.row,
            condition=segment.condition,
            trailing=block.display,
        )
        self.here.statements.append(statement)
        return statement


def _relations(part: list[Token]) -> list[int]:
    return [i for i, level in levels(part) if part[i].kind == "relation" and level == 0]


def _hides(part: list[Token]) -> str:
    """Why the relations inside the brackets of a part are not read; empty if none stand there."""
    if not any(token.kind == "relation" for token in part):
        return ""
    if not balanced(part):
        return "a bracket or brace is never closed"
    return "a relation inside braces or rows is not read here" if hidden_relation(part) else ""


def _without_bullet(part: list[Token]) -> list[Token]:
    """Without a dot that starts a statement and multiplies nothing."""
    dotted = len(part) > 1 and part[0].kind == "operator" and part[0].value in ("*", "∘")
    return part[1:] if dotted and part[1].kind != "operator" else part


def _formulas(parsed: Blocks) -> str:
    return "\n".join(parsed.math.text[b.start : b.end] for b in parsed.blocks if b.kind == "formula")


def _mentions(prose: str, number: str) -> bool:
    last = re.escape(number.split("-")[-1]) if "-" in number else re.escape(number)
    kinds = "problem|exercise|example|question|task|aufgabe|übung|exercice"
    pattern = rf"\b(?:{kinds})\s+(?:{re.escape(number)}|{last})\b(?![.\-]\d)"
    return bool(re.search(pattern, prose, re.IGNORECASE))
