"""What a tree is by its form alone: a head, a number, an update; what it holds as a formula."""

from __future__ import annotations

from itertools import pairwise

from symgrad.notation.scope import Scope, applications
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Derivative,
    Matrix,
    Nabla,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Sum,
    Transpose,
    Tree,
    Unknown,
    Unread,
    bare,
    children,
    walk,
)
from symgrad.notation.tokens import ARRAY_WORDS


def head_of(tree: Tree | Unread) -> tuple[str, tuple[str, ...] | None] | None:
    """(name, parameters) if the tree is a name (parameters None) or a function head.

    A head with powers, `\\ell(\\mu, \\sigma^2)`, has no parameters that could be put in.
    """
    if isinstance(tree, Name) and not tree.dots:
        return tree.name + "'" * tree.primes, None
    if isinstance(tree, Product):
        *letters, last = (factor for sign, factor in tree.factors)
        if any(sign for sign, _ in tree.factors) or not letters:
            return None
        if not all(isinstance(part, Name) and not part.primes and not part.dots for part in letters):
            return None
        if any(a.end != b.start for a, b in pairwise(letters)):
            return None
        if any(isinstance(part, Name) and part.name in ARRAY_WORDS for part in letters[1:]):
            return None  # d tr(A), n det(A)
        word = "".join(part.name for part in letters if isinstance(part, Name))
        if isinstance(last, Bracket) and last.kind in "([":
            params = tuple(part.name for part in last.parts if isinstance(part, Name) and not part.primes)
            if len(params) == len(last.parts) == len(set(params)):
                return word, params
            return (word, ()) if _holds_powers(last) else None
        if isinstance(last, Name) and last.start == letters[-1].end and not last.primes and not last.dots:
            return word + last.name, None
    return None


def _holds_powers(bracket: Bracket) -> bool:
    """Whether a list of names and of powers of other names stands in the bracket."""
    powers = [part.base.name for part in bracket.parts if isinstance(part, Power) and isinstance(part.base, Name)]
    names = [part.name for part in bracket.parts if isinstance(part, Name)]
    both = [*powers, *names]
    return bool(powers) and bool(names) and len(both) == len(set(both)) == len(bracket.parts)


def applied_to(name: Name, argument: Tree) -> Product:
    """The name with the argument in a bracket behind it."""
    bracket = Bracket(argument.start, argument.end, "(", (argument,))
    return Product(name.start, argument.end, (("", name), ("", bracket)))


def is_number(tree: Tree | Unread, scope: Scope | None = None) -> bool:
    """Whether no free name and no matrix stands in the tree (e and pi are numbers unless the scope knows them)."""
    if not isinstance(tree, Tree):
        return False
    for part in walk(tree):
        if isinstance(part, (Derivative, Prime, Unknown)) or _is_wide(part):
            return False
        if isinstance(part, Name):
            constant = part.name in ("e", "pi") and not (scope is not None and scope.knows(part.name))
            if not constant:
                return False
    return True


def is_zero(tree: Tree | Unread) -> bool:
    """Whether the tree is a written 0, in brackets or not."""
    return isinstance(tree, Tree) and isinstance(inner := bare(tree), Num) and not inner.text.strip("0.")


def _is_wide(tree: Tree) -> bool:
    """A matrix that is written out and no vector: the point at which a line stands is a vector."""
    return isinstance(tree, Matrix) and len(tree.rows) > 1 and len(tree.rows[0]) > 1


def is_update(left: Tree | Unread, right: Tree | Unread) -> bool:
    """`w = w - ...`: the bare name as the first term of its own right side."""
    if not (isinstance(left, Name) and isinstance(right, Sum) and len(right.terms) > 1):
        return False
    sign, first = right.terms[0]
    return sign == "+" and isinstance(first, Name) and first.name == left.name and first.primes == left.primes


def formula_letters(tree: Tree) -> set[str]:
    """Names that stand in a formula as such: not what derivatives are taken of or by."""
    found: set[str] = set()
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, Derivative):
            if not isinstance(part.of, Name) and inside_alone(part.of) is None:
                stack.append(part.of)
        elif isinstance(part, Nabla):
            if not isinstance(part.body, Name) and inside_alone(part.body) is None:
                stack.append(part.body)
        elif isinstance(part, Name):
            found.add(part.name)
        elif isinstance(part, Product):
            part = spread(part)
            following = [*part.factors[1:], ("*", part)]
            for (_, factor), (sign, after) in zip(part.factors, following, strict=True):
                inner = _before_its_exponent(after)
                head = factor.base if isinstance(factor, Power) and factor.is_inverse else factor
                if not (isinstance(head, Name) and sign == "" and isinstance(inner, Bracket) and inner.kind != "{"):
                    stack.append(factor)
        else:
            stack.extend(children(part))
    return found


def inside_alone(tree: Tree) -> Name | None:
    """The name of which a known function is taken, `\\log p`, or None for what is anything else."""
    return tree.args[0] if isinstance(tree, Call) and len(tree.args) == 1 and isinstance(tree.args[0], Name) else None


def _before_its_exponent(tree: Tree) -> Tree:
    """The bracket of (x)^2 and of (x)^T."""
    return tree.base if isinstance(tree, Power) else tree.body if isinstance(tree, Transpose) else tree


def spread(product: Product) -> Product:
    """The product with the last factor of `\\ln f` beside a bracket that follows it at once: `\\ln f(x)`."""
    found: list[tuple[str, Tree]] = []
    for (sign, factor), (after, bracket) in zip(product.factors, [*product.factors[1:], ("*", product)], strict=True):
        inner = _before_its_exponent(bracket)
        glued = after == "" and isinstance(inner, Bracket) and inner.kind != "{"
        if glued and isinstance(factor, Call) and len(factor.args) == 1 and factor.args[0].end == inner.start:
            argument = factor.args[0]
            found += argument.factors if isinstance(argument, Product) else [("*", argument)]
        else:
            found.append((sign, factor))
    return Product(product.start, product.end, tuple(found))


def chain_variable(trees: list[Tree | Unread], scope: Scope) -> str | None:
    """What primes and bare functions of a chain are taken at: the one variable of its derivatives, or of g'(z)."""
    parts = [part for tree in trees if isinstance(tree, Tree) for part in walk(tree)]
    found = {v.name for part in parts if isinstance(part, Derivative) for v, _ in part.by if isinstance(v, Name)}
    for name, bracket in applications(parts):
        match bracket.parts:
            case (Name(name=argument),) if name.primes and argument != name.name and scope.formula(argument) is None:
                found.add(argument)
    calls = (part.args[0] for part in parts if isinstance(part, Call) and part.primes)
    found |= {argument.name for argument in calls if isinstance(argument, Name)}
    return found.pop() if len(found) == 1 else None
