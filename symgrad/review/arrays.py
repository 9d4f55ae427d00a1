"""Claims about vectors and matrices: built under each layout and reading, and judged entry by entry at given sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from symgrad.graph.arrays import Array
from symgrad.graph.sizes import Misfit
from symgrad.graph.terms import Terms, same
from symgrad.notation.arrays import Builder, Entries, Layout, touches
from symgrad.notation.arrays.builder import Misshapen
from symgrad.notation.arrays.conventions import EXCEPT
from symgrad.notation.arrays.entries import SIZED, at_sizes
from symgrad.notation.arrays.kinds import array_of_entry
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.readings import ways
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Either, Num, Tree, Unread, bare, walk
from symgrad.proof import OFF_STEPS, Kind, Verdict, decimals, equal_at_every_size, judge_together, worst
from symgrad.review.bounds import bounds
from symgrad.review.comparison import equality, inequality, rounding
from symgrad.review.constraints import Constraint, Tied, constraints
from symgrad.review.forms import chain_variable
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.values import known_values
from symgrad.source import Span

GOOD = {"proved": 0, "agrees": 0, "undecided": 1, "unread": 1, "refuted": 3}
NOWHERE = ("no point of the domain", "this divides by zero")  # at some sizes that is: X^T X of a wide X


def is_claim_of_arrays(ground: Ground, line: Line) -> bool:
    """Whether vectors or matrices stand in a claim, or below the names in it."""
    return any(isinstance(tree, Tree) and touches(ground.scope, tree) for tree in line.trees)


SENSELESS = "an approximation of arrays without a stated sense"
INAPPLICABLE = Verdict("undecided", message="a local partial by what is no direct operand")


@dataclass
class Built:
    """A member under one reading: its term, or why it has none."""

    term: int | None
    mode: str = "total"
    notes: tuple[str, ...] = ()
    trouble: Verdict | None = None
    span: Span | None = None


@dataclass
class Attempt:
    """A claim under one layout: a verdict for each judged sign."""

    layout: Layout
    bits: set[str]
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(GOOD[v.kind] * (1 - 1e-5 * k) for k, v in self.verdicts.items())


class ArrayClaim:
    """One claim under one layout.

    frozen: dimensions that the definitions and the first member leave apart are different ones.
    """

    def __init__(self, ground: Ground, line: Line, layout: Layout, *, frozen: bool) -> None:
        self.ground, self.line, self.scope = ground, line, ground.scope
        self.terms = Terms(ground.sizes.copy())
        self.builder = Builder(self.scope, self.terms, layout, variable=chain_variable(line.trees, self.scope))
        self.spans: dict[int, Span] = {}
        self.ill_named = False  # a definition has no shape
        self._name_everything()
        self.builder.letters.clear()
        self.members: list[list[Built]] = []
        for i, tree in enumerate(line.trees):
            self.members.append(list(self._built(i, tree)))
            self.terms.sizes.frozen = frozen
        self.constraints = constraints(self.builder, ground.supposed_at(line))
        self.bounds = bounds(self.builder, [*ground.bounds, *ground.bound_here])

    def _name_everything(self) -> None:
        """What the formulas of the names say about their dimensions comes before what the claim says."""
        for name in dict.fromkeys(
            name for tree in self.line.trees if isinstance(tree, Tree) for name in sorted(names_in(tree))
        ):
            try:
                if array_of_entry(self.scope, name) is None and self.scope.function(name) is None:
                    self.builder.named(name)
            except Misshapen:
                self.ill_named = True
            except (Unresolved, Unread, Inapplicable):
                pass  # said where the member is built

    def judged(self) -> Attempt:
        signs = [k for k, kind in enumerate(self.line.kinds) if kind == "claim"]
        best: dict[int, Verdict] = {}
        least = None
        known: dict[tuple[int, int | None, int | None], Verdict] = {}
        for chosen in product(*self.members):
            found: dict[int, Verdict] = {}
            for k in signs:
                key = k, chosen[k].term, chosen[k + 1].term
                if key not in known:
                    known[key] = self._verdict(k, chosen[k], chosen[k + 1])
                if known[key] is INAPPLICABLE:
                    break
                found[k] = _noting(known[key], (*chosen[k].notes, *chosen[k + 1].notes))
            if len(found) < len(signs):
                continue
            score = sum(GOOD[v.kind] * (1 - 1e-5 * k) for k, v in found.items())
            score += sum(0.001 for b in chosen if b.mode != "total")
            if least is None or score < least:
                best, least = found, score
        for k in signs:
            at = next((b.span for b in (*self.members[k], *self.members[k + 1]) if b.span is not None), None)
            self.spans[k] = at or self.line.statement.member_span(k + 1)
        return Attempt(self.builder.layout, self.builder.bits, best, self.spans)

    def _built(self, i: int, tree: Tree | Unread) -> Iterator[Built]:
        span = self.line.statement.member_span(i)
        if isinstance(tree, Unread):
            at = Span(span.source, tree.start, max(tree.start, tree.end))
            yield Built(None, trouble=Verdict("unread", message=tree.reason), span=at)
            return
        seen: set[int] = set()
        whys = dict.fromkeys(part.why for part in walk(tree) if isinstance(part, Either))
        for second, (mode, modes) in product((False, True) if whys else (False,), ways(tree, self.scope)):
            self.builder.modes, self.builder.notes, self.builder.second = modes, {}, second
            try:
                term = self.builder.term(tree)
            except Inapplicable:
                continue
            except Unread as unread:
                at = Span(span.source, unread.start, max(unread.start, unread.end))
                yield Built(None, trouble=Verdict("unread", message=unread.reason), span=at)
                return
            except Misshapen as misfit:
                if mode == "total":
                    yield Built(None, trouble=self._misshapen(misfit))
                    return
                continue
            except Unresolved as unresolved:
                if mode == "total":
                    yield Built(None, trouble=Verdict("undecided", message=str(unresolved)))
                    return
                continue
            if term not in seen:
                seen.add(term)
                note = ("read with local partials; other paths are left out",) if mode != "total" else ()
                yield Built(term, mode, (*self.builder.notes, *note, *whys))

    def _misshapen(self, misfit: Misshapen) -> Verdict:
        """A wrong shape is a mistake where shapes are no mere guess, and not one of a definition further up."""
        kind: Kind = "undecided" if self.ill_named or self._mere_guesses() else "refuted"
        return Verdict(kind, "shapes", f"the shapes do not fit: {misfit}").noting(*self._guesses())

    def _mere_guesses(self, *members: int) -> list[str]:
        """Names that are arrays by their use alone, and whose dimensions meet no declared one.

        members: a guessed number, which has no dimension, counts only where these are made of it.
        """
        sizes, terms = self.terms.sizes, self.terms
        below = set(terms.cone(members) if members else self.builder.names.values())
        return [
            name for name, kind in self.builder.guessed.items()
            if not self.scope.is_bold(name) and (kind != "number" or self.builder.names[name] in below)
            and not any(sizes.declared(d) for d in terms.shape(self.builder.names[name]) if not sizes.is_one(d))
        ]  # fmt: skip

    def _guesses(self) -> tuple[str, ...]:
        """Shapes that no declaration gives, as a note."""
        kinds: dict[str, list[str]] = {}
        for name, kind in self.builder.guessed.items():
            kinds.setdefault(kind, []).append(name)
        if not kinds:
            return ()
        called = {"vector": "columns", "matrix": "matrices", "number": "numbers"}
        parts = [f"{', '.join(names)} as {called[kind]}"
                 for kind, names in sorted(kinds.items(), reverse=True)]  # fmt: skip
        return (f"taken by their type or use: {'; '.join(parts)}",)

    # ----- one sign -----

    def _verdict(self, k: int, left: Built, right: Built) -> Verdict:
        relation = self.line.statement.relations[k].value
        trouble = next((built.trouble for built in (left, right) if built.trouble is not None), None)
        if relation == "≈" and trouble is not None and trouble.kind == "undecided":
            trouble = Verdict("undecided", message=SENSELESS)
        if trouble is not None:
            return trouble
        assert left.term is not None and right.term is not None
        a, b = self._zero(k, left.term, right.term)
        try:
            same(self.terms.sizes, self.terms.shape(a), self.terms.shape(b))
        except Misfit:
            return self._other_shape(a, b)
        if relation not in ("=", ":=", "≈") and not self.terms.is_scalar(a):
            return Verdict("undecided", message=f"{relation} between arrays is not judged")
        try:
            return self.bounds.doubted(self._at_sizes(k, a, b)).noting(*self._guesses())
        except Inapplicable:
            return INAPPLICABLE
        except Unread as unread:
            return Verdict("unread", message=unread.reason)
        except Unresolved as unresolved:
            return Verdict("undecided", message=str(unresolved))

    def _zero(self, k: int, a: int, b: int) -> tuple[int, int]:
        """A bare 0 beside an array is the array of zeros."""
        found = [a, b]
        for i, other in ((0, 1), (1, 0)):
            tree = self.line.trees[k + i]
            zero = isinstance(tree, Tree) and isinstance(bare(tree), Num) and bare(tree).text in ("0", "0.0")  # type: ignore[attr-defined]
            if zero and not self.terms.is_scalar(found[other]):
                found[i] = self.terms.apply("repeated", found[i], found[other])
        return found[0], found[1]

    def _other_shape(self, a: int, b: int) -> Verdict:
        texts = self.terms.text(a), self.terms.text(b)
        guess = self._mere_guesses(a, b)
        message = f"the left side is {texts[0]} and the right side is {texts[1]}"
        if guess:
            return Verdict("undecided", "shapes", f"the shapes differ: {message}").noting(*self._guesses())
        return Verdict("refuted", "shapes", message, {}, *texts).noting(*self._guesses())

    def _at_sizes(self, k: int, a: int, b: int) -> Verdict:
        sizes, terms = self.terms.sizes, self.terms
        relation = self.line.statement.relations[k].value
        if relation == "=" and any(self._restates(a, b, one) for one in self.constraints if one.unknowns):
            return Verdict("proved", "the condition rearranged, for every size")
        bound = [*self.bounds.sides, *(side for one in self.constraints for side in (one.left, one.right))]
        dims = [*terms.dimensions([a, b]), *self.builder.letters.values(), *terms.dimensions(bound)]
        found: list[Verdict] = []
        shown: list[str] = []
        assignments = sizes.assignments(dims)
        for assigned in assignments:
            verdict, where = self._at(k, a, b, assigned)
            text = f"({', '.join(str(n) for n in assigned.values())})"
            nowhere = verdict.message.startswith(NOWHERE)
            if verdict.kind == "refuted" and not (nowhere and len(assignments) > 1):
                if (open_ := self._if_sized(k, a, b, assignments)) is not None:
                    return open_
                place = f"{self._names(assigned)} = {text}" if assigned else ""
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

    def _if_sized(self, k: int, a: int, b: int, assignments: Sequence[dict[int, int]]) -> Verdict | None:
        """What is false at sizes of its own for a bare I or 1, and right if they have one that is written."""
        text = self.terms.sizes.text
        bare_ = [d for d in assignments[0] if text(d) == "?"]
        for other in assignments[0] if bare_ else ():
            sized = (assigned | dict.fromkeys(bare_, assigned[other]) for assigned in assignments[:2])
            if other not in bare_ and all(self._at(k, a, b, assigned)[0].holds for assigned in sized):
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

    def _at(self, k: int, a: int, b: int, assigned: dict[int, int]) -> tuple[Verdict, str]:
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
        with self.ground.assuming([*self.ground.assume, *self.bounds.signs(self.ground.graph, entries)]):
            verdicts = self._judge(k, pairs)
            if self.constraints and not all(verdict.holds for verdict in verdicts):
                verdicts = self._constrained(entries, pairs, verdicts)
        kind = worst([v.kind for v in verdicts])
        worst_at = next(i for i, v in enumerate(verdicts) if v.kind == kind)
        verdict = _noting(verdicts[worst_at], notes)
        return verdict, places[worst_at] if len(places) > 1 else ""

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

    def _judge(self, k: int, pairs: Sequence[tuple[int, int]]) -> list[Verdict]:
        ground, relation = self.ground, self.line.statement.relations[k].value
        values = known_values(ground, self.line)
        if relation == "≈":
            return [self._approximate(a, b, values) for a, b in pairs]
        if relation not in ("=", ":="):
            return [inequality(ground, a, b, relation, values) for a, b in pairs]
        found = judge_together(ground.graph, pairs, ground.assume)
        if all(v.holds for v in found) or not (values or len(pairs) == 1):
            return found
        last = k + 2 == len(self.line.trees)
        return [equality(ground, a, b, values, None, last) for a, b in pairs]


def _noting(verdict: Verdict, notes: Iterable[str]) -> Verdict:
    """A verdict with notes: what is shown except at some points is not proved."""
    left_out = verdict.kind == "proved" and any(note.startswith(EXCEPT) for note in notes)
    return (replace(verdict, kind="agrees") if left_out else verdict).noting(*notes)


def _places(array: Array) -> list[str]:
    if array.rows == array.columns == 1:
        return [""]
    if 1 in (array.rows, array.columns):
        return [f"entry {i + 1}" for i in range(len(array.entries))]
    return [f"entry ({i + 1}, {j + 1})" for i in range(array.rows) for j in range(array.columns)]
