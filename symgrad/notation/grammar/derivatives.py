"""Derivatives: as a fraction, with a slash, as an operator, as an index of the partial sign; other fractions."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.grammar.names import Names
from symgrad.notation.grammar.precedence import TRANSPOSES, superscript
from symgrad.notation.syntax import (
    Bracket,
    Derivative,
    Either,
    Frac,
    Name,
    Num,
    Power,
    Product,
    Sum,
    Transpose,
    Tree,
    Unread,
    bare,
)
from symgrad.notation.tokens import Token

_NAMES = ("name", "word", "accent")


class Derivatives(Names):
    """Reads derivatives with their variables and orders."""

    def fraction(self) -> Tree:
        start = self.next().start
        top = self.group()
        bottom = self.group()
        end = self.last
        if not top or not bottom:
            raise Unread("a fraction with an empty part", start, end)
        if _varies(top) and _varies(bottom):
            raise Unread("a derivative with \\delta or D is not read yet", start, end)
        derivative = self._derivative(start, top, bottom)
        if derivative is not None:
            return derivative
        return Frac(start, end, self.inner(top), self.inner(bottom))

    def _derivative(self, start: int, top: Sequence[Token], bottom: Sequence[Token]) -> Tree | None:
        """The derivative that a fraction is: both parts start with the same d, and the lower one is differentials."""
        above, below = self.sub(top), self.sub(bottom)
        kind = above.take_d()
        if not kind or not below.is_all_differentials(kind):
            return None
        if kind == "d" and above.kind() == "operator" and not above.is_operator("^"):
            return None
        order = above._order()
        by = below._variables(kind, order)
        of = above.sum() if above.peek() else None
        above.finish()
        pairs = _orders(by, order, top[0])
        return self._derived(start, kind, of, pairs)

    def differential(self) -> Tree | None:
        """dy/dx with a slash, and d/dx applied to what follows; None (nothing taken) if it is no derivative."""
        start, here, first = self.start, (self.at, self.tokens), self.tokens[self.at]
        kind = self.take_d()
        if not kind or not self.slash_follows(kind):
            self.at, self.tokens = here
            return None
        order = self._order()
        of: Tree | None = None
        if not self.is_operator("/"):
            of = self._raised(self._variable())
            if (self.kind() == "raised" or self.is_operator("^")) and isinstance(of, (Bracket, Sum, Product)):
                of = Power(of.start, self.last, of, self._exponent())
        if not self.is_operator("/"):
            raise self.fail("a slash is expected behind what is differentiated")
        self.at += 1
        if self.kind() == "open" and (inside := self.bracketed_differentials(self.at, kind)) is not None:
            self.at += len(inside) + 2
            return self._derived(start, kind, of, _orders(self.sub(inside)._variables(kind, order), order, first))
        by: list[tuple[Tree, int, int]] = []
        if order > 1:
            self.part_differentials()
        while sum(exponent for _, exponent, _ in by) < order:
            mark = self.at, self.tokens
            if self.take_d() != kind or not (kind == "partial" or self.glued(self.at)):
                self.at, self.tokens = mark
                break
            variable = self._raised(self._variable_of_slash(of is not None))
            by.append((variable, self._order(), self.last))
        if not by:
            self.at, self.tokens = here
            return None
        return self._derived(start, kind, of, _orders(by, order, first))

    def _derived(self, start: int, kind: str, of: Tree | None, pairs: tuple[tuple[Tree, int], ...]) -> Tree:
        if of is None:
            return self._operator(start, kind, pairs)
        return Derivative(start, self.last, kind, of, pairs)

    def partial_index(self) -> Tree:
        """`\\partial_x f`, `\\partial_{xy} f`: the index names the variables."""
        token = self.next()
        if self.kind() == "index":
            mark = self.next()
            names: list[Tree] = [Name(mark.start, mark.end, c) for c in mark.value]
        elif self.is_operator("_"):
            self.at += 1
            tokens = [t for t in self.group() if t.kind != "comma"]
            if not tokens:
                raise self.fail("an empty index", token)
            reader = self.sub(tokens)
            names = []
            while reader.peek():
                names.append(reader.faced() if reader.kind() == "face" else reader.name())
        else:
            raise self.fail("a lone differential is not read yet", token)
        of = self.with_bracket(self.factor())
        return Derivative(token.start, self.last, "partial", bare(of), tuple((name, 1) for name in names))

    def _operator(self, start: int, kind: str, by: tuple[tuple[Tree, int], ...]) -> Tree:
        """d/dx before what it is applied to: a bracket, or all factors up to a sign."""
        if not self.starts_factor():
            raise self.fail("a derivative of nothing")
        bracketed = self.kind() == "open" or (self.kind() == "size" and self.kind(1) == "open")
        first = self.start
        factors: list[tuple[str, Tree]] = [("", self.factor())]
        if bracketed and not (isinstance(factors[0][1], Bracket) and len(factors[0][1].parts) > 1):
            return Derivative(start, self.last, kind, bare(factors[0][1]), by)
        while True:
            if self.is_operator("/"):
                self.at += 1
                factors.append(("/", self.factor()))
            elif self.starts_factor() and not self.is_differential():
                factors.append(("", self.factor()))
            else:
                break
        of = factors[0][1] if len(factors) == 1 else Product(first, self.last, tuple(factors))
        narrow = Derivative(start, self.last, kind, of, by)
        if not self.is_operator("*", "×") or self._differential_after_sign():
            return narrow
        more = list(factors)
        while (self.is_operator("*", "×", "/") and not self._differential_after_sign()) or (
            self.starts_factor() and more[-1][0]
        ):
            sign = self.next().value if self.kind() == "operator" else ""
            more.append((sign, self.signed_factor()))
        wide = Derivative(start, self.last, kind, Product(first, self.last, tuple(more)), by)
        product = Product(start, self.last, (("", narrow), *more[len(factors) :]))
        return Either(start, self.last, wide, product, "the derivative may end before the product sign or after it")

    def _differential_after_sign(self) -> bool:
        """Whether the product sign here stands before another derivative, which it then keeps apart."""
        self.at += 1
        try:
            return self.is_differential()
        finally:
            self.at -= 1

    def _order(self) -> int:
        if self.kind() == "raised":
            return int(self.next().value) if self.value().isdigit() else 0
        if not self.is_operator("^"):
            return 1
        self.at += 1
        tokens = self.group()
        if len(tokens) == 1 and tokens[0].kind == "number" and tokens[0].value.isdigit() and len(tokens[0].value) < 3:
            return int(tokens[0].value)
        raise self.fail("the order of a derivative is a number")

    def _exponent(self) -> Tree:
        if self.kind() == "raised":
            return superscript(self.next())
        self.at += 1
        return self.inner(self.group())

    def _variables(self, kind: str, order: int) -> list[tuple[Tree, int, int]]:
        """(variable, the exponent that follows, where the exponent ends) of each differential."""
        found = []
        while self.peek() is not None:
            if order > 1:
                self.part_differentials()
            if self.take_d() != kind:
                raise self.fail("a differential is expected here")
            variable = self._raised(self._variable())
            found.append((variable, self._order(), self.last))
        return found

    def _raised(self, variable: Tree) -> Tree:
        """`z^l_j`, `a^{l-1}`: a superscript that is no number belongs to the name."""
        if not isinstance(variable, Name) or not self.is_operator("^"):
            return variable
        here = self.at, self.tokens
        self.at += 1
        tokens = self.group()
        if not any(token.kind == "name" for token in tokens):
            self.at, self.tokens = here
            return variable
        tree: Tree = Power(variable.start, self.last, variable, self.inner(tokens))
        if (self.kind() == "index" or self.is_operator("_")) and "_" not in variable.name:
            tree = self.lowered(tree)
        return tree

    def _value(self) -> Tree:
        """`\\ln p` of `d \\ln p`: a function of something is what the derivative is taken of or by."""
        first = self.at
        tree = self.call()
        if any(token.kind == "partial" or token.value == "d" for token in self.tokens[first : self.at]):
            raise Unread("another differential behind that of a function: write d(\\ln p)", tree.start, self.last)
        return tree

    def _variable(self) -> Tree:
        start = self.start
        if self.kind() == "function":
            return self._value()
        if self.kind() == "size":
            self.at += 1
        if self.kind() == "open":
            return bare(self.bracket())
        if self.kind() == "group":
            return self.inner(self.group())
        tree = self._named()
        if self.kind() == "open" and isinstance(tree, Name):
            bracket = self.bracket()
            return Product(start, self.last, (("", tree), ("", bracket)))
        if self.is_operator("^") and self._transposes():
            self.next()
            self.group()
            return Transpose(start, self.last, tree)
        return tree

    def _named(self) -> Tree:
        if self.kind() == "face":
            return self.faced()
        if self.kind() in _NAMES:
            return self.name()
        raise self.fail("a variable is expected here")

    def _transposes(self) -> bool:
        """Whether the exponent that is next is a transpose: of the variable, not the order of its derivative."""
        here = self.at
        self.at += 1
        marks = [token.value for token in self.group() if token.kind not in ("face", "group", "endgroup")]
        self.at = here
        return len(marks) == 1 and marks[0] in TRANSPOSES

    def _variable_of_slash(self, applied: bool) -> Tree:
        if self.kind() == "function":
            return self._value()
        if self.kind() == "open":
            return bare(self.bracket())
        tree = self._named()
        opening = self.peek()
        if applied and opening and opening.kind == "open" and opening.value == "[" and opening.glued:
            bracket = self.bracket()
            return Product(tree.start, self.last, (("", tree), ("", bracket)))
        return tree


def _varies(tokens: Sequence[Token]) -> bool:
    """Whether a part of a fraction is a name behind δ, or behind an upright D: a variation, a material derivative."""
    upright = [t.value for t in tokens[:4] if t.kind not in ("group", "endgroup")][:2] == ["mathrm", "D"]
    return upright or (len(tokens) > 1 and tokens[0].value == "delta" and tokens[1].kind in _NAMES)


def _orders(by: list[tuple[Tree, int, int]], order: int, token: Token) -> tuple[tuple[Tree, int], ...]:
    """Variables with their orders; an exponent that the numerator's order does not account for is the variable's."""
    if sum(exponent for _, exponent, _ in by) == order:
        return tuple((variable, exponent) for variable, exponent, _ in by)
    if len(by) == order:
        return tuple(
            (variable, 1)
            if exponent == 1
            else (Power(variable.start, end, variable, Num(variable.end, end, str(exponent))), 1)
            for variable, exponent, end in by
        )
    raise Unread("the orders above and below do not agree", token.start, token.end)
