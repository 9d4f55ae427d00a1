"""What encloses a formula: brackets, braces, bars, roots, boxes and the like."""

from __future__ import annotations

from symgrad.notation.grammar.precedence import Precedence
from symgrad.notation.nesting import LEVEL
from symgrad.notation.syntax import Bracket, Call, Name, Product, Root, Struck, Sum, Tree, Unread, bare
from symgrad.notation.tokens import Token

CLOSING = {"(": ")", "[": "]", "{": "}"}


class Brackets(Precedence):
    """Reads what is enclosed, up to where it closes."""

    def bracket(self) -> Tree:
        opening = self.next()
        if opening.value == ".":
            return self._evaluated(opening)
        if opening.value == "langle":
            raise self.fail("angle brackets are not read yet", opening)
        closing = CLOSING.get(opening.value)
        if closing is None:
            raise self.fail(self.unexpected(opening), opening)
        parts: list[Tree] = []
        (bars, self.bars), (parting, self.parting) = (self.bars, 0), (self.parting, self._parting(opening))
        given = 0
        while True:
            parts.append(self.sum())
            if self.kind() == "relation":
                raise self.fail("a relation inside brackets is not read here")
            if self.kind() == "size" and self.value() == "middle":
                self.at += 1
            if self.kind() == "bar" and self.start == self.parting:
                given = len(parts)
            elif self.kind() not in ("comma", "semicolon"):
                break
            self.at += 1
        self.bars, self.parting = bars, parting
        if self.kind() == "bar" and not self.bars:
            raise self.fail("what stands under a condition, as in p(y | x), is read in expectations alone")
        self.skip_right()
        if self.kind() != "close" or self.value() != closing:
            raise self.fail(f"this bracket is never closed by '{closing}'", opening)
        self.at += 1
        return Bracket(opening.start, self.last, opening.value, tuple(parts), given)

    def _parting(self, opening: Token) -> int | None:
        """Where the bar of `(x | \\theta)` stands: the only one that is no part of an absolute value or a value bar."""
        found: list[Token] = []
        level = 0
        for i in range(self.at, len(self.tokens)):
            token, behind = self.tokens[i], self.tokens[i + 1 : i + 2]
            level += LEVEL.get(token.kind, 0)
            if level < 0:
                break
            sized = self.tokens[i - 1].kind == "size" and self.tokens[i - 1].value != "middle"
            if token.kind == "bar" and not level and not sized and not (behind and behind[0].value == "_"):
                found.append(token)
        told = [token for token in found if "mid" in token.value] or found
        return told[0].start if opening.value == "(" and len(told) == 1 else None

    def with_bracket(self, body: Tree) -> Tree:
        """What an operator is taken of, with the bracket at its last name: `f(x)`, `\\log q(x)`."""
        last = body.args[-1] if isinstance(body, Call) and body.args and body.args[-1].end == body.end else body
        if not isinstance(last, Name) or self.kind() != "open" or (last is not body and last.end != self.start):
            return body
        bracket = self.bracket()
        return Product(body.start, bracket.end, (("", body), ("", bracket)))

    def skip_right(self) -> None:
        if self.kind() == "size" and self.value() == "right":
            self.at += 1

    def _evaluated(self, opening: Token) -> Tree:
        """`\\left. f \\right|_{x=1}`"""
        body = self.sum()
        if self.kind() == "close" and self.value() == "|" and self.kind(1) == "operator" and self.value(1) == "_":
            self.at += 2
            return self.at_values(body)
        raise self.fail("\\left. wants \\right|_{...}", opening)

    def braces(self) -> Tree:
        start = self.start
        tokens = self.group()
        if not tokens:
            raise Unread("an empty group", start, self.last)
        inner = self.inner(tokens)
        return Bracket(start, self.last, "{", (inner,)) if isinstance(inner, (Sum, Product)) else inner

    def absolute(self) -> Tree:
        opening = self.next()
        if opening.kind != "bar":
            raise self.fail(self.unexpected(opening), opening)
        self.bars += 1
        inner = self.sum()
        self.bars -= 1
        self.skip_right()
        if self.kind() != "bar":
            raise self.fail("this bar is never closed", opening)
        self.at += 1
        return Call(opening.start, self.last, "abs", (inner,))

    def root(self) -> Tree:
        start = self.next().start
        degree = None
        if self.kind() == "open" and self.value() == "[":
            bracket = self.bracket()
            assert isinstance(bracket, Bracket)
            degree = bracket.parts[0]
        if self.kind() == "open":
            return Root(start, self.last, bare(self.bracket()), degree)
        inner = self.inner(self.group())
        return Root(start, self.last, inner, degree)

    def wrapped(self) -> Tree:
        token = self.next()
        if token.value in ("color", "tag", "tag*", "label", "phantom"):
            self.group()
            if token.value == "color":
                return self.factor()
            raise self.fail(f"\\{token.value} is not expected here", token)
        if token.value in ("textcolor", "overset", "underset", "stackrel") and self.group() and token.value[0] != "t":
            raise self.fail(f"what \\{token.value} sets above or below is not read", token)
        start = token.start
        tree = self.inner(self.group())
        if token.value in ("underbrace", "overbrace") and self.is_operator("_", "^"):
            self.next()
            self.group()
        if token.value in ("cancel", "bcancel", "xcancel"):
            return Struck(start, self.last, tree)
        return Bracket(start, self.last, "{", (tree,))
