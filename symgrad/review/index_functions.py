"""Functions of an index: `P(i) = e^{z_i}/\\sum_k e^{z_k}` is a family whose index is written in brackets."""

from __future__ import annotations

from dataclasses import replace

from symgrad.notation.families import taken_apart
from symgrad.notation.rewrite import rewritten
from symgrad.notation.syntax import Bracket, Call, Name, Num, Over, Product, Series, Tree, walk
from symgrad.review.forms import head_of
from symgrad.review.lines import Line, Opened


def index_functions(opened: Opened) -> None:
    """Write the index of such functions below their names."""
    lines = [line for seen in opened.seen for line in seen.lines]
    names = {name for line in opened.lines if (name := _of_an_index(line)) and _has_indices_alone(name, lines)}
    for line in opened.lines if names else ():
        for k, tree in enumerate(line.trees):
            if isinstance(tree, Tree) and (new := rewritten(tree, lambda part: _lowered(part, names))) is not tree:
                line.trees[k] = new
                line.notes.append(f"{', '.join(sorted(names))} is a function of an index, which is written below it")


def _of_an_index(line: Line) -> str:
    """The function that a line defines of a letter which stands only as an index, as a sum binds another one."""
    head, right = head_of(line.trees[0]), line.trees[1]
    if head is None or "_" in head[0] or head[1] is None or len(head[1]) != 1 or not isinstance(right, Tree):
        return ""
    name, (letter,) = head[0], head[1]
    parts = list(walk(right))
    names = {part.name for part in parts if isinstance(part, Name)}
    families = {apart.family for each in names if (apart := taken_apart(each, {letter})).moves and apart.counts}
    bound = {
        taken_apart(part.name, {series.index.name}).family
        for series in parts
        if isinstance(series, (Series, Over))
        for part in walk(series.body)
        if isinstance(part, Name) and taken_apart(part.name, {series.index.name}).moves
    }
    return name if letter not in names and families & bound else ""


def _has_indices_alone(name: str, lines: list[Line]) -> bool:
    """Whether nothing but letters and numbers stand in the brackets behind a name."""
    for line in lines:
        for tree in line.trees:
            for part in walk(tree) if isinstance(tree, Tree) else ():
                if isinstance(part, Product):
                    for (_, a), (sign, b) in zip(part.factors, part.factors[1:], strict=False):
                        if _inner(a) == name and isinstance(b, Bracket) and not sign and _index(b) is None:
                            return False
    return True


def _inner(tree: Tree) -> str:
    match tree:
        case Name(name=name, primes=0, dots=0):
            return name
        case Call(args=(Name(name=name, primes=0, dots=0),)):
            return name
    return ""


def _index(bracket: Tree) -> str | None:
    match bracket:
        case Bracket(parts=(Name(name=name, primes=0, dots=0),)) if len(name) == 1:
            return name
        case Bracket(parts=(Num(text=text),)) if text.isdigit():
            return text
    return None


def _lowered(part: Tree, names: set[str]) -> Tree:
    if not isinstance(part, Product):
        return part
    factors = list(part.factors)
    for k in range(len(factors) - 1, 0, -1):
        (before, a), (sign, b) = factors[k - 1], factors[k]
        index = _index(b)
        if sign or index is None or _inner(a) not in names:
            continue
        if isinstance(a, Call):
            (inner,) = a.args
            lowered: Tree = replace(a, end=b.end, args=(_at(inner, index, b.end),))
        else:
            lowered = _at(a, index, b.end)
        factors[k - 1 : k + 1] = [(before, lowered)]
    if len(factors) == 1 and not factors[0][0]:
        return factors[0][1]
    return replace(part, factors=tuple(factors)) if len(factors) < len(part.factors) else part


def _at(name: Tree, index: str, end: int) -> Tree:
    assert isinstance(name, Name)
    return replace(name, end=end, name=f"{name.name}_{index}", letters=())
