"""Functions that a text gives without an argument: by their common name in words, or as the prime of another."""

from __future__ import annotations

import re
from dataclasses import replace

from symgrad.document import Said
from symgrad.notation.meaning.functions import SYMBOLS
from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import Function, Scope, applied_in, names_in
from symgrad.notation.syntax import Bracket, Call, Name, Num, Power, Prime, Product, Sum, Tree, walk
from symgrad.review.forms import applied_to
from symgrad.review.lines import Opened

ARGUMENT = Name(0, 0, "t")
DENSITY = Function((ARGUMENT.name,), Call(0, 0, "normcdf", (ARGUMENT,), primes=1))
_NORMAL = r"(?:standard[- ])?(?:normal|gaussian)"
CALLED: tuple[tuple[str, Function], ...] = (  # from the longer words to the shorter
    (rf"{_NORMAL}(?: cumulative| probability)? distribution(?: function)?|{_NORMAL} c\.?d\.?f\.?|"
     rf"(?:cumulative )?distribution function of (?:a |the )?{_NORMAL}(?: distribution| variable| number)?|"
     r"Verteilungsfunktion der Standardnormalverteilung|"
     r"fonction de répartition de la loi normale centrée réduite", Function(known="normcdf")),
    (rf"{_NORMAL}(?: probability)? density(?: function)?|{_NORMAL} p\.?d\.?f\.?|"
     rf"(?:probability )?density(?: function)? of (?:a |the )?{_NORMAL}(?: distribution| variable| number)?|"
     r"Dichte der Standardnormalverteilung|densité de la loi normale centrée réduite", DENSITY),
    (r"(?:logistic|sigmoid)(?: sigmoid)?(?: activation)?(?: function)?|Sigmoid-?funktion|logistische Funktion|"
     r"fonction (?:sigmoïde|logistique)", Function(known="sigmoid")),
    (r"error function|Fehlerfunktion|fonction d'erreur", Function(known="erf")),
    (r"digamma function|Digammafunktion|fonction digamma", Function(known="digamma")),
    (r"gamma function|Gammafunktion|fonction gamma", Function(known="gamma")),
    (r"softplus(?: function)?", Function(known="softplus")),
    (r"hyperbolic tangent", Function(known="tanh")),
    (r"rectified linear unit|ReLU(?: function)?", Function(known="relu")),
)  # fmt: skip
_WHAT = "|".join(f"(?P<k{k}>{words})" for k, (words, _) in enumerate(CALLED))
_LINK = r"be|is|denotes|stands for|being|sei|ist|bezeichnet|soit|est|désigne"
_END = r"(?=\W*$|\W*\s(?:and|with|und|et|where|its|applied)\b|[.,;:])"
_ARTICLE = r"the|die|der|la|le|l'"
BEHIND = re.compile(
    rf"\s*(?:(?:{_LINK}|,)\s+(?:(?:{_ARTICLE}|an?|eine?|une?)\s+)?|(?:{_ARTICLE})\s+)(?:{_WHAT}){_END}", re.IGNORECASE
)
BEFORE = re.compile(rf"(?:^|\b(?:{_ARTICLE}|a|with|and|und|et)\s+)(?:{_WHAT})\s*$", re.IGNORECASE)


def enter_functions(opened: Opened) -> None:
    """Enters the functions of a section that no head such as `f(x) = ...` defines."""
    for name, function in _called(opened.section.said):
        if not opened.scope.knows(name):
            opened.scope.functions[name] = function
    applied = set().union(*(applied_in(tree) for line in opened.lines for tree in line.readable))
    if "phi" in applied and not opened.scope.knows("phi") and not opened.scope.knows("Phi") and "Phi" in applied:
        opened.scope.functions["phi"] = replace(DENSITY, taken="the density of a standard normal number")
    for name, formula in list(opened.scope.formulas.items()):
        if name in applied and opened.scope.functions.get(name) is None:
            body = _at_argument(opened.scope, formula)
            if body is not None:
                opened.scope.functions[name] = Function((ARGUMENT.name,), body)


def function_called(words: str) -> Function | None:
    """The function of a common name: `standard normal density`, `logistic function`."""
    found = re.fullmatch(rf"(?:{_WHAT})", words, re.IGNORECASE)
    return _which(found) if found else None


def _which(found: re.Match[str]) -> Function:
    return next(function for k, (_, function) in enumerate(CALLED) if found[f"k{k}"] is not None)


def _called(said: list[Said]) -> list[tuple[str, Function]]:
    """The names between words that say which function they are."""
    found = []
    for k, piece in enumerate(said):
        if len(piece.formula) != 1 or piece.formula[0].kind not in ("name", "word"):
            continue
        behind = BEHIND.match(said[k + 1].words) if k + 1 < len(said) else None
        before = BEFORE.search(said[k - 1].words) if k else None
        if match := behind or before:
            found.append((piece.formula[0].value, _which(match)))
    return found


def _at_argument(scope: Scope, formula: Tree) -> Tree | None:
    """The formula of a function at its argument, where all that stands in it are functions: `f' + g` at t."""
    parts = walk(formula)
    if not all(isinstance(part, (Name, Num, Sum, Product, Power, Prime, Bracket)) for part in parts):
        return None
    names = names_in(formula)
    if not names or ARGUMENT.name in names or not all(_is_function(scope, name) for name in names):
        return None
    if applied_in(formula):
        return None
    return rewritten(formula, lambda part: applied_to(part, ARGUMENT) if isinstance(part, Name) else part)


def _is_function(scope: Scope, name: str) -> bool:
    function = scope.function(name)
    if function is None:
        return name in SYMBOLS and not scope.knows(name)
    return bool(function.known) or len(function.params) == 1
