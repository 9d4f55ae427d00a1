"""Names of solutions: what stands behind a condition on x for `x^*`, `\\hat x` or `x_{opt}` is said of x."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Name, Num, Power, Tree
from symgrad.review.lines import Line

_INDEX = re.compile(r"(?:MAP|MLE?|OLS|LS|opt|min|max|eq)")


def solved_name(name: str) -> str:
    """The name that another one is a solution for; '' for a name without such a mark.

    >>> solved_name("x__star"), solved_name("muhat_1"), solved_name("mu_MAP"), solved_name("x_1")
    ('x', 'mu_1', 'mu', '')
    """
    head, _, above = name.partition("__")
    base, _, below = head.partition("_")
    bare = base.removesuffix("hat") or base
    index = "" if _INDEX.fullmatch(below) else below
    found = bare + (f"_{index}" if index else "") + (f"__{above}" if above and above != "star" else "")
    return found if found != name else ""


def of_unknowns(line: Line, unknowns: Set[str]) -> Line | None:
    """A line about solutions as one about the unknowns; None where its left side is about none."""
    left = line.trees[0]
    if not isinstance(left, Tree):
        return None
    table = {name: found for name in line.names if (found := solved_name(name.partition("^")[0])) in unknowns}
    if names_in(left).isdisjoint(table):
        return None

    def renamed(part: Tree) -> Tree:
        if not isinstance(part, Name) or part.name not in table:
            return part
        power = part.name.partition("^")[2]  # of a square that is defined as it stands
        found = replace(part, name=table[part.name])
        return Power(part.start, part.end, found, Num(part.end, part.end, power)) if power else found

    trees = [rewritten(tree, renamed) if isinstance(tree, Tree) else tree for tree in line.trees]
    return replace(line, trees=trees, kinds=["claim"] * len(line.kinds))
