"""Tokens to syntax trees: a precedence reader, the same for LaTeX and plain text.

What it accepts is listed in `symgrad/notation/NOTATION.md`. Whatever it does not accept raises Unread
with the place and the reason; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.grammar import arrays
from symgrad.notation.grammar.derivatives import Derivatives
from symgrad.notation.grammar.integrals import integral
from symgrad.notation.struck import both_readings
from symgrad.notation.syntax import Num, Tree, Unknown
from symgrad.notation.tokens import Token


def read(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula (no relation sign in it) that can have a meaning. Raises Unread."""
    tree = written(tokens)
    return both_readings(tree) if any(token.kind == "wrapper" for token in tokens) else tree


def written(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula as it stands, vectors and matrices included. Raises Unread."""
    reader = Reader(tokens)
    tree = reader.sum()
    reader.finish()
    return tree


class Reader(Derivatives):
    """Reads a list of tokens from left to right."""

    def primary(self) -> Tree:
        token = self.peek()
        if token is None:
            raise self.fail("something is missing at the end")
        match token.kind:
            case "number":
                self.at += 1
                if token.value == "1" and self.under_condition():
                    return self.indicator(token)
                return Num(token.start, token.end, token.value)
            case "name" | "word" | "accent":
                return self.differential() or self.name()
            case "partial":
                return self.differential() or self.partial_index()
            case "face":
                return self.differential() or self.faced()
            case "function":
                return self.call()
            case "open":
                return self.bracket()
            case "size" if token.value == "left":
                self.at += 1
                if self.kind() == "norm":
                    return arrays.norm(self)
                return self.bracket() if self.kind() == "open" else self.absolute()
            case "group":
                return self.braces()
            case "bar":
                return self.absolute()
            case "frac":
                return self.fraction()
            case "root":
                return self.root()
            case "begin" if token.value in ("cases", "dcases"):
                return self.cases()
            case "begin" if token.value.startswith(("aligned", "split", "gathered")):
                raise self.fail("rows inside a formula are not read here")
            case "begin" if token.value in arrays.MATRICES:
                return arrays.matrix(self)
            case "norm":
                return arrays.norm(self)
            case "nabla":
                return arrays.nabla(self)
            case "wrapper":
                return self.wrapped()
            case "big" if token.value in ("sum", "prod", "∑", "∏"):
                return arrays.narrowed(self.series()) if arrays.has_range(self) else arrays.over(self)
            case "big" if token.value in ("int", "∫") and (self.value(1) in ("_", "^")):
                return integral(self)
            case "big" if token.value == "lim":
                return self.limit()
            case "big" if token.value in ("sup", "inf", "argmax", "argmin"):
                return self.extremum(self.next())
            case "command" if token.value == "arg" and self.value(1) in ("max", "min"):
                self.at += 1
                return self.extremum(token._replace(value=f"arg{self.next().value}"))
            case "question" | "dots":
                self.at += 1
                return Unknown(token.start, token.end, token.value)
            case "infinity":
                raise self.fail("infinity is not a number")
        raise self.fail(self.unexpected(token))
