"""Formulas of numbers taken of arrays, entry by entry: \\exp(z), \\max(0, x), \\mathbb{I}[z > 0], cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from symgrad.notation.arrays import placed
from symgrad.notation.arrays.conventions import noted
from symgrad.notation.meaning.functions import applied
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Function
from symgrad.notation.syntax import Call, Cases, Comparison, Frac, Indicator, Name, Power, Root, Tree

if TYPE_CHECKING:
    from symgrad.graph import Node
    from symgrad.notation.arrays.builder import Builder


def lifted(here: Builder, tree: Tree) -> int:
    """A construct of scalar formulas: its parts stand in it as formal parameters, and it is taken at every place."""
    parts: list[int] = []
    names: dict[str, Node] = {}

    def formal(part: Tree) -> Tree:
        term = here.term(part) if here.touches(part) else placed.number(here, part)
        if term is None:
            return part
        if term not in parts:
            parts.append(term)
        name = f"<{parts.index(term)}>"
        names[name] = here.scope.graph.input(name, "place")
        return Name(part.start, part.end, name)

    shell = _shell(tree, formal)
    meaning = here.meaning()
    meaning.env = names
    body = meaning.node(shell)
    here.notes.update(noted(meaning))
    formals = tuple(here.scope.graph.input(f"<{k}>", "place").id for k in range(len(parts)))
    return here.terms.apply("map", *parts, data=(body.id, formals))


def mapped(here: Builder, name: str, function: Function | None, args: list[int], primes: int) -> int:
    """A function of numbers at the entries of arrays."""
    graph = here.scope.graph
    formals = [graph.input(f"<{k}>", "place") for k in range(len(args))]
    meaning = here.meaning()
    body = applied(meaning, name, function, formals, primes)
    here.notes.update(noted(meaning))
    return here.terms.apply("map", *args, data=(body.id, tuple(formal.id for formal in formals)))


def _shell(tree: Tree, formal: Callable[[Tree], Tree]) -> Tree:
    """The tree with its parts replaced."""
    match tree:
        case Call(args=args):
            return replace(tree, args=tuple(map(formal, args)))
        case Power(base=base, exponent=exponent):
            return replace(tree, base=formal(base), exponent=formal(exponent))
        case Frac(top=top, bottom=bottom):
            return replace(tree, top=formal(top), bottom=formal(bottom))
        case Root(radicand=radicand):
            return replace(tree, radicand=formal(radicand))
        case Indicator(condition=Comparison() as condition):
            return replace(tree, condition=_condition(condition, formal))
        case Cases(cases=cases):
            return replace(tree, cases=tuple(
                (formal(value), _condition(condition, formal) if isinstance(condition, Comparison) else condition)
                for value, condition in cases
            ))  # fmt: skip
    raise Unresolved("this is not read of vectors and matrices")


def _condition(tree: Comparison, formal: Callable[[Tree], Tree]) -> Comparison:
    return replace(tree, members=tuple(map(formal, tree.members)))
