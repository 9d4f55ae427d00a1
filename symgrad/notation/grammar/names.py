"""Names with their indices, accents, primes and typefaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.notation.families import index_of, index_text, is_shifted
from symgrad.notation.grammar.applications import Applications
from symgrad.notation.grammar.arrays import FIELDS, space
from symgrad.notation.grammar.precedence import TRANSPOSES
from symgrad.notation.nesting import split
from symgrad.notation.syntax import Bracket, Filled, Name, Power, Tree, Unread
from symgrad.notation.tokens import FUNCTIONS, Token

FACES = {"mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "pmb": "bold", "symbf": "bold", "bf": "bold",
         "mathcal": "cal", "mathscr": "cal", "mathfrak": "frak", "mathsf": "sf", "mathbb": "bb"}  # fmt: skip
INDICES = "ijklmn"  # letters that count, where an exponent in brackets might be meant
ENDS = ("operator", "relation", "close", "comma", "endgroup", "row", "cell", "stop")  # what no sign stands before
_RAISED_INDEX = (["open", "name", "close", "name"], ["open", "number", "close", "name"])


class Names(Applications):
    """Reads names; a name in a typeface may turn out to be a function, an indicator or an expectation."""

    def name(self) -> Tree:
        token = self.next()
        if token.value == "I" and self.under_condition():
            return self.indicator(token)
        dots, face = 0, ""
        if token.kind == "accent":
            tokens = self.group()
            inner = self.inner(tokens)
            if not isinstance(inner, Name):
                raise Unread(f"\\{token.value} stands over something that is not a name", token.start, self.last)
            face = "bold" if token.value == "vec" else inner.face
            if token.value in ("dot", "ddot"):
                base, dots = inner.name, len(token.value) - 2
            else:
                mark = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}.get(token.value, token.value)
                head, under, index = inner.name.partition("_")
                base = head + mark + under + index
        else:
            base = token.value
        named = self.indexed(base, token, dots)
        return replace(named, face=face) if face else named

    def indexed(self, base: str, token: Token, dots: int = 0) -> Name:
        """The name with the indices, index superscripts and primes that follow."""
        sub = sup = ""
        primes = 0
        while True:
            kind = self.kind()
            if not sub and (kind == "index" or (kind == "operator" and self.value() == "_")):
                sub = self._index()
            elif kind == "prime":
                primes += len(self.next().value)
            elif kind == "operator" and self.value() == "^" and (index := self._index_above(base)):
                sup = index
            else:
                break
        name = base + (f"_{sub}" if sub else "") + (f"__{sup}" if sup else "")
        return Name(token.start, self.last, name, primes, token.glued, dots, "", () if sub or sup else token.parts)

    def lowered(self, tree: Tree) -> Tree:
        assert isinstance(tree, Power) and isinstance(tree.base, Name)
        sub = self._index()
        base = replace(tree.base, end=self.last, name=f"{tree.base.name}_{sub}")
        return replace(tree, end=self.last, base=base)

    def _index(self) -> str:
        """The index that is next: below the line, or behind `_`."""
        mark = self.next()
        if mark.kind == "index":
            return index_of(mark.value)
        following = self.peek()
        if following is None or (following.kind == "operator" and following.value not in "+-*"):
            raise self.fail("an index is missing behind _")
        tokens = self.group()
        if not tokens:
            raise self.fail("an empty index")
        return _index_text(tokens)

    def _index_above(self, base: str) -> str:
        """`(i)` after ^: an index in brackets, or a star; '' if it is a power (or primes), as e^{(x)} is."""
        start = self.at
        self.at += 1
        sign, behind = self.value() if self.kind() == "operator" else "", self.peek(1)
        if sign == "*" or (
            sign in ("+", "-") and base != "e" and (behind is None or behind.kind in ENDS or not behind.glued)
        ):
            self.at += 1
            return "star" if sign == "*" else sign
        if self.kind() == "group":
            tokens = self.group()
            if len(tokens) == 1 and tokens[0].kind == "operator" and tokens[0].value in ("*", "+", "-"):
                return "star" if tokens[0].value == "*" else tokens[0].value
            inner = tokens[1:-1]
            if (
                inner
                and tokens[0].kind == "open"
                and tokens[-1].kind == "close"
                and all(t.kind in ("name", "word", "number") or t.value in "+-" for t in inner)
                and (base != "e" or inner[0].value in INDICES)
            ):
                return _index_text(inner)
            if [t.kind for t in tokens] in _RAISED_INDEX and tokens[-1].value in TRANSPOSES and base != "e":
                hat, opening, closing = self.tokens[start], self.tokens[start + 1], self.tokens[self.at - 1]
                rest = [hat, opening, *tokens[:-1], closing, hat, tokens[-1], *self.tokens[self.at :]]
                self.tokens = [*self.tokens[:start], *rest]
                self.at = start
                return self._index_above(base)
            if tokens and all(t.kind == "prime" for t in tokens):
                marks = "".join(t.value for t in tokens)
                prime = Token("prime", marks, tokens[0].start, tokens[-1].end, True)
                self.tokens = [*self.tokens[:start], prime, *self.tokens[self.at :]]
                self.at = start
                return ""
        elif self.kind() == "prime":
            self.tokens = [*self.tokens[:start], *self.tokens[start + 1 :]]
        self.at = start
        return ""

    def faced(self) -> Tree:
        """`\\mathbf{x}`, `\\text{sig}[z]`, `\\mathbb{I}[z > 0]`: weight and font are not part of a name."""
        token = self.next()
        tokens = self.group()
        word = "".join(t.value for t in tokens if t.kind in ("name", "word", "function", "number"))
        plain = all(t.kind in ("name", "word", "function", "number") for t in tokens)
        if (
            word in ("I", "1")
            and plain
            and (self.under_condition() or (token.value == "mathbb" and self.kind() in ("open", "size")))
        ):
            return self.indicator(token)
        if plain and word in ("argmax", "argmin", "sup", "inf") and self.is_operator("_"):
            return self.extremum(Token("big", word, token.start, self.last, token.glued))
        if plain and word in FUNCTIONS:
            return self.call(Token("function", FUNCTIONS[word], token.start, self.last, token.glued))
        opens = self.kind() == "open" or (self.kind() == "size" and self.kind(1) == "open")
        if opens and (word == "Var" or (token.value == "mathbb" and word == "E")):
            return self.expectation(token, word)
        if token.value == "mathbb" and word in FIELDS:
            return space(self, token, word)
        if token.value == "mathbb":
            raise self.fail(f"the blackboard letter {word} is not read here", token)
        if plain and word and not word[0].isdigit():
            named = self.indexed(word, Token("name", word, token.start, self.last, token.glued))
            if token.value.startswith("operatorname") and self.starts_factor() and self.kind() not in ("open", "size"):
                raise Unread(
                    f"{word} is no known function; of another one, the argument stands in brackets",
                    token.start,
                    self.last,
                )
            return replace(named, face=FACES.get(token.value, ""))
        if word in ("0", "1") and plain and token.value in ("mathbf", "boldsymbol", "bm", "pmb", "symbf"):
            return Filled(token.start, self.last, word)
        if not plain and tokens and token.value.startswith(("math", "bold", "bm", "pmb", "sym")):
            inner = self.inner(tokens)
            if isinstance(inner, Name):
                named = self.indexed(inner.name, Token("name", inner.name, token.start, self.last, token.glued))
                return replace(named, face=FACES.get(token.value, "") or inner.face)
            return Bracket(token.start, self.last, "{", (inner,))
        raise Unread("words are not read inside a formula", token.start, self.last)


def _index_text(tokens: Sequence[Token]) -> str:
    """An index as part of a name: `i-1` is im1, `1,j` keeps its comma."""
    pieces = split([part for token in tokens for part in _apart(token)], "comma")
    return ",".join(_linear(piece) or _inked(piece) for piece in pieces)


def _apart(token: Token) -> list[Token]:
    """The two numbers of what would be one with a decimal comma elsewhere."""
    if token.kind != "number" or not token.parts:
        return [token]
    first, last = (token._replace(value=value, parts=()) for value in token.parts)
    return [first, token._replace(kind="comma", value=",", parts=()), last]


def _linear(tokens: Sequence[Token]) -> str:
    """An index that is a sum, `i-1` or `n-2k`; '' for any other."""
    terms: dict[str, int] = {}
    shift, sign, value, letter = 0, 1, "", ""
    signs = 0
    for token in (*tokens, None):
        if token is None or (token.kind == "operator" and token.value in ("+", "-")):
            if token is not None and token is tokens[0]:
                pass
            elif letter:
                terms[letter] = terms.get(letter, 0) + sign * int(value or 1)
            elif value:
                shift += sign * int(value)
            else:
                return ""
            signs += token is not None
            sign, value, letter = -1 if token is not None and token.value == "-" else 1, "", ""
        elif token.kind == "number" and token.value.isdigit() and not value and not letter:
            value = token.value
        elif token.kind in ("name", "word") and len(token.value) == 1 and not letter:
            letter = token.value
        else:
            return ""
    return index_text(terms, shift) if signs and terms else ""


def _inked(tokens: Sequence[Token]) -> str:
    """An index sign by sign; `im1`, written so, has three."""
    found = []
    for token in tokens:
        if token.kind in ("name", "word", "number", "function", "index"):
            found.append(index_of(token.value))
        elif token.kind == "operator" and token.value in "+-*":
            found.append("star" if token.value == "*" else token.value)
        elif token.kind == "bar" or (token.kind == "operator" and token.value == "/"):
            found.append(token.value if token.value == "/" else "|")
        elif token.kind in ("group", "endgroup", "face", "open", "close") or (
            token.kind == "operator" and token.value in "_^"
        ):
            continue
        else:
            raise Unread(f"'{token.value}' is not read in an index", token.start, token.end)
    three = len(found) > 2 and not any(token.kind == "operator" for token in tokens)
    return ("," if three and is_shifted("".join(found)) else "").join(found)
