"""Syntax trees of formulas that stand alone."""

from symgrad.notation.reader import read
from symgrad.notation.syntax import Tree
from symgrad.notation.tokens import tokenize
from symgrad.source import Source


def tree_of(text: str, latex: bool = True) -> Tree:
    return read(tokenize(Source(text), 0, len(text), latex=latex))
