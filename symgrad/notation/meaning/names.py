"""Bare names and formulas with primes or dots: what they are a function of, and taken at."""

from __future__ import annotations

from symgrad.graph import Node
from symgrad.graph.table import CODE, INPUT, NAME
from symgrad.notation.meaning.functions import SYMBOLS, applied
from symgrad.notation.meaning.ranges import kronecker
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.total_derivatives import UNNAMED, noted_total, with_given
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import Derivative, Name, Tree

VARIABLES = ("x", "t", "z")  # what a prime is taken by where the text does not say, in this order


def name_node(here: Setting, tree: Name) -> Node:
    if here.places:
        if tree.name in here.places and not tree.primes and not tree.dots:
            return here.graph.number(here.places[tree.name])
        same = kronecker(here, tree.name)
        if same is not None and not tree.primes:
            return here.graph.number(same)
        tree = Name(tree.start, tree.end, here.placed(tree.name), tree.primes, tree.glued, tree.dots)
    if tree.dots:
        return _by(here, tree, Name(tree.start, tree.end, "t"), tree.dots)
    if tree.primes:
        whole = tree.name + "'" * tree.primes
        return here.named(whole) if here.scope.formula(whole) is not None else _primed_name(here, tree)
    bound = here.env.get(tree.name)
    if bound is not None:
        return bound
    if _is_product(here.scope, tree):
        return here.many("mul", [here.named(letter) for letter in tree.letters])
    function = here.scope.function(tree.name)
    if function is None and tree.name in ("sigmoid", "relu"):
        function = Function(known=tree.name)
    if function is not None and not function.known and function.body is None and here.scope.edges_of(tree.name):
        return here.named(tree.name)
    if _is_bare_function(here, tree.name):
        return here.graph.named(tree.name, applied(here, tree.name, None, [_argument(here, tree.name)]))
    if function is not None and here.variable is not None and _over(here, tree.name, function, here.variable):
        return applied(here, tree.name, function, [here.named(here.variable)])
    if function is not None and here.scope.formula(tree.name) is None:
        at = here.variable or (function.params[0] if function.params else "x")
        return applied(here, tree.name, function, [here.named(at)])
    return here.named(tree.name)


def _is_product(scope: Scope, tree: Name) -> bool:
    """Whether a word that nothing tells of is its letters side by side, all of which are in use."""
    if not tree.letters or scope.knows(tree.name) or scope.edges_of(tree.name):
        return False
    return all(scope.knows(letter) or scope.stands(letter) for letter in tree.letters)


def _is_bare_function(here: Setting, name: str) -> bool:
    """Whether a name without formula is a function by its use: f'(x) stands somewhere, and f stands here."""
    scope = here.scope
    unknown = scope.formula(name) is None and scope.function(name) is None and not scope.edges_of(name)
    return unknown and name not in SYMBOLS and scope.is_applied(name)


def _argument(here: Setting, name: str) -> Node:
    """What a bare function is taken at: the chain's variable, else something that is not named."""
    if here.variable is not None and here.variable != name:
        return here.named(here.variable)
    return here.graph.input("t", f"{name}/{UNNAMED}")


def _over(here: Setting, name: str, function: Function, variable: str) -> bool:
    """Whether a bare function is taken at the chain's variable: nothing below its formula has that name already."""
    if not function.known and len(function.params) != 1:
        return False
    if function.body is None or variable in (*function.params, *names_in(function.body)):
        return function.body is None
    if here.scope.formula(name) is None or name in here.scope.building:
        return True
    graph = here.graph
    below = graph.cone([here.named(name).id])
    return variable not in {graph.label(id) for id in below if graph.cells[id][0] in (INPUT, NAME)}


def _by(here: Setting, tree: Name, variable: Name, order: int) -> Node:
    bare = Name(tree.start, tree.end, tree.name)
    return here.node(Derivative(tree.start, tree.end, "d", bare, ((variable, order),)))


def _primed_name(here: Setting, tree: Name) -> Node:
    function = here.scope.function(tree.name)
    if function is None and tree.name in ("sigmoid", "relu", *CODE) and not here.scope.knows(tree.name):
        function = Function(known=tree.name)
    if function is None and tree.name == "sigma" and here.scope.formula(tree.name) is None:
        function = Function(known="sigmoid")
    if function is not None:
        params = function.params or ("x",)
        if len(params) != 1:
            raise Unresolved(f"a prime on {tree.name}, which has {len(params)} arguments")
        at = here.variable if here.variable is not None else params[0]
        return applied(here, tree.name, function, [here.named(at)], tree.primes)
    if _is_bare_function(here, tree.name):
        return with_given(here, applied(here, tree.name, None, [_argument(here, tree.name)], tree.primes))
    node = here.named(tree.name)
    by = prime_variable(here, node)
    if by.id == node.id:
        raise Unresolved(f"what {tree.name} is a function of is not given")
    for _ in range(tree.primes):
        node = with_given(here, here.graph.node(noted_total(here, node, by)))
    return node


def primed(here: Setting, body: Tree, primes: int) -> Node:
    node = here.node(body)
    if not here.graph.free(node.id):
        return here.graph.number(0)
    by = prime_variable(here, node)
    for _ in range(primes):
        node = here.graph.node(noted_total(here, node, by))
    return with_given(here, node)


def prime_variable(here: Setting, node: Node) -> Node:
    """What a prime on this formula is taken by: the chain's variable, the only input, or x, t, z."""
    if here.variable is not None:
        return here.named(here.variable)
    free = here.graph.free(node.id)
    if len(free) == 1:
        return here.graph.node(free[0])
    labels = {here.graph.label(id): id for id in free}
    for name in VARIABLES:
        if name in labels:
            return here.graph.node(labels[name])
    raise Unresolved("what the prime is taken by is not clear: write d/dx")
