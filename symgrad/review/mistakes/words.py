"""Functions, primes, arguments, variables and indices: one word of a formula in place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symgrad.graph import twin
from symgrad.notation.syntax import Bracket, Call, Derivative, Name
from symgrad.review.forms import is_number
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change, Surroundings, Words, is_applied
from symgrad.review.mistakes.places import MADE, Place

ALIKE = (("sin", "cos", "tan"), ("sinh", "cosh", "tanh"), ("exp", "log"), ("sigmoid", "tanh"),
         ("asin", "acos", "atan"))  # fmt: skip


def swap_function(about: Surroundings, place: Place) -> Iterator[Change]:
    """sin for cos, exp for log, tanh for the sigmoid."""
    tree = place.tree
    if not isinstance(tree, Call) or about.ground.scope.function(tree.function) is not None or is_number(tree):
        return
    for group in ALIKE:
        for other in group if tree.function in group else ():
            if other != tree.function:
                new = Call(MADE, MADE, other, tree.args, tree.power, tree.base, tree.primes)
                words: Words = (f"{_spoken(tree.function)} should be {_spoken(other)}",)
                span = tree.start, about.ink.extent(tree.args[0])[0]
                yield Change("wrong-function", "wrong-function", place, new, words, _head(about, span))


def _spoken(function: str) -> str:
    return {"log": "ln", "sigmoid": "σ"}.get(function, function)


def _head(about: Surroundings, span: tuple[int, int]) -> tuple[int, int]:
    """The name of the function alone."""
    found = re.match(r"\\?[A-Za-z]+(?:\{[A-Za-z]+\})?", about.ink.text[span[0] : span[1]])
    return (span[0], span[0] + found.end()) if found else span


def change_primes(about: Surroundings, place: Place) -> Iterator[Change]:
    """A prime more or less."""
    tree = place.tree
    if isinstance(tree, Name) and place.role not in ("of", "by", "bound") and not tree.dots:
        scope = about.ground.scope
        function = scope.function(tree.name) is not None or scope.is_applied(tree.name) or tree.name == "sigma"
        if not tree.primes and not function and not scope.edges_of(tree.name):
            return
        more = Name(MADE, MADE, tree.name, tree.primes + 1, tree.glued)
        yield Change("wrong-function", "missing-prime", place, more, ("a prime is missing: ", more, " is meant"))
        if tree.primes:
            less = Name(MADE, MADE, tree.name, tree.primes - 1, tree.glued)
            yield Change("missing-prime", "wrong-function", place, less, (tree, " should be ", less))


def change_argument(about: About, place: Place) -> Iterator[Change]:
    """A function of something else."""
    above = place.above
    applied = place.role == "argument" and isinstance(above, Call) and len(above.args) == 1
    inside = place.role == "inside" and isinstance(above, Bracket) and len(place.path) > 1 and len(above.parts) == 1
    if not applied and not (inside and about.is_argument(place)):
        return
    own = about.node(place.tree)
    for other in about.arguments:
        node = about.node(other)
        if node is None or own is None or twin(about.graph, node) == twin(about.graph, own):
            continue
        if isinstance(other, Name) and isinstance(place.tree, Name):
            continue  # one variable for another
        words: Words = ("the argument ", place.tree, " should be ", other)
        yield Change("wrong-argument", "wrong-argument", place, other, words)


def change_name(about: Surroundings, place: Place) -> Iterator[Change]:
    """Another variable, or the same one with another index."""
    tree = place.tree
    function = isinstance(tree, Name) and about.ground.scope.function(tree.name) is not None
    if not isinstance(tree, Name) or function or is_applied(about, place):
        return
    base = tree.name.partition("_")[0]
    near = _shifted(tree.name)
    for other in dict.fromkeys([*near, *about.names]):
        if other == tree.name or other.endswith("'"):
            continue
        slug = "wrong-variable"
        if other in near:
            slug = "off-by-one"
        elif "_" in tree.name and "_" in other and other.partition("_")[0] == base:
            slug = "wrong-index"
        new = Name(MADE, MADE, other, tree.primes)
        if isinstance(place.above, Derivative) and about.says_nothing(place, new):
            continue
        noun = "the index is wrong: " if slug != "wrong-variable" else ""
        words: Words = (noun, tree, " should be ", new)
        yield Change(slug, slug, place, new, words, weak=about.holds(other, tree.name))


def _shifted(name: str) -> list[str]:
    """The names with a symbolic index one higher or lower: i-1 for i, i for i-1."""
    found = re.fullmatch(r"(.+)_([a-z])(?:([mp])(\d+))?", name)
    if not found:
        return []
    head, letter, sign, digits = found.groups()
    offset = int(digits or 0) * (-1 if sign == "m" else 1)
    return [
        f"{head}_{letter}" + (f"{'m' if d < 0 else 'p'}{abs(d)}" if d else "")
        for d in (offset - 1, offset + 1)
    ]  # fmt: skip
