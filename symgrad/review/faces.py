"""Weight and font as part of a name, where a section defines a name in two of them: W and \\mathbf{W}."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from symgrad.notation.rewrite import rewritten
from symgrad.notation.syntax import Bracket, Name, Product, Tree
from symgrad.review.lines import Line

DEFINING = {"=", ":=", "∈"}


def defined_faces(lines: Sequence[Line], seen: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """(name, face) of everything that is defined or declared. seen: by the outer sections."""
    return frozenset({*seen, *((name.name, name.face) for line in lines if (name := _defined(line)) is not None)})


def with_faces(tree: Tree, defined: frozenset[tuple[str, str]]) -> Tree:
    """The tree with the face in the names that are defined in this face and in another one."""
    names = [name for name, _ in defined]
    apart = {(name, face) for name, face in defined if face and names.count(name) > 1}

    def faced(part: Tree) -> Tree:
        if isinstance(part, Name) and (part.name, part.face) in apart:
            head, under, index = part.name.partition("_")
            return replace(part, name=f"{head}{part.face}{under}{index}", face="")
        return part

    return rewritten(tree, faced)


def _defined(line: Line) -> Name | None:
    """The name that a line defines or declares, as a name or a function head."""
    if line.statement.relations[0].value not in DEFINING or line.ignored:
        return None
    left = line.trees[0]
    if isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1][1], Bracket):
        left = left.factors[0][1]
    return left if isinstance(left, Name) and not left.primes and not left.dots else None
