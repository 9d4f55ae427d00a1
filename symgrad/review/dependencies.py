"""What a section's names depend on where no formula says so: the letters in it, and what is differentiated by what."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symgrad.notation.arrays.kinds import array_of_entry, is_array
from symgrad.notation.meaning.applications import names_one
from symgrad.notation.scope import Scope, applications, names_in
from symgrad.notation.syntax import (
    Call,
    Derivative,
    Frac,
    Nabla,
    Name,
    Num,
    Power,
    Root,
    Sum,
    Tree,
    bare,
    walk,
)
from symgrad.review.forms import formula_letters, head_of, inside_alone
from symgrad.review.lines import Line, Opened, trees_of


def note_letters(scope: Scope, lines: Sequence[Line]) -> None:
    """Every name that stands in a formula (not only as what is differentiated, or by what), and functions by use."""
    used: set[str] = set()
    for line in lines:
        if any(token.value == "∈" for token in line.statement.relations):
            continue
        head = head_of(line.trees[0])
        params = set(head[1] or ()) if head is not None else set()
        for tree in line.readable:
            scope.letters |= formula_letters(tree) - params
        for name, bracket in applications(line.parts):
            if name.primes and all(part.name != name.name for part in walk(bracket) if isinstance(part, Name)):
                scope.applied.add(name.name)
            if names_one(bracket):  # `N(d_1)`
                used.add(name.name)
    scope.applied |= {name for name in used if not scope.stands(name)}


def note_edges(scope: Scope, lines: Sequence[Line], found: Collection[str] = ()) -> None:
    """Names without formula that are differentiated are functions of what they are differentiated by.

    found: the names for which the text finds formulas.
    """
    parts = [part for tree in trees_of(lines) for part in walk(tree)]
    for part in parts:
        if isinstance(part, Derivative):
            scope.by |= {v.name for v, _ in part.by if isinstance(v, Name)}
    primed_by = next(iter(scope.by)) if len(scope.by) == 1 else "x"
    applied = scope.applied
    pairs: dict[str, list[str]] = {}
    left = {id(part) for line in lines if isinstance(line.trees[-1], Tree) for part in walk(line.trees[-1])}
    for part in parts:
        own = differentiated(part, primed_by)
        if not _is_bare(part):
            own = [(u, v) for u, v in own if not (scope.stands(u) or u in scope.by)]
        for u, v in own or (_through(part, scope.by) if id(part) in left else ()):
            primed = isinstance(part, Name) and bool(part.primes)
            if primed and (u in applied or is_array(scope, u)):
                continue  # the prime of an array is a transpose
            if not primed:
                scope.by.add(v)
            u, v = _array_of(scope, u), _array_of(scope, v)
            function = scope.function(u)
            defined = u in found or scope.formula(u) is not None or (function and (function.body or function.known))
            inverse = u in pairs.get(v, ()) or _solves(scope, part, u)  # dx/dy beside dy/dx
            if u != v and not defined and not inverse and v not in pairs.setdefault(u, []):
                pairs[u].append(v)
    for u, letters in scope.unread.items():
        if scope.formula(u) is None and scope.function(u) is None:
            names = [v for v in (*scope.by, *scope.formulas) if v.partition("_")[0] in letters]
            new = [v for v in dict.fromkeys(names) if v != u and u not in _below(scope, v, pairs)]
            pairs[u] = list(dict.fromkeys([*pairs.get(u, ()), *new]))
    for u, vs in pairs.items():
        direct = [v for v in vs if not any(w != v and v in _below(scope, w, pairs) for w in vs)]
        scope.edges[u] = tuple(direct)


def _is_bare(part: Tree) -> bool:
    """Whether a name itself is differentiated, rather than a function of it or its gradient taken."""
    return isinstance(part, Name) or (isinstance(part, Derivative) and isinstance(part.of, Name))


def note_factorials(opened: Opened) -> None:
    """What has a factorial is a whole number and not negative, unless something is differentiated by it."""
    scope = opened.scope
    trees = (tree for line in opened.lines for tree in line.trees if isinstance(tree, Tree))
    of = [
        part.args[0] for tree in trees for part in walk(tree) if isinstance(part, Call) and part.function == "factorial"
    ]
    for name in of:
        if isinstance(name, Name) and not scope.differentiates_by(name.name) and not scope.knows(name.name):
            opened.domains.whole.append(name)
            opened.assumed.append((name, "≥", Num(name.start, name.end, "0")))


def _solves(scope: Scope, part: Tree, u: str) -> bool:
    """Whether u is one of the inputs of what it is differentiated by, or of what is held fixed meanwhile."""
    if not isinstance(part, Derivative):
        return False
    tying = [*(v for v, _ in part.by), *part.held]
    return any(isinstance(h, Name) and h.name != u and u in _below(scope, h.name, {}) for h in tying)


def _array_of(scope: Scope, name: str) -> str:
    """The array that an entry belongs to; else the name itself."""
    entry = array_of_entry(scope, name)
    return name if entry is None or scope.formula(name) is not None else entry[0]


def _below(scope: Scope, name: str, pairs: dict[str, list[str]]) -> set[str]:
    """All names that a name depends on."""
    seen: set[str] = set()
    stack = [name]
    while stack:
        other = stack.pop()
        formula = scope.formula(other)
        function = scope.function(other)
        names = names_in(formula) - set(function.params if function else ()) if formula is not None else set()
        for lower in (*names, *pairs.get(other, ()), *scope.edges_of(other)):
            if lower not in seen:
                seen.add(lower)
                stack.append(lower)
    return seen


def differentiated(part: Tree, primed_by: str = "x") -> list[tuple[str, str]]:
    """(u, v) for every name u that this tree differentiates by a name v. primed_by: what primes are taken by."""
    if isinstance(part, Derivative) and isinstance(part.of, Name) and not part.of.primes and not part.of.dots:
        return [(part.of.name, v.name) for v, _ in part.by if isinstance(v, Name)]
    if isinstance(part, Derivative) and (inside := inside_alone(part.of)) is not None:
        return [(inside.name, v.name) for v, _ in part.by if isinstance(v, Name)]
    if isinstance(part, Nabla) and isinstance(part.by, Name):
        inside = part.body if isinstance(part.body, Name) else inside_alone(part.body)
        return [(inside.name, part.by.name)] if inside is not None and not inside.primes else []
    if isinstance(part, Name) and part.dots:
        return [(part.name, "t")]
    if isinstance(part, Name) and part.primes and "_" not in part.name:
        return [(part.name, primed_by)]
    return []


def _through(part: Tree, variables: set[str]) -> list[tuple[str, str]]:
    """The same of a name below one function, `x^2` or `\\log x`, if it is no variable itself.

    Only where a chain ends in the derivative: an author who takes it to be 0 goes on to say so.
    """
    of = _function_of_one(part.of) if isinstance(part, Derivative) else None
    if of is None or of in variables or not isinstance(part, Derivative):
        return []
    return [(of, v.name) for v, _ in part.by if isinstance(v, Name)]


def _function_of_one(tree: Tree) -> str | None:
    """The name of which a power, root or known function is written: x of `x^2` and of `\\log x`."""
    tree = bare(tree)
    inner: Tree
    match tree:
        case Power(base=inner, exponent=Num() | Sum(terms=((_, Num()),)) | Frac(top=Num(), bottom=Num())):
            pass
        case Call(args=(inner,)) | Root(radicand=inner):
            pass
        case _:
            return None
    inner = bare(inner)
    if isinstance(inner, Name):
        return inner.name if not (inner.primes or inner.dots) and inner.name not in ("e", "pi") else None
    return _function_of_one(inner)
