"""Superscripts that are an index of the section and no exponent: `a^{l-1}`, `z^l_j`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from symgrad.notation.arrays import touches
from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import (
    Derivative,
    Name,
    Norm,
    Num,
    Power,
    Series,
    Sum,
    Transpose,
    Tree,
    bare,
    children,
    walk,
)
from symgrad.review.lines import Line

COUNTING = frozenset("ijklmntL")


def raised_names(lines: Sequence[Line], inherited: frozenset[str]) -> frozenset[str]:
    """The names whose superscripts are indices here. inherited: those of the sections that are seen.

    A letter is an index if it stands in superscripts and subscripts alone, on names that never stand without one,
    and if one of them is defined, differentiated or differentiated by in that form.
    """
    parts = [part for line in lines for part in line.parts]
    bare = {name for line in lines for name in _bare(line)}
    pairs = [(power.base.name, letter) for power, letter in _raised(parts) if isinstance(power.base, Name)]
    decided = {letter for power, letter in _told(lines) if isinstance(power.base, Name)}
    others = {_letter(part) for part in parts if isinstance(part, Power) and not _is_name(part)}
    letters = {
        letter
        for letter in decided - others
        if letter not in bare and not any(name in bare for name, raised in pairs if raised == letter)
    }
    return inherited | {name for name, letter in pairs if letter in letters}


def with_indices(tree: Tree, names: frozenset[str]) -> Tree:
    """The tree with the superscripts of these names as indices."""

    def indexed(part: Tree) -> Tree:
        if isinstance(part, Power) and isinstance(part.base, Name) and part.base.name in names:
            text = _text(part.exponent)
            if text:
                base = part.base
                return Name(base.start, part.end, f"{base.name}__{text}", base.primes, base.glued, base.dots)
        return part

    return rewritten(tree, indexed)


def _holds_a_matrix(part: Tree) -> bool:
    """Whether T is a matrix by its use here: as a term in a norm, or in what is transposed."""
    body = bare(part.body) if isinstance(part, (Norm, Transpose)) else None
    terms = body.terms if isinstance(body, Sum) and len(body.terms) > 1 else ()
    return any(isinstance(term, Name) and term.name == "T" for _, term in terms)


def read_exponents(scope: Scope, lines: Sequence[Line]) -> None:
    """`(1 + r)^T` is a power where T is a number, as the end of a sum, and what it is raised on is no array."""
    parts = [part for line in lines for part in line.parts]
    ends = any(isinstance(part, Series) and isinstance(part.high, Name) and part.high.name == "T" for part in parts)
    stands = any(isinstance(part, Name) and part.name == "T" for part in parts)
    if not (ends or stands) or touches(scope, Name(0, 0, "T")) or any(map(_holds_a_matrix, parts)):
        return

    def raised(part: Tree) -> Tree:
        if not isinstance(part, Transpose) or not part.letter or touches(scope, part.body):
            return part
        if any(isinstance(inner, Name) and inner.face == "bold" for inner in walk(part.body)):
            return part
        if not ends and isinstance(part.body, Name):
            return part
        return Power(part.start, part.end, part.body, Name(part.end - 1, part.end, "T"))

    for line in lines:
        line.rewrite(lambda tree: rewritten(tree, raised))


def _is_name(power: Power) -> bool:
    return isinstance(power.base, Name) and power.base.name != "e"


def _letter(power: Power) -> str:
    """The letter l of an exponent l or l ± 1, else ''."""
    tree = power.exponent
    if isinstance(tree, Sum) and len(tree.terms) == 2 and isinstance(tree.terms[1][1], Num):
        tree = tree.terms[0][1] if tree.terms[0][0] == "+" else tree
    return tree.name if isinstance(tree, Name) and tree.name in COUNTING and not tree.primes else ""


def _raised(parts: Iterable[Tree]) -> Iterator[tuple[Power, str]]:
    for part in parts:
        if isinstance(part, Power) and _is_name(part) and (letter := _letter(part)):
            yield part, letter


def _told(lines: Sequence[Line]) -> Iterator[tuple[Power, str]]:
    """The raised names that are defined, differentiated, or differentiated by."""
    for line in lines:
        tops: list[Tree] = [tree for tree in line.trees[:1] if isinstance(tree, Power)]
        for part in line.parts:
            if isinstance(part, Derivative):
                tops += [part.of, *(v for v, _ in part.by)]
        yield from _raised(tops)


def _bare(line: Line) -> set[str]:
    """The names of a line that stand without a superscript letter; a range such as `l = 1` leaves its letter out."""
    found: set[str] = set()
    stack: list[Tree] = []
    for tree, following in pairwise([*line.trees, None]):
        if isinstance(tree, Tree) and not (isinstance(tree, Name) and isinstance(following, Num)):
            stack.append(tree)
    while stack:
        part = stack.pop()
        if isinstance(part, Power) and _is_name(part) and _letter(part):
            continue
        if isinstance(part, Name):
            found.add(part.name)
        elif isinstance(part, Series):
            stack.append(part.body)
        else:
            stack.extend(children(part))
    return found


def _text(exponent: Tree) -> str:
    """A superscript as part of a name: `l-1` is lm1."""
    match exponent:
        case Name(name=name, primes=0, dots=0) if len(name) == 1:
            return name
        case Num(text=text) if text.isdigit():
            return text
        case Sum(terms=(("+", Name(name=name)), (sign, Num(text=text)))) if len(name) == 1 and text.isdigit():
            return f"{name}{'m' if sign == '-' else 'p'}{text}"
    return ""
