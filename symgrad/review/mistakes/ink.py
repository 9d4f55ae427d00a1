"""A changed member in the author's own notation: what is untouched is copied, what is new is written like it."""

from __future__ import annotations

import re
from fractions import Fraction

from symgrad.graph import Graph
from symgrad.notation.plain import plain
from symgrad.notation.syntax import (
    Bracket,
    Call,
    Comparison,
    Derivative,
    Frac,
    Indicator,
    Name,
    Norm,
    Num,
    Power,
    Product,
    Series,
    Sum,
    Transpose,
    Tree,
)
from symgrad.notation.writer import write, written_name
from symgrad.review.mistakes.places import MADE, Given, Place

SIZED = re.compile(r"\\(?:left|[bB]igg?l?)\s*$")
MARKS = {"": " ", "*": r" \cdot ", "×": r" \times ", "⊙": r" \odot ", "∘": r" \circ ", "⊗": r" \otimes ", "/": " / "}
PLAIN_MARKS = {"": " ", "*": "*", "×": "*", "⊙": " ⊙ ", "∘": " ∘ ", "⊗": " ⊗ ", "/": "/"}
TRANSPOSED = re.compile(r"\^(\{\s*\\(?:top|intercal|mathsf\{T\}|mathrm\{T\}|text\{T\})\s*\}|\\(?:top|intercal)|\{T\})")
RELATIONS = {"≤": r"\le", "≥": r"\ge", "≠": r"\ne", "<": "<", ">": ">", "=": "="}
DELIMITED = ("whole", "inside", "argument", "of", "by", "bound", "condition")
OPERATORS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "log": "ln"}
COMMANDS = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "ln", "log", "arcsin", "arccos", "arctan", "max", "min"}


class Ink:
    """Writes trees whose untouched parts stand in a text."""

    def __init__(self, text: str, graph: Graph, latex: bool) -> None:
        self.text, self.graph, self.latex = text, graph, latex
        self.comma = False  # whether decimals are written with a comma
        self.spelled: dict[str, str] = {}  # names as they stand elsewhere in the text

    def extent(self, tree: Tree) -> tuple[int, int]:
        """Where a tree stands in the text, with its own sign and the size of its bracket."""
        start = tree.start
        if isinstance(tree, Sum) and tree.terms[0][0] == "-" and self.text[start : start + 1] not in "-−–":
            before = self.text[:start].rstrip()
            start = len(before) - 1 if before[-1:] in ("-", "−", "–") else start
        if self.text[start : start + 1] in "([|":
            sized = SIZED.search(self.text[max(0, start - 12) : start])
            start -= len(sized.group()) if sized else 0
        return start, tree.end

    def signed(self, place: Place) -> tuple[int, int]:
        """Where a term stands, with the sign before it."""
        start, end = self.extent(place.tree)
        before = self.text[:start].rstrip()
        if place.role == "term" and before and before[-1] in "+-−–":
            start = len(before) - 1
        return start, end

    def member(self, whole: tuple[int, int], changes: list[tuple[Place, Tree]]) -> str:
        """The member [start, end) with other trees in some places that do not touch."""
        found, end = "", whole[1]
        for place, new in sorted(changes, key=lambda change: -change[0].tree.start):
            start, stop = self.signed(place) if place.role == "term" else self.extent(place.tree)
            if not place.path:
                start, stop = whole
            found = self._put(place, new, start) + self.text[stop:end] + found
            end = start
        return " ".join((self.text[whole[0] : end] + found).split())

    def _put(self, place: Place, new: Tree, start: int) -> str:
        if place.role == "term":
            sign = place.sign
            if isinstance(new, Sum) and len(new.terms) == 1:
                own, new = new.terms[0]
                sign = "+" if own == sign else "-"
            text = self.tree(new, "term")
            first = self.text[start : start + 1] not in "+-−–"
            spaced = self.text[start + 1 : start + 2] == " "
            leading = first or (place.path[-1][1] == 0 and sign == "+")
            return ("-" if sign == "-" else "") + text if leading else sign + " " * spaced + text
        text = self.tree(new, "inside" if place.role in DELIMITED else place.role)
        braced = self.text[:start].rstrip()[-1:] in "{([,"
        bare = bool(re.search(r"(?:[\^_]|\\[dt]?frac\s*(?:\w|\{[^{}]*\})?)\s*$", self.text[max(0, start - 40) : start]))
        if self.latex and bare and not braced and len(text) > 1:
            return f"{{{text}}}"
        if place.role == "argument" and not braced and not isinstance(place.tree, Bracket):
            return f"({text})"
        before = self.text[start - 1 : start]
        return " " + text if before.isalpha() and text[:1].isalpha() and place.role != "whole" else text

    def tree(self, tree: Tree, role: str = "inside") -> str:
        """The text of a tree that stands in a role, in brackets where it needs them."""
        text = self._text(tree)
        loose = isinstance(tree, Sum) or (isinstance(tree, Given) and self._is_sum(tree))
        if loose and role in ("term", "factor", "divisor", "base"):
            return self._bracketed(text)
        several = isinstance(tree, (Product, Given)) or (not self.latex and isinstance(tree, Frac))
        if role == "divisor" and several:
            return self._bracketed(text)
        if role == "base" and not isinstance(tree, (Name, Num, Bracket, Norm)):
            return self._bracketed(text)
        return text

    def _bracketed(self, text: str) -> str:
        return rf"\left({text}\right)" if self.latex and r"\frac" in text else f"({text})"

    def _is_sum(self, tree: Given) -> bool:
        text = write(self.graph, tree.node)
        level = 0
        for i, char in enumerate(text):
            level += (char in "([") - (char in ")]")
            if level == 0 and char in "+-" and (i == 0 or text[i - 1] == " "):
                return True
        return False

    def _text(self, tree: Tree) -> str:
        if tree.start != MADE:
            start, end = self.extent(tree)
            return self.text[start:end]
        match tree:
            case Given(node=node):
                return write(self.graph, node, latex=self.latex)
            case Num(text=text):
                return text.replace(".", ",") if self.comma else text
            case Name(name=name, primes=primes):
                return (self.spelled.get(name) or written_name(name, latex=self.latex)) + "'" * primes
            case Transpose(body=body):
                base = self.tree(body, "base")
                twice = "^" in base and not isinstance(body, Bracket)
                return (self._bracketed(base) if twice else base) + self._raised()
            case Sum(terms=terms):
                parts = [f"{sign} {self.tree(term, 'term')}" for sign, term in terms]
                text = " ".join(parts)
                return text.removeprefix("+ ") if text[0] == "+" else "-" + text[2:]
            case Product(factors=factors):
                return self._product(factors)
            case Power(base=base, exponent=exponent):
                raised = self.tree(exponent, "inside")
                short = len(raised) == 1
                wrapped = raised if short else f"{{{raised}}}" if self.latex else f"({raised})"
                return f"{self.tree(base, 'base')}^{wrapped}"
            case Frac(top=top, bottom=bottom):
                if self.latex:
                    return rf"\frac{{{self.tree(top)}}}{{{self.tree(bottom)}}}"
                return f"{self.tree(top, 'factor')}/{self.tree(bottom, 'divisor')}"
            case Bracket(kind=kind, parts=parts):
                close = {"(": ")", "[": "]", "{": "}"}[kind]
                return kind + ", ".join(self.tree(part) for part in parts) + close
            case Call():
                return self._call(tree)
            case Derivative():
                return self._derivative(tree)
            case Comparison(members=members, how=how):
                words = [RELATIONS.get(h, h) if self.latex else h for h in how]
                rest = [f" {word} {self.tree(m)}" for word, m in zip(words, members[1:], strict=True)]
                return self.tree(members[0]) + "".join(rest)
            case Indicator(condition=condition):
                return rf"\mathbb{{I}}[{self.tree(condition)}]" if self.latex else f"I[{self.tree(condition)}]"
            case Series(kind=kind, index=index, low=low, high=high, body=body):
                head = rf"\{kind}_{{{self.tree(index)}={self.tree(low)}}}^{{{self.tree(high)}}}"
                return f"{head} {self.tree(body, 'factor')}"
        return plain(tree)

    def _raised(self) -> str:
        """What makes a transpose here: the sign that the text uses already, else a T."""
        found = TRANSPOSED.search(self.text) if self.latex else None
        return f"^{found[1]}" if found else "^T"

    def _product(self, factors: tuple[tuple[str, Tree], ...]) -> str:
        text = ""
        for i, (sign, factor) in enumerate(factors):
            part = self.tree(factor, "divisor" if sign == "/" else "factor")
            if i == 0:
                text = part
                continue
            before = factors[i - 1][1]
            apart = before.start == MADE or factor.start == MADE or before.end != factor.start
            applied = isinstance(factor, Bracket) and isinstance(before, Name) and before.name == "diag"
            joined = sign == "" and (applied or not apart)
            mark = (MARKS if self.latex else PLAIN_MARKS)[sign]
            if sign == "" and (part[:1].isdigit() or part[:1] == "-" or (not self.latex and not joined)):
                mark = MARKS["*"] if self.latex else "*"
            text += part if joined else mark + part
        return text

    def _call(self, tree: Call) -> str:
        if tree.function == "abs":
            return f"|{self.tree(tree.args[0])}|"
        if tree.function == "sqrt" and self.latex and tree.power is None:
            return rf"\sqrt{{{self.tree(tree.args[0])}}}"
        name = OPERATORS.get(tree.function, tree.function)
        head = name
        if self.latex:
            named = name in COMMANDS
            head = rf"\{name}" if named else r"\sigma" if name == "sigmoid" else rf"\operatorname{{{name}}}"
        head += "'" * tree.primes
        if tree.base is not None:
            head += f"_{{{self.tree(tree.base)}}}"
        if tree.power is not None:
            raised = self.tree(tree.power)
            head += f"^{raised}" if len(raised) == 1 else f"^{{{raised}}}"
        arg = tree.args[0]
        opening = self.text[arg.start - 1 : arg.start] if arg.start > 0 else "("
        close = {"(": ")", "[": "]"}.get(opening, ")")
        opening = opening if opening in "([" else "("
        return head + opening + ", ".join(self.tree(a) for a in tree.args) + close

    def _derivative(self, tree: Derivative) -> str:
        d = "d" if tree.kind == "d" else r"\partial" if self.latex else "∂"
        order = sum(n for _, n in tree.by)
        power = "" if order == 1 else f"^{{{order}}}" if self.latex else f"^{order}"
        of = self.tree(tree.of, "base")
        below = " ".join(self._d(d, self.tree(v, "base")) + ("" if n == 1 else f"^{n}") for v, n in tree.by)
        if not self.latex:
            return f"{d}{power}{of}/{below}"
        if isinstance(tree.of, Name):
            return rf"\frac{{{self._d(d + power, of)}}}{{{below}}}"
        return rf"\frac{{{d}{power}}}{{{below}}} {of}"

    def _d(self, d: str, name: str) -> str:
        return f"{d} {name}" if d.startswith("\\") and name[:1].isalpha() else d + name


def spelled(value: Fraction) -> Tree:
    """A positive rational number as a tree."""
    top, bottom = (Num(MADE, MADE, str(n)) for n in (value.numerator, value.denominator))
    return top if value.denominator == 1 else Frac(MADE, MADE, top, bottom)
