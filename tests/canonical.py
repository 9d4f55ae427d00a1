"""One nested form for syntax trees and for meanings written in a notation like Python's, so that the two compare.

Sums and products are flat, their numbers folded; order counts, since matrices do not commute.
"""

import ast
from fractions import Fraction

from symgrad.notation.meaning import Meaning
from symgrad.notation.meaning.applications import applies
from symgrad.notation.meaning.products import joined
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
    Matrix,
    Nabla,
    Name,
    Norm,
    Num,
    Over,
    Power,
    Prime,
    Product,
    Root,
    Series,
    Space,
    Struck,
    Sum,
    Transpose,
    Unknown,
)

ONE, MINUS = ("number", Fraction(1)), ("number", Fraction(-1))


# ----- the form -----


def number(value):
    return ("number", Fraction(value))


def add(terms):
    """The flat sum, its number last."""
    flat, constant = [], Fraction(0)
    for term in terms:
        for part in term[1:] if term[0] == "sum" else (term,):
            if part[0] == "number":
                constant += part[1]
            else:
                flat.append(part)
    if constant or not flat:
        flat.append(number(constant))
    return flat[0] if len(flat) == 1 else ("sum", *flat)


def times(factors):
    """The flat product behind its number."""
    flat, coefficient = [], Fraction(1)
    for factor in factors:
        for part in factor[1:] if factor[0] == "product" else (factor,):
            if part[0] == "number":
                coefficient *= part[1]
            else:
                flat.append(part)
    if not flat or not coefficient:
        return number(coefficient)
    if coefficient != 1:
        flat.insert(0, number(coefficient))
    return flat[0] if len(flat) == 1 else ("product", *flat)


def power(base, exponent):
    whole = exponent[0] == "number" and exponent[1].denominator == 1
    if whole and base[0] == "number" and (base[1] or exponent[1] > 0):
        return number(base[1] ** int(exponent[1]))
    return base if exponent == ONE else ("power", base, exponent)


def applied(name, primes, args):
    if name == "exp" and args == (number(0),):
        return ONE
    return ("applied", name, primes, *args)


# ----- trees -----

HOW = {">": "gt", "<": "lt", "≥": "ge", "≤": "le"}


class Canonical:
    """Trees of one document; `meaning` decides what is applied and which letters are one name."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning

    def of(self, tree):
        match tree:
            case Num(text=text):
                return number(text)
            case Name(name=name, primes=primes, dots=dots):
                return ("name", name, primes, dots)
            case Sum(terms=terms):
                return add(times([MINUS, self.of(t)]) if sign == "-" else self.of(t) for sign, t in terms)
            case Product():
                return self.product(tree)
            case Power(base=Name(name="e", primes=0, dots=0), exponent=exponent):
                return applied("exp", 0, (self.of(exponent),))
            case Power(base=base, exponent=exponent):
                return power(self.of(base), self.of(exponent))
            case Bracket(parts=(part,)):
                return self.of(part)
            case Bracket(kind=kind, parts=parts):
                return ("list", kind, *map(self.of, parts))
            case Frac(top=top, bottom=bottom):
                return times([self.of(top), power(self.of(bottom), MINUS)])
            case Root(radicand=radicand, degree=degree):
                return ("root", self.of(radicand), self.of(degree) if degree else number(2))
            case Call(function=function, args=args, power=exponent, base=base, primes=primes):
                found = applied(function if base is None else (function, self.of(base)), primes, self.all(args))
                return found if exponent is None else power(found, self.of(exponent))
            case Prime(body=body, primes=primes):
                return ("primed", self.of(body), primes)
            case Derivative(kind=kind, of=of, by=by, held=held):
                return ("derivative", kind, self.of(of), tuple((self.of(v), n) for v, n in by), self.all(held))
            case At(body=body, values=values):
                return ("at", self.of(body), tuple((self.of(a), self.of(b)) for a, b in values))
            case Indicator(condition=condition):
                return ("indicator", self.of(condition))
            case Comparison(members=members, how=how):
                sides = self.all(members)
                pairs = tuple((HOW.get(h, h), a, b) for h, a, b in zip(how, sides, sides[1:], strict=False))
                return ("condition", *pairs)
            case Cases(cases=cases):
                return ("cases", *((self.of(v), self.of(c) if c is not None else None) for v, c in cases))
            case Extremum(kind=kind, variables=variables, body=body):
                return (kind, self.all(variables), self.of(body))
            case Limit(variable=variable, to=to, side=side, body=body):
                return ("limit", self.of(variable), to and self.of(to), side, self.of(body))
            case Series(kind=kind, index=index, low=low, high=high, body=body):
                return (kind, self.of(index), self.of(low), self.of(high), self.of(body))
            case Over(kind=kind, index=index, within=within, body=body):
                return (kind, self.of(index), within and self.of(within), self.of(body))
            case Expectation(kind=kind, body=body, given=given):
                return (kind, self.of(body), given and self.of(given))
            case Either(first=first):
                return self.of(first)
            case Unknown(mark=mark):
                return ("unknown", "?" if mark == "?" else "...")
            case Matrix(rows=rows):
                return ("matrix", *map(self.all, rows))
            case Transpose(body=body):
                return ("transpose", self.of(body))
            case Norm(body=body, order=order):
                return ("norm", order and self.of(order), self.of(body))
            case Space(field=field, sizes=sizes):
                return ("space", field, *map(self.of, sizes))
            case Nabla(body=body, by=by):
                return ("nabla", by and self.of(by), self.of(body))
            case Filled(number=text):
                return number(text)
            case Struck():
                return ONE
        raise AssertionError(f"no form for {tree}")

    def all(self, trees):
        return tuple(map(self.of, trees))

    def product(self, tree):
        """⊙ binds looser than juxtaposition; m × n of sizes is a shape."""
        for sign, name in (("⊙", "hadamard"), ("×", "shape")):
            cuts = [i for i, (s, _) in enumerate(tree.factors) if s == sign]
            if not cuts or (sign == "×" and not all(_is_size(factor) for _, factor in tree.factors)):
                continue
            parts = [tree.factors[a:b] for a, b in zip([0, *cuts], [*cuts, len(tree.factors)], strict=True)]
            return (name, *(self.factors((("", part[0][1]), *part[1:])) for part in parts))
        return self.factors(tree.factors)

    def factors(self, written):
        found = []
        factors = joined(self.meaning.scope, written)
        while factors:
            sign, factor = factors.pop(0)
            following = factors[0][1] if factors and factors[0][0] == "" else None
            node = self.application(factor, following)
            if node is not None:
                factors.pop(0)
            else:
                node = self.of(factor)
            found.append(power(node, MINUS) if sign == "/" else node)
        return times(found)

    def application(self, head, following):
        """f(x), f'(x) or f(x)^2, if head and following are that."""
        exponent = following.exponent if isinstance(following, Power) else None
        bracket = following.base if isinstance(following, Power) else following
        if not (isinstance(head, Name) and isinstance(bracket, Bracket) and applies(self.meaning, head, bracket)):
            return None
        node = applied(head.name, head.primes, self.all(bracket.parts))
        return node if exponent is None else power(node, self.of(exponent))


def _is_size(tree):
    return isinstance(tree, Name) or (isinstance(tree, Num) and tree.text.isdigit())


# ----- written meanings -----

SPOKEN = {"Max": "max", "Abs": "abs", "ReLU": "relu", "sig": "sigmoid"}
OPERATIONS = {
    ast.Add: lambda a, b: add([a, b]),
    ast.Sub: lambda a, b: add([a, times([MINUS, b])]),
    ast.Mult: lambda a, b: times([a, b]),
    ast.Div: lambda a, b: times([a, power(b, MINUS)]),
    ast.Pow: power,
}


def meant(text, primed=()):
    """The form of a written meaning. primed: names whose last letter p is a prime.

    A trailing _ says that a name which is a function elsewhere stands bare: sigma_*(1 - sigma_).
    """

    def name(word):
        word, primes = (word[:-1], 1) if (bare := word.removesuffix("_")) in primed else (word, 0)
        bare = bare[:-1] if primes else bare
        return ("name", bare, primes, 0)

    def condition(node):
        (pair,) = [(node.func.id, *map(of, node.args))]
        return pair

    def conditions(node):
        return ("condition", *map(condition, node.args if node.func.id == "AND" else [node]))

    def by(node):
        return ((name(node.value) if isinstance(node, ast.Constant) else of(node), 1),)

    def derivative(kind, args):
        of_what = name(args[0].value) if isinstance(args[0], ast.Constant) else of(args[0])
        return ("derivative", kind, of_what, by(args[1]), ())

    def index(node):
        return name(node.value)

    def call(head, args):
        match head:
            case "D" | "DD" | "DDE":
                return derivative("partial", args)
            case "d":
                return derivative("d", args)
            case "PRIME":
                return ("primed", of(args[0]), 1)
            case "Ind":
                return ("indicator", conditions(args[0]))
            case "PW":
                return ("cases", *((of(v), conditions(c)) for v, c in zip(args[::2], args[1::2], strict=True)))
            case "SUM" | "PROD":
                return (head.lower(), index(args[1]), of(args[2]), of(args[3]), of(args[0]))
            case "SUMOVER":
                return ("sum", index(args[1]), None, of(args[0]))
            case "SUMIN":
                return ("sum", index(args[1]), name(args[2].value), of(args[0]))
            case "EXPECT" | "Var":
                return ("E" if head == "EXPECT" else "Var", of(args[0]), None)
            case "EXPECTGIVEN":
                return ("E", of(args[0]), conditions(args[1]))
            case "MM":
                return times(list(map(of, args)))
            case "T":
                return ("transpose", of(args[0]))
            case "HAD":
                return ("hadamard", *map(of, args))
            case "MAT":
                return ("matrix", *((of(arg),) for arg in args))
            case "NORM" | "NORM1":
                return ("norm", ONE if head == "NORM1" else None, of(args[0]))
            case "NABLA":
                return ("nabla", None, of(args[0]))
            case "RealSpace":
                sizes = (name(a.value) if isinstance(a.value, str) else of(a) for a in args)
                return ("space", "R", *sizes)
            case "SHAPE":
                return ("shape", *map(of, args))
            case "INTERVAL":
                return ("list", "(", *map(of, args))
        _, word, primes, _ = name(head)
        return applied(SPOKEN.get(word, word), primes, tuple(map(of, args)))

    def of(node):
        match node:
            case ast.Constant(value="..."):
                return ("unknown", "...")
            case ast.Constant(value=str() as word):  # a name with a comma in its index
                return name(word)
            case ast.Constant(value=int() | float() as value):
                return number(repr(value))
            case ast.Name(id=word):
                return name(word)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return times([MINUS, of(inner)])
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATIONS[type(op)](of(left), of(right))
            case ast.Call(func=ast.Name(id=head), args=args, keywords=[]):
                return call(head, args)
        raise ValueError(f"no meaning: {ast.dump(node)}")

    return of(ast.parse(text, mode="eval").body)
