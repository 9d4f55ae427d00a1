"""Derivatives of arrays by arrays, gradients, second derivatives, differentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.graph.terms import is_scalar, is_vector
from symgrad.notation.arrays.kinds import HEADS, is_array
from symgrad.notation.arrays.maps import Linear
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import At, Bracket, Call, Derivative, Nabla, Name, Product, Tree, bare

if TYPE_CHECKING:
    from symgrad.notation.arrays.builder import Builder

VARIABLES = ("input", "name", "opaque", "entry")  # terms that a derivative can be taken by


def derivative(here: Builder, tree: Derivative) -> int | Linear:
    if not here.touches(tree):
        return here.scalar(tree)
    if tree.held:
        raise Unresolved("what is held fixed is not read beside arrays")
    variables = [variable for variable, order in tree.by for _ in range(order)]
    if len(variables) > 3:
        raise Unresolved("a derivative of an order beyond 3 by arrays")
    local = here.modes.get(tree.start) == "local" and len(variables) == 1 and tree.kind == "partial"
    found: int | Linear = here.term(tree.of)
    for variable in reversed(variables):
        if isinstance(found, Linear):
            raise Unresolved("a second derivative by a matrix is not read yet")
        found = by(here, found, here.term(_plain(here, variable)), "local" if local else "total")
    return found


def _plain(here: Builder, variable: Tree) -> Tree:
    """f[x] as a variable of which f has a formula or edges is f."""
    if isinstance(variable, Product) and len(variable.factors) == 2:
        (_, head), (_, bracket) = variable.factors
        if isinstance(head, Name) and isinstance(bracket, Bracket) and here.scope.formula(head.name) is not None:
            return head
    return variable


def by(here: Builder, u: int, v: int, mode: str) -> int | Linear:
    """du/dv in the layout, or as a map where that is no matrix."""
    terms, sizes = here.terms, here.terms.sizes
    below = terms.list[v]
    if below.op == "transpose":
        below = terms.list[below.args[0]]
    if below.op not in VARIABLES and not (below.op == "node" and here.scope.graph.label(below.data) is not None):
        here.notes.setdefault("a derivative by a formula: at its occurrences")
    of, over = terms.shape(u), terms.shape(v)
    if is_scalar(sizes, of):
        bit = "" if is_scalar(sizes, over) else "vector" if is_vector(sizes, over) else "matrix"
    elif is_scalar(sizes, over):
        bit = "jacobian" if is_vector(sizes, of) else ""
    elif is_vector(sizes, of) and is_vector(sizes, over):
        bit = "jacobian" if sizes.is_one(of[0]) == sizes.is_one(over[0]) else ""
    else:
        return Linear(terms.apply("tensor", u, v, data=mode), of, v)
    if bit:
        here.bits.add(bit)
    return terms.apply("derivative", u, v, data=(getattr(here.layout, bit or "vector"), mode))


def gradient(here: Builder, tree: Nabla) -> int | Linear:
    """The column (or matrix) of the partials of a number, whatever the layout; of order 2 its Hessian.

    In the second reading order 2 is the Laplacian, the trace of that.
    """
    found = _gradient(here, tree)
    if tree.order == 1 or not here.second or isinstance(found, Linear):
        return found
    here.notes.setdefault("\\nabla^2 is read as the Laplacian")
    return here.terms.apply("trace", found)


def _gradient(here: Builder, tree: Nabla) -> int | Linear:
    partials = _of_numbers(here, tree)
    if partials is not None:
        return partials
    u = here.term(tree.body)
    if not here.terms.is_scalar(u):
        raise Unresolved("the nabla operator is read before numbers")
    by = tree.by if tree.by is not None else gradient_variable(here.scope, tree.body)
    if by is None:
        raise Unresolved("what the nabla operator differentiates by is not clear: write \\nabla_x")
    v = here.term(by)
    found = here.terms.apply("derivative", u, v, data=("denominator", "total"))
    if tree.order == 1:
        return found
    if not is_vector(here.terms.sizes, here.terms.shape(v)):
        raise Unresolved("the matrix of second partials by a matrix is not read")
    return here.terms.apply("derivative", found, v, data=("numerator", "total"))


def _of_numbers(here: Builder, tree: Nabla) -> int | None:
    """The partials of an f(x, y) of several numbers by them, where f stands bare or at values; None for any other."""
    body = bare(tree.body)
    args: tuple[Tree, ...] = ()
    match body:
        case Product(factors=((_, head), (_, Bracket(parts=args)))):
            body = head
    function = here.scope.function(body.name) if isinstance(body, Name) and not body.primes else None
    if tree.by is not None or function is None or len(function.params) < 2:
        return None
    if any(is_array(here.scope, param) for param in function.params) or len(args) not in (0, len(function.params)):
        return None
    names = [Name(tree.start, tree.end, param) for param in function.params]
    at = tuple((name, arg) for name, arg in zip(names, args, strict=False) if not _is_name(arg, name.name))

    def partial(*by: Name) -> int:
        found = Derivative(tree.start, tree.end, "partial", body, tuple((name, 1) for name in by))
        return here.term(At(tree.start, tree.end, found, at) if at else found)

    rows = [[partial(x)] for x in names] if tree.order == 1 else [[partial(x, y) for y in names] for x in names]
    return here.terms.apply("blocks", *(entry for row in rows for entry in row), data=len(rows[0]))


def _is_name(tree: Tree, name: str) -> bool:
    return isinstance(tree, Name) and tree.name == name and not tree.primes


def gradient_variable(scope: Scope, body: Tree) -> Tree | None:
    """What a bare nabla differentiates by: the argument that is written, the parameter of f, or the only array."""
    body = bare(body)
    if isinstance(body, Product) and len(body.factors) == 2:
        (_, head), (_, bracket) = body.factors
        if isinstance(head, Name) and isinstance(bracket, Bracket) and len(bracket.parts) == 1:
            return bracket.parts[0]
    if isinstance(body, Name) and (function := scope.function(body.name)) and len(function.params) == 1:
        return Name(body.start, body.end, function.params[0])
    names = [name for name in sorted(names_in(body)) if is_array(scope, name)]
    return Name(body.start, body.end, names[0]) if len(names) == 1 else None


def differential(here: Builder, value: int | Linear, tree: Tree) -> int:
    """dW, d(XY): how a term changes when the arrays whose differentials the line writes change."""
    if isinstance(value, Linear):
        raise Unresolved("a differential of a map")
    terms = here.terms
    if isinstance(tree, Name) and terms.list[value].op in (*VARIABLES, "node"):
        here.differentials.setdefault(tree.name, value)
    certain = isinstance(tree, Call) or (isinstance(tree, Name) and tree.name in HEADS)  # else d may be a name
    return terms.shaped("differential", (value,), terms.shape(value), certain)
