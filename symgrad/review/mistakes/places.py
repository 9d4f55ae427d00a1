"""Places in a syntax tree, and the tree with something else in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Comparison,
    Derivative,
    Expectation,
    Frac,
    Indicator,
    Limit,
    Norm,
    Num,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Sum,
    Transpose,
    Tree,
)

MADE = -1  # the start of a tree that stands nowhere in the text
Step = tuple[str, int]
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Given(Tree):
    """A node of the graph that stands for its formula."""

    node: int


@dataclass(frozen=True, slots=True)
class Place:
    """A tree with the way to it. role: what it is there: whole, term, factor, divisor, base, exponent, inside, ..."""

    tree: Tree
    path: Path
    role: str
    sign: str = ""  # what stands before a term or a factor
    outer: Place | None = None

    @property
    def above(self) -> Tree | None:
        return None if self.outer is None else self.outer.tree


def places(tree: Tree) -> Iterator[Place]:
    """The tree itself and everything in it, outermost first."""
    stack = [Place(tree, (), "whole")]
    while stack:
        place = stack.pop()
        yield place
        below = [
            Place(child, (*place.path, step), role, sign, place) for step, child, role, sign in _branches(place.tree)
        ]
        stack.extend(reversed(below))


def _branches(tree: Tree) -> Iterator[tuple[Step, Tree, str, str]]:
    match tree:
        case Sum(terms=terms):
            for i, (sign, term) in enumerate(terms):
                yield ("terms", i), term, "term", sign
        case Product(factors=factors):
            for i, (sign, factor) in enumerate(factors):
                yield ("factors", i), factor, "divisor" if sign == "/" else "factor", sign
        case Power(base=base, exponent=exponent):
            yield ("base", 0), base, "base", ""
            yield ("exponent", 0), exponent, "exponent", ""
        case Bracket(parts=parts):
            for i, part in enumerate(parts):
                yield ("parts", i), part, "inside", ""
        case Frac(top=top, bottom=bottom):
            yield ("top", 0), top, "inside", ""
            yield ("bottom", 0), bottom, "inside", ""
        case Root(radicand=radicand):
            yield ("radicand", 0), radicand, "inside", ""
        case Call(args=args, power=power):
            if power is not None:
                yield ("power", 0), power, "exponent", ""
            for i, arg in enumerate(args):
                yield ("args", i), arg, "argument", ""
        case Prime(body=body) | Transpose(body=body):
            yield ("body", 0), body, "base", ""
        case Norm(body=body):
            yield ("body", 0), body, "inside", ""
        case Derivative(of=of, by=by):
            yield ("of", 0), of, "of", ""
            for i, (variable, _) in enumerate(by):
                yield ("by", i), variable, "by", ""
        case At(body=body, values=values):
            yield ("body", 0), body, "base", ""
            for i, (_, value) in enumerate(values):
                yield ("values", i), value, "inside", ""
        case Series(low=low, high=high, body=body):
            yield ("low", 0), low, "bound", ""
            yield ("high", 0), high, "bound", ""
            yield ("body", 0), body, "body", ""
        case Limit(body=body):
            yield ("body", 0), body, "body", ""
        case Expectation(body=body):
            yield ("body", 0), body, "inside", ""
        case Indicator(condition=condition):
            yield ("condition", 0), condition, "condition", ""
        case Comparison(members=members):
            for i, member in enumerate(members):
                yield ("members", i), member, "inside", ""
        case Cases(cases=cases):
            for i, (value, when) in enumerate(cases):
                yield ("cases", 2 * i), value, "inside", ""
                if when is not None:
                    yield ("cases", 2 * i + 1), when, "condition", ""


def put(tree: Tree, path: Path, new: Tree | None) -> Tree:
    """The tree with another one at a path; None takes a term or a factor away."""
    if not path:
        assert new is not None
        return new
    (name, i), *rest = path
    held: Any = getattr(tree, name)
    changed: Any
    if not isinstance(held, tuple):
        return replace(tree, start=MADE, **{name: put(held, tuple(rest), new)})  # type: ignore[arg-type]
    if name == "cases":
        pair = list(held[i // 2])
        pair[i % 2] = put(pair[i % 2], tuple(rest), new)
        return replace(tree, start=MADE, **{name: (*held[: i // 2], tuple(pair), *held[i // 2 + 1 :])})  # type: ignore
    if name in ("parts", "args", "members"):
        changed = put(held[i], tuple(rest), new)
    elif name == "by":
        changed = (put(held[i][0], tuple(rest), new), held[i][1])
    elif name == "values":
        changed = (held[i][0], put(held[i][1], tuple(rest), new))
    elif not rest and new is None:
        return _without(tree, held, i)
    else:
        changed = (held[i][0], put(held[i][1], tuple(rest), new))
        if name == "terms":
            changed = _signed(*changed)
    return replace(tree, start=MADE, **{name: (*held[:i], changed, *held[i + 1 :])})  # type: ignore[arg-type]


def _signed(sign: str, term: Tree) -> tuple[str, Tree]:
    """A term whose own minus sign has gone to the sign before it."""
    if isinstance(term, Sum) and len(term.terms) == 1 and term.start == MADE:
        own, inner = term.terms[0]
        return ("+" if own == sign else "-"), inner
    return sign, term


def _without(tree: Tree, held: tuple[tuple[str, Tree], ...], i: int) -> Tree:
    rest = [*held[:i], *held[i + 1 :]]
    if isinstance(tree, Sum):
        return rest[0][1] if len(rest) == 1 and rest[0][0] == "+" else Sum(MADE, tree.end, tuple(rest))
    return product_of(rest)


def product_of(factors: list[tuple[str, Tree]]) -> Tree:
    """A product of these factors; the first sign, if it divides, divides 1."""
    if not factors:
        return number(1)
    (sign, first), *rest = factors
    if sign == "/":
        return Product(MADE, MADE, (("", number(1)), *factors))
    return first if not rest else Product(MADE, MADE, (("", first), *rest))


def number(value: int) -> Tree:
    return negated(Num(MADE, MADE, str(-value))) if value < 0 else Num(MADE, MADE, str(value))


def negated(tree: Tree) -> Tree:
    """The tree with its leading minus added or taken away."""
    if isinstance(tree, Sum) and len(tree.terms) == 1 and tree.terms[0][0] == "-":
        return tree.terms[0][1]
    if isinstance(tree, Sum):
        tree = Bracket(MADE, MADE, "(", (tree,))
    return Sum(MADE, MADE, (("-", tree),))


def times(tree: Tree, factor: Tree) -> Tree:
    """The tree with one more factor at its end; a leading minus stays before the product."""
    if isinstance(tree, Sum) and len(tree.terms) == 1:
        sign, inner = tree.terms[0]
        return Sum(MADE, MADE, ((sign, times(inner, factor)),))
    factors = tree.factors if isinstance(tree, Product) else (("", tree),)
    return Product(MADE, MADE, (*factors, ("*", factor)))


def plus(tree: Tree, sign: str, term: Tree) -> Tree:
    """The tree with one more term at its end."""
    terms = tree.terms if isinstance(tree, Sum) else (("+", tree),)
    return Sum(MADE, MADE, (*terms, (sign, term)))


def curved(place: Place) -> bool:
    """Whether a place is inside a function, a power or a bound: what stands there is no factor of the whole."""
    return any(name in ("exponent", "power", "args", "radicand", "base", "low", "high") for name, _ in place.path)


def is_one(tree: Tree) -> bool:
    return isinstance(tree, Num) and tree.text == "1"


def is_fraction(tree: Tree) -> bool:
    """Whether a tree is a number like 1/2: it is a wrong number rather than a factor too many."""
    return isinstance(tree, Frac) and isinstance(tree.top, Num) and isinstance(tree.bottom, Num)


def same(a: Tree, b: Tree) -> bool:
    """Whether two trees are written alike, places aside."""
    return _shape(a) == _shape(b)


def _shape(value: Any) -> Any:
    if isinstance(value, Tree):
        fields = [
            getattr(value, name) for name in value.__dataclass_fields__ if name not in ("start", "end", "glued", "face")
        ]
        return (type(value).__name__, *map(_shape, fields))
    return tuple(map(_shape, value)) if isinstance(value, tuple) else value
