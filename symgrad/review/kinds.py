"""The kind of every relation that defines no name: value, claim, condition, declaration, question, update."""

from __future__ import annotations

import re

from symgrad.notation.arrays import touches
from symgrad.notation.arrays.kinds import array_of_entry
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Derivative,
    Differential,
    Expectation,
    Nabla,
    Name,
    Num,
    Over,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Tree,
    Unknown,
    Unread,
    walk,
)
from symgrad.review.constraints import symmetric
from symgrad.review.demands import goes_on, may_be_demanded
from symgrad.review.dependencies import differentiated
from symgrad.review.domains import declare_in, declare_outside
from symgrad.review.forms import formula_letters, head_of, is_number, is_update
from symgrad.review.lines import Doubt, Line, Opened, Supposed
from symgrad.review.restrictions import bind

PREMISE = re.compile(
    r"\b(?:assum\w*|suppos\w*|for|where|with|if|let|given|provided|when|sei|für|falls|wenn|mit|soit|pour|si)\b",
    re.IGNORECASE,
)
GIVEN = re.compile(
    r"\b(?:given(?: that)?|provided(?: that)?|subject to|s\.\s?t\.|assuming(?: that)?|assume(?: that)?|on the \w+|"
    r"under the (?:condition|constraint)(?: that)?|gegeben|sofern|à condition que)\W*$",
    re.IGNORECASE,
)
CONSTRAINING = re.compile(
    r"\b(?:with|where|such that|so that|s\.t\.|let|mit|wobei|sodass|avec|où|tel(?:le)?s? que|and|und|et)\W*$",
    re.IGNORECASE,
)
HENCE = re.compile(r"\b(?:hence|then|thus|therefore|so|consequently|daher|also|folglich|donc|ainsi)\b", re.IGNORECASE)
JUDGED = {"=", "≈", "<", ">", "≤", "≥", "≠", ":="}


class Kinds:
    """Gives the relations of one section's lines their kinds; what they declare or assume goes into the scope."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.scope, self.lines = opened, opened.scope, opened.lines

    def collect(self) -> None:
        restricting: list[Line] = []
        for line in self.lines:
            if not line.ignored:
                before = len(self.opened.assumed)
                self._line(line)
                if len(self.opened.assumed) > before:
                    line.restricts = self.opened.assumed[before:]
                    restricting.append(line)
        bind(self.opened, restricting)

    def _line(self, line: Line) -> None:
        relations = [token.value for token in line.statement.relations]
        for k, relation in enumerate(relations):
            if line.kinds[k]:
                continue
            left, right = line.trees[k], line.trees[k + 1]
            line.kinds[k] = self._kind(line, k, relation, left, right)

    def _kind(self, line: Line, k: int, relation: str, left: Tree | Unread, right: Tree | Unread) -> str:
        if isinstance(right, Unknown) and right.mark == "?":
            return "question"
        if relation == "←" or (relation in ("=", ":=") and k == 0 and is_update(left, right)):
            return "update"
        if relation == "∈":
            declare_in(self.opened, line, k)
            return "declaration"
        if relation == "∉":
            declare_outside(self.opened, line, k)
            return "declaration"
        if relation == "∼":
            self._declare(left)
            if isinstance(left, Name):
                self._distributed(left.name, right)
            self._leave_law_open(left)
            return "declaration"
        if relation == "≟":
            return "condition"
        if relation not in JUDGED:
            return "declaration"
        signs = {token.value for token in line.statement.relations}
        if signs <= {">", "<", "≥", "≤", "≠"} and self._premised(line) and self._assumes(left, relation, right):
            return "declaration"
        if line.statement.condition and signs <= {">", "<", "≥", "≤", "≠"}:
            if isinstance(left, Tree) and isinstance(right, Tree):
                self.opened.assumed.append((left, relation, right))
            return "condition"
        if relation not in ("=", ":="):
            return "claim"
        prefix = all(kind in ("definition", "value") for kind in line.kinds[:k])
        if (
            prefix
            and isinstance(left, Name)
            and not left.primes
            and is_number(right, self.scope)
            and self.scope.formula(left.name) is None
        ):
            return "value"
        if line.statement.condition:
            if isinstance(left, Tree) and isinstance(right, Tree) and self._holds_behind(left, right):
                self.opened.supposed.append(Supposed(left, right, line.statement.start))
            return "condition"
        if k == 0 and self._gives(left, right):
            return "value"
        if k == 0 and self._names_a_moment(left, right):
            return "definition"
        if k == 0 and len(line.kinds) == 1 and self._premise(line, left, right):
            line.premise = True
            sides = [side for side in (left, right) if isinstance(side, Tree)]
            if any(touches(self.scope, side) for side in sides):
                self.opened.supposed.append(Supposed(sides[0], sides[1], line.statement.start))
            return "condition"
        return "claim"

    def _distributed(self, name: str, law: Tree | Unread) -> None:
        """`a \\sim \\mathcal{N}(\\mu, \\sigma^2)` gives a name its distribution."""
        if isinstance(law, Product) and len(law.factors) == 2:
            (_, head), (_, bracket) = law.factors
            if isinstance(head, Name) and head.name == "N" and isinstance(bracket, Bracket) and len(bracket.parts) == 2:
                self.scope.random[name] = "normal"
                self.scope.moments[name] = (bracket.parts[0], bracket.parts[1])

    def _leave_law_open(self, left: Tree | Unread) -> None:
        """A law that is not read may allow fewer values than all."""
        if isinstance(left, Tree) and (names := names_in(left)) and not names & set(self.scope.random):
            self.opened.domains.doubts.append(Doubt(frozenset(names), "the law of {} is not read"))

    def _premised(self, line: Line) -> bool:
        """Whether bare inequalities restrict names (`0 < p < 1`, `|w| < 2`, or words that assume) and claim nothing."""
        if HENCE.search(line.statement.words):
            return False
        if PREMISE.search(line.statement.words):
            return True
        return all(map(_is_bare, line.readable))

    def _declare(self, tree: Tree | Unread) -> None:
        if isinstance(tree, Tree):
            self.scope.declared |= names_in(tree)

    def _assumes(self, left: Tree | Unread, relation: str, right: Tree | Unread) -> bool:
        """A bare inequality about inputs is a declaration: `x > 0`, `0 < p`."""
        if not (isinstance(left, Tree) and isinstance(right, Tree)):
            return False
        names = (names_in(left) | names_in(right)) - {"pi", "e"}
        if not names or any(self.scope.formula(name) is not None or self.scope.function(name) for name in names):
            return False
        self.opened.assumed.append((left, relation, right))
        self.scope.declared |= names
        return True

    def _gives(self, left: Tree | Unread, right: Tree | Unread) -> bool:
        """`\\partial L/\\partial\\alpha = 1` of an unknown L gives that derivative."""
        if isinstance(left, Name) and left.primes == 1 and isinstance(right, Tree) and left.name in names_in(right):
            if self.scope.knows(left.name) or any(isinstance(p, Name) and p.primes for p in walk(right)):
                return False
            if any(line.premise and left.name in line.names for line in self.lines):
                return False
            if (left.name, "'") in self.scope.all_given():
                return False
            self.scope.given[(left.name, "'")] = right  # an equation such as y' = -ky, whatever the prime is taken by
            return True
        if not (isinstance(left, Derivative) and len(left.by) == 1 and left.by[0][1] == 1 and is_number(right)):
            return False
        u, v = left.of, left.by[0][0]
        if not (isinstance(u, Name) and isinstance(v, Name)) or u.name == v.name or u.primes or v.primes:
            return False
        if self.scope.knows(u.name) or (u.name, v.name) in self.scope.all_given() or self._has_value(u.name):
            return False
        if any(u.name in _formula_names(line) for line in self.lines):
            return False
        assert isinstance(right, Tree)
        self.scope.given[(u.name, v.name)] = right
        return True

    def _names_a_moment(self, left: Tree | Unread, right: Tree | Unread) -> bool:
        """`\\text{Var}[a] = \\sigma^2` gives sigma its meaning."""
        if not isinstance(left, Expectation) or not isinstance(left.body, Name):
            return False
        if self.scope.random_of(left.body.name) in ("normal", "standard normal"):
            return False
        if isinstance(right, Power) and isinstance(right.base, Name) and isinstance(right.exponent, Num):
            name = right.base.name
            if right.exponent.text == "2" and not self.scope.knows(name):
                self.scope.formulas[name] = Root(left.start, left.end, left, None)
                return True
        return False

    def _has_value(self, name: str) -> bool:
        return any(head.name == name for line in self.lines for head, _ in line.values)

    def _is_given(self, name: str) -> bool:
        """Whether a name has a formula, or a function more than its argument: y = y(x) gives y none."""
        function, formula = self.scope.function(name), self.scope.formula(name)
        if formula is not None and (head := head_of(formula)) is not None and head[0] == name:
            return False
        return formula is not None or function is not None

    def _holds_behind(self, left: Tree, right: Tree) -> bool:
        """Whether what words such as `if` suppose is an equation of arrays that have no formulas."""
        names = names_in(left) | names_in(right)
        known = any(self.scope.formula(name) is not None or self.scope.function(name) for name in names)
        return not known and (touches(self.scope, left) or touches(self.scope, right))

    def _ties_arrays(self, left: Tree, right: Tree) -> bool:
        """Whether an equation of arrays without formulas is none of one array and what it is: `Av = \\lambda v`."""
        if any(isinstance(part, (Derivative, Differential, Nabla)) for part in (*walk(left), *walk(right))):
            return False  # a gradient is claimed
        composed = not isinstance(left, Name) and not isinstance(right, Name)
        return (composed or right == Name(right.start, right.end, "I")) and (
            touches(self.scope, left) or touches(self.scope, right)
        )

    def _introduces(self, line: Line, left: Tree) -> bool:
        """Whether a function of a name that stands nowhere before is given: `with \\sin\\theta = x/r`."""
        if not isinstance(left, Call) or len(left.args) != 1 or not isinstance(left.args[0], Name):
            return False
        before = self.lines[: self.lines.index(line)]
        return not any(left.args[0].name in other.names for other in before)

    def _premise(self, line: Line, left: Tree | Unread, right: Tree | Unread) -> bool:
        """A relation between inputs that words give, or of which the scope differentiates one by another."""
        if not (isinstance(left, Tree) and isinstance(right, Tree)):
            return False
        if any(
            isinstance(part, (Derivative, Prime)) or (isinstance(part, Name) and (part.primes or part.dots))
            for tree in (left, right)
            for part in walk(tree)
        ):
            return False
        names = names_in(left) | names_in(right)
        if any(self._is_given(name) for name in names):
            return False
        if symmetric(left, right):
            return True
        before = self.lines.index(line) - 1
        if before >= 0 and may_be_demanded(self.lines[before]) and goes_on(line):
            return False  # setting dJ/dx = 0, so that (1 + c) x = 2
        constrains = CONSTRAINING.search(line.statement.words) and not any(map(self._has_value, names))
        if CONSTRAINING.search(line.statement.words) and self._introduces(line, left):
            return True
        if _sums_inputs(left) and is_number(right, self.scope) and not HENCE.search(line.statement.words):
            return not any(map(self._has_value, names))  # \\sum_i y_i = 1 of inputs follows from nothing
        if constrains and self._ties_arrays(left, right):
            return True
        if names and constrains and is_number(right, self.scope):
            return len(names) > 1 or any(touches(self.scope, side) for side in (left, right))
        if any(array_of_entry(self.scope, name) is not None for name in names):
            return False
        if HENCE.search(line.statement.words):
            return False
        if GIVEN.search(line.statement.words) and len(names) > 1:
            return True
        pairs = (pair for other in self.lines for part in other.parts for pair in differentiated(part))
        return any(u in names and v in names and u != v for u, v in pairs)


def _sums_inputs(tree: Tree) -> bool:
    """Whether a tree is a sum of the members of a family, and of nothing else."""
    return isinstance(tree, (Series, Over)) and isinstance(tree.body, Name) and tree.kind == "sum"


def _is_bare(tree: Tree) -> bool:
    """A name, its absolute value, or a number."""
    if isinstance(tree, Call) and tree.function == "abs":
        tree = tree.args[0]
    return (isinstance(tree, Name) and tree.name not in ("e", "pi")) or is_number(tree)


def _formula_names(line: Line) -> set[str]:
    return set().union(*map(formula_letters, line.readable))
