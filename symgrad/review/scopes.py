"""Sections to scopes: which relation defines, which gives a value, which claims.

A scope is read twice. Here is the first time: definitions, function heads and declarations, wherever they stand.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from symgrad.document import Section, Statement
from symgrad.graph import Graph, twin
from symgrad.graph.table import SPOKEN
from symgrad.notation.meaning import Meaning, Unresolved
from symgrad.notation.reader import read
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Derivative,
    Expectation,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Root,
    Sum,
    Tree,
    Unknown,
    Unread,
    children,
    walk,
)
from symgrad.source import Span, SymgradError

REDEFINING = re.compile(
    r"\b(?:let|now|consider|suppose|instead|take|redefine|another|second example|set|sei|nun|soit|statt)\b",
    re.IGNORECASE,
)
PREMISE = re.compile(
    r"\b(?:assum\w*|suppos\w*|for|where|with|if|let|given|provided|when|sei|für|falls|wenn|mit|soit|pour|si)\b",
    re.IGNORECASE,
)
CONCLUDING = re.compile(
    r"\b(?:hence|then|thus|therefore|so|consequently|daher|also|folglich|donc|ainsi)\b", re.IGNORECASE
)
JUDGED = {"=", "≈", "<", ">", "≤", "≥", "≠", ":="}


@dataclass
class Line:
    """A statement with its trees and the kind of each relation: definition, value, claim, question, update, ..."""

    statement: Statement
    trees: list[Tree | Unread]
    kinds: list[str] = field(default_factory=list)
    scope: Scope | None = None
    ignored: bool = False
    message: str = ""
    redefines: dict[str, Tree] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        for kind in ("claim", "question", "update", "condition", "definition", "value"):
            if kind in self.kinds:
                return kind
        return self.kinds[0] if self.kinds else "declaration"


@dataclass(eq=False)
class Opened:
    """A section with its scope and lines."""

    section: Section
    scope: Scope
    lines: list[Line]
    assumed: list[tuple[Tree, str, Tree]] = field(default_factory=list)
    sees: list[Opened] = field(default_factory=list)
    values: dict[str, Tree] = field(default_factory=dict)  # at its end, once it has been reviewed


def open_sections(sections: list[Section], agree: Callable[[Scope, Tree, Tree], bool]) -> list[Opened]:
    """The scopes of a document's sections. agree: whether two formulas of a scope are equal (a judge)."""
    opened: dict[int, Opened] = {}
    for number, section in enumerate(sections):
        outer = [opened[id(other)].scope for other in section.sees]
        if section.parent is not None:
            outer.append(opened[id(section.parent)].scope)
        scope = Scope(Graph(), f"s{number}", tuple(outer))
        found = Opened(section, scope, [_line(statement) for statement in section.statements])
        seen = [opened[id(other)] for other in (section.parent, *section.sees) if other is not None]
        found.sees = seen
        for other in seen:
            found.assumed += other.assumed
        opened[id(section)] = found
        _Definitions(found, agree).collect()
    return [opened[id(section)] for section in sections]


def _line(statement: Statement) -> Line:
    trees: list[Tree | Unread] = []
    for i, tokens in enumerate(statement.members):
        if not tokens:
            span = statement.member_span(i)
            trees.append(Unread("nothing stands on this side", span.start, span.end))
            continue
        try:
            trees.append(read(tokens))
        except Unread as unread:
            trees.append(unread)
    ignored = any(bound.words.split(" ")[0] == "ignore" for bound in statement.directives)
    return Line(statement, trees, ignored=ignored)


def head_of(tree: Tree | Unread) -> tuple[str, tuple[str, ...] | None] | None:
    """(name, parameters) if the tree is a name (parameters None) or a function head."""
    if isinstance(tree, Name) and not tree.dots:
        return tree.name + "'" * tree.primes, None
    if isinstance(tree, Product):
        *letters, last = (factor for sign, factor in tree.factors)
        if any(sign for sign, _ in tree.factors) or not letters:
            return None
        if not all(isinstance(part, Name) and not part.primes and not part.dots for part in letters):
            return None
        if any(a.end != b.start for a, b in itertools.pairwise(letters)):
            return None
        word = "".join(part.name for part in letters if isinstance(part, Name))
        if isinstance(last, Bracket) and last.kind in "([":
            params = tuple(part.name for part in last.parts if isinstance(part, Name) and not part.primes)
            if len(params) == len(last.parts) == len(set(params)):
                return word, params
            return None
        if isinstance(last, Name) and last.start == letters[-1].end and not last.primes and not last.dots:
            return word + last.name, None
    return None


def is_number(tree: Tree | Unread, scope: Scope | None = None) -> bool:
    """Whether no free name stands in the tree (e and pi are numbers unless the scope knows them as names)."""
    if not isinstance(tree, Tree):
        return False
    for part in walk(tree):
        if isinstance(part, (Derivative, Prime, Unknown)):
            return False
        if isinstance(part, Name):
            constant = part.name in ("e", "pi") and not (scope is not None and scope.knows(part.name))
            if not constant:
                return False
    return True


def is_update(left: Tree | Unread, right: Tree | Unread) -> bool:
    """`w = w - ...`: the bare name as the first term of its own right side."""
    if not (isinstance(left, Name) and isinstance(right, Sum) and len(right.terms) > 1):
        return False
    sign, first = right.terms[0]
    return sign == "+" and isinstance(first, Name) and first.name == left.name and first.primes == left.primes


class _Definitions:
    """The first reading of one scope."""

    def __init__(self, opened: Opened, agree: Callable[[Scope, Tree, Tree], bool]) -> None:
        self.opened, self.scope, self.lines, self.agree = opened, opened.scope, opened.lines, agree
        self.where: dict[str, int] = {}  # name -> the line that defines it
        self.seconds: list[tuple[int, str, Tree]] = []
        self.used_bare: set[str] = set()

    def collect(self) -> None:
        self.primed = {  # primed names that are differentiated themselves: the prime is part of the name
            part.of.name + "'" * part.of.primes
            for line in self.lines
            for tree in line.trees
            for part in (walk(tree) if isinstance(tree, Tree) else ())
            if isinstance(part, Derivative) and isinstance(part.of, Name) and part.of.primes and part.kind == "partial"
        }
        for words, span in self.opened.section.directives:
            self._directive(words, span)
        for line in self.lines:
            for tree in line.trees:
                if isinstance(tree, Tree):
                    self.used_bare |= names_in(tree)
        for i, line in enumerate(self.lines):
            if not line.ignored:
                self._defining(i, line)
        for i, line in enumerate(self.lines):
            if not line.ignored:
                self._rest(i, line)
        self._letters()
        self._edges()
        self._second_formulas()

    # ----- definitions -----

    def _defining(self, i: int, line: Line) -> None:
        relations = [token.value for token in line.statement.relations]
        line.kinds = [""] * len(relations)
        for k, relation in enumerate(relations):
            if relation not in ("=", ":=") or (k > 0 and line.kinds[k - 1] != "definition"):
                break
            left, right = line.trees[k], line.trees[k + 1]
            head = head_of(left)
            if head is None or not isinstance(right, Tree) or isinstance(right, Unknown) or is_update(left, right):
                break
            if line.statement.arrow in ("⇒", "⇔") and i and head[0] in _names_of(self.lines[i - 1]):
                break  # a conclusion about a name of the condition before it
            if is_number(right) and (line.statement.arrow == "⇒" or (head[0] == "sigma" and head[1])):
                break
            if not self._define(i, line, head, left, right, relation):
                break
            line.kinds[k] = "definition"
        self._ending(i, line, relations)

    def _define(
        self, i: int, line: Line, head: tuple[str, tuple[str, ...] | None], left: Tree | Unread, right: Tree, sign: str
    ) -> bool:
        """Register `head = right` if it is a definition."""
        name, params = head
        scope = self.scope
        if name.endswith("'") and name not in self.primed:
            return False
        if isinstance(left, Product) and params is None and not self._is_word(left, name):
            return False
        if params is not None and self._applies_itself(name, right):
            scope.functions[name] = Function(params, None, general=True)
            scope.formulas.setdefault(name, left if isinstance(left, Tree) else right)
            return True
        if params is None and self._applies_itself(name, right):
            scope.functions[name] = Function((), None, general=True)
            scope.formulas[name] = right
            self.where[name] = i
            return True
        if params is None and is_number(right, scope) and sign != ":=":
            return False
        known = scope.function(name)
        if (
            params is not None
            and known is not None
            and known.body is not None
            and self._same_function(name, params, right)
        ):
            return False
        if name in scope.formulas or (params is None and name in scope.functions):
            self.seconds.append((i, name, right))
            return False
        if scope.formula(name) is not None or (scope.function(name) is not None and params is not None):
            self.seconds.append((i, name, right))
            return False
        if name in SPOKEN or (params is not None and name == "e"):
            return False
        if self._reaches(right, name, params):
            return False
        self.where[name] = i
        if params is not None:
            scope.functions[name] = Function(params, right)
        scope.formulas[name] = right
        return True

    def _same_function(self, name: str, params: tuple[str, ...], body: Tree) -> bool:
        """Whether a second head, perhaps with other parameters, has the same body: then it is a claim that holds."""
        function = self.scope.function(name)
        assert function is not None and function.body is not None
        if len(params) != len(function.params):
            return False
        trial = self.scope.fork()
        formals = [trial.graph.input(f"t{k}", f"{trial.key}/{name}/same") for k in range(len(params))]
        try:
            first = Meaning(trial, env=dict(zip(function.params, formals, strict=True))).node(function.body)
            second = Meaning(trial, env=dict(zip(params, formals, strict=True))).node(body)
        except (Unresolved, Unread):
            return False
        return twin(trial.graph, first.id) == twin(trial.graph, second.id)

    def _is_word(self, left: Product, name: str) -> bool:
        """Whether letters written together are one name: none of them means anything of its own."""
        letters = [factor.name for _, factor in left.factors if isinstance(factor, Name)]
        if not all(len(letter) == 1 for letter in letters):
            return False
        others = set[str]()
        for line in self.lines:
            for tree in line.trees[:1]:
                head = head_of(tree)
                if isinstance(tree, Tree) and not (isinstance(tree, Product) and head is not None and head[1] is None):
                    others |= names_in(tree)
            for tree in line.trees[1:]:
                others |= names_in(tree) if isinstance(tree, Tree) else set()
        strange = [letter for letter in letters if not self.scope.knows(letter) and letter not in others]
        return len(strange) == len(letters) or (bool(strange) and name.isupper() and len(name) > 2)

    def _applies_itself(self, name: str, right: Tree) -> bool:
        head = head_of(right)
        return head is not None and head[0] == name and head[1] is not None

    def _reaches(self, tree: Tree, name: str, params: tuple[str, ...] | None) -> bool:
        """Whether a definition of `name` by this tree would close a cycle."""
        seen: set[str] = set(params or ())
        stack = [n for n in names_in(tree) if n not in seen]
        while stack:
            other = stack.pop()
            if other == name:
                return True
            if other in seen:
                continue
            seen.add(other)
            formula = self.scope.formula(other)
            if formula is not None:
                function = self.scope.function(other)
                bound = function.params if function else ()
                stack += [n for n in names_in(formula) if n not in bound]
        return False

    def _ending(self, i: int, line: Line, relations: list[str]) -> None:
        """A chain of three members or more may end in a new name that later lines use."""
        if len(relations) < 2 or relations[-1] != "=" or line.kinds[-1]:
            return
        last, before = line.trees[-1], line.trees[-2]
        if not isinstance(last, Name) or last.primes or not isinstance(before, Tree) or self.scope.knows(last.name):
            return
        earlier = set[str]()
        for other in self.lines[:i]:
            for tree in other.trees:
                earlier |= names_in(tree) if isinstance(tree, Tree) else set()
        own = set().union(*(names_in(tree) for tree in line.trees[:-1] if isinstance(tree, Tree)))
        later = set[str]()
        for other in self.lines[i + 1 :]:
            for tree in other.trees:
                later |= names_in(tree) if isinstance(tree, Tree) else set()
        if (
            last.name in earlier | own
            or any(outer.stands(last.name) for outer in self.scope.outer)
            or last.name not in later
            or "_" not in last.name
        ):
            return
        self.scope.formulas[last.name] = before
        self.where[last.name] = i
        line.kinds[-1] = "definition"

    # ----- everything else -----

    def _rest(self, i: int, line: Line) -> None:
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
        if relation in ("∈", "∼", "∉"):
            self._declare(left)
            if relation == "∼" and isinstance(left, Name):
                self._distributed(left.name, right)
            if relation == "∈" and isinstance(left, Tree) and isinstance(right, Bracket) and len(right.parts) == 2:
                how = "≤" if right.kind == "[" else "<"
                self.opened.assumed += [(right.parts[0], how, left), (left, how, right.parts[1])]
            return "declaration"
        if relation == "≟":
            return "condition"
        if relation not in JUDGED:
            return "declaration"
        signs = {token.value for token in line.statement.relations}
        if signs <= {">", "<", "≥", "≤", "≠"} and self._premised(line) and self._assumes(left, relation, right):
            return "declaration"
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
        if k == 0 and self._gives(left, right):
            return "value"
        if k == 0 and self._names_a_moment(left, right):
            return "definition"
        if k == 0 and len(line.kinds) == 1 and self._premise(line, left, right):
            return "condition"
        return "claim"

    def _distributed(self, name: str, law: Tree | Unread) -> None:
        """`a \\sim \\mathcal{N}(\\mu, \\sigma^2)` gives a name its distribution."""
        if isinstance(law, Product) and len(law.factors) == 2:
            (_, head), (_, bracket) = law.factors
            if isinstance(head, Name) and head.name == "N" and isinstance(bracket, Bracket) and len(bracket.parts) == 2:
                self.scope.random[name] = "normal"
                self.scope.moments[name] = (bracket.parts[0], bracket.parts[1])

    def _premised(self, line: Line) -> bool:
        """Whether bare inequalities restrict names (`0 < p < 1`, `|w| < 2`, or words that assume) and claim nothing."""
        if CONCLUDING.search(line.statement.words):
            return False
        if PREMISE.search(line.statement.words):
            return True
        return all(_is_bare(tree) for tree in line.trees if isinstance(tree, Tree))

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
        return any(
            isinstance(tree, Name) and tree.name == name and kind == "value"
            for line in self.lines
            for tree, kind in zip(line.trees, line.kinds, strict=False)
        )

    def _premise(self, line: Line, left: Tree | Unread, right: Tree | Unread) -> bool:
        """A relation between inputs of which the scope differentiates one by another: it ties them together."""
        if not (isinstance(left, Tree) and isinstance(right, Tree)):
            return False
        if any(isinstance(part, (Derivative, Prime)) for tree in (left, right) for part in walk(tree)):
            return False
        names = names_in(left) | names_in(right)
        if any(self.scope.knows(name) for name in names):
            return False
        for other in self.lines:
            for tree in other.trees:
                for part in walk(tree) if isinstance(tree, Tree) else ():
                    if isinstance(part, Derivative) and isinstance(part.of, Name) and part.of.name in names:
                        variable = part.by[0][0]
                        if isinstance(variable, Name) and variable.name in names and part.of.name != variable.name:
                            return True
        return False

    def _letters(self) -> None:
        """Every name that stands in a formula (not only as what is differentiated, or by what)."""
        for line in self.lines:
            if any(token.value == "∈" for token in line.statement.relations):
                continue
            head = head_of(line.trees[0])
            params = set(head[1] or ()) if head is not None else set()
            for tree in line.trees:
                if isinstance(tree, Tree):
                    self.scope.letters |= _formula_letters(tree) - params
                    self.scope.applied |= _primed_before_brackets(tree)

    def _edges(self) -> None:
        """Names without formula that are differentiated are functions of what they are differentiated by."""
        parts = [
            part
            for line in self.lines
            if not line.ignored
            for tree in line.trees
            if isinstance(tree, Tree)
            for part in walk(tree)
        ]
        for part in parts:
            if isinstance(part, Derivative):
                self.scope.by |= {v.name for v, _ in part.by if isinstance(v, Name)}
        primed_by = next(iter(self.scope.by)) if len(self.scope.by) == 1 else "x"
        applied = self.scope.applied
        pairs: dict[str, list[str]] = {}
        for part in parts:
            for u, v in differentiated(part, primed_by):
                primed = isinstance(part, Name) and bool(part.primes)
                if primed and u in applied:
                    continue
                if not primed:
                    self.scope.by.add(v)
                function = self.scope.function(u)
                defined = self.scope.formula(u) is not None or (function and (function.body or function.known))
                if u != v and not defined and v not in pairs.setdefault(u, []):
                    pairs[u].append(v)
        for u, vs in pairs.items():
            direct = [v for v in vs if not any(w != v and v in self._below(w, pairs) for w in vs)]
            self.scope.edges[u] = tuple(direct)

    def _below(self, name: str, pairs: dict[str, list[str]]) -> set[str]:
        """All names that a name depends on."""
        seen: set[str] = set()
        stack = [name]
        while stack:
            other = stack.pop()
            formula = self.scope.formula(other)
            function = self.scope.function(other)
            names = names_in(formula) - set(function.params if function else ()) if formula is not None else set()
            for lower in (*names, *pairs.get(other, ()), *self.scope.edges_of(other)):
                if lower not in seen:
                    seen.add(lower)
                    stack.append(lower)
        return seen

    # ----- second formulas -----

    def _second_formulas(self) -> None:
        """A second formula is a claim (and the finer form, if it holds) or a new definition from there on."""
        scope = self.scope
        for i, name, right in self.seconds:
            line = self.lines[i]
            first = self.where.get(name)
            since = any(self.where.get(other, -1) > (first if first is not None else -1) for other in names_in(right))
            near = first is not None and self._near(self.lines[first], line)
            words = REDEFINING.search(line.statement.words)
            if self._reaches(right, name, None):
                continue
            if not ((since and (first is not None or not words)) or (near and not words)):
                if len(line.trees) >= 2 and (first is not None or scope.formula(name) is not None):
                    line.redefines[name] = right
                    line.kinds[0] = "definition"
                continue
            formula = scope.formula(name)
            assert formula is not None
            try:
                holds = self.agree(scope, formula, right)
            except (Unresolved, Unread):
                holds = False
            if holds and name in scope.formulas and not self._reaches(right, name, None):
                scope.formulas[name] = right
                scope.nodes.clear()

    def _near(self, first: Line, second: Line) -> bool:
        a, b = first.statement, second.statement
        return a.paragraph == b.paragraph and a.item == b.item

    # ----- directives -----

    def _directive(self, words: str, span: Span) -> None:
        parts = words.split()
        match parts:
            case ["let", name, "be", *what]:
                kind = " ".join(what)
                spoken = SPOKEN.get(kind) or SPOKEN.get(kind.lower().replace(" ", ""))
                if kind in ("a function", "any function", "general"):
                    self.scope.functions[_plain_name(name)] = Function(general=True)
                elif kind in ("symmetric", "standard normal"):
                    self.scope.random[_plain_name(name)] = kind
                    self.scope.declared.add(_plain_name(name))
                elif kind in ("leaky relu", "leaky-relu"):
                    self.scope.functions[_plain_name(name)] = Function(known="leaky")
                elif kind in ("a variable", "a number", "a name", "a parameter"):
                    self.scope.declared.add(_plain_name(name))
                elif spoken:
                    self.scope.functions[_plain_name(name)] = Function(known=spoken)
                else:
                    raise SymgradError(
                        f"'{kind}' is nothing that a name can be", span, "let f be a function, let a be relu"
                    )
            case ["assume", *rest]:
                self._assume(" ".join(rest), span)
            case ["layout", *_] | ["partials", *_] | ["relu", *_]:
                raise SymgradError(f"the directive '{words}' is not obeyed yet", span)
            case _:
                raise SymgradError(
                    f"'{words}' is no directive",
                    span,
                    "ignore, expect refuted, let f be a function, let a be relu, assume x > 0",
                )

    def _assume(self, text: str, span: Span) -> None:
        from symgrad.notation.tokens import tokenize
        from symgrad.source import Source

        source = Source(text)
        tokens = tokenize(source, 0, len(text), latex="\\" in text)
        signs = [i for i, token in enumerate(tokens) if token.kind == "relation"]
        try:
            if len(signs) != 1:
                raise Unread("one relation is expected", 0, len(text))
            left, right = read(tokens[: signs[0]]), read(tokens[signs[0] + 1 :])
        except Unread as unread:
            raise SymgradError(f"'{text}' cannot be assumed: {unread.reason}", span, "assume x > 0") from None
        self.opened.assumed.append((left, tokens[signs[0]].value, right))
        self.scope.declared |= names_in(left) | names_in(right)


def _is_bare(tree: Tree) -> bool:
    """A name, its absolute value, or a number."""
    if isinstance(tree, Call) and tree.function == "abs":
        tree = tree.args[0]
    return (isinstance(tree, Name) and tree.name not in ("e", "pi")) or is_number(tree)


def _plain_name(text: str) -> str:
    """The name that a directive writes: `a`, `\\phi`, `f_1`."""
    return text.strip("$").lstrip("\\").replace("{", "").replace("}", "")


def differentiated(part: Tree, primed_by: str = "x") -> list[tuple[str, str]]:
    """(u, v) for every name u that this tree differentiates by a name v. primed_by: what primes are taken by."""
    if isinstance(part, Derivative) and isinstance(part.of, Name) and not part.of.primes and not part.of.dots:
        return [(part.of.name, v.name) for v, _ in part.by if isinstance(v, Name)]
    if isinstance(part, Name) and part.dots:
        return [(part.name, "t")]
    if isinstance(part, Name) and part.primes and "_" not in part.name:
        return [(part.name, primed_by)]
    return []


def _primed_before_brackets(tree: Tree) -> set[str]:
    """Names that stand before a bracket with primes: functions by their use."""
    return {
        a.name
        for part in walk(tree)
        if isinstance(part, Product)
        for (_, a), (sign, b) in itertools.pairwise(part.factors)
        if isinstance(a, Name) and a.primes and isinstance(b, Bracket) and sign == "" and not _holds(b, a.name)
    }


def _holds(bracket: Bracket, name: str) -> bool:
    return any(isinstance(part, Name) and part.name == name for part in walk(bracket))


def _formula_letters(tree: Tree) -> set[str]:
    """Names that stand in a formula as such: not what derivatives are taken of or by."""
    found: set[str] = set()
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, Derivative):
            if not isinstance(part.of, Name):
                stack.append(part.of)
        elif isinstance(part, Name):
            found.add(part.name)
        elif isinstance(part, Product):
            following = [*part.factors[1:], ("*", part)]
            for (_, factor), (sign, after) in zip(part.factors, following, strict=True):
                inner = after.base if isinstance(after, Power) else after
                if not (isinstance(factor, Name) and sign == "" and isinstance(inner, Bracket) and inner.kind != "{"):
                    stack.append(factor)
        else:
            stack.extend(children(part))
    return found


def _names_of(line: Line) -> set[str]:
    return set().union(*(names_in(tree) for tree in line.trees if isinstance(tree, Tree)))


def _formula_names(line: Line) -> set[str]:
    return set().union(*(_formula_letters(tree) for tree in line.trees if isinstance(tree, Tree)))


def chain_variable(trees: list[Tree | Unread], scope: Scope) -> str | None:
    """What primes and bare functions of a chain are taken at: the one variable of its derivatives, or of g'(z)."""
    found: dict[str, None] = {}
    for tree in trees:
        for part in walk(tree) if isinstance(tree, Tree) else ():
            if isinstance(part, Derivative):
                for v, _ in part.by:
                    if isinstance(v, Name):
                        found.setdefault(v.name)
            elif isinstance(part, Product):
                for (_, a), (_, b) in zip(part.factors, part.factors[1:], strict=False):
                    if isinstance(a, Name) and a.primes and isinstance(b, Bracket) and len(b.parts) == 1:
                        argument = b.parts[0]
                        if (
                            isinstance(argument, Name)
                            and argument.name != a.name
                            and scope.formula(argument.name) is None
                        ):
                            found.setdefault(argument.name)
            elif isinstance(part, Call) and part.primes and isinstance(part.args[0], Name):
                found.setdefault(part.args[0].name)
    return next(iter(found)) if len(found) == 1 else None


__all__ = ["Line", "Meaning", "Opened", "chain_variable", "head_of", "is_number", "open_sections"]
