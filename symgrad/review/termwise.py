"""Claims about sums and products of any size, proved term by term.

A sum is differentiated under its sign, a sum by one of its elements is its term there; two products with factors that
are ordered, and not negative, are ordered. The terms are judged with their index as a letter, so for all its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symgrad.notation.families import is_letter, letters_of, taken_apart
from symgrad.notation.meaning import Inapplicable, Meaning, NeedsSize, Unresolved
from symgrad.notation.readings import written_alike
from symgrad.notation.rewrite import relettered
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import (
    Bracket,
    Derivative,
    Name,
    Num,
    Over,
    Power,
    Product,
    Series,
    Sum,
    Tree,
    Unread,
    bare,
    walk,
)
from symgrad.proof import Verdict, judge_order
from symgrad.review.ground import Ground

METHOD = "term by term"
TURNED = {">": "<", "≥": "≤"}


@dataclass(frozen=True)
class Terms:
    """A sum or product: its term, its index, and its range as it is written (None for one term alone)."""

    kind: str
    term: Tree
    index: str
    bounds: tuple[Tree, Tree] | None


def termwise(ground: Ground, left: Tree | Unread, right: Tree | Unread, relation: str) -> Verdict | None:
    """The proof that a relation holds for every size; None if none is found."""
    if not (isinstance(left, Tree) and isinstance(right, Tree)):
        return None
    if relation in TURNED:
        return termwise(ground, right, left, TURNED[relation])
    try:
        pair = _alike(ground.scope, left, right)
        if pair is None or not all(_stands_alone(ground.scope, terms) for terms in pair):
            return None
        a, b = (Meaning(ground.scope).node(terms.term).id for terms in pair)
    except (Unresolved, Unread, Inapplicable, NeedsSize):
        return None
    if relation == "=":
        found = ground.judge(a, b)
        return replace(found, by=f"{METHOD}: {found.by}") if found.kind == "proved" else None
    if relation not in ("<", "≤"):
        return None
    orders = [judge_order(ground.graph, a, b, relation, ground.assume)]
    if pair[0].kind == "prod":
        orders.append(judge_order(ground.graph, ground.graph.number(0).id, a, "≤", ground.assume))
    proved = all(order.kind == "proved" for order in orders)
    return Verdict("proved", f"{METHOD}: {orders[0].by}") if proved else None


def _alike(scope: Scope, left: Tree, right: Tree) -> tuple[Terms, Terms] | None:
    """Both sides as terms over one index and one range."""
    a, b = _terms(scope, left), _terms(scope, right)
    if a is None:
        return None
    if a.bounds is None:  # one element of a sum
        return (a, Terms(a.kind, right, a.index, None)) if b is None else None
    if b is None:
        b = _repeated(right, a)
    if b is None or b.bounds is None or a.kind != b.kind:
        return None
    if not all(written_alike(x, y) for x, y in zip(a.bounds, b.bounds, strict=True)):
        return None
    return a, replace(b, term=relettered(b.term, b.index, a.index), index=a.index)


def _terms(scope: Scope, tree: Tree) -> Terms | None:
    tree = bare(tree)
    if isinstance(tree, Name) and not tree.primes and not tree.dots:
        formula = scope.formula(tree.name)
        return _terms(scope, formula) if isinstance(formula, (Series, Over, Product, Sum)) else None
    if isinstance(tree, Series):
        return Terms(tree.kind, tree.body, tree.index.name, (tree.low, tree.high))
    if isinstance(tree, Over):
        span = scope.span_of(tree.start)
        return Terms(tree.kind, tree.body, tree.index.name, span) if span is not None else None
    if isinstance(tree, Derivative):
        return _differentiated(scope, tree)
    if isinstance(tree, Product):
        return _scaled(scope, tree)
    if isinstance(tree, Sum):
        return _added(scope, tree)
    return None


def _differentiated(scope: Scope, tree: Derivative) -> Terms | None:
    inner = _terms(scope, tree.of)
    if inner is None or inner.kind != "sum" or inner.bounds is None or not all(isinstance(v, Name) for v, _ in tree.by):
        return None
    letters = scope.counts()
    places = [taken_apart(v.name, letters) for v, _ in tree.by if isinstance(v, Name)]
    free = {letter for place in places for part in place.parts for letter in letters_of(part)}
    if not free:
        if any(part for place in places for part in place.parts if isinstance(part, int)):
            return None  # one element that is written as a number
        return replace(inner, term=Derivative(tree.start, tree.end, tree.kind, inner.term, tree.by))
    moved = [part for place in places for part in place.parts if isinstance(part, tuple) and not is_letter(part)]
    if len(free) != 1 or len(tree.by) != 1 or moved:
        return None
    (letter,) = free
    term = relettered(inner.term, inner.index, letter)
    return Terms("sum", Derivative(tree.start, tree.end, tree.kind, term, tree.by), letter, None)


def _scaled(scope: Scope, tree: Product) -> Terms | None:
    """A sum with factors before it that do not hold its index."""
    found = [(i, terms) for i, (_, f) in enumerate(tree.factors) if (terms := _terms(scope, f)) is not None]
    if len(found) != 1 or any(sign == "/" for sign, _ in tree.factors):
        return None
    ((at, terms),) = found
    others = [factor for i, (_, factor) in enumerate(tree.factors) if i != at]
    if terms.kind != "sum" or any(_holds(other, terms.index) for other in others):
        return None
    factors = tuple((sign, terms.term if i == at else f) for i, (sign, f) in enumerate(tree.factors))
    factors = tuple((sign, Bracket(f.start, f.end, "{", (f,)) if isinstance(f, Sum) else f) for sign, f in factors)
    return replace(terms, term=Product(tree.start, tree.end, factors))


def _added(scope: Scope, tree: Sum) -> Terms | None:
    """Sums over one range, added."""
    parts = [(sign, _terms(scope, term)) for sign, term in tree.terms]
    first = parts[0][1]
    if first is None or first.kind != "sum" or first.bounds is None:
        return None
    terms = []
    for sign, part in parts:
        if part is None or part.kind != "sum" or part.bounds is None:
            return None
        if not all(written_alike(x, y) for x, y in zip(part.bounds, first.bounds, strict=True)):
            return None
        terms.append((sign, relettered(part.term, part.index, first.index)))
    return replace(first, term=Sum(tree.start, tree.end, tuple(terms)))


def _repeated(tree: Tree, like: Terms) -> Terms | None:
    """`c^n` as a product of n factors c."""
    tree = bare(tree)
    assert like.bounds is not None
    low, high = like.bounds
    if like.kind != "prod" or not isinstance(tree, Power) or not (isinstance(low, Num) and low.text == "1"):
        return None
    if not written_alike(tree.exponent, high) or _holds(tree.base, like.index):
        return None
    return replace(like, term=tree.base)


def _stands_alone(scope: Scope, terms: Terms) -> bool:
    """Whether the term is made of inputs with this one letter as it is: then nothing in it coincides with another."""
    letters = scope.counts() | {terms.index}
    for part in walk(terms.term):
        if isinstance(part, (Series, Over)):
            return False
        if isinstance(part, Name):
            places = taken_apart(part.name, letters)
            if any(p != (terms.index, 0) for p in places.parts) or not _is_input(scope, part.name, places.family):
                return False
    return True


def _is_input(scope: Scope, name: str, family: tuple[str, int, int]) -> bool:
    """Whether a name depends on nothing else of the text: an input, or a function of what it is applied to."""
    function = scope.function(name)
    if function is not None and (function.known or function.body is not None):
        return function.body is None or names_in(function.body) <= {*function.params, "e", "pi"}
    given = scope.formula(name) is not None or bool(scope.edges_of(name))
    return not given and not any(family in other.members for other in scope.chain)


def _holds(tree: Tree, letter: str) -> bool:
    names = (part.name for part in walk(tree) if isinstance(part, Name))
    return any(name == letter or (letter, 0) in taken_apart(name, {letter}).parts for name in names)
