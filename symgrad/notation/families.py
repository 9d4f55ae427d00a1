"""Names with indices as families: `w_ij` is w at the places i and j, `a_im1` is a at i - 1.

How an index is part of a name: `w_ij` or, where a comma is written, `w_1,j`; `i-1` is im1; `y__i` is y^{(i)}.
An index of several letters, or of a multiple of one, keeps its signs: `x_i+k-1`, `x_2k-1`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

from symgrad.notation.syntax import Tree

_SHIFTED = re.compile(r"([A-Za-z])([mp])(\d+)")
_TERM = re.compile(r"([+-]?)(\d*)([A-Za-z]?)")
_SUM = re.compile(r"-?\d*[A-Za-z](?:[+-]\d*[A-Za-z])*(?:[+-]\d+)?")

Part = tuple[str, int] | int | str  # a letter and what is added to it, a number, or a label that does not count


def index_of(text: str) -> str:
    """A written index as it is part of a name: `i-1` is im1, and `max` is max."""
    return index_text(*_terms(text)) if ("+" in text or "-" in text) and _SUM.fullmatch(text) else text


def written_index(text: str) -> str:
    """An index of a name as people write it.

    >>> written_index("im1"), written_index("i,j"), written_index("1,jp1"), written_index("max")
    ('i-1', 'i,j', '1,j+1', 'max')
    """
    signs = {"m": "-", "p": "+"}
    return ",".join(
        _SHIFTED.sub(lambda m: m[1] + signs[m[2]] + m[3], x) if is_shifted(x) else x for x in text.split(",")
    )


def is_shifted(text: str) -> bool:
    """Whether an index is that of a member beside another: `im1`."""
    return _SHIFTED.fullmatch(text) is not None


def letters_of(part: Part) -> tuple[str, ...]:
    """The letters that move an index: of a sum such as i+k all of them."""
    if not isinstance(part, tuple):
        return ()
    return (part[0],) if len(part[0]) == 1 else tuple(_terms(part[0])[0])


def is_letter(part: Part) -> TypeGuard[tuple[str, int]]:
    """Whether an index is a letter as it stands."""
    return isinstance(part, tuple) and len(part[0]) == 1 and part[1] == 0


def index_text(terms: Mapping[str, int], shift: int) -> str:
    """An index, a sum of multiples of letters and a number, as it is part of a name.

    >>> index_text({"i": 1}, -1), index_text({"i": 1, "k": 1}, -1), index_text({"k": 2}, 0), index_text({}, 3)
    ('im1', 'i+k-1', '2k', '3')
    """
    return _text(_part_of(terms, shift))


def _part_of(terms: Mapping[str, int], shift: int) -> Part:
    text = "".join(f"{'+' if c > 0 else '-'}{abs(c) if abs(c) > 1 else ''}{x}" for x, c in terms.items() if c)
    return (text.removeprefix("+"), shift) if text else shift


def _terms(text: str) -> tuple[dict[str, int], int]:
    """A sum of multiples of letters, and the number beside them."""
    terms: dict[str, int] = {}
    shift = 0
    for sign, digits, letter in _TERM.findall(text):
        value = int(digits or bool(letter)) * (-1 if sign == "-" else 1)
        if letter:
            terms[letter] = terms.get(letter, 0) + value
        else:
            shift += value
    return terms, shift


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
    def letters_in(self) -> set[str]:
        """All letters among the indices."""
        return {letter for part in self.parts for letter in letters_of(part)}

    @property
    def name(self) -> str:
        below = [_text(part) for part in self.below]
        short = all(len(text) == 1 for text in below) and not self.comma
        found = self.base + ("_" + ("" if short else ",").join(below) if below else "")
        return found + ("__" + ",".join(_text(part) for part in self.above) if self.above else "")

    def at(self, places: Mapping[str, int]) -> Places:
        """With numbers for the letters that have a place."""
        return Places(self.base, _put(self.below, places), _put(self.above, places), self.comma)

    def renamed(self, old: str, new: str) -> Places:
        """With another letter for one of its letters."""
        below, above = (tuple(_renamed(part, old, new) for part in parts) for parts in (self.below, self.above))
        return Places(self.base, below, above, self.comma)

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
                if len(letter) > 1:
                    return None
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
    if "," in text:
        found = tuple(_part(piece, letters) for piece in text.split(","))
        if not any(isinstance(part, str) for part in found):
            return found, True
    if all(letter in letters or letter.isdigit() for letter in text):
        return tuple(_part(letter, letters) for letter in text), False
    return (text,), False


def _part(text: str, letters: Set[str]) -> Part:
    if text in letters:
        return text, 0
    if re.fullmatch(r"0|-?[1-9]\d*", text):
        return int(text)
    match = _SHIFTED.fullmatch(text)
    if match and match[1] in letters:
        return match[1], int(match[3]) * (1 if match[2] == "p" else -1)
    if ("+" in text or "-" in text) and _SUM.fullmatch(text):
        terms, shift = _terms(text)
        return text if letters.isdisjoint(terms) else _part_of(terms, shift)
    return text


def _put(parts: tuple[Part, ...], places: Mapping[str, int]) -> tuple[Part, ...]:
    return tuple(_placed(part, places) if not places.keys().isdisjoint(letters_of(part)) else part for part in parts)


def _placed(part: Part, places: Mapping[str, int]) -> Part:
    assert isinstance(part, tuple)
    terms, shift = _terms(part[0])
    known = sum(c * places[letter] for letter, c in terms.items() if letter in places)
    return _part_of({letter: c for letter, c in terms.items() if letter not in places}, part[1] + shift + known)


def _renamed(part: Part, old: str, new: str) -> Part:
    if not isinstance(part, tuple) or old not in letters_of(part):
        return part
    return _part_of({new if letter == old else letter: c for letter, c in _terms(part[0])[0].items()}, part[1])


def _text(part: Part) -> str:
    if not isinstance(part, tuple):
        return str(part)
    letter, shift = part
    if len(letter) > 1:
        return letter + (f"{shift:+d}" if shift else "")
    return letter + (f"{'p' if shift > 0 else 'm'}{abs(shift)}" if shift else "")
