"""Powers that are defined as they stand: `\\sigma_B^2 = ...` where sigma_B stands in squares alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from symgrad.notation.families import taken_apart
from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Name, Num, Power, Sum, Tree, children
from symgrad.review.forms import is_number
from symgrad.review.lines import Line
from symgrad.review.recurrences import LETTERS, recurs


def defined_powers(lines: Sequence[Line], seen: Mapping[str, int]) -> dict[str, int]:
    """Each name of which nothing but a power is defined, with that power's exponent. seen: those of outer sections."""
    found: dict[str, int] = {}
    recurring: dict[tuple[str, int, int], int] = {}  # families of which one member's power is made from another's
    for line in lines:
        left, right = line.trees[0], line.trees[1]
        if line.statement.relations[0].value not in ("=", ":=") or not isinstance(right, Tree) or is_number(right):
            continue
        match left:
            case Power(base=Name(name=name, primes=0, dots=0)) if name not in names_in(right) | {"e", "pi"}:
                exponent = _whole(left)
                if exponent is not None and exponent > 1:
                    found.setdefault(name, exponent)
                    if recurs(name, right):
                        recurring[taken_apart(name, LETTERS).family] = exponent
    trees = [tree for line in lines for tree in line.readable]
    for name in set[str]().union(*(names_in(tree) for tree in trees)) if recurring else ():
        exponent = recurring.get(taken_apart(name, LETTERS).family)
        if exponent is not None:
            found[name] = exponent
    found = {**seen, **found}
    stand_alone = set(_others(trees, found))
    families = {taken_apart(name, LETTERS).family for name in stand_alone} & recurring.keys()
    return {
        name: exponent
        for name, exponent in found.items()
        if name not in stand_alone and taken_apart(name, LETTERS).family not in families
    }


def with_powers(tree: Tree, powers: Mapping[str, int]) -> Tree:
    """The tree with these powers as names."""

    def named(part: Tree) -> Tree:
        if isinstance(part, Power) and (multiple := _multiple(part, powers)) is not None:
            base = part.base
            assert isinstance(base, Name)
            name = Name(base.start, part.end, _powered(base.name, powers), glued=base.glued)
            if multiple == 1:
                return name
            number = Num(part.exponent.start, part.exponent.end, str(abs(multiple)))
            minus = Sum(number.start, number.end, (("-", number),))
            return Power(part.start, part.end, name, number if multiple > 0 else minus)
        return part

    return rewritten(tree, named)


def _powered(name: str, powers: Mapping[str, int]) -> str:
    """The name of a power: `sigma_B^2`; of a family that recurs in it the indices stay last, `sigma^2_t`."""
    head, _, index = name.partition("_")
    family = taken_apart(name, LETTERS)
    beside = family.counts and any(
        other != name and taken_apart(other, LETTERS).family == family.family and taken_apart(other, LETTERS).moves
        for other in powers
    )
    return f"{head}^{powers[name]}_{index}" if beside else f"{name}^{powers[name]}"


def _whole(power: Power) -> int | None:
    """The exponent, if it is a whole number."""
    match power.exponent:
        case Num(text=text) if text.isdigit():
            return int(text)
        case Sum(terms=(("-", Num(text=text)),)) if text.isdigit():
            return -int(text)
    return None


def _multiple(power: Power, powers: Mapping[str, int]) -> int | None:
    """How many times the exponent of its base a power has."""
    if not isinstance(power.base, Name) or power.base.name not in powers or power.base.primes or power.base.dots:
        return None
    exponent = _whole(power)
    unit = powers[power.base.name]
    return exponent // unit if exponent is not None and exponent % unit == 0 else None


def _others(trees: Iterable[Tree], powers: Mapping[str, int]) -> Iterator[str]:
    """The names that stand outside of these powers."""
    stack = list(trees)
    while stack:
        part = stack.pop()
        if isinstance(part, Power) and _multiple(part, powers) is not None:
            continue
        if isinstance(part, Name):
            yield part.name
        stack.extend(children(part))
