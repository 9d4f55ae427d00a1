"""What is applied to a formula: known functions, sums and products with a range, extrema, limits."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.grammar.conditions import Conditions
from symgrad.notation.grammar.precedence import superscript
from symgrad.notation.nesting import split
from symgrad.notation.syntax import Bracket, Call, Extremum, Limit, Name, Num, Product, Series, Tree, Unread
from symgrad.notation.tokens import ARRAY_WORDS, Token


class Applications(Conditions):
    """Reads functions and operators with their arguments."""

    def call(self, token: Token | None = None) -> Tree:
        token = token or self.next()
        power: Tree | None = None
        base: Tree | None = None
        primes = 0
        while True:
            if self.kind() == "prime":
                primes += len(self.next().value)
            elif self.kind() == "raised":
                power = superscript(self.next())
            elif self.is_operator("^") and power is None:
                self.at += 1
                if self.kind() == "prime":
                    continue
                power = self.inner(self.group())
            elif self.is_operator("_") and token.value in ("max", "min"):
                return self.extremum(token)
            elif self.is_operator("_") or self.kind() == "index":
                if token.value != "log":
                    raise self.fail(f"an index on {token.value} is not read yet")
                if self.kind() == "index":
                    mark = self.next()
                    base = Num(mark.start, mark.end, mark.value)
                else:
                    self.at += 1
                    base = self.inner(self.group())
            else:
                break
        args = self._arguments(token)
        if not args:
            if not primes and token.value not in ("sigmoid", "relu"):
                raise self.fail(f"{token.value} has no argument: write it as {token.value}(x)", token)
            return Name(token.start, self.last, token.value, primes)
        return Call(token.start, self.last, token.value, args, power, base, primes)

    def _arguments(self, token: Token) -> tuple[Tree, ...]:
        if self.kind() == "size" and self.value() == "left" and self.kind(1) == "open" and self.value(1) != ".":
            self.at += 1
        if self.kind() == "open" and self.value() != ".":
            bracket = self.bracket()
            assert isinstance(bracket, Bracket)
            if bracket.given:
                raise Unread(f"{token.value} has no arguments under a condition", bracket.start, bracket.end)
            return bracket.parts
        if self.kind() == "group":
            return (self.inner(self.group()),)
        start = self.start
        factors: list[tuple[str, Tree]] = []
        while self.starts_factor():
            named = bool(factors) and isinstance(factors[-1][1], Name) and factors[-1][1].name in ARRAY_WORDS
            if factors and self.kind() in ("function", "open") and not named:
                break
            if factors and (self.is_differential() or self._is_lone_differential()):
                break
            factors.append(("", self.factor()))
            if isinstance(factors[-1][1], Call):
                break
        if not factors:
            return ()
        return (factors[0][1] if len(factors) == 1 else Product(start, self.last, tuple(factors)),)

    def _is_lone_differential(self) -> bool:
        """Whether a d stands here that is set apart from what is before it and not from the name behind it."""
        here, token = (self.at, self.tokens), self.peek()
        kind = self.take_d()
        behind = self.peek()
        self.at, self.tokens = here
        return kind == "d" and token is not None and not token.glued and behind is not None and behind.glued

    def extremum(self, token: Token) -> Tree:
        """`\\max_z f(z)`, `\\arg\\max_x f`, `\\sup_{x} f`."""
        if not self.is_operator("_"):
            raise self.fail(f"{token.value} needs the variable that it is taken over: \\max_z", token)
        self.at += 1
        tokens = list(self.group())
        cut = next((i for i, t in enumerate(tokens) if t.kind == "relation"), len(tokens))
        within = [t.value for t in tokens[cut:] if t.kind not in ("group", "endgroup")]
        if within not in ([], ["∈", "mathbb", "R"]) or not tokens[:cut]:
            raise self.fail("an extremum over a part of the line is not read yet", token)
        variables = tuple(self.inner(part) for part in split(tokens[:cut], "comma"))
        body = self._scoped()
        return Extremum(token.start, self.last, token.value, variables, body)

    def series(self) -> Series:
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
        index = self.inner(low[:cut])
        if not isinstance(index, Name):
            raise self.fail("the index of a sum is a name", token)
        first, last, body = self.inner(low[cut + 1 :]), self.inner(high), self._scoped()
        return Series(token.start, self.last, kind, index, first, last, body)

    def limit(self) -> Tree:
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
        variable = self.inner(tokens[:arrow])
        if goal and goal[-1].kind == "infinity":
            sign = goal[0].value if len(goal) == 2 and goal[0].value in ("+", "-") else ""
            body = self._scoped()
            return Limit(token.start, self.last, variable, None, "-" if sign == "-" else "", body)
        to, body = self.inner(goal), self._scoped()
        return Limit(token.start, self.last, variable, to, side, body)

    def _scoped(self) -> Tree:
        """What an extremum or a limit is taken of: a bracket, or all factors up to a sign."""
        if not self.starts_factor():
            raise self.fail("nothing stands behind it")
        return self.product()
