"""What holds under a condition: cases, indicators, expectations."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.grammar.brackets import Brackets
from symgrad.notation.nesting import LEVEL, group_stop, split, unsized
from symgrad.notation.syntax import Cases, Expectation, Indicator, Tree, Unread
from symgrad.notation.tokens import Token


class Conditions(Brackets):
    """Reads formulas with relations in them."""

    def cases(self) -> Tree:
        opening = self.next()
        start = self.at
        level = 1
        while level:
            token = self.peek()
            if token is None:
                raise self.fail("cases are never closed", opening)
            level += {"begin": 1, "end": -1}.get(token.kind, 0)
            self.at += 1
        rows = split(self.tokens[start : self.at - 1], "row")
        found: list[tuple[Tree, Tree | None]] = []
        for row in rows:
            cells = split(row, "cell")
            if not row:
                continue
            if len(cells) != 2:
                raise Unread("a case has a value and a condition", row[0].start, row[-1].end)
            value = self.inner(_trimmed(cells[0]))
            condition = _condition_of(cells[1])
            found.append((value, self.condition(condition) if condition else None))
        if not found:
            raise self.fail("cases without a case", opening)
        return Cases(opening.start, self.last, tuple(found))

    def under_condition(self) -> bool:
        """Whether a relation follows in brackets or as an index, `[z > 0]` or `_{z > 0}`: 1 or I is an indicator."""
        index = self.is_operator("_")
        first = self.at + (index or (self.kind() == "size" and self.value() == "left"))
        if first >= len(self.tokens) or self.tokens[first].kind != ("group" if index else "open"):
            return False
        level = 0
        for token in self.tokens[first:]:
            level += LEVEL.get(token.kind, 0)
            if token.kind == "relation" and (index or level == 1):
                return True
            if level == 0:
                break
        return False

    def indicator(self, token: Token) -> Tree:
        if self.is_operator("_"):
            self.at += 1
            tokens = self.group()
            if tokens and tokens[0].kind == "open" and tokens[-1].kind == "close":
                tokens = tokens[1:-1]
            return Indicator(token.start, self.last, self.condition(tokens))
        if self.kind() == "size":
            self.at += 1
        opening = self.next()
        condition = self.comparison()
        self.skip_right()
        if self.kind() != "close":
            raise self.fail("this bracket is never closed", opening)
        self.at += 1
        return Indicator(token.start, self.last, condition)

    def expectation(self, token: Token, kind: str) -> Tree:
        """`\\mathbb{E}[b^2]`, `\\mathbb{E}[b^2 | a \\ge 0]`, `\\text{Var}[a]`"""
        if self.kind() == "size":
            self.at += 1
        opening, start, level = self.next(), self.at, 1
        bar = None
        while level:
            here = self.peek()
            if here is None:
                raise self.fail("this bracket is never closed", opening)
            level += LEVEL.get(here.kind, 0)
            if here.kind == "bar" and level == 1 and bar is None:
                bar = self.at
            self.at += 1
        stop, given = self.at - 1, None
        if bar is not None and any(t.kind == "relation" for t in self.tokens[bar:stop]):
            given = self.condition(unsized(self.tokens[bar + 1 : stop]))
            stop = bar
        return Expectation(token.start, self.last, kind, self.inner(unsized(self.tokens[start:stop])), given)

    def condition(self, tokens: Sequence[Token]) -> Tree:
        """The tree of a relation, as it stands in conditions."""
        reader = self.sub(tokens)
        tree = reader.comparison()
        reader.finish()
        return tree


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without spaces and punctuation at the ends of a cell."""
    while tokens and tokens[-1].kind in ("comma", "quad", "semicolon", "stop"):
        tokens = tokens[:-1]
    while tokens and tokens[0].kind == "quad":
        tokens = tokens[1:]
    return tokens


def _condition_of(tokens: list[Token]) -> list[Token]:
    """A case's condition without words such as 'if' and 'otherwise' (then it is empty)."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "face" and token.value in ("text", "textrm", "mathrm", "mbox", "textit", "rm"):
            i += 1
            if i < len(tokens) and tokens[i].kind == "group":
                i = group_stop(tokens, i)
            continue
        kept.append(token)
        i += 1
    return _trimmed(kept)
