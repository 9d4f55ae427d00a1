"""Where differentials and derivatives stand: the d is taken, and what follows is looked at without being read."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.grammar.cursor import Cursor
from symgrad.notation.nesting import LEVEL
from symgrad.notation.syntax import Unread
from symgrad.notation.tokens import ARRAY_WORDS, Token


class Differentials(Cursor):
    """Tells a derivative from a product of letters, before anything is read."""

    def take_d(self) -> str:
        """'partial' or 'd' if a d starts here (it is taken), else ''."""
        token = self.peek()
        if token is None or (token.kind == "name" and token.value != "d"):
            return ""
        if token.kind == "partial":
            self.at += 1
            return "partial"
        if token.kind in ("name", "word") and token.value == "d":
            if self.kind(1) == "index" or (self.kind(1) == "operator" and self.value(1) == "_"):
                return ""
            self.at += 1
            return "d"
        if token.kind == "face" and self.value(1) == "d" and self.kind(1) in ("name", "word"):
            self.at += 2
            return "d"
        if token.kind == "face" and self.kind(1) == "group" and self.value(2) == "d" and self.kind(3) == "endgroup":
            self.at += 4
            return "d"
        if [self.kind(k) for k in range(4)] == ["group", "face", "name", "endgroup"] and self.value(2) == "d":
            self.at += 4  # {\\rm d}
            return "d"
        if token.kind == "word" and token.value[0] == "d" and len(token.value) > 1 and token.value not in ARRAY_WORDS:
            self.tokens = [
                *self.tokens[: self.at],
                Token("word", "d", token.start, token.start + 1, token.glued),
                Token("word", token.value[1:], token.start + 1, token.end, True),
                *self.tokens[self.at + 1 :],
            ]
            self.at += 1
            return "d"
        return ""

    def is_differential(self) -> bool:
        """Whether a derivative starts here: `\\frac{d..}{d..}` or dy/dx."""
        here = self.at, self.tokens
        try:
            if self.kind() == "frac":
                self.at += 1
                top, bottom = self.group(), self.group()
                above, below = self.sub(top).take_d(), self.sub(bottom).take_d()
                return bool(above) and above == below
            kind = self.take_d()
            return bool(kind) and self.slash_follows(kind)
        except Unread:
            return False
        finally:
            self.at, self.tokens = here

    def is_all_differentials(self, kind: str) -> bool:
        """Whether the tokens are d's with an operand each, to the end; nothing is read for it."""
        here = self.at, self.tokens
        try:
            while self.peek() is not None:
                if self.take_d() != kind:
                    return False
                behind = self.behind_operand(self.at)
                if behind == self.at:
                    return False
                self.at = behind
            return True
        finally:
            self.at, self.tokens = here

    def slash_follows(self, kind: str) -> bool:
        """Whether a slash and the same d stand behind what is differentiated; nothing is read for it."""
        i = self._behind_order(self.at)
        token = self._token(i)
        if token is None:
            return False
        if not (token.kind == "operator" and token.value == "/"):
            if kind == "d" and not self.glued(i):
                return False
            i = self.behind_operand(i)
        slash, d = self._token(i), self._token(i + 1)
        if slash is None or d is None or slash.kind != "operator" or slash.value != "/":
            return False
        if d.kind == "open":
            return self.bracketed_differentials(i + 1, kind) is not None
        if kind == "partial":
            return d.kind == "partial"
        return (d.value[:1] == "d" and d.kind in ("name", "word")) or d.kind == "face"

    def bracketed_differentials(self, i: int, kind: str) -> Sequence[Token] | None:
        """What stands in the bracket that starts at i if it is differentials and nothing else: `(dx dy)`."""
        if self.tokens[i].value != "(":
            return None
        inside = self.tokens[i + 1 : self._behind_group(i) - 1]
        reader = self.sub(inside)
        starts = reader.take_d() == kind and (kind == "partial" or reader.glued(reader.at))
        return inside if starts and self.sub(inside).is_all_differentials(kind) else None

    def part_differentials(self) -> None:
        """Takes `dxdy`, one word of plain text, apart, if it stands here."""
        token = self.peek()
        if (
            token is None
            or token.kind != "word"
            or len(token.parts) < 4
            or len(token.parts) % 2
            or {*token.parts[::2]} != {"d"}
        ):
            return
        if len(token.parts) != token.end - token.start:
            return
        parts = [
            Token("word", "d" + letter, token.start + k, token.start + k + 2, k > 0 or token.glued)
            for k, letter in zip(range(0, len(token.parts), 2), token.parts[1::2], strict=True)
        ]
        self.tokens = [*self.tokens[: self.at], *parts, *self.tokens[self.at + 1 :]]

    def glued(self, i: int) -> bool:
        """Whether the token at i can belong to a d before it: nothing but a mark stands between them."""
        token = self._token(i)
        if token is None:
            return False
        word = token.kind == "word" and len(token.value) > 1  # d loss/dy
        return token.glued or word or token.kind in ("accent", "group", "open", "face")

    def _behind_order(self, i: int) -> int:
        token = self._token(i)
        if token is not None and token.kind == "raised":
            return i + 1
        if token is not None and token.kind == "operator" and token.value == "^":
            return self._behind_group(i + 1)
        return i

    def behind_operand(self, i: int) -> int:
        """The index behind a name with its indices and brackets, or behind a bracket."""
        token = self._token(i)
        if token is None:
            return i
        if token.kind in ("accent", "face"):
            i = self._behind_group(i + 1)
        elif token.kind in ("name", "word", "size"):
            i += 1
        elif token.kind == "function":
            return self._behind_argument(i + 1)
        while (token := self._token(i)) is not None:
            if token.kind in ("index", "prime", "raised"):
                i += 1
            elif token.kind == "operator" and token.value in "_^":
                i = self._behind_group(i + 1)
            elif token.kind in ("open", "group"):
                i = self._behind_group(i)
            else:
                break
        return i

    def _behind_argument(self, i: int) -> int:
        """The index behind what a function is written before, its own index or exponent included."""
        while (token := self._token(i)) is not None:
            if token.kind == "operator" and token.value in "_^":
                i = self._behind_group(i + 1)
            elif token.kind in ("number", "raised"):
                i += 1
            else:
                break
        behind = self.behind_operand(i)
        while behind > i:
            i, behind = behind, self.behind_operand(behind)
        return i

    def _behind_group(self, i: int) -> int:
        """The index behind the bracket or group that starts at i, or behind one token."""
        level = 0
        for j in range(i, len(self.tokens)):
            level += LEVEL.get(self.tokens[j].kind, 0)
            if level <= 0:
                return j + 1
        return len(self.tokens)

    def _token(self, i: int) -> Token | None:
        return self.tokens[i] if i < len(self.tokens) else None
