"""Syntax trees to nodes: what a formula means in its scope."""

from __future__ import annotations

from fractions import Fraction

from symgrad.graph import Node, local, total
from symgrad.graph.table import NAME
from symgrad.notation.meaning.conditions import first_case, indicator
from symgrad.notation.meaning.expectations import expectation
from symgrad.notation.meaning.functions import applied, call
from symgrad.notation.meaning.limits import limit
from symgrad.notation.meaning.names import name_node, prime_variable, primed
from symgrad.notation.meaning.ranges import series
from symgrad.notation.meaning.setting import LARGEST, Setting
from symgrad.notation.meaning.total_derivatives import noted_total, resolve, with_given
from symgrad.notation.meaning.unresolved import Inapplicable, Unresolved
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
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
    Unknown,
    Unread,
    walk,
)
from symgrad.notation.tokens import GREEK

DIGITS = 2000  # of a number that is written down
NODES = 200_000
FAMILIAR = frozenset("fghFGH")


class Meaning(Setting):
    """Builds the nodes of trees in one scope, under one reading."""

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
                return name_node(self, tree)
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
                return call(self, tree)
            case Prime(body=body, primes=primes):
                return primed(self, body, primes)
            case Derivative():
                return self._derivative(tree)
            case At(body=body, values=values):
                return self._at(body, values)
            case Indicator(condition=condition):
                return indicator(self, condition)
            case Cases(cases=cases):
                return first_case(self, cases)
            case Either(first=first, second=second):
                return self.node(second if self.second else first)
            case Expectation():
                return expectation(self, tree)
            case Series():
                return series(self, tree)
            case Limit():
                return limit(self, tree)
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
            return primed(self, Product(head.start, bracket.end, (("", head), ("", bracket))), primes)
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
            self.named(param).id: self.node(part).id for param, part in zip(function.params, bracket.parts, strict=True)
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
        inputs = [self.graph.label(id) for id in self.graph.free(self.named(name).id)]
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
            return self.named(head.name)
        return applied(self, head.name, function, [self.node(part) for part in parts], head.primes)

    def _formula_at(self, head: Name, parts: tuple[Tree, ...]) -> Node:
        """y(1), y'(x): a name with a formula, taken at its only input."""
        if len(parts) != 1:
            raise Unresolved(f"{head.name} is a formula, not a function of {len(parts)} arguments")
        by = prime_variable(self, self.named(head.name))
        node = self.named(head.name)
        for _ in range(head.primes):
            node = self.graph.node(noted_total(self, node, by))
        return self.graph.node(self.graph.substitute(node.id, {by.id: self.node(parts[0]).id}))

    def _at(self, body: Tree, values: tuple[tuple[Tree, Tree], ...]) -> Node:
        """The formula at values of names (all at once)."""
        node = self.node(body)
        mapping = {}
        for name, value in values:
            if not isinstance(name, Name):
                raise Unread("values are written name = number", name.start, name.end)
            mapping[self.named(name.name).id] = self.node(value).id
        return self.graph.node(self.graph.substitute(node.id, mapping))

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
            by = self.variable_node(variable)
            for _ in range(order):
                node = self.graph.node(resolve(self, node, by, tree, variable, label, held))
        return with_given(self, node)

    def _local(self, of: Tree, variable: Tree) -> Node:
        u, v = self.node(of), self.variable_node(variable)
        transparent = {
            id
            for id in self.graph.cone([u.id])
            if self.graph.cells[id][0] == NAME and self.scope.function(str(self.graph.label(id))) is not None
        }
        found = local(self.graph, u.id, v.id, transparent - {v.id})
        if found is None:
            raise Inapplicable
        return with_given(self, self.graph.node(found))

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
        node = applied(self, head.name, function, there)
        slope = total(self.graph, node.id, formal.id)
        return self.graph.node(self.graph.substitute(slope, {formal.id: args[slots[0]].id}))


def _applied_within(product: Product, name: str) -> bool:
    """Whether the name stands before a bracket in this product."""
    pairs = zip(product.factors, product.factors[1:], strict=False)
    return any(isinstance(a, Name) and a.name == name and isinstance(b, Bracket) for (_, a), (_, b) in pairs)
