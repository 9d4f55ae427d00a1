"""Products: which factors are one name, a function with its argument, or an operator D_x."""

from __future__ import annotations

from dataclasses import replace

from symgrad.graph import Node
from symgrad.notation.meaning.applications import applies, apply
from symgrad.notation.meaning.derivatives import derivative
from symgrad.notation.meaning.names import primed
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Bracket, Call, Derivative, Name, Num, Power, Prime, Product, Tree, name_run, walk

LONGEST = 24  # letters of a word that is written as a product


def product(here: Setting, tree: Product) -> Node:
    found: Node | None = None
    factors = _with_arguments(here, joined(here.scope, tree.factors))
    i = 0
    while i < len(factors):
        sign, factor = factors[i]
        following = factors[i + 1][1] if i + 1 < len(factors) and factors[i + 1][0] == "" else None
        applied = _application(here, factor, following)
        if applied is not None:
            node, i = applied, i + 1
        elif following is not None and (by := _operator_d(here.scope, factor)):
            rest = tuple(factors[i + 1 :])
            first = rest[0][1]
            body: Tree = first if len(rest) == 1 else Product(first.start, rest[-1][1].end, (("", first), *rest[1:]))
            if any(mark for mark, _ in rest[1:]):
                raise Unresolved("where this derivative ends is not clear: bracket what it is taken of")
            node, i = derivative(here, Derivative(factor.start, body.end, "d", body, ((by, 1),))), len(factors)
        else:
            node = here.node(factor)
        if sign == "∘":
            raise Unresolved("∘ between numbers: a composition is written with brackets: f(g(x))")
        if sign == "⊗":
            raise Unresolved("⊗ stands between vectors and matrices, and these are numbers: write \\in \\mathbb{R}^n")
        found = node if found is None else here.graph.write("div" if sign == "/" else "mul", found, node)
        i += 1
    assert found is not None
    return found


def joined(scope: Scope, factors: tuple[tuple[str, Tree], ...]) -> list[tuple[str, Tree]]:
    """Letters written together are one name where the scope has that name."""
    found: list[tuple[str, Tree]] = []
    i = 0
    while i < len(factors):
        run = name_run(factors[: i + LONGEST], i)
        for length in range(len(run), 1, -1):
            word = "".join(part.name for part in run[:length])
            if scope.knows(word):
                last = run[length - 1]
                found.append((factors[i][0], Name(run[0].start, last.end, word, last.primes)))
                i += length
                break
        else:
            found.append(factors[i])
            i += 1
    return found


def _with_arguments(here: Setting, factors: list[tuple[str, Tree]]) -> list[tuple[str, Tree]]:
    """In `\\ln f(x)` the bracket belongs to f, if f is a function."""
    found: list[tuple[str, Tree]] = []
    for sign, factor in factors:
        before = found[-1][1] if found and sign == "" else None
        if isinstance(before, Call) and isinstance(factor, Bracket) and len(before.args) == 1:
            argument = before.args[0]
            inner = argument.factors if isinstance(argument, Product) else (("", argument),)
            head = inner[-1][1]
            if argument.end == before.end == factor.start and isinstance(head, Name) and applies(here, head, factor):
                whole = Product(argument.start, factor.end, (*inner, ("", factor)))
                found[-1] = found[-1][0], replace(before, end=factor.end, args=(whole,))
                continue
        found.append((sign, factor))
    return found


def _operator_d(scope: Scope, factor: Tree) -> Name | None:
    """The variable x if the factor is the operator D_x."""
    if isinstance(factor, Name) and factor.name.startswith("D_") and not scope.knows(factor.name):
        name = factor.name[2:]
        if scope.knows(name) or scope.stands(name):
            return Name(factor.start, factor.end, name)
    return None


def _application(here: Setting, factor: Tree, following: Tree | None) -> Node | None:
    """The node of f(x), f(x)^2, f^2(x) or f'(x), if factor and following are that."""
    if isinstance(factor, Derivative) and isinstance(factor.of, Name) and isinstance(following, Bracket):
        return _derivative_at(here, factor, following)
    if isinstance(factor, Prime) and isinstance(following, Bracket) and _is_of_functions(here.scope, factor.body):
        argument = following.parts[0]
        if len(following.parts) > 1 or not isinstance(argument, Name):
            raise Unresolved("the derivative of a product or sum of functions is read at a name, (f + g)'(x)")
        return primed(replace(here, variable=argument.name), factor.body, factor.primes)
    head, raised = factor, None
    if isinstance(factor, Power) and isinstance(factor.base, Name):
        head, raised = factor.base, factor.exponent
    if not isinstance(head, Name) or following is None:
        return None
    outer = following.exponent if isinstance(following, Power) else None
    bracket = following.base if isinstance(following, Power) else following
    primes = bracket.primes if isinstance(bracket, Prime) else 0
    bracket = bracket.body if isinstance(bracket, Prime) else bracket
    if not isinstance(bracket, Bracket) or bracket.kind == "{" or not applies(here, head, bracket):
        return None
    if primes:
        return primed(here, Product(head.start, bracket.end, (("", head), ("", bracket))), primes)
    if isinstance(factor, Power) and factor.is_inverse:
        raise Unresolved(f"{head.name}^(-1): the inverse function or 1/{head.name}?")
    node = apply(here, head, bracket.parts)
    for exponent in (raised, outer):
        if exponent is not None:
            node = here.graph.write("pow", node, here.node(exponent))
    return node


def _is_of_functions(scope: Scope, body: Tree) -> bool:
    """Whether nothing but functions stands in a bracket: (f g)'(x) is then the derivative at x."""
    names = names_in(body)
    applied = any(
        isinstance(part, (Call, Num)) or (isinstance(part, Bracket) and part is not body) for part in walk(body)
    )
    return bool(names) and not applied and all(scope.function(name) is not None for name in names)


def _derivative_at(here: Setting, tree: Derivative, bracket: Bracket) -> Node | None:
    """`\\frac{\\partial f}{\\partial x}(1, 2)`: the derivative of a function at values of its parameters."""
    assert isinstance(tree.of, Name)
    function = here.scope.function(tree.of.name)
    if function is None or not function.params or len(function.params) != len(bracket.parts):
        return None
    if len(bracket.parts) == 1 and names_in(bracket.parts[0]):
        return None
    node = derivative(here, tree)
    mapping = {
        here.named(param).id: here.node(part).id for param, part in zip(function.params, bracket.parts, strict=True)
    }
    return here.graph.node(here.graph.substitute(node.id, mapping))
