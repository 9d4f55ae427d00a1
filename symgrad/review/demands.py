"""Words that make an equation a condition on its unknowns, and those that go on from a condition to what follows."""

from __future__ import annotations

import re

from symgrad.notation.arrays import gradient_variable
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Bracket, Derivative, Nabla, Name, Power, Prime, Product, Tree, Unread, bare, walk
from symgrad.review.forms import is_zero
from symgrad.review.lines import CONCLUDING, Line, Supposed
from symgrad.review.report import Step

SETTING = re.compile(r"\b(?:set|setting|solve|solving|setze|setzen|posons)\b[^.$]{0,20}$", re.IGNORECASE)
STATIONARY = re.compile(
    r"\b(?:stationar\w+|conditions?|"
    r"(?:optim|minim|maxim|extrem)(?:um|a|al\w*|i[sz]\w+)|(?:critical|saddle|turning) points?|equilibrium|equating|"
    r"notwendige Bedingung|condition (?:nécessaire|du premier ordre))\b[^.$]{0,40}$",
    re.IGNORECASE,
)
HAVING = re.compile(  # just before a derivative that is zero
    r"\b(?:has|requires?|needs?|satisf(?:y|ies)|when(?:ever)?|where|if|wenn|wo|falls|où|lorsque|si)\W*$", re.IGNORECASE
)
JOINED = re.compile(r"^\W*(?:and|as well as|or|und|oder|et|ou)?\W*$", re.IGNORECASE)
_LEADS = (
    r"gives?|giving|yields?|yielding|leads? to|leading to|impl(?:y|ies|ying)|gets?|obtains?|finds?|have|so|hence|thus|"
    r"therefore|then|i\.?e\.?|that is|which is|means|equivalent(?:ly)?(?: to)?|or|solv\w+|rearrang\w+|satisf\w+|"
    r"follows|results? in|solution|ergibt|erhalten|erhält man|liefert|folgt|also|somit|daher|d\.? ?h\.?|donc|d'où|"
    r"c'est-à-dire|on obtient|there|"
    r"(?:divid|eliminat|combin|add|subtract|substitut|insert|us|multiply|compar|cancel|collect|simplify)ing"
)
_IS = r"is|becomes|reads|says|amounts|reduces|simplifies|ist|lautet|wird|est"
GOES_ON = re.compile(rf"^\W*$|(?:^\W*(?:{_IS})|\b(?:{_LEADS}))\b[^$]{{0,40}}$", re.IGNORECASE)

AT = re.compile(  # a value that is chosen
    r"\b(?:for|at|when|if|with|where|let|tak(?:e|ing)|choos(?:e|ing)|put|für|bei|mit|wenn|falls|pour|si|en|avec)\W*$",
    re.IGNORECASE,
)
SINCE = re.compile(r"\b(?:since|because|as|from|da|weil|aus|puisque|comme)\b[^.$]{0,20}$", re.IGNORECASE)


def is_demanded(line: Line) -> bool:
    """Whether words make the only sign of a line a condition: `setting dJ/dx = 0`, `a minimum has dJ/dx = 0`."""
    words = line.statement.words
    if len(line.trees) != 2:
        return False
    left, right = line.trees
    derivative = _is_derivative(left) or any(isinstance(part, (Derivative, Nabla)) for part in line.parts)
    zero = is_zero(right) and (STATIONARY.search(words) or (derivative and HAVING.search(words)))
    return bool(SETTING.search(words) or zero)


def may_be_demanded(line: Line) -> bool:
    """Whether the last sign of a line can be a condition: by words, or as the `= 0` of a chain."""
    return is_demanded(line) or (len(line.trees) > 2 and is_zero(line.trees[-1]))


def goes_on(line: Line) -> bool:
    """Whether a line behind a condition says what follows from it: it has an arrow, such words, or none.

    Without words the next derivative is no conclusion: `f'(x) = 0: f''(x) = 2`.
    """
    words = line.statement.words
    if line.statement.arrow in CONCLUDING:
        return True
    if not re.search(r"\w", words) and any(map(_is_derivative, line.trees)):
        return False
    return bool(GOES_ON.search(words))


def gives_a_value(line: Line) -> bool:
    """Whether a line gives what its words say that a condition before it leads to: `gives $x = 2$`."""
    return line.kind == "value" and leads_on(line)


def leads_on(line: Line) -> bool:
    """Whether words say that a line follows from the one before it."""
    words = line.statement.words
    return bool(re.search(r"\w", words) and GOES_ON.search(words) and not AT.search(words))


def _is_derivative(tree: Tree | Unread) -> bool:
    """Whether a tree is one derivative: `\\frac{dy}{dx}`, `f''(x)`, `\\nabla J`."""
    match bare(tree) if isinstance(tree, Tree) else None:
        case Derivative() | Nabla() | Prime():
            return True
        case Name(primes=primes) | Product(factors=((_, Name(primes=primes)), (_, Bracket()))):
            return primes > 0
    return False


def is_and(line: Line) -> bool:
    """Whether one word adds a line to the one before it: `x = 2 and y = 3`."""
    return bool(re.search(r"\w", line.statement.words) and JOINED.match(line.statement.words))


def is_joined(line: Line) -> bool:
    """Whether a line only adds a derivative that is zero to the condition before it: `and dJ/db = 0`."""
    return (
        len(line.trees) == 2
        and is_zero(line.trees[1])
        and _is_derivative(line.trees[0])
        and bool(JOINED.match(line.statement.words))
    )


def demand_of_arrays(scope: Scope, line: Line, last: Step, joins: bool, behind: Line | None = None) -> Supposed | None:
    """The last sign of a claim about arrays, where it is no identity but a condition on an unknown of it.

    joins: whether it goes with the condition before it. behind: the line to which an arrow leads from it.
    """
    left, right = line.trees[-2:]
    if last.verdict.holds or last.kind == "unread" or last.relation != "=" or last.index != len(line.trees) - 2:
        return None
    if not isinstance(left, Tree) or not isinstance(right, Tree):
        return None
    unknowns = set().union(*(varied(scope, tree) for tree in line.readable))
    leads = behind is not None and is_zero(right) and _is_derivative(left) and not unknowns.isdisjoint(behind.names)
    if not (joins or leads or may_be_demanded(line)):
        return None
    if not unknowns or any(scope.formula(name) is not None for name in unknowns):
        return None
    return Supposed(left, right, unknowns=tuple(sorted(unknowns)))


def condition_of_sums(scope: Scope, line: Line) -> Supposed | None:
    """The last sign of a line that the text itself marks as a condition, where sums or arrays stand in it."""
    left, right = line.trees[-2:]
    if not isinstance(left, Tree) or not isinstance(right, Tree) or line.statement.relations[-1].value not in "=≟":
        return None
    unknowns = {name for tree in line.trees if isinstance(tree, Tree) for name in varied(scope, tree)}
    return Supposed(left, right, unknowns=tuple(sorted(unknowns)))


def varied(scope: Scope, tree: Tree) -> set[str]:
    """The names that a tree differentiates by."""
    found: set[str] = set()
    for part in walk(tree):
        by: list[Tree | None] = []
        if isinstance(part, Derivative):
            by = [variable.base if isinstance(variable, Power) else variable for variable, _ in part.by]
        elif isinstance(part, Nabla):
            by = [part.by if part.by is not None else gradient_variable(scope, part.body)]
        elif isinstance(part, Name) and part.primes and (function := scope.function(part.name)) is not None:
            found |= set(function.params[:1])
        found |= {one.name for one in by if isinstance(one, Name)}
    return found
