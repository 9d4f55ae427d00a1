"""What is taken at index letters and at sizes: entries, members of families, numbers that depend on them, sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symgrad.graph.sizes import ONE
from symgrad.graph.terms import is_vector
from symgrad.notation.arrays.kinds import is_array
from symgrad.notation.families import Places, is_letter, letters_of, taken_apart
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Scope, names_below
from symgrad.notation.syntax import Comparison, Indicator, Name, Num, Over, Series, Tree, walk

if TYPE_CHECKING:
    from symgrad.notation.arrays.builder import Builder


def entry(here: Builder, of: tuple[str, tuple[str, ...]]) -> int:
    """z_i, W_ij: an entry at index letters or numbers."""
    name, places = of
    array, sizes = here.named(name), here.terms.sizes
    if len(places) == 1 and not is_vector(sizes, here.terms.shape(array)):
        raise Unresolved(f"{name} is a matrix: an entry of it has two indices")
    for place, d in zip(places, _along(here, array, len(places)), strict=True):
        if not place.isdigit():
            if place in here.letters:
                sizes.same(here.letters[place], d)
            here.letters[place] = d
    return here.terms.shaped("entry", (array,), (ONE, ONE), places)


def member(here: Builder, name: str) -> int | None:
    """x_i, one for every i, as a term that is open in i; None for a name with no letter that counts in it.

    Of a family with a formula at another letter, z_j = ..., it is that formula at the other place.
    """
    scope, apart = here.scope, taken_apart(name, here.scope.counts())
    if not apart.counts:
        return None
    for other in scope.members_beside(name) if scope.formula(name) is None else ():
        if (put := _moved(other.places, apart)) is not None and here.touches(other.formula):
            body = here.named(other.places.name)
            letters = tuple((k, str(v)) for k, v in put.items())
            return note_open(here, here.terms.shaped("at", (), here.terms.shape(body), (letters, body)))
    if not apart.moves or scope.formula(name) is not None or not is_array(scope, name):
        return None
    return note_open(here, here.terms.leaf("member", here.shape_of(name), (name, _letters(apart))))


def _moved(at: Places, wanted: Places) -> dict[str, str | int] | None:
    """What stands for each letter of a family's formula where another member of it is wanted."""
    found: dict[str, str | int] = {}
    for part, other in zip(at.parts, wanted.parts, strict=True):
        if is_letter(part) and (isinstance(other, int) or is_letter(other)):
            place = other if isinstance(other, int) else other[0]
            if found.setdefault(part[0], place) != place:
                return None
        elif part != other:
            return None
    return found


def _letters(places: Places) -> tuple[str, ...]:
    return tuple(dict.fromkeys(letter for part in places.parts for letter in letters_of(part)))


def number(here: Builder, tree: Tree) -> int | None:
    """A formula of numbers that depends on the place of an index or on a size, as a term; None for any other."""
    if (same := _same_place(here, tree)) is not None:
        return same
    scope, known, sizes = here.scope, set(here.letters), sizes_in(here.scope)
    sums = [part for part in walk(tree) if isinstance(part, (Series, Over))]
    bound = {part.index.name for part in sums if isinstance(part.index, Name)}
    letters: dict[str, None] = {}
    sized: set[str] = set()
    for name in sorted(names_below(scope, tree)):
        apart = taken_apart(name, scope.counts() | known)
        if apart.base == "delta" and len(name) == len("delta_ij") and not scope.knows(name):
            apart = taken_apart(name, set(name[-2:]))
            if not set(_letters(apart)) <= known | bound:
                raise Unresolved(f"what the indices of {name} run over is not clear")
        if name in known - bound and not scope.knows(name):
            letters[name] = None
        elif apart.counts:
            letters |= dict.fromkeys(letter for letter in _letters(apart) if letter not in bound)
        elif name in sizes and scope.formula(name) is None:
            sized.add(name)
    if not (letters or sums or (sized and here.sized)):
        return None
    dims = tuple(here.terms.sizes.of(name) for name in sorted(sized))
    alone = None if letters or sums else here.meaning().node(tree).id
    shown = replace(tree, start=0, end=0) if isinstance(tree, Name) else tree  # one term wherever it stands
    return note_open(here, here.terms.leaf("number", (ONE, ONE), (shown, tuple(letters), dims, alone)))


def _same_place(here: Builder, tree: Tree) -> int | None:
    """\\delta_ij, [i = j] of two letters along one dimension: an entry of the identity."""
    match tree:
        case Name(name=name, primes=0, dots=0) if name.startswith("delta_") and len(name) == len("delta_ij"):
            letters = (name[-2], name[-1])
        case Indicator(condition=Comparison(members=(Name(name=one), Name(name=other)), how=("=",))):
            letters, name = (one, other), one
        case _:
            return None
    dims = [here.terms.sizes.find(here.letters[k]) for k in letters if k in here.letters and not here.scope.knows(k)]
    if here.scope.knows(name) or len(dims) < 2 or dims[0] != dims[1]:
        return None
    identity = here.terms.leaf("identity", (dims[0], dims[0]), dims[0])
    return here.terms.shaped("entry", (identity,), (ONE, ONE), letters)


def sizes_in(scope: Scope) -> set[str]:
    """The names of the dimensions that are declared, and of the sizes that letters run to."""
    found: set[str] = set()
    for one in scope.chain:
        found |= {text for shape in one.shapes.values() for text in (shape.rows, shape.columns)}
        found |= {end.name for _, end in (*one.ranges.values(), *one.reach.values()) if isinstance(end, Name)}
    return found


def note_open(here: Builder, id: int) -> int:
    """Enters the letters that a term is open in, with what they run over; the term itself."""
    terms = here.terms
    for below in terms.cone([id]):
        term = terms.list[below]
        if term.op == "entry":
            for place, d in zip(term.data, _along(here, term.args[0], len(term.data)), strict=True):
                if not place.isdigit():
                    here.letters.setdefault(place, d)
        elif term.op in ("member", "number", "at"):
            letters = term.data[1] if term.op != "at" else [place for _, place in term.data[0] if not place.isdigit()]
            for letter in letters:
                if letter not in here.letters:
                    here.letters[letter] = _run(here, letter)
    return id


def _along(here: Builder, array: int, indices: int) -> list[int]:
    """The dimensions along which the indices of an entry run."""
    shape = here.terms.shape(array)
    return list(shape) if indices == 2 else [shape[1] if here.terms.sizes.is_one(shape[0]) else shape[0]]


def _run(here: Builder, letter: str) -> int:
    """What a letter runs over: from 1 to a size that the text names, else to one of its own."""
    sizes, reach = here.terms.sizes, here.scope.range_of(letter) or here.scope.reach_of(letter)
    if reach and isinstance(reach[0], Num) and reach[0].text == "1":
        high = reach[-1]
        if isinstance(high, Name) or (isinstance(high, Num) and high.text.isdigit()):
            return sizes.of(high.name if isinstance(high, Name) else high.text)
    return sizes.unknown(f"the range of {letter}", many=True)


def over(here: Builder, tree: Series | Over, kind: str, index: Name, body: Tree) -> int:
    """A sum over the places of an index."""
    letter = index.name
    if kind != "sum":
        raise Unresolved("a product over the entries of an array is not read yet")
    outer = here.letters.pop(letter, None)
    inner = note_open(here, here.term(body))
    if letter not in here.letters:
        raise Unresolved(f"what {letter} runs over is not clear")
    d = here.letters.pop(letter)
    if isinstance(tree, Series):
        _range(here, tree, d)
    if outer is not None:
        here.letters[letter] = outer
    return here.terms.shaped("over", (), here.terms.shape(inner), (letter, d, inner))


def _range(here: Builder, tree: Series, d: int) -> None:
    """The range of a sum must be the whole dimension that its index runs over."""
    low, high = tree.low, tree.high
    text = high.name if isinstance(high, Name) else high.text if isinstance(high, Num) else ""
    if not (isinstance(low, Num) and low.text == "1" and text):
        raise Unresolved("a sum over a part of the entries is not read yet")
    here.terms.sizes.same(d, here.terms.sizes.of(text))
