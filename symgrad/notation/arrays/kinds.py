"""Which names are vectors and matrices: by declaration, by bold type, by the uses that a formula makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Filled,
    Matrix,
    Nabla,
    Name,
    Norm,
    Num,
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
ENTRY = re.compile(r"(?:[a-z]|\d)(?:,?(?:[a-z]|\d))?")


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
    first, comma, rest = index.partition(",")
    if comma and is_array(scope, f"{head}_{first}"):
        name_of, places = f"{head}_{first}", rest
    if scope.function(name) is not None or not ENTRY.fullmatch(places) or not _has_entries(scope, name_of):
        return None
    return name_of, tuple(places.replace(",", "")) if len(places) > 1 else (places,)


def _has_entries(scope: Scope, name: str) -> bool:
    if is_array(scope, name):
        return True
    return scope.formula(name) is not None and kind_of(scope, Name(0, 0, name)) in ("vector", "row", "matrix")


def kind_by_letter(name: str) -> str:
    """'matrix' for a capital letter, 'vector' for a small one: the convention for bold names."""
    letter = re.sub(r"(hat|tilde|bar|vec|dot|check)$", "", name.partition("_")[0]) or name
    return "matrix" if letter[0].isupper() and not name.partition("_")[0].endswith("vec") else "vector"


def touches(scope: Scope, tree: Tree, known: dict[tuple[str, bool], bool] | None = None) -> bool:
    """Whether a formula is made of arrays somewhere, be it below the names in it.

    known: what was found out about names, alone and in formulas, filled here; it holds while the scope stays as it is.
    """
    if known is None:
        return next(_arrays_in(scope, tree), None) is not None
    parts = walk(tree)
    return any(isinstance(part, WRITTEN) for part in parts) or any(
        _name_touches(scope, part, part is tree, known) for part in parts if isinstance(part, Name)
    )


def _name_touches(scope: Scope, name: Name, alone: bool, known: dict[tuple[str, bool], bool]) -> bool:
    key = name.name, alone
    if key not in known:
        known[key] = next(_arrays_in(scope, name, alone), None) is not None
    return known[key]


def by_type_alone(scope: Scope, trees: Iterable[Tree]) -> bool:
    """Whether bold type is all that makes these formulas ones of arrays."""
    found = [part for tree in trees for part in _arrays_in(scope, tree)]
    return all(isinstance(part, Name) and scope.shape(part.name) is None and not scope.use_of(part.name)
               and scope.is_bold(part.name) for part in found)  # fmt: skip


def of_entries_alone(scope: Scope, tree: Tree) -> bool:
    """Whether a formula is one of numbers, arrays standing in it and below its names by numbered entries alone."""
    entries = (array_of_entry(scope, part.name) if isinstance(part, Name) else None for part in _arrays_in(scope, tree))
    return all(entry is not None and all(map(str.isdigit, entry[1])) for entry in entries)


def _arrays_in(scope: Scope, tree: Tree, alone: bool = True) -> Iterator[Tree]:
    """The arrays of a formula and below the names in it: names, their entries, and what is written as an array.

    alone: the formula is no part of another one.
    """
    seen: set[str] = set()
    stack: list[Tree] = [tree]
    while stack:
        part = stack.pop()
        for inner in walk(part):
            if isinstance(inner, WRITTEN):
                yield inner
            if isinstance(inner, Name) and inner.name not in seen:
                seen.add(inner.name)
                if is_array(scope, inner.name) or array_of_entry(scope, inner.name) is not None:
                    yield inner
                function, formula = scope.function(inner.name), scope.formula(inner.name)
                stack += [body for body in (formula, function.body if function else None) if body is not None]
                stack += [member.formula for member in scope.members_beside(inner.name)] if formula is None else []
                own = alone and inner is tree  # else: that a number depends on an unknown array says nothing
                stack += [Name(0, 0, x) for x in scope.edges_of(inner.name) if own or scope.formula(x) is not None]


def note_uses(scope: Scope, trees: Iterable[Tree]) -> None:
    """Names that are transposed, or stand where only a vector or a matrix can, are arrays by their use."""
    parts = [part for tree in trees for part in walk(tree)]
    scope.bold |= {part.name for part in parts if isinstance(part, Name) and part.face == "bold"}
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


def note_summands(scope: Scope, trees: Iterable[Tree]) -> None:
    """Plain names that are added to a vector or matrix are one: b of `W x + b`. Formulas must be known by now."""
    sums = [part for tree in trees for part in walk(tree) if isinstance(part, Sum) and len(part.terms) > 1]
    known: dict[str, str] = {}
    for _ in range(2):
        for part in sums:
            kinds = {kind_of(scope, term, known) for _, term in part.terms} & {"vector", "row", "matrix"}
            if len(kinds) == 1:
                kind = kinds.pop()
                for _, term in part.terms:
                    if kind == "row" or not isinstance(term, Name) or not LETTER.match(term.name):
                        continue
                    if array_of_entry(scope, term.name) is None:
                        _use(scope, term.name, kind)
                        known.clear()


def kind_of(scope: Scope, tree: Tree, known: dict[str, str] | None = None) -> str:
    """'vector', 'row', 'matrix' or 'number' for what a formula makes, as far as its names tell, else ''.

    known: the kinds of names with formulas, filled here; the lowest come first, however long the chain is.
    """
    known = {} if known is None else known
    stack = [name for name in names_in(tree) if name not in known]
    opened: set[str] = set()
    while stack:
        name = stack[-1]
        formula = scope.formula(name)
        if name in known or formula is None or scope.shape(name) is not None:
            stack.pop()
        elif name in opened:
            known[name] = _kind(scope, formula, known)
            stack.pop()
        else:
            opened.add(name)
            stack += names_in(formula) - opened - known.keys()
    return _kind(scope, tree, known)


def _kind(scope: Scope, tree: Tree, known: dict[str, str]) -> str:
    match tree:
        case Name(name=name):
            declared = scope.shape(name)
            if declared is not None:
                sizes = (declared.rows == "1", declared.columns == "1")
                return {(True, True): "number", (False, True): "vector", (True, False): "row"}.get(sizes, "matrix")
            if name in known:
                return known[name]
            return (scope.use_of(name) or kind_by_letter(name)) if is_array(scope, name) else "number"
        case Transpose(body=body):
            found = _kind(scope, body, known)
            return {"vector": "row", "row": "vector"}.get(found, found)
        case Bracket(parts=(part,)) | Sum(terms=((_, part),)):
            return _kind(scope, part, known)
        case Sum(terms=terms):
            kinds = [_kind(scope, term, known) for _, term in terms]
            return next((kind for kind in kinds if kind != "number"), "number")
        case Product(factors=factors):
            return _kind_of_product(scope, factors, known)
        case Call(args=(arg,)):
            return _kind(scope, arg, known)
        case Norm() | Num():
            return "number"
    return ""


def _kind_of_product(scope: Scope, factors: tuple[tuple[str, Tree], ...], known: dict[str, str]) -> str:
    found = "number"
    applied = False
    head = factors[0][1]
    if len(factors) == 2 and isinstance(head, Name) and head.name in HEADS and scope.function(head.name) is None:
        of = _kind(scope, factors[1][1], known)
        return of if head.name == "softmax" else "number" if head.name in MATRIX_HEADS else ""
    for k, (sign, factor) in enumerate(factors):
        following = factors[k + 1][1] if k + 1 < len(factors) and factors[k + 1][0] == "" else None
        function = scope.function(factor.name) if isinstance(factor, Name) else None
        if isinstance(factor, Name) and isinstance(following, Bracket):
            if factor.name == "sigma" or (function is not None and (function.known or function.entrywise)):
                applied = True
                continue
            if function is not None or factor.name in HEADS:
                return ""
        kind = _kind(scope, factor, known)
        if not kind:
            return ""
        if sign in ("⊙", "∘") or "number" in (kind, found) or applied:
            found = found if kind == "number" else kind
            applied = False
        else:
            found = PRODUCTS.get((found, kind), "")
            if not found:
                return ""
    return found


PRODUCTS = {
    ("matrix", "matrix"): "matrix", ("matrix", "vector"): "vector", ("row", "matrix"): "row",
    ("row", "vector"): "number", ("vector", "row"): "matrix",
}  # fmt: skip


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
    for head, argument in pairwise(factors):
        if isinstance(head, Name) and head.name in MATRIX_HEADS and not scope.knows(head.name):
            for name in names_in(argument) if isinstance(argument, (Name, Bracket)) else ():
                if len(name.partition("_")[0]) == 1 and name[0].isupper():
                    _use(scope, name, "matrix")
