"""The imaginary unit: an i or j that words call so, or that stands as physics writes it and means nothing else."""

from __future__ import annotations

import re
from itertools import pairwise

from symgrad.notation.scope import Scope, names_below
from symgrad.notation.syntax import Call, Name, Power, Product, Tree, walk
from symgrad.review.lines import Line, Opened

SAID = re.compile(r"imaginary unit|imaginäre Einheit|unité imaginaire", re.IGNORECASE)
BESIDE = frozenset(("omega", "hbar", "ℏ"))  # what an imaginary unit stands right before
REASON = "{} is the imaginary unit here, and complex numbers are not judged"


def find_units(opened: Opened) -> None:
    """Enters the letters that are the imaginary unit in a section."""
    scope = opened.scope
    trees = [tree for line in opened.lines for tree in line.trees if isinstance(tree, Tree)]
    names = {part.name for tree in trees for part in walk(tree) if isinstance(part, Name)}
    counting = {letter for name in names for index in name.split("_")[1:] for letter in re.findall("[ij]", index)}
    for letter in {"i", "j"} & names - counting - scope.indices:
        if scope.knows(letter):
            continue
        if SAID.search(opened.section.prose) or any(_is_unit(part, letter) for tree in trees for part in walk(tree)):
            scope.imaginary.add(letter)


def imaginary_in(scope: Scope, line: Line) -> str:
    """Why a line with the imaginary unit, or what is made of it, is not judged; '' for any other."""
    units = set().union(*(each.imaginary for each in scope.chain))
    if not units:
        return ""
    below = set().union(*(names_below(scope, tree) for tree in line.trees if isinstance(tree, Tree)))
    return REASON.format(min(units & below)) if units & below else ""


def _is_unit(part: Tree, letter: str) -> bool:
    """Whether a part is e^{i x}, i sin x, or i before an omega."""
    if isinstance(part, Power) and isinstance(part.base, Name) and part.base.name == "e":
        return _multiplies(part.exponent, letter)
    if isinstance(part, Call) and part.function == "exp":
        return any(_multiplies(each, letter) for each in part.args)
    if not isinstance(part, Product):
        return False
    return any(
        isinstance(a, Name) and a.name == letter and not sign and _stands_beside(b)
        for (_, a), (sign, b) in pairwise(part.factors)
    )


def _stands_beside(tree: Tree) -> bool:
    return (isinstance(tree, Call) and tree.function == "sin") or (isinstance(tree, Name) and tree.name in BESIDE)


def _multiplies(exponent: Tree, letter: str) -> bool:
    """Whether the letter is a factor of an exponent, beside others."""
    return any(
        isinstance(factor, Name) and factor.name == letter
        for part in walk(exponent)
        if isinstance(part, Product)
        for _, factor in part.factors
    )
