"""The premise that a matrix is symmetric, where a refuted claim about arrays holds under it."""

from __future__ import annotations

from contextlib import suppress

from symgrad.graph.arrays import Array
from symgrad.graph.terms import same
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Derivative, Nabla, Name, Tree, walk
from symgrad.proof import judge_together
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.mistakes.arrays.member import ArrayMember, transposed
from symgrad.review.mistakes.arrays.points import Points
from symgrad.review.mistakes.arrays.trial import ERRORS, Trial, layouts_of
from symgrad.review.mistakes.places import MADE
from symgrad.source import SymgradError


def holds_if_symmetric(ground: Ground, line: Line, k: int) -> str:
    """`holds if W = W^T: write it`; '' where no one symmetric matrix makes the sign hold.

    A matrix by which the line differentiates is left alone: of a symmetric one the entries do not vary by themselves.
    """
    if line.statement.relations[k].value != "=" or not all(isinstance(tree, Tree) for tree in line.trees[k : k + 2]):
        return ""
    about = ArrayMember(ground, line, k)
    points = Points(ground.graph, ground.assume)
    for layout in layouts_of(ground):
        name = _symmetric(about, Trial(about, layout, points))
        if name:
            written = about.ink.tree(Name(MADE, MADE, name))
            return f"holds if {written} = {about.ink.tree(transposed(Name(MADE, MADE, name)))}: write it"
    return ""


def _symmetric(about: ArrayMember, trial: Trial) -> str:
    """The first matrix that makes the sign hold if it is symmetric."""
    varied = set().union(*(_varied(part) for tree in (*about.before, about.tree) for part in walk(tree)))
    builder = trial.forked()
    varied |= trial.varied
    with suppress(*ERRORS, SymgradError):
        right = builder.term(about.tree)
        terms = builder.terms
        for name, term in builder.names.items():
            rows, columns = map(terms.sizes.find, terms.shape(term))
            if name in varied or terms.list[term].op != "input" or rows != columns or terms.is_scalar(term):
                continue
            for left in trial.left:
                same(terms.sizes, terms.shape(left), terms.shape(right))
                at_sizes = (trial.lowered(builder, left, right, term, choice=n) for n in (0, 1))
                if all(_holds(about.ground, arrays) for found in at_sizes for arrays in found):
                    return name
    return ""


def _varied(part: Tree) -> set[str]:
    """The names by which a derivative is taken."""
    if isinstance(part, Derivative):
        return set().union(*(names_in(variable) for variable, _ in part.by))
    return names_in(part.by) if isinstance(part, Nabla) and part.by is not None else set()


def _holds(ground: Ground, arrays: list[Array]) -> bool:
    """Whether two arrays are one where a third one is symmetric."""
    left, right, matrix = arrays
    put, graph = _mirrored(matrix), ground.graph
    pairs = list(zip(left.entries, right.entries, strict=True))
    if not Points(graph, ground.assume, put).alike(pairs):
        return False
    ends = graph.substituted([*left.entries, *right.entries], put)
    mirrored = list(zip(ends[: len(pairs)], ends[len(pairs) :], strict=True))
    return all(verdict.holds for verdict in judge_together(graph, mirrored, ground.assume))


def _mirrored(array: Array) -> dict[int, int]:
    """Each entry below the diagonal is the one above it."""
    return {array.at(i, j): array.at(j, i) for i in range(array.rows) for j in range(i)}
