"""A text that macros and other files were put into, and where each part of it was written."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from symgrad.source import Source, Span


class Piece(NamedTuple):
    """A part of an expanded text. exact: written so, character by character; else what a macro call wrote."""

    at: int
    source: Source
    start: int
    end: int
    exact: bool


@dataclass(frozen=True)
class Expanded(Source):
    """An expanded text. Spans in it say where their parts were written."""

    pieces: tuple[Piece, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def _offsets(self) -> list[int]:
        return [piece.at for piece in self.pieces]

    def written(self, start: int, end: int) -> Span:
        """The stretch of one file that holds all that was written for this one."""
        if not self.pieces:
            return Span(self, start, end)
        empty = end <= start
        if empty:  # just behind the character before
            start, end = (start - 1, start) if start else (0, 1)
        first = max(0, bisect_right(self._offsets, start) - 1)
        found = self.pieces[first]
        low, high = self._range(first, start, end)
        for i in range(first + 1, bisect_right(self._offsets, end - 1)):
            if self.pieces[i].source is found.source:
                low, high = min(low, self._range(i, start, end)[0]), max(high, self._range(i, start, end)[1])
        return Span(found.source, high, high) if empty else Span(found.source, low, high)

    def _range(self, i: int, start: int, end: int) -> tuple[int, int]:
        """Where what a piece has in common with `[start, end)` was written."""
        piece = self.pieces[i]
        if not piece.exact:
            return piece.start, piece.end
        return piece.start + max(0, start - piece.at), min(piece.end, piece.start + end - piece.at)

    def masked(self, text: str) -> Expanded:
        """The same places with another text of the same length."""
        assert len(text) == len(self.text)
        return replace(self, text=text)


class Writer:
    """Writes an expanded text piece by piece."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def add(self, text: str, source: Source, start: int, end: int, exact: bool) -> None:
        """Text that was written in `source[start:end]`."""
        last = self.pieces[-1] if self.pieces else None
        if exact and last is not None and last.exact and last.source is source and last.end == start:
            self.pieces[-1] = last._replace(end=end)
        elif exact or last is None or last.exact or last.source is not source or last[2:4] != (start, end):
            self.pieces.append(Piece(self.length, source, start, end, exact))
        self.parts.append(text)
        self.length += len(text)

    @property
    def line_is_blank(self) -> bool:
        """Whether only white space stands since the last line break."""
        for part in reversed(self.parts):
            _, newline, tail = part.rpartition("\n")
            if tail.strip():
                return False
            if newline:
                return True
        return True

    def expanded(self) -> Expanded:
        return Expanded("".join(self.parts), self.name, tuple(self.pieces))
