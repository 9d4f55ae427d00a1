"""Products of arrays: which factors are applied, in which order the rest are multiplied, and by which product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symgrad.graph.sizes import ONE, Misfit
from symgrad.graph.terms import is_vector
from symgrad.notation.arrays import derivatives, loose, maps, powers
from symgrad.notation.arrays.entrywise import mapped
from symgrad.notation.arrays.kinds import HEADS, touches
from symgrad.notation.arrays.maps import Linear, Value
from symgrad.notation.meaning.applications import applies
from symgrad.notation.meaning.products import joined
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Function
from symgrad.notation.syntax import (
    At,
    Bracket,
    Derivative,
    Filled,
    Name,
    Power,
    Product,
    Transpose,
    Tree,
    Unread,
)

if TYPE_CHECKING:
    from symgrad.notation.arrays.builder import Builder

ROWS = {"tr": "trace", "Tr": "trace", "trace": "trace", "det": "det", "diag": "diag", "Diag": "diag",
        "diagonal": "diagonal", "vec": "vec", "softmax": "softmax"}  # fmt: skip

Factor = tuple[str, Value, Tree]


def product(here: Builder, tree: Product) -> Value:
    factors = joined(here.scope, tree.factors)
    if not here.touches(tree) and not any(_is_differential(here, factors, i) for i in range(len(factors))):
        return here.scalar(tree)
    items = _items(here, factors)
    why: Misfit | None = None
    saved = here.terms.sizes.copy()
    for reading in (_by_levels, _in_order):
        try:
            return reading(here, items)
        except Misfit as misfit:
            why = why or misfit
            here.terms.sizes.restore(saved)
    assert why is not None
    raise why


# ----- factors -----


def _items(here: Builder, factors: list[tuple[str, Tree]]) -> list[Factor]:
    """The factors as values; a function and its argument are one."""
    found: list[Factor] = []
    i = 0
    while i < len(factors):
        sign, factor = factors[i]
        varied = _is_differential(here, factors, i)
        body = factors[i + varied][1]
        value, i = _item(here, factors, i + varied)
        found.append((sign, derivatives.differential(here, value, body) if varied else value, factor))
    return found


def _is_differential(here: Builder, factors: list[tuple[str, Tree]], i: int) -> bool:
    """Whether a d stands here before something: dW, d(XY), d tr(X)."""
    factor = factors[i][1]
    if not (isinstance(factor, Name) and factor.name == "d" and not factor.primes and i + 1 < len(factors)):
        return False
    return factors[i + 1][0] == "" and not here.scope.knows("d") and here.scope.shape("d") is None


def _item(here: Builder, factors: list[tuple[str, Tree]], i: int) -> tuple[Value, int]:
    """The value that starts at a factor, and where the next one starts."""
    factor = factors[i][1]
    following = factors[i + 1][1] if i + 1 < len(factors) and factors[i + 1][0] == "" else None
    if isinstance(factor, Name) and _is_head(here, factor.name) and following is not None:
        raised = following if isinstance(following, Power) and isinstance(following.base, Bracket) else None
        if raised is not None:
            return powers.raised(here, _headed(here, factor, raised.base), raised), i + 2
        if isinstance(following, Bracket):
            return _headed(here, factor, following), i + 2
        if isinstance(following, Transpose) and isinstance(following.body, Bracket):  # vec(X)^T is that of vec(X)
            return here.terms.apply("transpose", _headed(here, factor, following.body)), i + 2
        stop = i + 1
        while stop < len(factors) and factors[stop][0] == "":
            stop += 1
        rest = tuple(factors[i + 1 : stop])
        body = following if len(rest) == 1 else Product(following.start, rest[-1][1].end, rest)
        return _headed(here, factor, body), stop
    if isinstance(factor, Filled):
        return here.filled(factor, ONE), i + 1
    applied = _application(here, factor, following)
    return (here.value(factor), i + 1) if applied is None else (applied, i + 2)


def _is_head(here: Builder, name: str) -> bool:
    return name in HEADS and not here.scope.knows(name)


def _headed(here: Builder, head: Name, body: Tree) -> int:
    """tr, det, diag, vec, softmax of a term."""
    op, inner = ROWS[head.name], here.term(body)
    shape, sizes = here.terms.shape(inner), here.terms.sizes
    if here.terms.is_scalar(inner) and op in ("trace", "det"):
        return inner
    if op == "diag" and not is_vector(sizes, shape):
        op = "diagonal"
    if op == "softmax" and not is_vector(sizes, shape):
        here.notes.setdefault("the softmax of a matrix is taken of each row")
    return here.terms.apply(op, inner)


def _application(here: Builder, factor: Tree, following: Tree | None) -> int | None:
    """f(x), f'(x), f(x)^T, \\sigma(z)^2: a function at arrays, if factor and following are that."""
    if isinstance(following, Transpose) and isinstance(following.body, Bracket):
        found = _application(here, factor, following.body)
        return None if found is None else here.terms.apply("transpose", found)
    bracket = following.base if isinstance(following, Power) else following
    if not isinstance(factor, Name) or not isinstance(bracket, Bracket) or bracket.kind == "{":
        return None
    if factor.name in here.env or not applies(here.meaning(), factor, bracket):
        return None
    found = application(here, factor, bracket.parts)
    return loose.applied_power(here, found, following) if isinstance(following, Power) else found


def application(here: Builder, head: Name, parts: Sequence[Tree]) -> int:
    """A function name applied to terms."""
    function, args = here.scope.function(head.name), [here.term(part) for part in parts]
    if function is None and here.scope.formula(head.name) is not None:
        return here.named(head.name)  # y(x) of a y that has a formula
    if function is None and head.name == "sigma":
        return mapped(here, "sigma", None, args, head.primes)
    if function is not None and function.body is not None and not head.primes:
        bound = dict(zip(function.params, args, strict=False))
        if len(bound) == len(args) == len(function.params) and (
            touches(here.scope, function.body) or any(not here.terms.is_scalar(arg) for arg in args)
        ):
            return _of_arrays(here, head, function, bound)
    if function is not None and head.primes and _is_line(here, function, args):
        return _slope(here, head, function.params[0], parts[0])
    if function is not None and (function.known or function.body is not None or function.entrywise):
        return mapped(here, head.name, function, args, head.primes)
    if all(map(here.terms.is_scalar, args)):
        return mapped(here, head.name, function, args, head.primes)  # \Phi of a number is what it is among numbers
    if head.primes:
        return mapped(here, head.name, function or Function(), args, head.primes)
    general = function is not None and function.general
    return here.terms.shaped("opaque", tuple(args), (ONE, ONE), (head.name, general))


def _is_line(here: Builder, function: Function, args: Sequence[int]) -> bool:
    """Whether a function takes one number to a formula of arrays: `\\phi(t) = q(x + t d)`."""
    one = len(function.params) == len(args) == 1 and here.terms.is_scalar(args[0])
    return one and function.body is not None and touches(here.scope, function.body)


def _slope(here: Builder, head: Name, param: str, at: Tree) -> int:
    """`\\phi'(t)` and `\\phi'(0)`: the derivative by the parameter, at a value of it."""
    by = Name(head.start, head.end, param)
    found = Derivative(head.start, head.end, "d", replace(head, primes=0), ((by, head.primes),))
    if isinstance(at, Name) and at.name == param:
        return here.term(found)
    return here.term(At(head.start, head.end, found, ((by, at),)))


def _of_arrays(here: Builder, head: Name, function: Function, bound: dict[str, int]) -> int:
    """A function with a body at arrays: the body itself; where that has no meaning, entry by entry."""
    assert function.body is not None
    if len(here.building) > 40:
        raise Unresolved(f"{head.name} is defined by itself")
    own = [here.names.get(param) == term for param, term in bound.items()]
    here.building.append(f"{head.name}()")
    inner = replace(here, env=bound, variable=None, modes={}, loose=None)
    saved = here.terms.sizes.copy()
    try:
        found = inner.term(function.body)
    except Unread:
        raise
    except Unresolved:
        here.terms.sizes.restore(saved)
        return mapped(here, head.name, function, list(bound.values()), 0)
    finally:
        here.building.pop()
    if all(own) and here.scope.formula(head.name) is not None:
        return here.terms.shaped("name", (found,), here.terms.shape(found), head.name)
    return found


# ----- the order of multiplication -----


def _by_levels(here: Builder, items: list[Factor]) -> Value:
    """\\odot binds looser than \\cdot, that looser than \\times, and that looser than juxtaposition."""
    return _split(here, items, ("⊙", "∘"), lambda part: _split(here, part, ("⊗",), lambda p: _dotted(here, p)))


def _dotted(here: Builder, items: list[Factor]) -> Value:
    return _split(here, items, ("*",), lambda part: _split(here, part, ("×",), lambda p: _in_order(here, p)))


def _split(here: Builder, items: list[Factor], signs: tuple[str, ...], inner: Callable[[list[Factor]], Value]) -> Value:
    parts: list[tuple[str, list[Factor]]] = [("", [])]
    for sign, value, tree in items:
        if sign in signs:
            parts.append((sign, [("", value, tree)]))
        else:
            parts[-1][1].append((sign, value, tree))
    found = inner(parts[0][1])
    for sign, part in parts[1:]:
        found = times(here, found, inner(part), sign)
    return found


def _in_order(here: Builder, items: list[Factor]) -> Value:
    """From the left to the right, but a product that ends in a column from there on: as a reverse sweep goes."""
    if len(items) > 2 and all(sign == "" for sign, _, _ in items[1:]) and _ends_in_column(here, items):
        found = items[-1][1]
        for _, value, _ in reversed(items[:-1]):
            found = times(here, value, found, "")
        return found
    found = items[0][1]
    for sign, value, _ in items[1:]:
        found = quotient(here, found, value) if sign == "/" else times(here, found, value, sign)
    return found


def _ends_in_column(here: Builder, items: list[Factor]) -> bool:
    values = [value for _, value, _ in items]
    if any(isinstance(value, Linear) for value in values):
        return False
    shapes = [here.terms.shape(value) for value in values if isinstance(value, int)]
    lies = [here.terms.sizes.is_one(shape[0]) for shape in shapes]
    return here.terms.sizes.is_one(shapes[-1][1]) and not any(lies)


def times(here: Builder, a: Value, b: Value, sign: str) -> Value:
    """The product that the sign and the shapes say. Raises Misfit."""
    terms = here.terms
    if isinstance(a, Linear) or isinstance(b, Linear):
        return maps.product(here, a, b)
    if sign in ("⊙", "∘"):
        return terms.apply("scale" if terms.is_scalar(a) and terms.is_scalar(b) else "hadamard", a, b)
    if sign == "⊗":
        return terms.apply("kron", a, b)
    if terms.is_scalar(a) or terms.is_scalar(b):
        return terms.apply("scale", *((a, b) if terms.is_scalar(a) else (b, a)))
    columns = [is_vector(terms.sizes, terms.shape(x)) and terms.sizes.is_one(terms.shape(x)[1]) for x in (a, b)]
    if sign == "×" and all(columns):
        if not all(terms.sizes.fit(terms.shape(x)[0], terms.sizes.of("3")) for x in (a, b)):
            raise Unresolved("\\times between vectors is the cross product of vectors of length 3")
        return terms.apply("cross", a, b)
    if sign == "*" and all(columns):
        return terms.apply("matmul", terms.apply("transpose", a), b)
    return terms.apply("matmul", a, b)


def quotient(here: Builder, a: Value, b: Value) -> int:
    terms = here.terms
    if isinstance(a, Linear) or isinstance(b, Linear):
        raise Unresolved("the derivative of an array by a matrix is a map: it stands in products only")
    if not terms.is_scalar(b):
        if terms.is_scalar(a):
            return loose.quotient(here, a, b)
        here.notes.setdefault("a quotient of two arrays is taken entry by entry")
    return terms.apply("divide", a, b)
