"""The node of a tree: each kind of formula goes to the file that knows its meaning."""

from __future__ import annotations

from fractions import Fraction

from symgrad.graph import Node
from symgrad.notation.meaning.conditions import first_case, indicator
from symgrad.notation.meaning.derivatives import derivative
from symgrad.notation.meaning.differentials import differential
from symgrad.notation.meaning.expectations import expectation
from symgrad.notation.meaning.functions import call
from symgrad.notation.meaning.integrals import integral
from symgrad.notation.meaning.limits import limit
from symgrad.notation.meaning.names import name_node, primed
from symgrad.notation.meaning.products import product
from symgrad.notation.meaning.ranges import series
from symgrad.notation.meaning.setting import LARGEST, Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Derivative,
    Differential,
    Either,
    Expectation,
    Extremum,
    Frac,
    Indicator,
    Integral,
    Limit,
    Name,
    NonScalar,
    Num,
    Over,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Sum,
    Tree,
    Unknown,
    Unread,
)

DIGITS = 2000  # of a number that is written down
NODES = 200_000


class Meaning(Setting):
    """Builds the nodes of trees in one scope, under one reading."""

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
                return product(self, tree)
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
                return derivative(self, tree)
            case Differential(body=body):
                return differential(self, body)
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
            case Series() | Over():
                return series(self, tree)
            case Integral():
                return integral(self, tree)
            case Limit():
                return limit(self, tree)
            case NonScalar():
                raise Unread(tree.why, tree.start, tree.end)
            case Extremum(kind=kind):
                raise Unresolved(f"a {kind} is judged where it stands alone on one side of a sign")
            case Unknown(mark=mark):
                raise Unresolved("a question mark" if mark == "?" else "dots stand for something that is not written")
        raise Unread("this is not read", tree.start, tree.end)

    def _sum(self, terms: tuple[tuple[str, Tree], ...]) -> Node:
        total = None
        for sign, tree in terms:
            node = self.node(tree)
            if total is None:
                total = self.graph.write("neg", node) if sign == "-" else node
            else:
                total = self.graph.write("sub" if sign == "-" else "add", total, node)
        assert total is not None
        return total

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

    def _at(self, body: Tree, values: tuple[tuple[Tree, Tree], ...]) -> Node:
        """The formula at values of names (all at once)."""
        node = self.node(body)
        mapping = {}
        for name, value in values:
            if not isinstance(name, Name):
                raise Unread("values are written name = number", name.start, name.end)
            mapping[self.named(name.name).id] = self.node(value).id
        return self.graph.node(self.graph.substitute(node.id, mapping))
