"""One sign of a claim about arrays: judged entry by entry at small sizes, then in index notation for every size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from symgrad.graph.arrays import Array
from symgrad.notation.arrays import Builder, Entries
from symgrad.notation.arrays.conventions import EXCEPT
from symgrad.notation.arrays.entries import SIZED, at_sizes
from symgrad.notation.meaning import Unresolved
from symgrad.notation.syntax import Tree
from symgrad.proof import OFF_STEPS, Verdict, decimals, equal_at_every_size, judge_together, worst
from symgrad.review.bounds import Bounds
from symgrad.review.comparison import equality, inequality, rounding
from symgrad.review.constraints import Constraint, Tied
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.values import known_values

NOWHERE = ("no point of the domain", "this divides by zero")  # at some sizes that is: X^T X of a wide X
POWER, CHANGING = "diagonal power", ("derivative", "tensor", "differential", "opaque")
SENSELESS = "an approximation of arrays without a stated sense"


@dataclass
class SizedSign:
    """Sign number `index` of a claim, between terms of a builder; constraints, bounds: what is assumed there."""

    ground: Ground
    line: Line
    index: int
    builder: Builder
    constraints: Sequence[Constraint]
    bounds: Bounds

    def __post_init__(self) -> None:
        self.terms, self.scope = self.builder.terms, self.ground.scope
        self.diagonal: set[int] = set()

    def verdict(self, a: int, b: int) -> Verdict:
        """The verdict on the sign between two terms of one shape."""
        sizes, terms = self.terms.sizes, self.terms
        relation = self.line.statement.relations[self.index].value
        if relation == "=" and any(self._restates(a, b, one) for one in self.constraints if one.unknowns):
            return Verdict("proved", "the condition rearranged, for every size")
        bound = [*self.bounds.sides, *(side for one in self.constraints for side in (one.left, one.right))]
        self.diagonal = self._diagonal(a, b)
        dims = [*terms.dimensions([a, b]), *self.builder.letters.values(), *terms.dimensions(bound)]
        found: list[Verdict] = []
        shown: list[str] = []
        assignments = sizes.assignments(dims)
        for assigned in assignments:
            verdict, where = self._at(a, b, assigned)
            text = f"({', '.join(str(n) for n in assigned.values())})"
            nowhere = verdict.message.startswith(NOWHERE)
            if verdict.kind == "refuted" and not (nowhere and len(assignments) > 1):
                if (open_ := self._if_sized(a, b, assignments)) is not None:
                    return open_
                known = text if len(assigned) > 1 else text.strip("()")
                place = f"{self._names(assigned)} = {known}" if assigned else ""
                spot = " and ".join(filter(None, (place, where)))
                return replace(verdict, message=f"with {spot}: {verdict.message}" if spot else verdict.message)
            if nowhere:
                continue
            found.append(verdict)
            shown.append(text)
            if not verdict.holds or len(found) == 2:
                break
        if not found:
            return verdict
        kind = worst([v.kind for v in found])
        verdict = next(v for v in found if v.kind == kind)
        if not assignments[0] or not verdict.holds:
            return verdict
        if len(found) < 2:
            return Verdict("undecided", message=f"it holds at sizes {shown[0]} only: no domain at others was found")
        if kind == "proved" and self._free_of_arrays(a, b):
            return verdict
        if (by := self._at_every_size(found, a, b)) is not None:
            return replace(verdict, kind="agrees" if by.endswith(OFF_STEPS) else "proved", by=by)
        how = "proved" if kind == "proved" else "holds"
        by = f"{how} at sizes {self._names(assignments[0])} = {', '.join(shown)}: {verdict.by}"
        return replace(verdict, kind="agrees", by=by)

    def _diagonal(self, a: int, b: int) -> set[int]:
        """The matrices that a fractional power takes to be diagonal. Raises Unresolved where that is no instance."""
        terms = self.terms
        powers = {id for id in terms.cone([a, b]) if terms.list[id].op == POWER}
        changing = [id for id in terms.cone([a, b]) if terms.list[id].op in CHANGING]
        if powers and (self.constraints or any(powers & set(terms.cone(terms.list[id].args)) for id in changing)):
            raise Unresolved("this power of an array is not read")
        return {terms.list[id].args[0] for id in powers}

    def _if_sized(self, a: int, b: int, assignments: Sequence[dict[int, int]]) -> Verdict | None:
        """What is false at sizes of its own for a bare I or 1, and right if they have one that is written."""
        text = self.terms.sizes.text
        bare_ = [d for d in assignments[0] if text(d) == "?"]
        for other in assignments[0] if bare_ else ():
            sized = (assigned | dict.fromkeys(bare_, assigned[other]) for assigned in assignments[:2])
            if other not in bare_ and all(self._at(a, b, assigned)[0].holds for assigned in sized):
                return Verdict("undecided", message=f"it holds if what has no written size has the size {text(other)}")
        return None

    def _at_every_size(self, found: Sequence[Verdict], a: int, b: int) -> str | None:
        """How the claim is proved for every size, if it is. found: the verdicts at sizes, which hold.

        A proof at sizes may leave out where a step jumps; in index notation a step is what it is there, too.
        """
        if not all(v.kind == "proved" or v.by.endswith(OFF_STEPS) for v in found):
            return None
        apart = any(note.startswith("except") for v in found for note in v.notes)
        for off_steps in (True,) if apart else (False, True):
            if self._is_one_form(a, b, off_steps=off_steps):
                return f"index notation, for every size{', ' + OFF_STEPS if off_steps else ''}"
        return None

    def _at_once(self, a: int, b: int) -> str | None:
        """How all entries are proved equal in one go at sizes that are numbers, if they are."""
        return "index notation" if self._is_one_form(a, b) else None

    def _is_one_form(self, a: int, b: int, *, off_steps: bool = False) -> bool:
        symmetric = {one.symmetric for one in self.constraints if one.symmetric}
        graph, differentials = self.scope.graph, self.builder.differentials
        return equal_at_every_size(graph, self.terms, a, b, differentials, symmetric, off_steps=off_steps)

    def _restates(self, a: int, b: int, condition: Constraint) -> bool:
        """Whether a claim is a condition rearranged: the difference of its sides is a multiple of the other."""
        terms = self.terms
        if terms.shape(a) != terms.shape(condition.left):
            return False

        def total(p: int, x: int, q: int, y: int) -> int:
            scaled = (id if k == 1 else terms.apply("scale", self.builder.number(k), id) for k, id in ((p, x), (q, y)))
            return terms.apply("add", *scaled)

        return any(
            self._is_one_form(total(p, a, q, right), total(p, b, q, left))
            for left, right in ((condition.left, condition.right), (condition.right, condition.left))
            for p, q in ((1, 1), (2, 1), (1, 2))
        )

    def _free_of_arrays(self, a: int, b: int) -> bool:
        """Whether arrays stand nowhere but below the values of unknown functions, which sizes do not change."""
        terms = self.terms
        stack, seen, hidden = [a, b], set[int](), set[int]()
        while stack:
            id = stack.pop()
            if id not in seen:
                seen.add(id)
                opaque = terms.list[id].op == "opaque"
                (hidden.update if opaque else stack.extend)(terms.list[id].args)
        by = {terms.list[id].args[1] for id in seen if terms.list[id].op == "derivative"}
        sized = any(terms.list[id].op in SIZED for id in seen)
        return not sized and all(map(terms.is_scalar, seen)) and not by & set(terms.cone(hidden))

    def _names(self, assigned: dict[int, int]) -> str:
        texts = [self.terms.sizes.text(d) for d in assigned]
        return f"({', '.join(texts)})" if len(texts) > 1 else texts[0]

    def _at(self, a: int, b: int, assigned: dict[int, int]) -> tuple[Verdict, str]:
        """The worst verdict over all entries (and places of index letters) at one assignment of sizes."""
        letters = self.builder.letters
        ranges = [range(self.terms.sizes.number(d, assigned)) for d in letters.values()]
        pairs: list[tuple[int, int]] = []
        places: list[str] = []
        notes: dict[str, None] = {}
        scope = at_sizes(self.scope, self.terms, assigned)
        for spot in product(*ranges):
            at = dict(zip(letters, spot, strict=True))
            entries = Entries(scope, self.terms, assigned, at, self.builder.differentials)
            left, right = entries.of(a, b)
            notes.update(entries.notes)
            pairs += zip(left.entries, right.entries, strict=True)
            index = ", ".join(f"{letter} = {i + 1}" for letter, i in at.items())
            places += [", ".join(filter(None, (index, place))) for place in _places(left)]
        entries = Entries(scope, self.terms, assigned)
        pairs = self._at_diagonals(entries, pairs)
        with self.ground.assuming([*self.ground.assume, *self.bounds.signs(self.ground.graph, entries)]):
            verdicts = self._judge(pairs, None if assigned else lambda: self._at_once(a, b))
            if self.constraints and not all(verdict.holds for verdict in verdicts):
                verdicts = self._constrained(entries, pairs, verdicts)
        kind = worst([v.kind for v in verdicts])
        worst_at = next(i for i, v in enumerate(verdicts) if v.kind == kind)
        verdict = noting(verdicts[worst_at], notes)
        return verdict, places[worst_at] if len(places) > 1 else ""

    def _at_diagonals(self, entries: Entries, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The pairs where the matrices under fractional powers are diagonal."""
        graph, zeros = self.ground.graph, dict[int, int]()
        for matrix in entries.of(*self.diagonal):
            apart = ((i, j) for i in range(matrix.rows) for j in range(matrix.columns) if i != j)
            zeros.update((matrix.at(i, j), graph.number(0).id) for i, j in apart)
        return [(graph.substitute(x, zeros), graph.substitute(y, zeros)) for x, y in pairs] if zeros else pairs

    def _constrained(
        self, entries: Entries, pairs: Sequence[tuple[int, int]], verdicts: Sequence[Verdict]
    ) -> list[Verdict]:
        """The verdicts where what is assumed of the arrays holds."""
        tied = Tied(self.ground.graph, rest=[premise.sides for premise in self.ground.premises])
        for one in self.constraints:
            tied.enter(*entries.of(one.left, one.right))
            tied.unknowns += [entry for array in entries.of(*one.unknowns) for entry in array.entries]
        where = f"where {', '.join(one.text for one in self.constraints)}"
        return [
            verdict if verdict.holds else tied.judge(*pair, self.ground.assume).noting(where)
            for pair, verdict in zip(pairs, verdicts, strict=True)
        ]

    def _approximate(self, a: int, b: int, values: dict[str, Tree]) -> Verdict:
        if decimals(self.ground.graph, b):
            return rounding(self.ground, a, b, values)
        verdict = equality(self.ground, a, b, values, None, False)
        return verdict if verdict.holds else Verdict("undecided", message=SENSELESS)

    def _judge(self, pairs: Sequence[tuple[int, int]], at_once: Callable[[], str | None] | None) -> list[Verdict]:
        """The verdicts on pairs of entries. at_once: how all of them are proved in one go, if they are."""
        ground, relation = self.ground, self.line.statement.relations[self.index].value
        values = known_values(ground, self.line)
        if relation == "≈":
            return [self._approximate(a, b, values) for a, b in pairs]
        if relation not in ("=", ":="):
            return [inequality(ground, a, b, relation, values) for a, b in pairs]
        found = judge_together(ground.graph, pairs, ground.assume, at_once)
        if all(v.holds for v in found) or not (values or len(pairs) == 1):
            return found
        last = self.index + 2 == len(self.line.trees)
        return [equality(ground, a, b, values, None, last) for a, b in pairs]


def noting(verdict: Verdict, notes: Iterable[str]) -> Verdict:
    """A verdict with notes: what is shown except at some points is not proved."""
    left_out = verdict.kind == "proved" and any(note.startswith(EXCEPT) for note in notes)
    return (replace(verdict, kind="agrees") if left_out else verdict).noting(*notes)


def _places(array: Array) -> list[str]:
    if array.rows == array.columns == 1:
        return [""]
    if 1 in (array.rows, array.columns):
        return [f"entry {i + 1}" for i in range(len(array.entries))]
    return [f"entry ({i + 1}, {j + 1})" for i in range(array.rows) for j in range(array.columns)]
