"""A name before a bracket: whether it is a function there, and its node."""

from __future__ import annotations

from dataclasses import replace

from symgrad.graph import Node
from symgrad.notation.letters import GREEK
from symgrad.notation.meaning.functions import SYMBOLS, applied
from symgrad.notation.meaning.names import prime_variable
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.total_derivatives import noted_total
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Bracket, Call, Derivative, Name, Num, Power, Product, Sum, Tree, walk

FAMILIAR = frozenset("fghFGH")
FAMILIAR_GREEK = ("phi", "psi")
REMAINDERS = ("O", "o")


def applies(here: Setting, head: Name, bracket: Bracket) -> bool:
    """Whether a name before a bracket is a function applied to it (else a factor)."""
    name = head.name
    if name in here.env:
        return False
    if any(isinstance(part, Name) and part.name == name for tree in bracket.parts for part in walk(tree)):
        bare = not any(
            isinstance(part, Product) and _applied_within(part, name) for tree in bracket.parts for part in walk(tree)
        )
        if bare:
            return False
    if here.scope.function(name) is not None or len(bracket.parts) > 1:
        return True
    if name in REMAINDERS and not here.scope.stands(name):
        raise Unresolved(f"{name}(...) stands for terms that are not written")
    if here.scope.is_applied(name) and here.scope.formula(name) is None:
        return True
    edges = here.scope.edges_of(name)
    if edges and (_is_number(bracket) or [part.name for part in bracket.parts if isinstance(part, Name)] == [*edges]):
        return True
    if here.scope.formula(name) is not None:
        return head.primes > 0 or head.dots > 0 or _own_input(here, name, bracket)
    if head.primes or head.dots or (name in SYMBOLS and not here.scope.stands(name)):
        return True
    word = len(name) > 1 and name.isalpha() and name not in GREEK
    if bracket.kind == "[" and (word or not (here.scope.stands(name) or here.scope.is_declared(name))):
        return True
    familiar = name[0] in FAMILIAR or name.partition("_")[0] in FAMILIAR_GREEK
    open_to_both = (familiar or word or _is_needless(bracket)) and not here.scope.stands(name)
    if (open_to_both or names_one(bracket)) and not here.scope.is_declared(name):
        raise Unresolved(f"{name}(...): is {name} a function? write <!-- symgrad: let {name} be a function -->")
    return False


def names_one(bracket: Bracket) -> bool:
    """Whether nothing but one name stands in the bracket, which a factor would not need."""
    return bracket.kind != "{" and len(bracket.parts) == 1 and isinstance(bracket.parts[0], Name)


def _is_needless(bracket: Bracket) -> bool:
    """Whether a factor would not need the bracket: one power or one function stands in it."""
    return bracket.kind == "(" and isinstance(bracket.parts[0], (Power, Call))


def _is_number(bracket: Bracket) -> bool:
    """Whether a number stands in the bracket: y(0) of a y that is differentiated is its value there."""
    part = bracket.parts[0]
    if isinstance(part, Sum) and len(part.terms) == 1:
        part = part.terms[0][1]
    return bracket.kind == "(" and len(bracket.parts) == 1 and isinstance(part, Num)


def _own_input(here: Setting, name: str, bracket: Bracket) -> bool:
    """Whether y(x) stands for a y that is a formula of x."""
    part = bracket.parts[0]
    if not isinstance(part, Name):
        return False
    inputs = [here.graph.label(id) for id in here.graph.free(here.named(name).id)]
    return part.name in inputs


def apply(here: Setting, head: Name, parts: tuple[Tree, ...]) -> Node:
    """A function name applied to arguments."""
    function = here.scope.function(head.name)
    argument = named_argument(parts[0]) if here.by_name and head.primes == 1 and len(parts) == 1 else ""
    if argument and here.scope.formula(argument) is not None and function is not None:
        by = Name(head.start, head.end, argument)
        return here.node(Derivative(head.start, head.end, "d", replace(head, primes=0), ((by, 1),)))
    if function is None and here.scope.is_unread(head.name):
        inside = {part.name for part in parts if isinstance(part, Name)}
        if not inside >= set(here.scope.edges_of(head.name)):
            raise Unresolved(f"the formula of {head.name} is not read")
    if head.dots:
        head = Name(head.start, head.end, head.name, head.dots)
    if function is None and here.scope.formula(head.name) is not None:
        return _formula_at(here, head, parts)
    if (
        function is not None
        and function.body is not None
        and not head.primes
        and here.scope.formula(head.name) is not None
        and [part.name if isinstance(part, Name) else None for part in parts] == list(function.params)
        and not any(param in here.env for param in function.params)
    ):
        return here.named(head.name)
    return applied(here, head.name, function, [here.node(part) for part in parts], head.primes)


def named_argument(part: Tree) -> str:
    """u where u or u(z) is written, else ''."""
    if isinstance(part, Product) and len(part.factors) == 2 and isinstance(part.factors[1][1], Bracket):
        part = part.factors[0][1]
    return part.name if isinstance(part, Name) else ""


def _formula_at(here: Setting, head: Name, parts: tuple[Tree, ...]) -> Node:
    """y(1), y'(x): a name with a formula, taken at its only input."""
    if len(parts) != 1:
        raise Unresolved(f"{head.name} is a formula, not a function of {len(parts)} arguments")
    node = here.named(head.name)
    inputs = here.graph.free(node.id)
    by = here.graph.node(inputs[0]) if len(inputs) == 1 else prime_variable(here, node)
    for _ in range(head.primes):
        node = here.graph.node(noted_total(here, node, by))
    return here.graph.node(here.graph.substitute(node.id, {by.id: here.node(parts[0]).id}))


def _applied_within(product: Product, name: str) -> bool:
    """Whether the name stands before a bracket in this product."""
    pairs = zip(product.factors, product.factors[1:], strict=False)
    return any(isinstance(a, Name) and a.name == name and isinstance(b, Bracket) for (_, a), (_, b) in pairs)
