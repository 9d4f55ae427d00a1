"""Names with indices as families: `w_ij` is w at the places i and j, `a_im1` is a at i - 1.

How an index is part of a name: `w_ij` or, where a comma is written, `w_1cj`; `i-1` is im1; `y__i` is y^{(i)}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from symgrad.notation.syntax import Tree

_SHIFTED = re.compile(r"([A-Za-z])([mp])(\d+)")

Part = tuple[str, int] | int | str  # a letter and what is added to it, a number, or a label that does not count


@dataclass(frozen=True)
class Places:
    """A name taken apart: its base, and what stands below and above it. comma: whether commas part the indices."""

    base: str
    below: tuple[Part, ...] = ()
    above: tuple[Part, ...] = ()
    comma: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.below, *self.above)

    @property
    def family(self) -> tuple[str, int, int]:
        return self.base, len(self.below), len(self.above)

    @property
    def counts(self) -> bool:
        """Whether indices are all that stands at the base."""
        return bool(self.parts) and not any(isinstance(part, str) for part in self.parts)

    @property
    def moves(self) -> bool:
        """Whether a letter is among the indices."""
        return any(isinstance(part, tuple) for part in self.parts)

    @property
    def name(self) -> str:
        below = [_text(part) for part in self.below]
        short = all(len(text) == 1 for text in below) and not self.comma
        found = self.base + ("_" + ("" if short else "c").join(below) if below else "")
        return found + ("__" + "c".join(_text(part) for part in self.above) if self.above else "")

    def at(self, places: Mapping[str, int]) -> Places:
        """With numbers for the letters that have a place."""
        return Places(self.base, _put(self.below, places), _put(self.above, places), self.comma)

    def letters(self, wanted: Places) -> dict[str, int] | None:
        """The numbers for the letters at which this is the wanted member of the family; None if it is at none."""
        if self.family != wanted.family:
            return None
        found: dict[str, int] = {}
        for part, number in zip(self.parts, wanted.parts, strict=True):
            if not isinstance(number, int):
                return None
            if isinstance(part, int):
                if part != number:
                    return None
            elif isinstance(part, tuple):
                letter, shift = part
                if found.setdefault(letter, number - shift) != number - shift:
                    return None
        return found


@dataclass(frozen=True)
class Member:
    """The formula of a family at its places: `a_i = ...`."""

    places: Places
    formula: Tree


def taken_apart(name: str, letters: Set[str]) -> Places:
    """The base of a name and its indices. letters: those that count; others are labels.

    >>> taken_apart("w_ij", {"i", "j"}).at({"i": 1, "j": 2}).name
    'w_12'
    >>> taken_apart("a_im1", {"i"}).at({"i": 4}).name
    'a_3'
    >>> taken_apart("w_out", {"o"}).counts
    False
    """
    return _taken_apart(name, frozenset(letters))


@lru_cache(20_000)
def _taken_apart(name: str, letters: frozenset[str]) -> Places:
    head, _, above = name.partition("__")
    base, _, below = head.partition("_")
    parts, comma = _parts(below, letters)
    return Places(base, parts, _parts(above, letters)[0], comma)


@lru_cache(20_000)
def numbered(name: str) -> tuple[Places, ...]:
    """The ways to see a name as a member of a family at numbers: w_12 is w at 12, or at 1 and 2."""
    places = taken_apart(name, frozenset())
    if not places.parts or any(isinstance(part, str) for part in places.parts):
        return ()
    if len(places.below) == 1 and not places.above and isinstance(places.below[0], int) and places.below[0] > 9:
        return places, Places(places.base, tuple(map(int, str(places.below[0]))))
    return (places,)


def _parts(text: str, letters: Set[str]) -> tuple[tuple[Part, ...], bool]:
    if not text:
        return (), False
    whole = _part(text, letters)
    if not isinstance(whole, str):
        return (whole,), False
    if "c" in text.strip("c"):
        found = tuple(_part(piece, letters) for piece in text.split("c"))
        if not any(isinstance(part, str) for part in found):
            return found, True
    if all(letter in letters or letter.isdigit() for letter in text):
        return tuple(_part(letter, letters) for letter in text), False
    return (text,), False


def _part(text: str, letters: Set[str]) -> Part:
    if text in letters:
        return text, 0
    if text.isdigit() and (text == "0" or text[0] != "0"):
        return int(text)
    match = _SHIFTED.fullmatch(text)
    if match and match[1] in letters:
        return match[1], int(match[3]) * (1 if match[2] == "p" else -1)
    return text


def _put(parts: tuple[Part, ...], places: Mapping[str, int]) -> tuple[Part, ...]:
    return tuple(places[part[0]] + part[1] if isinstance(part, tuple) and part[0] in places else part for part in parts)


def _text(part: Part) -> str:
    if not isinstance(part, tuple):
        return str(part)
    letter, shift = part
    return letter + (f"{'p' if shift > 0 else 'm'}{abs(shift)}" if shift else "")
