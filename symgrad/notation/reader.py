"""Tokens to syntax trees: a precedence reader, the same for LaTeX and plain text.

What it accepts is listed in `symgrad/notation/NOTATION.md`. Whatever it does not accept raises Unread
with the place and the reason; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation import arrays
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Comparison,
    Derivative,
    Either,
    Expectation,
    Extremum,
    Filled,
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
    Struck,
    Sum,
    Transpose,
    Tree,
    Unjudged,
    Unknown,
    Unread,
    walk,
)
from symgrad.notation.tokens import FUNCTIONS, Token

DEEPEST = 60
CLOSING = {"(": ")", "[": "]", "{": "}"}
TRANSPOSES = ("T", "top")
INDICES = "ijklmn"  # letters that count, where an exponent in brackets might be meant
LATER = {
    "big": "integrals and other operators with a range",
    "norm": "norms",
    "nabla": "the nabla operator",
    "begin": "arrays",
}


def read(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula (no relation sign in it) that can have a meaning. Raises Unread."""
    tree = written(tokens)
    for part in walk(tree):
        if isinstance(part, Unjudged):
            raise Unread(part.why, part.start, part.end)
    return tree


def written(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula as it stands, vectors and matrices included. Raises Unread."""
    reader = Reader(tokens)
    tree = reader.sum()
    reader.finish()
    return tree


def read_comparison(tokens: Sequence[Token]) -> Tree:
    """The tree of a relation, as it stands in conditions."""
    reader = Reader(tokens)
    tree = reader.comparison()
    reader.finish()
    return tree


class Reader:
    """Reads a list of tokens from left to right."""

    def __init__(self, tokens: Sequence[Token], depth: int = 0) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = depth
        self.bars = 0

    # ----- the stream -----

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
        token = self.peek()
        return token is not None and token.kind == "operator" and token.value in values

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
            raise self.fail(self._unexpected(token))

    def _unexpected(self, token: Token) -> str:
        if token.kind in LATER:
            return f"{LATER[token.kind]} are not read yet"
        if token.kind == "command":
            return f"the command \\{token.value} is not known"
        if token.kind in ("close", "endgroup"):
            return f"'{token.value}' closes nothing"
        return f"'{token.value}' is not expected here"

    def sub(self, tokens: Sequence[Token]) -> Reader:
        if self.depth >= DEEPEST:
            raise self.fail(f"nested deeper than {DEEPEST} levels")
        return Reader(tokens, self.depth + 1)

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

    # ----- sums and products -----

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
                raise self.fail("two signs at once (±) are not read yet")
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
            if self.is_operator("*", "×", "/", "⊙"):
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
            return self.bars == 0 and not (self.kind(1) == "operator" and self.value(1) == "_") and self._bar_closes()
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

    # ----- factors -----

    def factor(self) -> Tree:
        tree = self.primary()
        while True:
            kind = self.kind()
            if kind == "prime":
                tree = Prime(tree.start, self.peek().end, tree, len(self.next().value))  # type: ignore[union-attr]
            elif (
                kind in ("raised", "operator") and isinstance(tree, Power) and (kind == "raised" or self.value() == "^")
            ):
                raise self.fail("a power of a power needs brackets")
            elif kind == "raised":
                token = self.next()
                tree = Power(tree.start, token.end, tree, _small(token))
            elif kind == "operator" and self.value() == "^":
                tree = self._raise(tree)
            elif kind == "bang":
                raise self.fail("factorials are not read yet")
            elif kind == "bar" and self.kind(1) == "operator" and self.value(1) == "_":
                self.at += 2
                tree = self._at(tree)
            elif kind == "index" or (kind == "operator" and self.value() == "_"):
                tree = self._held(tree)
            else:
                return tree

    def _raise(self, base: Tree) -> Tree:
        self.next()
        if self.kind() == "prime":
            return Prime(base.start, self.last, base, len(self.next().value))
        if self.is_operator("-"):  # plain text: x^-2
            sign = self.next()
            inner = self.factor()
            return Power(base.start, inner.end, base, Sum(sign.start, inner.end, (("-", inner),)))
        if self.kind() in ("open", "function", "word"):  # plain text: x^(n-1), e^x
            exponent = self.primary()
            return Power(base.start, exponent.end, base, _bare(exponent))
        tokens = self.group()
        end = self.last
        if not tokens:
            raise self.fail("the exponent is empty")
        if all(token.kind == "prime" for token in tokens):
            return Prime(base.start, end, base, sum(len(token.value) for token in tokens))
        if len(tokens) == 1 and tokens[0].value in TRANSPOSES:
            return Transpose(base.start, end, base)
        return Power(base.start, end, base, self._inner(tokens))

    def _inner(self, tokens: Sequence[Token]) -> Tree:
        reader = self.sub(tokens)
        tree = reader.sum()
        reader.finish()
        return tree

    def _held(self, tree: Tree) -> Tree:
        """`(\\partial p/\\partial V)_T`: what a derivative holds fixed."""
        inner = tree.parts[0] if isinstance(tree, Bracket) and len(tree.parts) == 1 else tree
        if not isinstance(inner, Derivative):
            raise self.fail("an index stands after something that is not a name")
        token = self.next()
        tokens = [token] if token.kind == "index" else list(self.group())
        parts = _split(tokens, "comma")
        held = tuple(self._inner(part) for part in parts)
        return Derivative(tree.start, self.last, inner.kind, inner.of, inner.by, held)

    def _at(self, body: Tree) -> Tree:
        values: list[tuple[Tree, Tree]] = []
        for part in _split(self.group(), "comma"):
            reader = self.sub(part)
            tree = reader.comparison()
            reader.finish()
            assert isinstance(tree, Comparison)
            if tree.how != ("=",):
                raise Unread("values are written name = number", tree.start, tree.end)
            values.append((tree.members[0], tree.members[1]))
        return At(body.start, self.last, body, tuple(values))

    def primary(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail(f"nested deeper than {DEEPEST} levels")
        tree = self._primary()
        self.depth -= 1
        return tree

    def _primary(self) -> Tree:
        token = self.peek()
        if token is None:
            raise self.fail("something is missing at the end")
        match token.kind:
            case "number":
                self.at += 1
                return Num(token.start, token.end, token.value)
            case "name" | "word" | "accent":
                return self._differential() or self.name()
            case "partial":
                return self._differential() or self._partial_index()
            case "face":
                return self._differential() or self.faced()
            case "function":
                return self.call()
            case "open":
                return self.bracket()
            case "size" if token.value == "left":
                self.at += 1
                if self.kind() == "norm":
                    return arrays.norm(self)
                return self.bracket() if self.kind() == "open" else self._absolute()
            case "group":
                return self._braces()
            case "bar":
                return self._absolute()
            case "frac":
                return self.fraction()
            case "root":
                return self._root()
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
                return self._wrapped()
            case "big" if token.value in ("sum", "prod", "∑", "∏"):
                return arrays.narrowed(self._series()) if arrays.has_range(self) else arrays.over(self)
            case "big" if token.value in ("lim", "sup", "inf", "argmax"):
                return self._limit() if token.value == "lim" else self._extremum(self.next())
            case "command" if token.value in ("arg", "argmin") and (
                token.value == "argmin" or self.value(1) in ("max", "min")
            ):
                self.at += 1
                return self._extremum(token if token.value == "argmin" else self.next(), "arg")
            case "question" | "dots":
                self.at += 1
                return Unknown(token.start, token.end, token.value)
            case "infinity":
                raise self.fail("infinity is not a number")
        raise self.fail(self._unexpected(token))

    def _braces(self) -> Tree:
        start = self.start
        tokens = self.group()
        if not tokens:
            raise Unread("an empty group", start, self.last)
        inner = self._inner(tokens)
        return Bracket(start, self.last, "{", (inner,)) if isinstance(inner, (Sum, Product)) else inner

    def bracket(self) -> Tree:
        opening = self.next()
        if opening.value == ".":
            return self._evaluated(opening)
        if opening.value == "langle":
            raise self.fail("angle brackets are not read yet", opening)
        parts: list[Tree] = []
        bars, self.bars = self.bars, 0
        while True:
            parts.append(self.sum())
            if self.kind() == "relation":
                raise self.fail("a relation inside brackets is not read here")
            if self.kind() != "comma":
                break
            self.at += 1
        self.bars = bars
        self._skip_right()
        if self.kind() != "close" or self.value() != CLOSING[opening.value]:
            raise self.fail(f"this bracket is never closed by '{CLOSING[opening.value]}'", opening)
        self.at += 1
        return Bracket(opening.start, self.last, opening.value, tuple(parts))

    def _skip_right(self) -> None:
        if self.kind() == "size" and self.value() == "right":
            self.at += 1

    def _evaluated(self, opening: Token) -> Tree:
        """`\\left. f \\right|_{x=1}`"""
        body = self.sum()
        if self.kind() == "close" and self.value() == "|" and self.kind(1) == "operator" and self.value(1) == "_":
            self.at += 2
            return self._at(body)
        raise self.fail("\\left. wants \\right|_{...}", opening)

    def _absolute(self) -> Tree:
        opening = self.next()
        if opening.kind != "bar":
            raise self.fail(self._unexpected(opening), opening)
        self.bars += 1
        inner = self.sum()
        self.bars -= 1
        self._skip_right()
        if self.kind() != "bar":
            raise self.fail("this bar is never closed", opening)
        self.at += 1
        return Call(opening.start, self.last, "abs", (inner,))

    def _root(self) -> Tree:
        start = self.next().start
        degree = None
        if self.kind() == "open" and self.value() == "[":
            bracket = self.bracket()
            assert isinstance(bracket, Bracket)
            degree = bracket.parts[0]
        if self.kind() == "open":
            return Root(start, self.last, _bare(self.bracket()), degree)
        inner = self._inner(self.group())
        return Root(start, self.last, inner, degree)

    def _wrapped(self) -> Tree:
        token = self.next()
        if token.value in ("color", "tag", "tag*", "label", "phantom"):
            self.group()
            if token.value == "color":
                return self.primary()
            raise self.fail(f"\\{token.value} is not expected here", token)
        if token.value in ("textcolor", "overset", "underset", "stackrel"):
            self.group()
        start = token.start
        tree = self._inner(self.group())
        if token.value in ("underbrace", "overbrace") and self.is_operator("_", "^"):
            self.next()
            self.group()
        if token.value in ("cancel", "bcancel", "xcancel"):
            return Struck(start, self.last, tree)
        return Bracket(start, self.last, "{", (tree,))

    # ----- names -----

    def name(self) -> Tree:
        token = self.next()
        dots = 0
        if token.kind == "accent":
            tokens = self.group()
            inner = self._inner(tokens)
            if not isinstance(inner, Name):
                raise Unread(f"\\{token.value} stands over something that is not a name", token.start, self.last)
            if token.value in ("dot", "ddot"):
                base, dots = inner.name, len(token.value) - 2
            else:
                mark = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}.get(token.value, token.value)
                head, under, index = inner.name.partition("_")
                base = head + mark + under + index
        else:
            base = token.value
        return self.indexed(base, token, dots)

    def indexed(self, base: str, token: Token, dots: int = 0) -> Tree:
        """The name with the indices, index superscripts and primes that follow."""
        sub = sup = ""
        primes = 0
        while True:
            kind = self.kind()
            if kind == "index" and not sub:
                sub = _flat(self.next().value)
            elif kind == "operator" and self.value() == "_" and not sub:
                self.at += 1
                sub = self._index()
            elif kind == "prime":
                primes += len(self.next().value)
            elif kind == "operator" and self.value() == "^" and (index := self._index_above(base)):
                sup = index
            else:
                break
        name = base + (f"_{sub}" if sub else "") + (f"__{sup}" if sup else "")
        return Name(token.start, self.last, name, primes, token.glued, dots)

    def _index(self) -> str:
        tokens = self.group()
        if not tokens:
            raise self.fail("an empty index")
        return _index_text(tokens)

    def _index_above(self, base: str) -> str:
        """`(i)` after ^: an index in brackets, or a star; '' if it is a power (or primes), as e^{(x)} is."""
        start = self.at
        self.at += 1
        if self.kind() == "operator" and self.value() == "*":
            self.at += 1
            return "star"
        if self.kind() == "group":
            tokens = self.group()
            if len(tokens) == 1 and tokens[0].value == "*":
                return "star"
            inner = tokens[1:-1]
            if (
                inner
                and tokens[0].kind == "open"
                and tokens[-1].kind == "close"
                and all(t.kind in ("name", "number") or t.value in "+-" for t in inner)
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
                self.tokens = [*self.tokens[:start], *tokens, *self.tokens[self.at :]]
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
            token.value in ("mathbb", "mathbf", "bm", "boldsymbol", "mathds")
            and word in ("I", "1")
            and self._condition()
        ):
            return self.indicator(token)
        if plain and word in FUNCTIONS:
            return self.call(Token("function", FUNCTIONS[word], token.start, self.last, token.glued))
        opens = self.kind() == "open" or (self.kind() == "size" and self.kind(1) == "open")
        if opens and (word == "Var" or (token.value == "mathbb" and word == "E")):
            return self.expectation(token, word)
        if token.value == "mathbb" and word in arrays.FIELDS:
            return arrays.space(self, token, word)
        if token.value == "mathbb":
            raise self.fail(f"the blackboard letter {word} is not read here", token)
        if plain and word and not word[0].isdigit():
            return self.indexed(word, Token("name", word, token.start, self.last, token.glued))
        if word in ("0", "1") and plain and token.value in ("mathbf", "boldsymbol", "bm", "pmb", "symbf"):
            return Filled(token.start, self.last, word)
        if not plain and tokens and token.value.startswith(("math", "bold", "bm", "pmb", "sym")):
            inner = self._inner(tokens)
            if isinstance(inner, Name):
                return self.indexed(inner.name, Token("name", inner.name, token.start, self.last, token.glued))
            return Bracket(token.start, self.last, "{", (inner,))
        raise Unread("words are not read inside a formula", token.start, self.last)

    def _condition(self) -> bool:
        opens = self.kind() == "open" or (self.kind() == "size" and self.value() == "left")
        return opens or self.is_operator("_")

    def indicator(self, token: Token) -> Tree:
        if self.is_operator("_"):
            self.at += 1
            tokens = self.group()
            if tokens and tokens[0].kind == "open" and tokens[-1].kind == "close":
                tokens = tokens[1:-1]
            return Indicator(token.start, self.last, read_comparison(tokens))
        if self.kind() == "size":
            self.at += 1
        opening = self.next()
        reader = self.comparison()
        self._skip_right()
        if self.kind() != "close":
            raise self.fail("this bracket is never closed", opening)
        self.at += 1
        return Indicator(token.start, self.last, reader)

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
            level += {"open": 1, "group": 1, "close": -1, "endgroup": -1}.get(here.kind, 0)
            if here.kind == "bar" and level == 1 and bar is None:
                bar = self.at
            self.at += 1
        inner = list(self.tokens[start : self.at - 1])
        if inner and inner[-1].kind == "size":
            inner = inner[:-1]
        given = None
        if bar is not None and any(t.kind == "relation" for t in inner[bar - start :]):
            given = read_comparison(inner[bar - start + 1 :])
            inner = inner[: bar - start]
            if inner and inner[-1].kind == "size":
                inner = inner[:-1]
        return Expectation(token.start, self.last, kind, self._inner(inner), given)

    # ----- known functions -----

    def call(self, token: Token | None = None) -> Tree:
        token = token or self.next()
        power: Tree | None = None
        base: Tree | None = None
        primes = 0
        while True:
            if self.kind() == "prime":
                primes += len(self.next().value)
            elif self.kind() == "raised":
                power = _small(self.next())
            elif self.is_operator("^") and power is None:
                self.at += 1
                if self.kind() == "prime":
                    continue
                power = self._inner(self.group())
            elif self.is_operator("_") and token.value in ("max", "min"):
                return self._extremum(token)
            elif self.is_operator("_") or self.kind() == "index":
                if token.value != "log":
                    raise self.fail(f"an index on {token.value} is not read yet")
                if self.kind() == "index":
                    mark = self.next()
                    base = Num(mark.start, mark.end, mark.value)
                else:
                    self.at += 1
                    base = self._inner(self.group())
            else:
                break
        args = self._arguments(token)
        if not args and not primes and token.value != "sigmoid" and token.value != "relu":
            raise self.fail(f"{token.value} has no argument", token)
        if not args:
            return Name(token.start, self.last, token.value, primes)
        return Call(token.start, self.last, token.value, args, power, base, primes)

    def _arguments(self, token: Token) -> tuple[Tree, ...]:
        if self.kind() == "size" and self.value() == "left" and self.kind(1) == "open" and self.value(1) != ".":
            self.at += 1
        if self.kind() == "open":
            bracket = self.bracket()
            assert isinstance(bracket, Bracket)
            return bracket.parts
        if self.kind() == "group":
            return (self._inner(self.group()),)
        start = self.start
        factors: list[tuple[str, Tree]] = []
        while self.starts_factor() and not (factors and self.kind() in ("function", "open")):
            if factors and self._is_differential():
                break
            factors.append(("", self.factor()))
            if isinstance(factors[-1][1], Call):
                break
        if not factors:
            return ()
        return (factors[0][1] if len(factors) == 1 else Product(start, self.last, tuple(factors)),)

    # ----- extrema and limits -----

    def _extremum(self, token: Token, prefix: str = "") -> Tree:
        """`\\max_z f(z)`, `\\arg\\max_x f`, `\\sup_{x} f`."""
        start = self.tokens[self.at - 2].start if prefix else token.start
        kind = prefix + token.value if not token.value.startswith("arg") else token.value
        if not self.is_operator("_"):
            raise self.fail(f"{kind} needs the variable that it is taken over: \\max_z", token)
        self.at += 1
        tokens = list(self.group())
        cut = next((i for i, t in enumerate(tokens) if t.kind == "relation"), len(tokens))
        everywhere = [t.value for t in tokens[cut:] if t.kind not in ("group", "endgroup")] in (
            [],
            ["∈", "mathbb", "R"],
        )
        if not everywhere or not tokens[:cut]:
            raise self.fail("an extremum over a part of the line is not read yet", token)
        variables = tuple(self._inner(part) for part in _split(tokens[:cut], "comma"))
        body = self._scoped()
        return Extremum(start, self.last, kind, variables, body)

    def _series(self) -> Series:
        """`\\sum_{i=1}^{n} a_i`, `\\prod_{l=1}^{L} a_l`"""
        token = self.next()
        kind = {"∑": "sum", "∏": "prod"}.get(token.value, token.value)
        low: Sequence[Token] = ()
        high: Sequence[Token] = ()
        while self.is_operator("_", "^"):
            if self.next().value == "_":
                low = self.group()
            else:
                high = self.group()
        cut = next((i for i, t in enumerate(low) if t.kind == "relation" and t.value == "="), None)
        if cut is None or not high:
            raise self.fail(f"a {kind} needs its range: \\{kind}_{{i=1}}^{{n}}", token)
        index = self._inner(low[:cut])
        if not isinstance(index, Name):
            raise self.fail("the index of a sum is a name", token)
        first, last, body = self._inner(low[cut + 1 :]), self._inner(high), self._scoped()
        return Series(token.start, self.last, kind, index, first, last, body)

    def _limit(self) -> Tree:
        """`\\lim_{z \\to \\infty} f(z)`, `\\lim_{h \\to 0^+}`."""
        token = self.next()
        if not self.is_operator("_"):
            raise self.fail("a limit needs what goes where: \\lim_{x \\to 0}", token)
        self.at += 1
        tokens = list(self.group())
        arrow = next((i for i, t in enumerate(tokens) if t.kind == "relation" and t.value == "→"), None)
        if arrow is None:
            raise self.fail("a limit needs what goes where: \\lim_{x \\to 0}", token)
        goal, side = tokens[arrow + 1 :], ""
        if len(goal) >= 2 and goal[-2].value == "^" and goal[-1].value in ("+", "-"):
            goal, side = goal[:-2], goal[-1].value
        elif len(goal) >= 4 and goal[-4].value == "^" and goal[-2].value in ("+", "-"):
            goal, side = goal[:-4], goal[-2].value
        variable = self._inner(tokens[:arrow])
        if goal and goal[-1].kind == "infinity":
            sign = goal[0].value if len(goal) == 2 and goal[0].value in ("+", "-") else ""
            body = self._scoped()
            return Limit(token.start, self.last, variable, None, "-" if sign == "-" else "", body)
        to, body = self._inner(goal), self._scoped()
        return Limit(token.start, self.last, variable, to, side, body)

    def _scoped(self) -> Tree:
        """What an extremum or a limit is taken of: a bracket, or all factors up to a sign."""
        if not self.starts_factor():
            raise self.fail("nothing stands behind it")
        return self.product()

    # ----- fractions and derivatives -----

    def fraction(self) -> Tree:
        start = self.next().start
        top = self.group()
        bottom = self.group()
        end = self.last
        if not top or not bottom:
            raise Unread("a fraction with an empty part", start, end)
        derivative = self._derivative(start, top, bottom)
        if derivative is not None:
            return derivative
        return Frac(start, end, self._inner(top), self._inner(bottom))

    def _derivative(self, start: int, top: Sequence[Token], bottom: Sequence[Token]) -> Tree | None:
        """The derivative that a fraction is: both parts start with the same d, and the lower one is differentials."""
        above, below = self.sub(top), self.sub(bottom)
        kind = above._take_d()
        if not kind or not below._is_all_differentials(kind):
            return None
        if kind == "d" and above.kind() == "operator" and not above.is_operator("^"):
            return None
        order = above._order()
        by = below._variables(kind)
        of = above.sum() if above.peek() else None
        above.finish()
        pairs = _orders(by, order, top[0])
        if of is not None:
            return Derivative(start, self.last, kind, of, pairs)
        return self._operator(start, kind, pairs)

    def _is_all_differentials(self, kind: str) -> bool:
        """Whether the tokens are d's with an operand each, to the end; nothing is read for it."""
        here = self.at, self.tokens
        try:
            while self.peek() is not None:
                if self._take_d() != kind:
                    return False
                behind = self._behind_operand(self.at)
                if behind == self.at:
                    return False
                self.at = behind
            return True
        finally:
            self.at, self.tokens = here

    def _operator(self, start: int, kind: str, by: tuple[tuple[Tree, int], ...]) -> Tree:
        """d/dx before what it is applied to: a bracket, or all factors up to a sign."""
        if not self.starts_factor():
            raise self.fail("a derivative of nothing")
        bracketed = self.kind() == "open" or (self.kind() == "size" and self.kind(1) == "open")
        first = self.start
        factors: list[tuple[str, Tree]] = [("", self.factor())]
        if bracketed and not (isinstance(factors[0][1], Bracket) and len(factors[0][1].parts) > 1):
            return Derivative(start, self.last, kind, _bare(factors[0][1]), by)
        while True:
            if self.is_operator("/"):
                self.at += 1
                factors.append(("/", self.factor()))
            elif self.starts_factor() and not self._is_differential():
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
            return self._is_differential()
        finally:
            self.at -= 1

    def _take_d(self) -> str:
        """'partial' or 'd' if a d starts here (it is taken), else ''."""
        token = self.peek()
        if token is None:
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
        if token.kind == "word" and len(token.value) > 1 and token.value[0] == "d":
            self.tokens = [
                *self.tokens[: self.at],
                Token("word", "d", token.start, token.start + 1, token.glued),
                Token("word", token.value[1:], token.start + 1, token.end, True),
                *self.tokens[self.at + 1 :],
            ]
            self.at += 1
            return "d"
        return ""

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

    def _variables(self, kind: str) -> list[tuple[Tree, int, int]]:
        """(variable, the exponent that follows, where the exponent ends) of each differential."""
        found = []
        while self.peek() is not None:
            if self._take_d() != kind:
                raise self.fail("a differential is expected here")
            variable = self._variable()
            found.append((variable, self._order(), self.last))
        return found

    def _variable(self) -> Tree:
        start = self.start
        if self.kind() == "size":
            self.at += 1
        if self.kind() == "open":
            return _bare(self.bracket())
        if self.kind() == "group":
            return self._inner(self.group())
        tree = self.faced() if self.kind() == "face" else self.name() if self.kind() in _NAMES else None
        if tree is None:
            raise self.fail("a variable is expected here")
        if self.kind() == "open" and isinstance(tree, Name):
            bracket = self.bracket()
            return Product(start, self.last, (("", tree), ("", bracket)))
        return tree

    def _is_differential(self) -> bool:
        """Whether a derivative starts here: `\\frac{d..}{d..}` or dy/dx."""
        here = self.at, self.tokens
        try:
            if self.kind() == "frac":
                self.at += 1
                top, bottom = self.group(), self.group()
                above, below = self.sub(top)._take_d(), self.sub(bottom)._take_d()
                return bool(above) and above == below
            kind = self._take_d()
            return bool(kind) and self._slash_follows(kind)
        except Unread:
            return False
        finally:
            self.at, self.tokens = here

    def _differential(self) -> Tree | None:
        """dy/dx with a slash, and d/dx applied to what follows; None (nothing taken) if it is no derivative."""
        start, here = self.start, (self.at, self.tokens)
        kind = self._take_d()
        if not kind or not self._slash_follows(kind):
            self.at, self.tokens = here
            return None
        order = self._order()
        of: Tree | None = None
        if not self.is_operator("/"):
            of = self._variable()
            if (self.kind() == "raised" or self.is_operator("^")) and isinstance(of, (Bracket, Sum, Product)):
                of = Power(of.start, self.last, of, self._exponent())
        if not self.is_operator("/"):
            raise self.fail("a slash is expected behind what is differentiated")
        self.at += 1
        by: list[tuple[Tree, int, int]] = []
        while sum(exponent for _, exponent, _ in by) < order:
            mark = self.at, self.tokens
            if self._take_d() != kind or not (kind == "partial" or self._glued()):
                self.at, self.tokens = mark
                break
            by.append((self._variable_of_slash(of is not None), self._order(), self.last))
        if not by:
            self.at, self.tokens = here
            return None
        pairs = _orders(by, order, self.tokens[here[0]])
        if of is not None:
            return Derivative(start, self.last, kind, of, pairs)
        return self._operator(start, kind, pairs)

    def _slash_follows(self, kind: str) -> bool:
        """Whether a slash and the same d stand behind what is differentiated; nothing is read for it."""
        i = self._behind_order(self.at)
        token = self._token(i)
        if token is None:
            return False
        if not (token.kind == "operator" and token.value == "/"):
            if kind == "d" and not (token.glued or token.kind in ("accent", "group", "open", "face")):
                return False
            i = self._behind_operand(i)
        slash, d = self._token(i), self._token(i + 1)
        if slash is None or d is None or slash.kind != "operator" or slash.value != "/":
            return False
        if kind == "partial":
            return d.kind == "partial"
        return (d.value[:1] == "d" and d.kind in ("name", "word")) or d.kind == "face"

    def _token(self, i: int) -> Token | None:
        return self.tokens[i] if i < len(self.tokens) else None

    def _behind_order(self, i: int) -> int:
        token = self._token(i)
        if token is not None and token.kind == "raised":
            return i + 1
        if token is not None and token.kind == "operator" and token.value == "^":
            return self._behind_group(i + 1)
        return i

    def _behind_operand(self, i: int) -> int:
        """The index behind a name with its indices and brackets, or behind a bracket."""
        token = self._token(i)
        if token is None:
            return i
        if token.kind in ("accent", "face"):
            i = self._behind_group(i + 1)
        elif token.kind in ("name", "word", "size"):
            i += 1
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

    def _behind_group(self, i: int) -> int:
        """The index behind the bracket or group that starts at i, or behind one token."""
        level = 0
        for j in range(i, len(self.tokens)):
            level += {"group": 1, "open": 1, "endgroup": -1, "close": -1}.get(self.tokens[j].kind, 0)
            if level <= 0:
                return j + 1
        return len(self.tokens)

    def _exponent(self) -> Tree:
        if self.kind() == "raised":
            return _small(self.next())
        self.at += 1
        return self._inner(self.group())

    def _glued(self) -> bool:
        token = self.peek()
        return token is not None and (token.glued or token.kind in ("accent", "group", "open", "face"))

    def _variable_of_slash(self, applied: bool) -> Tree:
        if self.kind() == "open":
            return _bare(self.bracket())
        if self.kind() == "face":
            tree = self.faced()
        elif self.kind() in _NAMES:
            tree = self.name()
        else:
            raise self.fail("a variable is expected here")
        opening = self.peek()
        if applied and opening and opening.kind == "open" and opening.value == "[" and opening.glued:
            bracket = self.bracket()
            return Product(tree.start, self.last, (("", tree), ("", bracket)))
        return tree

    def _partial_index(self) -> Tree:
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
        of = self.factor()
        if isinstance(of, Name) and self.kind() == "open":
            bracket = self.bracket()
            of = Product(of.start, self.last, (("", of), ("", bracket)))
        return Derivative(token.start, self.last, "partial", _bare(of), tuple((name, 1) for name in names))

    # ----- cases -----

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
        rows = _split(self.tokens[start : self.at - 1], "row")
        found: list[tuple[Tree, Tree | None]] = []
        for row in rows:
            cells = _split(row, "cell")
            if not row:
                continue
            if len(cells) != 2:
                raise Unread("a case has a value and a condition", row[0].start, row[-1].end)
            value = self._inner(_trimmed(cells[0]))
            condition = _condition_of(cells[1])
            found.append((value, read_comparison(condition) if condition else None))
        if not found:
            raise self.fail("cases without a case", opening)
        return Cases(opening.start, self.last, tuple(found))


_NAMES = ("name", "word", "accent")
_RAISED_INDEX = (["open", "name", "close", "name"], ["open", "number", "close", "name"])
_FACTOR_STARTS = {"number", "name", "word", "accent", "face", "function", "open", "group", "frac", "root", "partial",
                  "wrapper", "begin", "dots", "question", "big", "norm", "nabla", "infinity", "command"}  # fmt: skip


def _evaluate_application(factors: list[tuple[str, Tree]]) -> None:
    """In f'(x)|_{x=1} the bar belongs to the application, not to its bracket."""
    (sign, head), (_, last) = factors[-2:]
    if isinstance(last, At) and isinstance(last.body, Bracket) and isinstance(head, Name):
        applied = Product(head.start, last.body.end, (("", head), ("", last.body)))
        factors[-2:] = [(sign, At(head.start, last.end, applied, last.values))]


def _small(token: Token) -> Tree:
    """A Unicode superscript as a number (or a name)."""
    text = token.value
    if text.lstrip("+-").isdigit():
        number = Num(token.start, token.end, text.lstrip("+-"))
        return Sum(token.start, token.end, (("-", number),)) if text[0] == "-" else number
    return Name(token.start, token.end, text)


def _bare(tree: Tree) -> Tree:
    """What stands in plain brackets, without them."""
    while isinstance(tree, Bracket) and len(tree.parts) == 1:
        tree = tree.parts[0]
    return tree


def _split(tokens: Sequence[Token], kind: str) -> list[list[Token]]:
    """The tokens between separators of a kind, outside brackets and environments."""
    parts: list[list[Token]] = [[]]
    level = 0
    for token in tokens:
        level += {"begin": 1, "group": 1, "open": 1, "end": -1, "endgroup": -1, "close": -1}.get(token.kind, 0)
        if token.kind == kind and level == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


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
                level = 0
                while i < len(tokens):
                    level += {"group": 1, "endgroup": -1}.get(tokens[i].kind, 0)
                    i += 1
                    if level == 0:
                        break
            continue
        kept.append(token)
        i += 1
    return _trimmed(kept)


def _flat(text: str) -> str:
    return text.replace("-", "m").replace("+", "p")


def _index_text(tokens: Sequence[Token]) -> str:
    """An index as part of a name: `i-1` is im1, `1,j` is 1cj."""
    found = []
    for token in tokens:
        if token.kind in ("name", "word", "number", "function", "index"):
            found.append(_flat(token.value))
        elif token.kind == "operator" and token.value in "+-*":
            found.append({"+": "p", "-": "m", "*": "star"}[token.value])
        elif token.kind == "comma":
            found.append("c")
        elif token.kind in ("group", "endgroup", "face", "open", "close") or (
            token.kind == "operator" and token.value in "_^"
        ):
            continue
        else:
            raise Unread(f"'{token.value}' is not read in an index", token.start, token.end)
    return "".join(found)


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
