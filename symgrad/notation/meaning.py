"""Syntax trees to nodes: what a formula means in its scope."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from symgrad.graph import (
    Graph,
    Node,
    Opaque,
    from_sympy,
    heavy,
    local,
    numbers,
    rational,
    tangents,
    to_sympy,
    total,
    twin,
)
from symgrad.graph.table import CASE, CODE, CONST, INPUT, NAME, ROWS
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Comparison,
    Derivative,
    Either,
    Expectation,
    Extremum,
    Frac,
    Indicator,
    Limit,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Sum,
    Tree,
    Unjudged,
    Unknown,
    Unread,
    walk,
)
from symgrad.notation.tokens import GREEK
from symgrad.notation.writer import write

INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}
QUOTIENT = {"cot": ("cos", "sin"), "sec": ("", "cos"), "csc": ("", "sin"), "coth": ("cosh", "sinh")}
VARIABLES = ("x", "t", "z")  # what a prime is taken by where the text does not say, in this order
LARGEST = 10**6  # exponents and digits of a number that is written down
DIGITS = 2000
NODES = 200_000
EXCEPT = "except where"  # how a note begins that leaves points out
RANGE = 2000  # terms of a sum
LIMIT = 60  # operations of a formula whose limit is asked for
FAMILIAR = frozenset("fghFGH")


class Unresolved(Exception):
    """A formula that is read but has no definite meaning in its scope."""


class NeedsSize(Unresolved):
    """A sum or product whose symbolic limit must be given a number first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not a number")
        self.name = name


class Inapplicable(Exception):
    """A reading that does not exist (a local partial by something that is no direct operand)."""


@dataclass
class Meaning:
    """Builds the nodes of trees in one scope, under one reading.

    modes: place of a derivative -> 'local' (else total). variable: what primes and bare functions are taken at.
    env: bound parameters. second: take the second reading where grammar leaves two.
    """

    scope: Scope
    modes: Mapping[int, str] = field(default_factory=dict)
    variable: str | None = None
    env: dict[str, Node] = field(default_factory=dict)
    second: bool = False
    notes: dict[str, None] = field(default_factory=dict)
    calls: int = 0
    places: dict[str, int] = field(default_factory=dict)  # index or symbolic size -> the number it stands for

    def __post_init__(self) -> None:
        self.places = self.places or dict(self.scope.sizes)

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    # ----- trees -----

    def node(self, tree: Tree) -> Node:
        """The node of a tree. Raises Unresolved, Inapplicable or Unread."""
        if len(self.graph) > NODES:
            raise Unresolved(f"the text makes more than {NODES} operations")
        match tree:
            case Num(text=text):
                if len(text) > DIGITS:
                    raise Unread("a number with too many digits", tree.start, tree.end)
                return self.graph.number(Fraction(text), text if "." in text else "")
            case Name():
                return self.name(tree)
            case Sum(terms=terms):
                return self._sum(terms)
            case Product():
                return self._product(tree)
            case Power(base=base, exponent=exponent):
                return self._power(base, exponent)
            case Bracket(parts=parts):
                if len(parts) > 1:
                    raise Unread("a list is not a number (is a function meant?)", tree.start, tree.end)
                return self.node(parts[0])
            case Frac(top=top, bottom=bottom):
                return self.graph.write("div", self.node(top), self.node(bottom))
            case Root(radicand=radicand, degree=degree):
                if degree is None:
                    return self.graph.write("sqrt", self.node(radicand))
                one = self.graph.number(1)
                return self.graph.write("pow", self.node(radicand), one / self.node(degree))
            case Call():
                return self._call(tree)
            case Prime(body=body, primes=primes):
                return self._primed(body, primes)
            case Derivative():
                return self._derivative(tree)
            case At(body=body, values=values):
                return self._at(body, values)
            case Indicator(condition=condition):
                return self._indicator(condition)
            case Cases(cases=cases):
                return self._cases(cases)
            case Either(first=first, second=second):
                return self.node(second if self.second else first)
            case Expectation():
                return self._expectation(tree)
            case Series():
                return self._series(tree)
            case Limit():
                return self._limit(tree)
            case Unjudged():
                raise Unread(tree.why, tree.start, tree.end)
            case Extremum(kind=kind):
                raise Unresolved(f"a {kind} is judged where it stands alone on one side of a sign")
            case Unknown(mark=mark):
                raise Unresolved("a question mark" if mark == "?" else "dots stand for something that is not written")
        raise Unread("this is not read", tree.start, tree.end)

    def _sum(self, terms: tuple[tuple[str, Tree], ...]) -> Node:
        total_ = None
        for sign, tree in terms:
            node = self.node(tree)
            if total_ is None:
                total_ = self.graph.write("neg", node) if sign == "-" else node
            else:
                total_ = self.graph.write("sub" if sign == "-" else "add", total_, node)
        assert total_ is not None
        return total_

    def _power(self, base: Tree, exponent: Tree) -> Node:
        if self._is_euler(base):
            return self.graph.write("exp", self.node(exponent))
        raised = self.node(exponent)
        value = self.graph.value(raised.id)
        if value is not None and abs(value) > LARGEST:
            raise Unresolved("the exponent is too large to work with")
        return self.graph.write("pow", self.node(base), raised)

    def _is_euler(self, tree: Tree) -> bool:
        return (
            isinstance(tree, Name)
            and tree.name == "e"
            and not tree.primes
            and "e" not in self.env
            and not self.scope.knows("e")
        )

    # ----- products and applications -----

    def _product(self, tree: Product) -> Node:
        found: Node | None = None
        factors = self._joined(tree.factors)
        i = 0
        while i < len(factors):
            sign, factor = factors[i]
            following = factors[i + 1][1] if i + 1 < len(factors) and factors[i + 1][0] == "" else None
            applied = self._application(factor, following)
            if applied is not None:
                node, i = applied, i + 1
            elif following is not None and (by := self._operator_d(factor)):
                rest = tuple(factors[i + 1 :])
                first = rest[0][1]
                body: Tree = (
                    first if len(rest) == 1 else Product(first.start, rest[-1][1].end, (("", first), *rest[1:]))
                )
                if any(mark for mark, _ in rest[1:]):
                    raise Unresolved("where this derivative ends is not clear: bracket what it is taken of")
                node, i = self._derivative(Derivative(factor.start, body.end, "d", body, ((by, 1),))), len(factors)
            else:
                node = self.node(factor)
            found = node if found is None else self.graph.write("div" if sign == "/" else "mul", found, node)
            i += 1
        assert found is not None
        return found

    def _joined(self, factors: tuple[tuple[str, Tree], ...]) -> list[tuple[str, Tree]]:
        """Letters written together are one name where the scope has that name."""
        found: list[tuple[str, Tree]] = []
        i = 0
        while i < len(factors):
            run = self._run(factors, i)
            for length in range(len(run), 1, -1):
                word = "".join(part.name for part in run[:length])
                if self.scope.knows(word):
                    last = run[length - 1]
                    found.append((factors[i][0], Name(run[0].start, last.end, word, last.primes)))
                    i += length
                    break
            else:
                found.append(factors[i])
                i += 1
        return found

    def _run(self, factors: tuple[tuple[str, Tree], ...], i: int) -> list[Name]:
        """The names that are written together from a factor on; one with primes ends them, one with dots is apart."""
        found: list[Name] = []
        for sign, factor in factors[i:]:
            if not isinstance(factor, Name) or factor.dots or (found and (sign or factor.start != found[-1].end)):
                break
            found.append(factor)
            if factor.primes:
                break
        return found

    def _operator_d(self, factor: Tree) -> Name | None:
        """The variable x if the factor is the operator D_x."""
        if isinstance(factor, Name) and factor.name.startswith("D_") and not self.scope.knows(factor.name):
            name = factor.name[2:]
            if self.scope.knows(name) or self.scope.stands(name):
                return Name(factor.start, factor.end, name)
        return None

    def _application(self, factor: Tree, following: Tree | None) -> Node | None:
        """The node of f(x), f(x)^2, f^2(x) or f'(x), if factor and following are that."""
        if isinstance(factor, Derivative) and isinstance(factor.of, Name) and isinstance(following, Bracket):
            return self._derivative_at(factor, following)
        head, raised = factor, None
        if isinstance(factor, Power) and isinstance(factor.base, Name):
            head, raised = factor.base, factor.exponent
        if not isinstance(head, Name) or following is None:
            return None
        outer = following.exponent if isinstance(following, Power) else None
        bracket = following.base if isinstance(following, Power) else following
        primes = bracket.primes if isinstance(bracket, Prime) else 0
        bracket = bracket.body if isinstance(bracket, Prime) else bracket
        if not isinstance(bracket, Bracket) or bracket.kind == "{" or not self.applies(head, bracket):
            return None
        if primes:
            return self._primed(Product(head.start, bracket.end, (("", head), ("", bracket))), primes)
        node = self.apply(head, bracket.parts)
        for exponent in (raised, outer):
            if exponent is not None:
                node = self.graph.write("pow", node, self.node(exponent))
        return node

    def _derivative_at(self, tree: Derivative, bracket: Bracket) -> Node | None:
        """`\\frac{\\partial f}{\\partial x}(1, 2)`: the derivative of a function at values of its parameters."""
        assert isinstance(tree.of, Name)
        function = self.scope.function(tree.of.name)
        if function is None or not function.params or len(function.params) != len(bracket.parts):
            return None
        if len(bracket.parts) == 1 and names_in(bracket.parts[0]):
            return None
        node = self._derivative(tree)
        mapping = {
            self._named(param).id: self.node(part).id
            for param, part in zip(function.params, bracket.parts, strict=True)
        }
        return self.graph.node(self.graph.substitute(node.id, mapping))

    def applies(self, head: Name, bracket: Bracket) -> bool:
        """Whether a name before a bracket is a function applied to it (else a factor)."""
        name = head.name
        if name in self.env:
            return False
        if any(isinstance(part, Name) and part.name == name for tree in bracket.parts for part in walk(tree)):
            bare = not any(
                isinstance(part, Product) and _applied_within(part, name)
                for tree in bracket.parts
                for part in walk(tree)
            )
            if bare:
                return False
        if self.scope.function(name) is not None or len(bracket.parts) > 1:
            return True
        if self.scope.is_applied(name) and self.scope.formula(name) is None:
            return True
        if self.scope.formula(name) is not None:
            return head.primes > 0 or head.dots > 0 or self._own_input(name, bracket)
        if head.primes or head.dots or (name == "sigma" and not self.scope.stands("sigma")):
            return True
        if bracket.kind == "[" and not self.scope.stands(name) and not self.scope.is_declared(name):
            return True
        if bracket.kind == "[" and len(name) > 1 and name.isalpha() and name not in GREEK:
            return True
        word = len(name) > 1 and name.isalpha() and name not in GREEK
        if (name[0] in FAMILIAR or word) and not self.scope.stands(name) and not self.scope.is_declared(name):
            raise Unresolved(f"{name}(...): is {name} a function? write <!-- symgrad: let {name} be a function -->")
        return False

    def _own_input(self, name: str, bracket: Bracket) -> bool:
        """Whether y(x) stands for a y that is a formula of x."""
        part = bracket.parts[0]
        if not isinstance(part, Name):
            return False
        inputs = [self.graph.label(id) for id in self.graph.free(self._named(name).id)]
        return part.name in inputs

    def apply(self, head: Name, parts: tuple[Tree, ...]) -> Node:
        """A function name applied to arguments."""
        function = self.scope.function(head.name)
        if head.dots:
            head = Name(head.start, head.end, head.name, head.dots)
        if function is None and self.scope.formula(head.name) is not None:
            return self._formula_at(head, parts)
        if (
            function is not None
            and function.body is not None
            and not head.primes
            and self.scope.formula(head.name) is not None
            and [part.name if isinstance(part, Name) else None for part in parts] == list(function.params)
            and not any(param in self.env for param in function.params)
        ):
            return self._named(head.name)
        return self.applied(head.name, function, [self.node(part) for part in parts], head.primes)

    def _formula_at(self, head: Name, parts: tuple[Tree, ...]) -> Node:
        """y(1), y'(x): a name with a formula, taken at its only input."""
        if len(parts) != 1:
            raise Unresolved(f"{head.name} is a formula, not a function of {len(parts)} arguments")
        by = self._prime_variable(self._named(head.name))
        node = self._named(head.name)
        for _ in range(head.primes):
            node = self.graph.node(self._total(node, by))
        return self.graph.node(self.graph.substitute(node.id, {by.id: self.node(parts[0]).id}))

    def applied(self, name: str, function: Function | None, args: list[Node], primes: int = 0) -> Node:
        """The function at these nodes, or its derivative by its only parameter."""
        self.calls += 1
        if self.calls > 5000:
            raise Unresolved(f"{name} is applied too often (is it defined by itself?)")
        if function is None and name == "sigma":
            self.notes.setdefault("σ is taken to be the logistic sigmoid")
            function = Function(known="sigmoid")
        if function is None or (function.body is None and not function.known):
            general = function is not None and function.general
            if primes and len(args) != 1:
                raise Unresolved(f"a prime on {name}, which has {len(args)} arguments")
            return self.graph.opaque(Opaque(name, len(args), (0,) * primes, general), *args)
        if function.known:
            args = [*args, *self._defaults(function.known, len(args))]
            arity = ROWS[CODE[function.known] - CODE["add"]].arity
            if len(args) != arity and function.known not in ("max", "min"):
                raise Unresolved(f"{name} takes {arity} arguments, not {len(args)}")
        elif len(args) != len(function.params):
            raise Unresolved(f"{name} is defined with {len(function.params)} arguments, not {len(args)}")
        if not primes:
            return self._body(name, function, args)
        if len(args) != 1:
            raise Unresolved(f"a prime on {name}, which has {len(args)} arguments")
        formal = self.graph.input("t", f"{self.scope.key}/{name}/slot")
        node = self._body(name, function, [formal])
        for _ in range(primes):
            node = self.graph.node(total(self.graph, node.id, formal.id))
        return self.graph.node(self.graph.substitute(node.id, {formal.id: args[0].id}))

    def _defaults(self, known: str, given: int) -> list[Node]:
        if given == 1 and known == "elu":
            return [self.graph.number(1)]
        if given == 1 and known == "leaky":
            self.notes.setdefault("leaky relu is taken with the slope 0.01")
            return [self.graph.number(Fraction(1, 100))]
        return []

    def _body(self, name: str, function: Function, args: list[Node]) -> Node:
        if function.known:
            if function.known in ("max", "min"):
                return self._many(function.known, args)
            return self.graph.write(function.known, *args)
        assert function.body is not None
        mark = f"{name}()"
        if self.scope.building.count(mark) > 60:
            raise Unresolved(f"{name} is defined by itself")
        self.scope.building.append(mark)
        try:
            bound = dict(zip(function.params, args, strict=True))
            inner = Meaning(self.scope, self.modes, None, bound, self.second, self.notes, self.calls, self.places)
            node = inner.node(function.body)
            self.calls = inner.calls
            return node
        finally:
            self.scope.building.pop()

    def _many(self, name: str, args: list[Node]) -> Node:
        node = args[0]
        for other in args[1:]:
            node = self.graph.write(name, node, other)
        return node

    # ----- names -----

    def name(self, tree: Name) -> Node:
        if self.places:
            if tree.name in self.places and not tree.primes and not tree.dots:
                return self.graph.number(self.places[tree.name])
            tree = Name(tree.start, tree.end, self._placed(tree.name), tree.primes, tree.glued, tree.dots)
        if tree.dots:
            return self._by(tree, Name(tree.start, tree.end, "t"), tree.dots)
        if tree.primes:
            whole = tree.name + "'" * tree.primes
            return self._named(whole) if self.scope.formula(whole) is not None else self._primed_name(tree)
        bound = self.env.get(tree.name)
        if bound is not None:
            return bound
        function = self.scope.function(tree.name)
        if function is None and tree.name in ("sigmoid", "relu"):
            function = Function(known=tree.name)
        if function is not None and not function.known and function.body is None and self.scope.edges_of(tree.name):
            return self._named(tree.name)
        if function is not None and self.variable is not None and self._over(function, self.variable):
            return self.applied(tree.name, function, [self._named(self.variable)])
        if function is not None and self.scope.formula(tree.name) is None:
            at = self.variable or (function.params[0] if function.params else "x")
            return self.applied(tree.name, function, [self._named(at)])
        return self._named(tree.name)

    def _over(self, function: Function, variable: str) -> bool:
        """Whether a bare function is taken at the chain's variable: its body does not hold that already."""
        if not function.known and len(function.params) != 1:
            return False
        return function.body is None or variable not in (*function.params, *names_in(function.body))

    def _named(self, name: str) -> Node:
        """The node of a bare name: over its formula, over the function that it stands for, or an input."""
        scope, graph = self.scope, self.graph
        if name in self.env:
            return self.env[name]
        found = scope.nodes.get(name)
        if found is None:
            found = scope.nodes[name] = self._fresh(name).id
        return graph.node(found)

    def _fresh(self, name: str) -> Node:
        scope, graph = self.scope, self.graph
        formula = scope.formula(name)
        if formula is None and not scope.knows(name) and not scope.edges_of(name):
            if name == "e":
                return graph.write("exp", graph.number(1))
            if name == "pi":
                return graph.pi
            letters = list(name)
            if len(name) > 1 and name.isalpha() and all(scope.knows(c) or scope.stands(c) for c in letters):
                return self._many("mul", [self._named(c) for c in letters])
            return graph.input(name, scope.key)
        if name in scope.building:
            raise Unresolved(f"{name} is defined by itself")
        scope.building.append(name)
        try:
            if formula is not None:
                inner = Meaning(scope, {}, None, {}, self.second, self.notes, self.calls)
                return graph.named(name, inner.node(formula))
            edges = scope.edges_of(name)
            if edges:
                function = scope.function(name)
                opaque = Opaque(name, len(edges), (), function is not None and function.general)
                return graph.named(name, graph.opaque(opaque, *(self._named(v) for v in edges)))
            return graph.input(name, scope.key)
        finally:
            scope.building.pop()

    def _primed_name(self, tree: Name) -> Node:
        function = self.scope.function(tree.name)
        if function is None and tree.name in ("sigmoid", "relu", *CODE) and not self.scope.knows(tree.name):
            function = Function(known=tree.name)
        if function is None and tree.name == "sigma" and self.scope.formula(tree.name) is None:
            function = Function(known="sigmoid")
        if function is not None:
            params = function.params or ("x",)
            if len(params) != 1:
                raise Unresolved(f"a prime on {tree.name}, which has {len(params)} arguments")
            at = self.variable if self.variable is not None else params[0]
            return self.applied(tree.name, function, [self._named(at)], tree.primes)
        node = self._named(tree.name)
        by = self._prime_variable(node)
        if by.id == node.id:
            raise Unresolved(f"what {tree.name} is a function of is not given")
        for _ in range(tree.primes):
            node = self._given(self.graph.node(self._total(node, by)))
        return node

    def _primed(self, body: Tree, primes: int) -> Node:
        node = self.node(body)
        if not self.graph.free(node.id):
            return self.graph.number(0)
        by = self._prime_variable(node)
        for _ in range(primes):
            node = self.graph.node(self._total(node, by))
        return self._given(node)

    def _prime_variable(self, node: Node) -> Node:
        """What a prime on this formula is taken by: the chain's variable, the only input, or x, t, z."""
        if self.variable is not None:
            return self._named(self.variable)
        free = self.graph.free(node.id)
        if len(free) == 1:
            return self.graph.node(free[0])
        labels = {self.graph.label(id): id for id in free}
        for name in VARIABLES:
            if name in labels:
                return self.graph.node(labels[name])
        raise Unresolved("what the prime is taken by is not clear: write d/dx")

    # ----- known functions -----

    def _call(self, tree: Call) -> Node:
        function = self.scope.function(tree.function)
        head = Function(known=tree.function) if function is None else function
        args = [self.node(arg) for arg in tree.args]
        graph = self.graph
        if tree.function in QUOTIENT and function is None:
            if tree.primes or len(args) != 1:
                raise Unresolved(f"{tree.function} is read with one argument and no prime")
            top, bottom = QUOTIENT[tree.function]
            above = graph.write(top, *args) if top else graph.number(1)
            node = graph.write("div", above, graph.write(bottom, *args))
        else:
            if tree.power is not None and _is_minus_one(tree.power):
                if tree.function not in INVERSE:
                    raise Unresolved(f"{tree.function} to the power -1: the inverse function or the reciprocal?")
                return graph.write(INVERSE[tree.function], *args)
            node = self.applied(tree.function, head, args, tree.primes)
        if tree.base is not None:
            node = graph.write("div", node, graph.write("log", self.node(tree.base)))
        if tree.power is not None:
            node = graph.write("pow", node, self.node(tree.power))
        return node

    def _indicator(self, condition: Tree) -> Node:
        """A condition as 0 or 1."""
        assert isinstance(condition, Comparison)
        members = [self.node(member) for member in condition.members]
        found: list[Node] = []
        for a, b, how in zip(members, members[1:], condition.how, strict=False):
            found.append(self._holds(a, b, how, condition))
        return self._many("mul", found)

    def _gap(self, a: Node, b: Node) -> Node:
        """a - b, without a zero."""
        if self.graph.value(b.id) == 0:
            return a
        return self.graph.write("neg", b) if self.graph.value(a.id) == 0 else self.graph.write("sub", a, b)

    def _holds(self, a: Node, b: Node, how: str, tree: Tree) -> Node:
        write, one = self.graph.write, self.graph.number(1)
        match how:
            case ">" | "<":
                return write("step", self._gap(a, b) if how == ">" else self._gap(b, a))
            case "≥" | "≤":
                return write("sub", one, write("step", self._gap(b, a) if how == "≥" else self._gap(a, b)))
        raise Unread(f"a condition with {how} is not read yet", tree.start, tree.end)

    def _cases(self, cases: tuple[tuple[Tree, Tree | None], ...]) -> Node:
        """The first case that holds. Without an 'otherwise' the last condition must complete the ones before."""
        conditions = [condition for _, condition in cases]
        if conditions[-1] is not None and not self._complete(conditions):
            raise Unresolved("the cases do not say what holds otherwise")
        found = self.node(cases[-1][0])
        for value, condition in reversed(cases[:-1]):
            if condition is None:
                raise Unresolved("'otherwise' stands before other cases")
            found = self._case(condition, self.node(value), found)
        return found

    def _case(self, condition: Tree, yes: Node, no: Node) -> Node:
        assert isinstance(condition, Comparison)
        members = [self.node(member) for member in condition.members]
        write = self.graph.write
        for a, b, how in reversed(list(zip(members, members[1:], condition.how, strict=False))):
            match how:
                case ">" | "<":
                    yes = write("case", self._gap(a, b) if how == ">" else self._gap(b, a), yes, no)
                case "≥" | "≤":
                    yes = write("case", self._gap(b, a) if how == "≥" else self._gap(a, b), no, yes)
                case "=" | "≠":
                    equal, other = (yes, no) if how == "=" else (no, yes)
                    yes = write("case", self._gap(a, b), other, write("case", self._gap(b, a), other, equal))
                case _:
                    raise Unread(f"a condition with {how} is not read yet", condition.start, condition.end)
        return yes

    def _complete(self, conditions: list[Tree | None]) -> bool:
        """Whether conditions on one quantity against numbers leave nothing out, by looking at every interval."""
        zero, one = self.graph.number(0), self.graph.number(1)
        found = zero
        for condition in conditions:
            if condition is None:
                return True
            found = self.graph.apply("add", found, self._case(condition, one, zero))
        bounds: set[Fraction] = set()
        subjects: set[int] = set()
        for condition in conditions:
            assert isinstance(condition, Comparison)
            for member in condition.members:
                node = self.node(member)
                value = self.graph.value(node.id)
                if value is None and self.graph.free(node.id):
                    subjects.add(twin(self.graph, node.id))
                    subject = node
                else:
                    bounds.add(_number_of(self.graph, node))
        if not subjects:
            return bool(numbers(self.graph, [found.id], {})[found.id] >= 1)
        if len(subjects) != 1 or not bounds:
            return False
        edges = sorted(bounds)
        tries = [edges[0] - 1, edges[-1] + 1, *edges, *((a + b) / 2 for a, b in itertools.pairwise(edges))]
        probe = self.graph.input("probe", "cases")
        line = self.graph.substitute(found.id, {subject.id: probe.id})
        return all(numbers(self.graph, [line], {probe.id: float(v)})[line] >= 1 for v in tries)

    def _at(self, body: Tree, values: tuple[tuple[Tree, Tree], ...]) -> Node:
        """The formula at values of names (all at once)."""
        node = self.node(body)
        mapping = {}
        for name, value in values:
            if not isinstance(name, Name):
                raise Unread("values are written name = number", name.start, name.end)
            mapping[self._named(name.name).id] = self.node(value).id
        return self.graph.node(self.graph.substitute(node.id, mapping))

    # ----- expectations -----

    def _expectation(self, tree: Expectation) -> Node:
        """The expectation over the only random name in the body: for a symmetric one, over a mixture of two pairs ±t.

        A relation between expectations of degree two at most holds for every symmetric distribution if it holds for
        all mixtures of two pairs (polarization); of a normal one the integral is SymPy's.
        """
        graph = self.graph
        body = self.node(tree.body)
        names = {str(graph.label(id)): id for id in graph.free(body.id)}
        random = [name for name in names if self.scope.random_of(name)]
        if not names:
            return body if tree.kind == "E" else graph.number(0)
        if not random:
            raise Unresolved("no distribution is declared: write <!-- symgrad: let a be symmetric -->")
        if len(random) > 1:
            raise Unresolved("an expectation over two random names is not read yet")
        name = random[0]
        kind = self.scope.random_of(name)
        self.notes.setdefault(f"{name} has a {kind} distribution")
        given = self._side(tree.given, name)
        if tree.kind == "Var":
            mean = self._mean(body, names[name], kind, given)
            square = self._mean(graph.apply("pow", body, 2), names[name], kind, given)
            return square - graph.apply("pow", mean, 2)
        return self._mean(body, names[name], kind, given)

    def _side(self, given: Tree | None, name: str) -> int:
        """1 or -1 for the condition that the random name is positive or negative, 0 for none."""
        if given is None:
            return 0
        match given:
            case Comparison(members=(Name(name=left), Num(text="0")), how=(how,)) if left == name and how in "<>≤≥":
                return 1 if how in ">≥" else -1
        raise Unresolved("an expectation is read under a condition on the sign of the random name")

    def _mean(self, body: Node, x: int, kind: str, side: int) -> Node:
        graph, key = self.graph, self.scope.key
        if kind == "standard normal":
            return self._normal_mean(body, x, side)
        if kind == "normal":
            return self._scaled_mean(body, x, side)
        weight = graph.input(f"weight of {graph.label(x)}", key)
        weight = 1 / (1 + graph.apply("pow", weight, 2))
        total_: Node | None = None
        for k, share in enumerate((weight, 1 - weight)):
            t = graph.apply("exp", graph.input(f"size {k + 1} of {graph.label(x)}", key))
            up = graph.node(graph.substitute(body.id, {x: t.id}))
            down = graph.node(graph.substitute(body.id, {x: (-t).id}))
            pair = up if side > 0 else down if side < 0 else (up + down) / 2
            total_ = share * pair if total_ is None else total_ + share * pair
        assert total_ is not None
        return total_

    def _scaled_mean(self, body: Node, x: int, side: int) -> Node:
        """The mean over m + s n with a standard normal n; a condition on the sign wants m = 0."""
        graph = self.graph
        moments = self.scope.moments_of(str(graph.label(x)))
        assert moments is not None
        mean, variance = (self.node(tree) for tree in moments)
        spread = self._root_of(moments[1], variance)
        centred = rational(graph, mean.id) == 0
        bends = any(graph.cells[id][0] == CASE or graph.cells[id][0] >= CODE["abs"] for id in graph.cone([body.id]))
        if not centred and (side or bends):
            raise Unresolved("a kink or a condition at zero is read for normal variables of mean zero")
        n = graph.input(f"normal {graph.label(x)}", self.scope.key)
        moved = spread * n if centred else mean + spread * n
        return self._normal_mean(graph.node(graph.substitute(body.id, {x: moved.id})), n.id, side)

    def _root_of(self, tree: Tree, variance: Node) -> Node:
        """The standard deviation: the base of a written square, else a root."""
        if isinstance(tree, Power) and isinstance(tree.exponent, Num) and tree.exponent.text == "2":
            return self.node(tree.base)
        return self.graph.apply("sqrt", variance)

    def _normal_mean(self, body: Node, x: int, side: int) -> Node:
        """The integral against the standard normal density, by halves so that kinks at 0 fall apart."""
        import sympy

        graph = self.graph
        t = sympy.Symbol("t", positive=True)
        symbols = {id: sympy.Symbol(f"v{id}", positive=True) for id in graph.free(body.id) if id != x}
        density = sympy.exp(-(t**2) / 2) / sympy.sqrt(2 * sympy.pi)
        halves = [
            sympy.integrate(
                sympy.simplify(to_sympy(graph, body.id, {**symbols, x: sign * t})) * density, (t, 0, sympy.oo)
            )
            for sign in ((1,) if side > 0 else (-1,) if side < 0 else (1, -1))
        ]
        found = sum(halves) * (2 if side else 1)
        try:
            back = from_sympy(graph, sympy.simplify(found), "mean")
        except Exception as error:
            raise Unresolved(f"the expectation was not found ({type(error).__name__})") from None
        mapping = {graph.input(symbol.name, "mean").id: id for id, symbol in symbols.items()}
        return graph.node(graph.substitute(back.id, mapping))

    # ----- sums and products over a range -----

    def _series(self, tree: Series) -> Node:
        low, high = (self._whole(bound) for bound in (tree.low, tree.high))
        if high - low > RANGE:
            raise Unresolved(f"a range of more than {RANGE}")
        outer = self.places
        terms = []
        for i in range(low, high + 1):
            self.places = {**outer, tree.index.name: i}
            terms.append(self.node(tree.body))
        self.places = outer
        if not terms:
            return self.graph.number(0 if tree.kind == "sum" else 1)
        return self._many("add" if tree.kind == "sum" else "mul", terms)

    def _whole(self, tree: Tree) -> int:
        """A bound as a whole number; a bare name must be given one first."""
        node = self.node(tree)
        value = rational(self.graph, node.id)
        if value is None:
            free = [str(self.graph.label(id)) for id in self.graph.free(node.id)]
            if len(free) == 1:
                raise NeedsSize(free[0])
            raise Unresolved("the range is not given in numbers")
        if value.denominator != 1 or abs(value) > LARGEST:
            raise Unresolved("the range does not run over whole numbers")
        return int(value)

    def _placed(self, name: str) -> str:
        """The name with the bound indices in it replaced: z_l at l = 2 is z_2, a_lm1 is a_1."""
        head, mark, sup = name.partition("__")
        base, bar, sub = head.partition("_")
        sub = "c".join(self._part(part) for part in sub.split("c")) if len(sub) > 1 else self._part(sub)
        return base + bar + sub + mark + self._part(sup)

    def _part(self, text: str) -> str:
        if text in self.places:
            return str(self.places[text])
        match = re.fullmatch(r"([A-Za-z]+)([mp])(\d+)", text)
        if match and match[1] in self.places:
            return str(self.places[match[1]] + (int(match[3]) if match[2] == "p" else -int(match[3])))
        return text

    # ----- limits -----

    def _limit(self, tree: Limit) -> Node:
        """The limit by Gruntz's algorithm, as SymPy has it, held against values on the way."""
        import sympy

        graph = self.graph
        node, variable = self.node(tree.body), self._variable_node(tree.variable)
        if graph.operations(node.id) > LIMIT or graph.cells[variable.id][0] != INPUT:
            raise Unresolved("this limit is too large to be taken, or not by an input")
        symbols = {id: sympy.Symbol(f"v{id}", real=True) for id in graph.free(node.id)}
        if variable.id not in symbols:
            return node
        if heavy(graph, node.id):
            raise Unresolved("a number in this limit is too large to work with")
        goal = sympy.oo if tree.to is None else to_sympy(graph, self.node(tree.to).id, symbols)
        goal = -goal if tree.to is None and tree.side == "-" else goal
        direction = tree.side if tree.to is not None and tree.side else "+-" if tree.to is not None else "+"
        try:
            found = sympy.limit(to_sympy(graph, node.id, symbols), symbols[variable.id], goal, direction)
            back = from_sympy(graph, found, "limit")
        except TimeoutError:
            raise
        except Exception as error:  # SymPy's many ways of not knowing
            raise Unresolved(f"the limit was not found ({type(error).__name__})") from None
        mapping = {graph.input(symbol.name, "limit").id: id for id, symbol in symbols.items()}
        self.notes.setdefault("the limit is SymPy's, by Gruntz's algorithm")
        return graph.node(graph.substitute(back.id, mapping))

    # ----- derivatives -----

    def _derivative(self, tree: Derivative) -> Node:
        orders = sum(order for _, order in tree.by)
        if orders > 12:
            raise Unresolved("a derivative of an order beyond 12")
        if self.modes.get(tree.start) == "local" and orders == 1 and tree.kind == "partial":
            return self._local(tree.of, tree.by[0][0])
        if orders == 1 and tree.kind == "partial" and (slot := self._slot(tree.of, tree.by[0][0])) is not None:
            return slot
        node = self.node(tree.of)
        of = tree.of
        while isinstance(of, Bracket) and len(of.parts) == 1:
            of = of.parts[0]
        label = of.name if isinstance(of, Name) else "this"
        held = [self.node(h) for h in tree.held]
        for variable, order in reversed(tree.by):
            by = self._variable_node(variable)
            for _ in range(order):
                node = self.graph.node(self._resolve(node, by, tree, variable, label, held))
        return self._given(node)

    def _by(self, tree: Name, variable: Name, order: int) -> Node:
        bare = Name(tree.start, tree.end, tree.name)
        return self._derivative(Derivative(tree.start, tree.end, "d", bare, ((variable, order),)))

    def _variable_node(self, tree: Tree) -> Node:
        if isinstance(tree, Name) and not tree.primes and not tree.dots:
            return self.env.get(tree.name) or self._named(tree.name)
        return self.node(tree)

    def _given(self, node: Node) -> Node:
        """With the stated derivatives of unknown names put in."""
        given = self.scope.given_nodes
        if given is None:
            self.scope.given_nodes = given = {}
            for (u, v), value in self.scope.all_given().items():
                if v == "'":
                    edges = self.scope.edges_of(u)
                    if len(edges) != 1:
                        continue
                    v = edges[0]
                derivative = total(self.graph, self._named(u).id, self._named(v).id)
                given[derivative] = self.node(value).id
        return self.graph.node(self.graph.substitute(node.id, given)) if given else node

    def _total(self, u: Node, v: Node) -> int:
        self._note_jumps(u, v)
        return total(self.graph, u.id, v.id)

    def _note_jumps(self, u: Node, v: Node) -> None:
        """Where cases meet, or an indicator jumps, the derivative is a convention at best: that is noted."""
        graph = self.graph
        for id in graph.cone([u.id], stop=[v.id]):
            code = graph.cells[id][0]
            if code == CASE or code in (CODE["step"], CODE["sign"]):
                edge = graph.operands(id)[0]
                edge = graph.operands(edge)[0] if graph.cells[edge][0] == CODE["neg"] else edge
                if v.id in graph.cone([edge]):
                    self.notes.setdefault(f"{EXCEPT} {write(graph, edge)} = 0")

    def _resolve(self, u: Node, v: Node, tree: Derivative, variable: Tree, label: str, held: list[Node]) -> int:
        """du/dv through every path; Unresolved where the graph does not say."""
        graph = self.graph
        cone = graph.cone([u.id])
        name = variable.name if isinstance(variable, Name) else "this formula"
        if graph.cells[v.id][0] == CONST:
            raise Unresolved(f"a derivative by the number {name}")
        if v.id in cone and (graph.cells[v.id][0] in (INPUT, NAME) or self._all_there(u, v)):
            if held:
                found = tangents(graph, u.id, {v.id: graph.number(1).id}, [h.id for h in held if h.id != u.id])
                return found.get(u.id, graph.number(0).id)
            return self._total(u, v)
        seen = self._occurrences(cone, v)
        if seen:
            found = tangents(graph, u.id, {id: graph.number(1).id for id in seen})
            rest = set(graph.free(v.id)) & set(graph.cone([u.id], stop=seen))
            if not rest:
                return found.get(u.id, graph.number(0).id)
        return self._unreached(u, v, tree, name, label, cone)

    def _all_there(self, u: Node, v: Node) -> bool:
        """Whether the inputs of the formula v stand in u only inside v."""
        seen = self._occurrences(self.graph.cone([u.id]), v)
        return not set(self.graph.free(v.id)) & set(self.graph.cone([u.id], stop=seen))

    def _occurrences(self, cone: list[int], v: Node) -> list[int]:
        """Where the formula of v stands in a cone although its name does not."""
        if self.graph.cells[v.id][0] == INPUT:
            return []
        target = twin(self.graph, v.id)
        return [id for id in cone if self.graph.cells[id][0] != CONST and twin(self.graph, id) == target]

    def _unreached(self, u: Node, v: Node, tree: Derivative, name: str, label: str, cone: list[int]) -> int:
        """du/dv where v does not stand in u."""
        graph = self.graph
        inputs = graph.free(v.id)
        above = graph.cone([v.id])
        named = graph.cells[v.id][0] == NAME
        if v.id not in graph.free(v.id):
            if u.id in above and (tree.kind == "d" or graph.cells[u.id][0] == INPUT) and len(inputs) == 1:
                return (1 / graph.node(total(graph, v.id, u.id))).id
            common = [id for id in inputs if id in cone and self.scope.differentiates_by(str(graph.label(id)))]
            if tree.kind == "d" and named and u.id not in above and len(common) == 1:
                inputs = common
            whole = not any(graph.cells[id][0] == NAME and id != u.id for id in cone)
            if (
                len(inputs) == 1
                and inputs[0] in cone
                and (tree.kind == "d" or not named or whole)
                and u.id not in above
            ):
                self.notes.setdefault(f"taken as a quotient of the derivatives by {graph.label(inputs[0])}")
                t = inputs[0]
                return (graph.node(total(graph, u.id, t)) / graph.node(total(graph, v.id, t))).id
            if not named:
                raise Unresolved(f"{label} is not written in terms of {_text(tree)}")
            if u.id in above and graph.cells[u.id][0] == NAME:
                return graph.number(0).id
            if whole and set(inputs) & set(cone):
                raise Unresolved(f"{label} is not written in terms of {name}")
            return graph.number(0).id
        if graph.cells[u.id][0] == INPUT and not self.scope.stands(label):
            raise Unresolved(f"{label} has no formula")
        if self.scope.stands(name) or self.scope.family(name):
            return graph.number(0).id
        if not graph.free(u.id):
            return graph.number(0).id
        raise Unresolved(f"{label} is not written in terms of {name}")

    def _local(self, of: Tree, variable: Tree) -> Node:
        u, v = self.node(of), self._variable_node(variable)
        transparent = {
            id
            for id in self.graph.cone([u.id])
            if self.graph.cells[id][0] == NAME and self.scope.function(str(self.graph.label(id))) is not None
        }
        found = local(self.graph, u.id, v.id, transparent - {v.id})
        if found is None:
            raise Inapplicable
        return self._given(self.graph.node(found))

    def _slot(self, of: Tree, variable: Tree) -> Node | None:
        """The partial of a written application f(x, g) by x: the other written arguments are held fixed."""
        if not (isinstance(of, Product) and len(of.factors) == 2 and isinstance(variable, Name)):
            return None
        (_, head), (_, bracket) = of.factors
        if not (isinstance(head, Name) and isinstance(bracket, Bracket) and len(bracket.parts) > 1 and not head.primes):
            return None
        if not self.applies(head, bracket):
            return None
        slots = [i for i, part in enumerate(bracket.parts) if isinstance(part, Name) and part.name == variable.name]
        if len(slots) != 1:
            return None
        args = [self.node(part) for part in bracket.parts]
        formal = self.graph.input("t", f"{self.scope.key}/{head.name}/slot")
        there = [formal if i == slots[0] else arg for i, arg in enumerate(args)]
        function = self.scope.function(head.name)
        if function is None and self.scope.formula(head.name) is not None:
            return None
        node = self.applied(head.name, function, there)
        slope = total(self.graph, node.id, formal.id)
        return self.graph.node(self.graph.substitute(slope, {formal.id: args[slots[0]].id}))


def _applied_within(product: Product, name: str) -> bool:
    """Whether the name stands before a bracket in this product."""
    pairs = zip(product.factors, product.factors[1:], strict=False)
    return any(isinstance(a, Name) and a.name == name and isinstance(b, Bracket) for (_, a), (_, b) in pairs)


def _is_minus_one(tree: Tree) -> bool:
    return isinstance(tree, Sum) and len(tree.terms) == 1 and tree.terms[0][0] == "-" and (
        isinstance(tree.terms[0][1], Num) and tree.terms[0][1].text == "1"
    )  # fmt: skip


def _number_of(graph: Graph, node: Node) -> Fraction:
    value = graph.value(node.id)
    return value if value is not None else Fraction(numbers(graph, [node.id], {})[node.id])


def _text(tree: Derivative) -> str:
    variable = tree.by[0][0]
    return variable.name if isinstance(variable, Name) else "the formula below the fraction bar"


__all__ = ["Inapplicable", "Meaning", "Unresolved", "names_in"]
