"""Letters that are one name: the author defines them as a run, MR = ..., and they mean nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Name, Product, Tree, children, name_run
from symgrad.review.forms import head_of
from symgrad.review.lines import Line


def words_in(scope: Scope, lines: Sequence[Line]) -> set[str]:
    """The runs of letters that stand as left members and are names there."""
    runs: dict[str, list[str]] = {}
    heads: set[str] = set()
    for line in lines:
        tree, head = line.trees[0], head_of(line.trees[0])
        if isinstance(tree, Product) and head is not None:
            if head[1] is None:
                runs[head[0]] = [name.name for name in name_run(tree.factors, 0)]
            elif len(head[0]) > 1:
                heads.add(head[0])
    whole = heads | set(runs)
    alone = {name for line in lines for name in _standing(line, whole, set(runs))}
    found = set()
    for word, letters in runs.items():
        strange = [each for each in letters if each not in alone and not scope.knows(each)]
        single = all(len(each.partition("_")[0]) == 1 for each in letters)
        if single and (len(strange) == len(letters) or (strange and _is_upper(word))):
            found.add(word)
    return found


def _is_upper(word: str) -> bool:
    return word.partition("_")[0].isupper()


def _standing(line: Line, whole: set[str], heads: set[str]) -> Iterator[str]:
    """The names that stand in a line, those in runs that are written whole left out."""
    stack: list[Tree] = []
    for i, tree in enumerate(line.trees):
        head = head_of(tree) if i == 0 else None
        if isinstance(tree, Tree) and not (head is not None and head[1] is None and head[0] in heads):
            stack.append(tree)
    while stack:
        part = stack.pop()
        if isinstance(part, Name):
            yield part.name
        if not isinstance(part, Product):
            stack += children(part)
            continue
        i = 0
        while i < len(part.factors):
            run = name_run(part.factors, i)
            lengths = range(len(run), 1, -1)
            taken = next((n for n in lengths if "".join(each.name for each in run[:n]) in whole), 0)
            if not taken:
                stack.append(part.factors[i][1])
            i += taken or 1
