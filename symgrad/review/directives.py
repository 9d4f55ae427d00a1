"""The directives of a section: `let f be a function`, `assume x > 0`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symgrad.graph.table import SPOKEN
from symgrad.notation.reader import read
from symgrad.notation.scope import Function, names_in
from symgrad.notation.syntax import Unread
from symgrad.notation.tokens import tokenize
from symgrad.review.functions import function_called
from symgrad.review.lines import Opened
from symgrad.review.said import said_to_be
from symgrad.source import Source, Span, SymgradError


def obey(opened: Opened, words: str, span: Span) -> None:
    """Enter what a directive says into the scope. Raises SymgradError for one that cannot be obeyed."""
    scope = opened.scope
    parts = words.split()
    match parts:
        case ["let", name, "be", *what]:
            _let(opened, _plain_name(name), " ".join(what), span)
        case ["assume", *rest]:
            _assume(opened, " ".join(rest), span)
        case ["layout", ("numerator" | "denominator") as layout]:
            scope.layout = layout
        case ["partials", ("local" | "total") as partials]:
            scope.partials = partials
        case ["layout", *_] | ["partials", *_]:
            wanted = ("numerator", "denominator") if parts[0] == "layout" else ("local", "total")
            raise SymgradError(f"'{words}' is no directive", span, ", ".join(f"{parts[0]} {each}" for each in wanted))
        case ["relu", "at", "zero", value]:
            scope.graph.at_zero = _slope(value, span)
        case _:
            raise SymgradError(
                f"'{words}' is no directive",
                span,
                "ignore, expect refuted, let f be a function, let a be relu, assume x > 0, relu at zero 1",
            )


def _let(opened: Opened, name: str, kind: str, span: Span) -> None:
    """`let f be a function`"""
    scope = opened.scope
    if kind in ("a function", "any function", "general"):
        scope.functions[name] = Function(general=True)
    elif kind in ("an elementwise function", "an entrywise function", "elementwise", "entrywise"):
        scope.functions[name] = replace(scope.functions.get(name, Function(general=True)), entrywise=True)
    elif kind == "standard normal":
        scope.random[name] = kind
        scope.declared.add(name)
    elif (equation := said_to_be(name, kind)) is not None:
        opened.supposed.append(equation)
        if kind == "symmetric":  # as the law of a random number can be, too
            scope.random[name] = kind
            scope.declared.add(name)
    elif kind in ("leaky relu", "leaky-relu"):
        scope.functions[name] = Function(known="leaky")
    elif kind in ("a variable", "a number", "a name", "a parameter"):
        scope.declared.add(name)
    elif spoken := SPOKEN.get(kind) or SPOKEN.get(kind.lower().replace(" ", "")):
        scope.functions[name] = Function(known=spoken)
    elif (function := function_called(kind)) is not None:
        scope.functions[name] = function
    else:
        raise SymgradError(f"'{kind}' is nothing that a name can be", span, "let f be a function, let a be relu")


def _slope(text: str, span: Span) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 1:
        raise SymgradError(f"relu'(0) cannot be '{text}': a number from 0 to 1 is expected", span, "relu at zero 1")
    return value


def _assume(opened: Opened, text: str, span: Span) -> None:
    source = Source(text)
    tokens = tokenize(source, 0, len(text), latex="\\" in text)
    signs = [i for i, token in enumerate(tokens) if token.kind == "relation"]
    try:
        if len(signs) != 1:
            raise Unread("one relation is expected", 0, len(text))
        left, right = read(tokens[: signs[0]]), read(tokens[signs[0] + 1 :])
    except Unread as unread:
        raise SymgradError(f"'{text}' cannot be assumed: {unread.reason}", span, "assume x > 0") from None
    opened.assumed.append((left, tokens[signs[0]].value, right))
    opened.scope.declared |= names_in(left) | names_in(right)


def _plain_name(text: str) -> str:
    """The name that a directive writes: `a`, `\\phi`, `f_1`."""
    return text.strip("$").lstrip("\\").replace("{", "").replace("}", "")
