"""Sums, products, factors and what follows a factor: exponents, primes, evaluation bars, what is held fixed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from symgrad.notation.grammar.cursor import DEEPEST
from symgrad.notation.grammar.differentials import Differentials
from symgrad.notation.nesting import split
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Comparison,
    Derivative,
    Frac,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Sum,
    Transpose,
    Tree,
    Unread,
    bare,
)
from symgrad.notation.tokens import Token

TRANSPOSES = ("T", "top", "⊤")
TRANSPOSED = [[mark] for mark in (*TRANSPOSES, "intercal")]
_FACTOR_STARTS = {"number", "name", "word", "accent", "face", "function", "open", "group", "frac", "root", "partial",
                  "wrapper", "begin", "dots", "question", "big", "norm", "nabla", "infinity", "command"}  # fmt: skip


class Precedence(Differentials):
    """Reads formulas by how tightly their signs bind."""

    def comparison(self) -> Tree:
        members, how = [self.sum()], []
        while self.kind() == "relation":
            how.append(self.next().value)
            members.append(self.sum())
        if not how:
            raise self.fail("a relation is missing")
        return Comparison(members[0].start, members[-1].end, tuple(members), tuple(how))

    def sum(self) -> Tree:
        start = self.start
        terms: list[tuple[str, Tree]] = []
        sign = "+"
        signed = self.is_operator("+", "-")
        if signed:
            sign = self.next().value
        while True:
            while self.is_operator("+", "-"):
                sign = "-" if (self.next().value == "-") != (sign == "-") else "+"
            if self.is_operator("±", "∓"):
                raise self.fail(self.unexpected(self.next()))
            terms.append((sign, self.product()))
            if not self.is_operator("+", "-"):
                break
            sign = self.next().value
        if len(terms) == 1 and terms[0][0] == "+" and not signed:
            return terms[0][1]
        return Sum(start, self.last, tuple(terms))

    def product(self) -> Tree:
        start = self.start
        factors: list[tuple[str, Tree]] = [("", self.signed_factor())]
        while True:
            if self.is_operator("*", "×", "/", "⊙", "∘", "⊗"):
                sign = self.next().value
                factors.append((sign, self.signed_factor()))
            elif self.starts_factor():
                factors.append(("", self.factor()))
                _evaluate_application(factors)
            else:
                break
        self._slashes(factors)
        if len(factors) == 1:
            return factors[0][1]
        return Product(start, self.last, tuple(factors))

    def _slashes(self, factors: list[tuple[str, Tree]]) -> None:
        """`1/2x` is two things; `1/2 x`, `a/(b) c` and the rest are told apart by what stands around the slash."""
        for i, (sign, factor) in enumerate(factors):
            if sign != "/" or i + 1 >= len(factors) or factors[i + 1][0] != "":
                continue
            following = factors[i + 1][1]
            numbers = isinstance(factor, Num) and isinstance(factors[i - 1][1], Num)
            if isinstance(factor, Name) and isinstance(following, Bracket):
                continue  # perhaps an application; the scope decides
            if numbers and following.start > factor.end:
                continue
            if isinstance(factor, (Bracket, Frac, Derivative)):
                continue
            if numbers or following.start > factor.end:
                raise Unread(
                    "a product after a slash is read in two ways: bracket what is divided", factor.start, following.end
                )

    def starts_factor(self) -> bool:
        kind = self.kind()
        if kind == "bar":
            if self.start == self.parting or (self.kind(1) == "operator" and self.value(1) == "_"):
                return False
            return self.bars == 0 and self._bar_closes()
        if kind == "size":
            return self.value() == "left"
        return kind in _FACTOR_STARTS

    def _bar_closes(self) -> bool:
        """Whether another bar follows, so that this one can open."""
        return any(token.kind == "bar" for token in self.tokens[self.at + 1 :])

    def signed_factor(self) -> Tree:
        if self.is_operator("-", "+"):
            start = self.start
            sign = self.next().value
            return Sum(start, self.last, ((sign, self.factor()),)) if sign == "-" else self.factor()
        return self.factor()

    def factor(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail(f"nested deeper than {DEEPEST} levels")
        tree = self._followed(self.primary())
        self.depth -= 1
        return tree

    def _followed(self, tree: Tree) -> Tree:
        """The tree with the exponents, primes, bars and indices behind it."""
        while True:
            kind = self.kind()
            if kind == "prime":
                token = self.next()
                tree = Prime(tree.start, token.end, tree, len(token.value))
            elif (
                kind in ("raised", "operator") and isinstance(tree, Power) and (kind == "raised" or self.value() == "^")
            ):
                raise self.fail("a power of a power needs brackets")
            elif kind == "raised" and self.value() == "T":
                tree = Transpose(tree.start, self.next().end, tree)
            elif kind == "raised":
                token = self.next()
                tree = Power(tree.start, token.end, tree, superscript(token))
            elif kind == "operator" and self.value() == "^":
                tree = self._raise(tree)
            elif kind == "bang":
                tree = self._factorial(tree)
            elif kind == "bar" and self.kind(1) == "operator" and self.value(1) == "_":
                self.at += 2
                tree = self.at_values(tree)
            elif kind == "index" or (kind == "operator" and self.value() == "_"):
                tree = self.lowered(tree) if _is_raised_name(tree) else self._held(tree)
            else:
                return tree

    def _factorial(self, tree: Tree) -> Tree:
        """`x!`"""
        mark = self.next()
        if self.kind() == "bang":
            raise self.fail("a double factorial is not read yet")
        return Call(tree.start, mark.end, "factorial", (tree,))

    def _raise(self, base: Tree) -> Tree:
        self.next()
        if self.kind() == "prime":
            return Prime(base.start, self.last, base, len(self.next().value))
        if self.is_operator("-"):  # plain text: x^-2
            sign = self.next()
            inner = self.factor()
            return Power(base.start, inner.end, base, Sum(sign.start, inner.end, (("-", inner),)))
        if self.kind() == "word" and self.value() in TRANSPOSES and not isinstance(base, Num):
            mark = self.next()
            return Transpose(base.start, mark.end, base, mark.value == "T")
        if self.kind() in ("open", "function", "word"):  # plain text: x^(n-1), e^x
            exponent = self.primary()
            return Power(base.start, exponent.end, base, bare(exponent))
        tokens = self.group()
        end = self.last
        if not tokens:
            raise self.fail("the exponent is empty")
        if all(token.kind == "prime" for token in tokens):
            return Prime(base.start, end, base, sum(len(token.value) for token in tokens))
        if [token.value for token in tokens if token.kind not in ("face", "group", "endgroup")][:2] in TRANSPOSED:
            return Transpose(base.start, end, base, [token.value for token in tokens] == ["T"])
        return Power(base.start, end, base, self.inner(tokens))

    @abstractmethod
    def lowered(self, tree: Tree) -> Tree:
        """`z^l_j` is `z_j^l`; the scope tells whether l is an index or an exponent."""

    def _held(self, tree: Tree) -> Tree:
        """`(\\partial p/\\partial V)_T`: what a derivative holds fixed."""
        inner = tree.parts[0] if isinstance(tree, Bracket) and len(tree.parts) == 1 else tree
        if not isinstance(inner, Derivative):
            raise self.fail("an index stands after something that is not a name")
        token = self.next()
        tokens = [token] if token.kind == "index" else list(self.group())
        parts = split(tokens, "comma")
        held = tuple(self.inner(part) for part in parts)
        return Derivative(tree.start, self.last, inner.kind, inner.of, inner.by, held)

    def at_values(self, body: Tree) -> Tree:
        """`f|_{x=1}`, from behind the bar's index sign."""
        values: list[tuple[Tree, Tree]] = []
        for part in split(self.group(), "comma"):
            reader = self.sub(part)
            tree = reader.comparison()
            reader.finish()
            assert isinstance(tree, Comparison)
            if tree.how != ("=",):
                raise Unread("values are written name = number", tree.start, tree.end)
            values.append((tree.members[0], tree.members[1]))
        return At(body.start, self.last, body, tuple(values))

    def inner(self, tokens: Sequence[Token]) -> Tree:
        """The tree of an argument, all of whose tokens it takes."""
        reader = self.sub(tokens)
        tree = reader.sum()
        reader.finish()
        return tree

    @abstractmethod
    def primary(self) -> Tree:
        """What stands alone: a name, a number, a bracket, a fraction."""


def _is_raised_name(tree: Tree) -> bool:
    if not (isinstance(tree, Power) and isinstance(tree.base, Name)):
        return False
    return "_" not in tree.base.name and tree.base.name != "e" and not tree.base.primes


def _evaluate_application(factors: list[tuple[str, Tree]]) -> None:
    """In f'(x)|_{x=1} the bar belongs to the application, not to its bracket."""
    (sign, head), (_, last) = factors[-2:]
    if isinstance(last, At) and isinstance(last.body, Bracket) and isinstance(head, Name):
        applied = Product(head.start, last.body.end, (("", head), ("", last.body)))
        factors[-2:] = [(sign, At(head.start, last.end, applied, last.values))]


def superscript(token: Token) -> Tree:
    """A Unicode superscript as a number (or a name)."""
    text = token.value
    if text.lstrip("+-").isdigit():
        number = Num(token.start, token.end, text.lstrip("+-"))
        return Sum(token.start, token.end, (("-", number),)) if text[0] == "-" else number
    return Name(token.start, token.end, text)
