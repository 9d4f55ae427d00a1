"""A list of tokens that is read from left to right: what stands here, what an argument takes, where reading fails."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

from symgrad.notation.syntax import Tree, Unread
from symgrad.notation.tokens import Token

DEEPEST = 60
LATER = {
    "big": "integrals and other operators with a range",
    "begin": "arrays",
}
INSTEAD = {
    "±": "two signs at once (±): write the two formulas apart",
    "∓": "two signs at once (∓): write the two formulas apart",
    "∘": "a composition is written with brackets: f(g(x))",
}


class Cursor(ABC):
    """A place in a list of tokens; the layers above read trees from there on."""

    def __init__(self, tokens: Sequence[Token], depth: int = 0) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = depth
        self.bars = 0
        self.parting: int | None = None  # where the bar stands that parts the arguments of this bracket

    def peek(self, ahead: int = 0) -> Token | None:
        i = self.at + ahead
        return self.tokens[i] if i < len(self.tokens) else None

    def kind(self, ahead: int = 0) -> str:
        i = self.at + ahead
        return self.tokens[i].kind if i < len(self.tokens) else ""

    def value(self, ahead: int = 0) -> str:
        i = self.at + ahead
        return self.tokens[i].value if i < len(self.tokens) else ""

    def next(self) -> Token:
        if self.at >= len(self.tokens):
            raise self.fail("something is missing at the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def is_operator(self, *values: str) -> bool:
        return (
            self.at < len(self.tokens) and (token := self.tokens[self.at]).kind == "operator" and token.value in values
        )

    @property
    def last(self) -> int:
        """Where what was read so far ends."""
        return self.tokens[self.at - 1].end if self.at else self.start

    @property
    def start(self) -> int:
        token = self.peek()
        if token:
            return token.start
        return self.tokens[-1].end if self.tokens else 0

    def fail(self, reason: str, token: Token | None = None) -> Unread:
        token = token or self.peek()
        if token:
            return Unread(reason, token.start, token.end)
        return Unread(reason, self.last, self.last)

    def finish(self) -> None:
        token = self.peek()
        if token is not None:
            raise self.fail(self.unexpected(token))

    def unexpected(self, token: Token) -> str:
        if token.kind in LATER:
            return f"{LATER[token.kind]} are not read yet"
        if token.kind == "words":
            return f"the words '{token.value}' stand inside the formula"
        if token.kind == "command":
            named = rf"a name is written \mathrm{{{token.value}}}, a function \operatorname{{{token.value}}}(x)"
            return f"the command \\{token.value} is not known: {named}"
        if token.kind == "operator" and token.value in INSTEAD:
            return INSTEAD[token.value]
        if token.kind in ("close", "endgroup"):
            return f"'{token.value}' closes nothing"
        return f"'{token.value}' is not expected here"

    def sub(self, tokens: Sequence[Token]) -> Self:
        if self.depth >= DEEPEST:
            raise self.fail(f"nested deeper than {DEEPEST} levels")
        return type(self)(tokens, self.depth + 1)

    def group(self) -> Sequence[Token]:
        """The tokens of a `{...}` group that starts here, or the one token that stands for it."""
        token = self.peek()
        if token is None:
            raise self.fail("an argument is missing at the end")
        if token.kind != "group":
            if token.kind in ("relation", "close", "endgroup", "row", "cell", "comma"):
                raise self.fail("an argument is missing")
            if token.kind in ("frac", "face", "accent", "function", "root", "wrapper"):
                start = self.at
                if token.kind in ("face", "accent"):
                    while self.kind() in ("face", "accent"):
                        self.at += 1
                    self.group()
                else:
                    self.factor()
                return self.tokens[start : self.at]
            if token.kind == "number" and len(token.value) > 1:
                before = self.tokens[self.at - 1] if self.at else None
                if before is not None and before.kind == "operator" and before.value in "^_":
                    raise self.fail(f"TeX takes one digit only: write {before.value}{{{token.value}}}")
                if token.value.isdigit():
                    return [self._digit(token)]
            self.at += 1
            return [token]
        start, level = self.at + 1, 0
        for i in range(self.at, len(self.tokens)):
            level += {"group": 1, "endgroup": -1}.get(self.tokens[i].kind, 0)
            if level == 0:
                self.at = i + 1
                return self.tokens[start:i]
        raise self.fail("this brace is never closed", token)

    def _digit(self, token: Token) -> Token:
        """TeX takes a single digit as an argument: `\\frac12`."""
        head = Token("number", token.value[0], token.start, token.start + 1, token.glued)
        rest = Token("number", token.value[1:], token.start + 1, token.end, True)
        self.tokens = [*self.tokens[: self.at], head, rest, *self.tokens[self.at + 1 :]]
        self.at += 1
        return head

    @abstractmethod
    def factor(self) -> Tree:
        """The next factor: an argument may be one."""
