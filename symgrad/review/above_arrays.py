"""Claims about numbers below whose names vectors and matrices stand: the names' nodes at given sizes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from symgrad.graph.terms import Terms
from symgrad.notation.arrays import Builder, Entries, touches
from symgrad.notation.arrays.kinds import WRITTEN, array_of_entry, is_array
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.syntax import Name, Tree, Unread
from symgrad.proof import Sign, equal_at_every_size, worst
from symgrad.review.bounds import Bounds, bounds
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.report import Step


@dataclass
class NumbersOfArrays:
    """The names of a claim that stand for numbers made of arrays, as terms."""

    builder: Builder
    names: dict[str, int]
    trees: list[Tree | Unread]
    bounds: Bounds

    @property
    def _assignments(self) -> list[dict[int, int]]:
        terms = self.builder.terms
        return terms.sizes.assignments(terms.dimensions([*self.names.values(), *self.bounds.sides]))[:2]

    def nodes(self) -> Iterator[tuple[dict[str, int], list[Sign]]]:
        """The node of each name and what is assumed of the entries, for each assignment of sizes."""
        scope = self.builder.scope
        for assigned in self._assignments:
            entries = Entries(scope, self.builder.terms, assigned)
            named = zip(self.names, entries.of(*self.names.values()), strict=True)
            yield {name: array.only for name, array in named}, self.bounds.signs(scope.graph, entries)

    def merged(self, steps: list[Step]) -> Step:
        """One sign's step from those at each assignment."""
        kind = worst([step.kind for step in steps])
        step = next(step for step in steps if step.kind == kind)
        assignments = self._assignments
        if kind == "proved" and assignments[0] and self._at_every_size(step.index):
            step.verdict = replace(step.verdict, by="index notation, for every size")
        elif step.verdict.kind == "refuted":
            step.verdict = self.bounds.doubted(step.verdict)
        elif assignments[0] and step.verdict.holds:
            names = ", ".join(self.builder.terms.sizes.text(d) for d in assignments[0])
            shown = ", ".join(f"({', '.join(map(str, a.values()))})" for a in assignments)
            how = "proved" if kind == "proved" else "holds"
            by = f"{how} at sizes ({names}) = {shown}: {step.verdict.by}"
            step.verdict = replace(step.verdict, kind="agrees", by=by)
        return step

    def _at_every_size(self, k: int) -> bool:
        builder = self.builder
        left, right = self.trees[k], self.trees[k + 1]
        with suppress(Unresolved, Unread, Inapplicable):
            if isinstance(left, Tree) and isinstance(right, Tree):
                a, b = builder.term(left), builder.term(right)
                return equal_at_every_size(builder.scope.graph, builder.terms, a, b, {})
        return False


def numbers_of_arrays(ground: Ground, line: Line) -> NumbersOfArrays | None:
    """The names of a claim in which no vector or matrix stands itself; None for any other claim."""
    scope = ground.scope
    if any(isinstance(part, WRITTEN) for part in line.parts):
        return None
    names = sorted(line.names)
    if any(is_array(scope, name) or array_of_entry(scope, name) is not None for name in names):
        return None
    builder = Builder(scope, Terms(ground.sizes.copy()))
    found: dict[str, int] = {}
    for name in names:
        if touches(scope, Name(0, 0, name)):
            if (function := scope.function(name)) is not None and (function.params or function.body is not None):
                return None
            with suppress(Unresolved, Unread, Inapplicable):
                found[name] = builder.named(name)
                if not builder.terms.is_scalar(found[name]):
                    return None
            if name not in found:
                return None
    try:
        below = NumbersOfArrays(builder, found, line.trees, bounds(builder, [*ground.bounds, *ground.bound_here]))
        list(below.nodes())
    except (Unresolved, Unread, Inapplicable):
        return None
    return below
