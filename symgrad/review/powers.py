"""Powers that are defined as they stand: `\\sigma_B^2 = ...` where sigma_B stands in squares alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Name, Num, Power, Sum, Tree, children
from symgrad.review.forms import is_number
from symgrad.review.lines import Line


def defined_powers(lines: Sequence[Line], seen: Mapping[str, int]) -> dict[str, int]:
    """Each name of which nothing but a power is defined, with that power's exponent. seen: those of outer sections."""
    found: dict[str, int] = {}
    for line in lines:
        left, right = line.trees[0], line.trees[1]
        if line.statement.relations[0].value not in ("=", ":=") or not isinstance(right, Tree) or is_number(right):
            continue
        match left:
            case Power(base=Name(name=name, primes=0, dots=0)) if name not in names_in(right) | {"e", "pi"}:
                exponent = _whole(left)
                if exponent is not None and exponent > 1:
                    found.setdefault(name, exponent)
    found = {**seen, **found}
    stand_alone = set(_others((tree for line in lines for tree in line.readable), found))
    return {name: exponent for name, exponent in found.items() if name not in stand_alone}


def with_powers(tree: Tree, powers: Mapping[str, int]) -> Tree:
    """The tree with these powers as names."""

    def named(part: Tree) -> Tree:
        if isinstance(part, Power) and (multiple := _multiple(part, powers)) is not None:
            base = part.base
            assert isinstance(base, Name)
            name = Name(base.start, part.end, f"{base.name}^{powers[base.name]}", glued=base.glued)
            if multiple == 1:
                return name
            number = Num(part.exponent.start, part.exponent.end, str(abs(multiple)))
            minus = Sum(number.start, number.end, (("-", number),))
            return Power(part.start, part.end, name, number if multiple > 0 else minus)
        return part

    return rewritten(tree, named)


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
