"""Which names are vectors and matrices: by declaration, by bold type, by the uses that a formula makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import (
    Bracket,
    Filled,
    Matrix,
    Nabla,
    Name,
    Norm,
    Product,
    Sum,
    Transpose,
    Tree,
    bare,
    walk,
)

HEADS = {"tr", "Tr", "trace", "det", "diag", "Diag", "diagonal", "vec", "softmax"}
MATRIX_HEADS = {"tr", "Tr", "trace", "det"}
WRITTEN = (Matrix, Filled, Transpose, Norm, Nabla)
LETTER = re.compile(
    r"(?!d$)(?:[A-Za-z]|beta|theta|omega|phi|mu|Omega|Sigma|Theta|Phi|Lambda|Psi)(?:hat|tilde|bar)?(?:_|$)"
)
ENTRY = re.compile(r"(?:[a-z]|\d)(?:c?(?:[a-z]|\d))?")


def is_array(scope: Scope, name: str) -> bool:
    """Whether a name without formula stands for a vector or a matrix (one with a formula is what that makes it)."""
    declared = scope.shape(name)
    if declared is not None:
        return (declared.rows, declared.columns) != ("1", "1")
    return scope.is_bold(name) or bool(scope.use_of(name))


def array_of_entry(scope: Scope, name: str) -> tuple[str, tuple[str, ...]] | None:
    """The array and the places, if the name is an entry of one: z_i, W_ij, W_{2,j}."""
    head, mark, index = name.partition("_")
    if not mark or scope.is_bold(name) or scope.shape(name) is not None or scope.use_of(name):
        return None
    name_of, places = head, index
    first, comma, rest = index.partition("c")
    if comma and is_array(scope, f"{head}_{first}"):
        name_of, places = f"{head}_{first}", rest
    if scope.function(name) is not None or not ENTRY.fullmatch(places) or not is_array(scope, name_of):
        return None
    return name_of, tuple(places.replace("c", "")) if len(places) > 1 else (places,)


def kind_by_letter(name: str) -> str:
    """'matrix' for a capital letter, 'vector' for a small one: the convention for bold names."""
    letter = re.sub(r"(hat|tilde|bar|vec|dot|check)$", "", name.partition("_")[0]) or name
    return "matrix" if letter[0].isupper() and not name.partition("_")[0].endswith("vec") else "vector"


def touches(scope: Scope, tree: Tree) -> bool:
    """Whether a formula is made of arrays somewhere, be it below the names in it."""
    seen: set[str] = set()
    stack: list[Tree] = [tree]
    while stack:
        part = stack.pop()
        for inner in walk(part):
            if isinstance(inner, WRITTEN):
                return True
            if isinstance(inner, Name) and inner.name not in seen:
                seen.add(inner.name)
                if is_array(scope, inner.name) or array_of_entry(scope, inner.name) is not None:
                    return True
                function, formula = scope.function(inner.name), scope.formula(inner.name)
                stack += [body for body in (formula, function.body if function else None) if body is not None]
                stack += [Name(0, 0, name) for name in scope.edges_of(inner.name)]
    return False


def note_uses(scope: Scope, trees: Iterable[Tree]) -> None:
    """Names that are transposed, or stand where only a vector or a matrix can, are arrays by their use."""
    parts = [part for tree in trees for part in walk(tree)]
    scope.bold |= {part.name for part in parts if isinstance(part, Name) and part.bold}
    for part in parts:
        match part:
            case Transpose(body=Name(name=name)):
                _use(scope, name, kind_by_letter(name))
            case Transpose(body=body) if not isinstance(bare(body), Name):
                _inside(scope, body)
            case Norm(body=Name(name=name)):
                _use(scope, name, kind_by_letter(name))
            case Norm(body=body):
                _inside(scope, body)
    for part in parts:
        if isinstance(part, Product):
            _beside(scope, part)


def _is_matrix(scope: Scope, name: str) -> bool:
    declared = scope.shape(name)
    if declared is not None:
        return "1" not in (declared.rows, declared.columns)
    return scope.use_of(name) == "matrix" or (scope.is_bold(name) and kind_by_letter(name) == "matrix")


def _use(scope: Scope, name: str, kind: str) -> None:
    if scope.formula(name) is None and scope.function(name) is None and scope.shape(name) is None:
        scope.used.setdefault(name, kind)


def _inside(scope: Scope, tree: Tree) -> None:
    """Plain capital letters in what is transposed or has a norm are matrices; small ones are vectors where they add."""
    for part in walk(tree):
        if isinstance(part, Product):
            _matrices(scope, part)
    tree = bare(tree)
    for _, term in tree.terms if isinstance(tree, Sum) else (("", tree),):
        if isinstance(term, Name):
            _use(scope, term.name, kind_by_letter(term.name))


def _matrices(scope: Scope, product: Product) -> None:
    """Capital letters of a product are matrices, a small Latin letter right behind one is a vector."""
    before = ""
    for sign, factor in product.factors:
        if isinstance(factor, Name) and factor.name not in HEADS and LETTER.match(factor.name):
            kind = kind_by_letter(factor.name)
            if kind == "matrix" or (before == "matrix" and sign in ("", "*")):
                _use(scope, factor.name, kind)
            before = scope.use_of(factor.name) or ("matrix" if is_array(scope, factor.name) else "")
        else:
            before = "matrix" if isinstance(factor, Transpose) else ""


def _beside(scope: Scope, product: Product) -> None:
    """What stands in a product with a transpose, or behind tr and det."""
    factors = [factor for _, factor in product.factors]
    if any(isinstance(factor, Transpose) or (isinstance(factor, Name) and _is_matrix(scope, factor.name))
           for factor in factors):  # fmt: skip
        _matrices(scope, product)
    for head, argument in zip(factors, factors[1:], strict=False):
        if isinstance(head, Name) and head.name in MATRIX_HEADS and not scope.knows(head.name):
            for name in names_in(argument) if isinstance(argument, (Name, Bracket)) else ():
                if len(name.partition("_")[0]) == 1 and name[0].isupper():
                    _use(scope, name, "matrix")
