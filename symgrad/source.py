"""Texts, places in them, and what is said about a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

EXCERPT_WIDTH = 70  # a longer line is cut around the caret
# Control characters, line and paragraph separators, changes of direction, halves of pairs, no characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    """The text with a visible sign for each character that would move a cursor, end a line or reorder what is seen.

    >>> visible("a\\x1b[31m\\nb")
    'a␛[31m␊b'
    """
    return _UNSEEN.sub(lambda found: _sign(ord(found[0])), text)


def _sign(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


@dataclass(frozen=True)
class Source:
    """A text and the name it goes by (a path, or `<text>`)."""

    text: str
    name: str = "<text>"

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for i, char in enumerate(self.text):
            if char == "\n":
                starts.append(i + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1.

        >>> Source("ab\\ncd").position(4)
        (2, 2)
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int) -> int:
        """Where a line begins; the end of the text behind the last one."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def written(self, start: int, end: int) -> Span:
        """Where a stretch of this text was written."""
        return Span(self, start, end)


@dataclass(frozen=True)
class Span:
    """A stretch `[start, end)` of a source; its text and position are those of what was written there.

    >>> span = Span(Source("a = b\\nc = d", "hw.md"), 6, 7)
    >>> str(span), span.text, span.line, span.column
    ('hw.md:2:1', 'c', 2, 1)
    """

    source: Source
    start: int
    end: int

    @property
    def written(self) -> Span:
        """The stretch of a file that this one comes from: itself, unless macros were expanded."""
        return self.source.written(self.start, self.end)

    @property
    def text(self) -> str:
        written = self.written
        return written.source.text[written.start : written.end]

    @property
    def path(self) -> str:
        """The name of the file that it stands in."""
        return self.written.source.name

    @property
    def line(self) -> int:
        return self._position(False)[0]

    @property
    def column(self) -> int:
        return self._position(False)[1]

    @property
    def end_line(self) -> int:
        return self._position(True)[0]

    @property
    def end_column(self) -> int:
        return self._position(True)[1]

    def _position(self, end: bool) -> tuple[int, int]:
        written = self.written
        return written.source.position(max(written.start, written.end) if end else written.start)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def excerpt(self, note: str = "") -> str:
        """The line of the span with carets under it (three lines of text).

        >>> print(Span(Source("y = x + 1"), 4, 5).excerpt("here"))
          |
        1 | y = x + 1
          |     ^ here
        """
        text, column = self.written.source.line(self.line).expandtabs(1), self.column - 1
        stop = self.end_column - 1 if self.end_line == self.line else len(text)
        if len(text) > EXCERPT_WIDTH:
            cut = max(0, min(column - EXCERPT_WIDTH // 3, len(text) - EXCERPT_WIDTH))
            head, tail = "…" if cut else "", "…" if cut + EXCERPT_WIDTH < len(text) else ""
            text = head + text[cut : cut + EXCERPT_WIDTH] + tail
            column, stop = column - cut + len(head), min(stop - cut + len(head), len(text))
        margin = " " * len(str(self.line))
        carets = " " * column + "^" * max(1, stop - column)
        return f"{margin} |\n{self.line} | {text}\n{margin} | {carets} {note}".rstrip()


@dataclass(frozen=True)
class Diagnostic:
    """One message about one place: what, where, and what would work.

    >>> print(Diagnostic("this is no name", Span(Source("2x = y"), 0, 1), help="x = y/2"))
    <text>:1:1: this is no name
      |
    1 | 2x = y
      | ^
      = help: x = y/2
    """

    message: str
    span: Span | None = None
    notes: tuple[str, ...] = ()
    help: str = ""

    def __str__(self) -> str:
        lines = [f"{self.span}: {self.message}" if self.span else self.message]
        if self.span:
            lines.append(self.span.excerpt())
        lines += [f"  = note: {note}" for note in self.notes]
        if self.help:
            lines.append(f"  = help: {self.help}")
        return "\n".join(lines)


def complaint(diagnostic: Diagnostic) -> str:
    """What a command says of it on standard error.

    >>> complaint(Diagnostic("hw.md: no such file", help="a\\x1b"))
    'symgrad: hw.md: no such file\\n  = help: a␛'
    """
    return "\n".join(map(visible, f"symgrad: {diagnostic}".split("\n")))


class SymgradError(Exception):
    """Input that cannot be used; `diagnostic` says what, where, and what would work.

    Wrong mathematics is no error: it is a verdict.

    >>> import symgrad
    >>> try:
    ...     symgrad.parse("x +")
    ... except SymgradError as error:
    ...     print(error.diagnostic.message)
    something is missing at the end
    """

    def __init__(self, message: str | Diagnostic, span: Span | None = None, help: str = "") -> None:
        self.diagnostic = message if isinstance(message, Diagnostic) else Diagnostic(message, span, (), help)
        super().__init__(str(self.diagnostic))
