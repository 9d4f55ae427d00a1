"""Claims about vectors and matrices: built under each layout and reading, and judged entry by entry at given sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from symgrad.graph.sizes import Misfit
from symgrad.graph.terms import Terms, same
from symgrad.notation.arrays import Builder, Layout, touches
from symgrad.notation.arrays.builder import Misshapen
from symgrad.notation.arrays.kinds import array_of_entry
from symgrad.notation.arrays.loose import WAYS, Loose
from symgrad.notation.arrays.maps import Linear, Misplaced
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.readings import ways
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Either, Nabla, Tree, Unread, walk
from symgrad.proof import Kind, Verdict
from symgrad.review.bounds import bounds
from symgrad.review.constraints import constraints
from symgrad.review.forms import chain_variable, is_zero
from symgrad.review.ground import Ground
from symgrad.review.lines import CONCLUDING, Line, place_of
from symgrad.review.members import against
from symgrad.review.sized import SENSELESS, SizedSign, noting
from symgrad.source import Span


def is_claim_of_arrays(ground: Ground, line: Line) -> bool:
    """Whether vectors or matrices stand in a claim, or below the names in it."""
    return any(touches(ground.scope, tree) for tree in line.readable)


STILL = "nothing that could change has a d: the differential is 0 where nothing does"
INAPPLICABLE = Verdict("undecided", message="a local partial by what is no direct operand")


def undecided(why: Unresolved) -> Verdict:
    return Verdict("undecided", message=str(why))


@dataclass
class Built:
    """A member under one reading: its term, or why it has none. map: a map that it is, or has where none can stand."""

    term: int | None
    mode: str = "total"
    map: Linear | Misplaced | None = None
    notes: tuple[str, ...] = ()
    trouble: Verdict | None = None
    span: Span | None = None


@dataclass
class Attempt:
    """A claim under one layout: a verdict for each judged sign.

    loose: what was taken in one of several meanings. asked: in which kinds of derivatives another layout could have
    made a difference, the ways that were given up included.
    """

    layout: Layout
    bits: set[str]
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)
    loose: dict[int, tuple[str, ...]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    @property
    def score(self) -> float:
        return against(self.verdicts)


class ArrayClaim:
    """One claim under one layout.

    frozen: dimensions that the definitions and the first member leave apart are different ones. way: the meaning that
    notation with several of them is given.
    """

    def __init__(self, ground: Ground, line: Line, layout: Layout, *, frozen: bool, way: str = WAYS[0]) -> None:
        self.ground, self.line, self.scope = ground, line, ground.scope
        self.terms = Terms(ground.sizes.copy())
        self.builder = Builder(self.scope, self.terms, layout, variable=chain_variable(line.trees, self.scope))
        self.spans: dict[int, Span] = {}
        self.ill_named = False  # a definition has no shape
        self._name_everything()
        self.builder.letters.clear()
        self.loose = dict[int, tuple[str, ...]]()
        self.members: list[list[Built]] = []
        for i, tree in enumerate(line.trees):
            self.builder.loose = Loose(way)
            self.members.append(list(self._built(tree)))
            self.loose[i] = tuple(self.builder.loose.met)
            self.builder.loose = None
            self.terms.sizes.frozen = frozen
        self.constraints = constraints(self.builder, ground.supposed_at(line))
        self.bounds = bounds(self.builder, [*ground.bounds, *ground.bound_here])

    def _name_everything(self) -> None:
        """What the formulas of the names say about their dimensions comes before what the claim says."""
        written = dict.fromkeys(name for tree in self.line.readable for name in sorted(names_in(tree)))
        above = []  # a conclusion rests on the formulas that its names stand in
        if self.line.statement.arrow in CONCLUDING:
            above = [u for one in self.scope.chain for u, tree in one.formulas.items() if names_in(tree) & {*written}]
        for name in dict.fromkeys([*written, *above]):
            try:
                if array_of_entry(self.scope, name) is None and (self.scope.function(name) is None or name in above):
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
                found[k] = noting(known[key], (*chosen[k].notes, *chosen[k + 1].notes))
            if len(found) < len(signs):
                continue
            score = against(found) + sum(0.001 for b in chosen if b.mode != "total")
            score += sum(0.0005 for v in found.values() if v.by == "shapes")  # another reading may have the shape
            if least is None or score < least:
                best, least = found, score
        for k in signs:
            at = next((b.span for b in (*self.members[k], *self.members[k + 1]) if b.span is not None), None)
            self.spans[k] = at or self.line.statement.member_span(k + 1)
        loose = {k: tuple(dict.fromkeys(self.loose[k] + self.loose[k + 1])) for k in signs}
        return Attempt(self.builder.layout, self.builder.bits, best, self.spans, loose)

    def _built(self, tree: Tree | Unread) -> Iterator[Built]:
        source = self.line.statement.source
        if isinstance(tree, Unread):
            yield Built(None, trouble=Verdict("unread", message=tree.reason), span=place_of(tree, source))
            return
        seen: set[int] = set()
        whys = dict.fromkeys(part.why for part in walk(tree) if isinstance(part, Either))
        twice = bool(whys) or any(isinstance(part, Nabla) and part.order == 2 for part in walk(tree))
        for second, (mode, modes) in product((False, True) if twice else (False,), ways(tree, self.scope)):
            self.builder.modes, self.builder.notes, self.builder.second = modes, {}, second
            try:
                value = self.builder.value(tree)
            except Inapplicable:
                continue
            except Misplaced as misplaced:
                if mode == "total":
                    yield Built(None, map=misplaced if misplaced.other else None, trouble=undecided(misplaced))
                    return
                continue
            except Unread as unread:
                yield Built(None, trouble=Verdict("unread", message=unread.reason), span=place_of(unread, source))
                return
            except Misshapen as misfit:
                if mode == "total":
                    yield Built(None, trouble=self._misshapen(misfit))
                    return
                continue
            except Unresolved as unresolved:
                if mode == "total":
                    yield Built(None, trouble=undecided(unresolved))
                    return
                continue
            linear = value if isinstance(value, Linear) else None
            term = value.term if isinstance(value, Linear) else value
            if term not in seen:
                seen.add(term)
                note = ("read with local partials; other paths are left out",) if mode != "total" else ()
                yield Built(term, mode, linear, (*self.builder.notes, *note, *whys))

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
            return self._misplaced(left, right, trouble)
        assert left.term is not None and right.term is not None
        if (left.map or right.map) and not self._are_maps(left.map, right.map):
            return self._misplaced(left, right, undecided(Misplaced()))
        a, b = self._zero(k, left.term, right.term)
        try:
            same(self.terms.sizes, self.terms.shape(a), self.terms.shape(b))
        except Misfit:
            return self._other_shape(a, b)
        self._size_identities(a, b)
        if relation not in ("=", ":=", "≈") and not self.terms.is_scalar(a):
            return Verdict("undecided", message=f"{relation} between arrays is not judged")
        try:
            sign = SizedSign(self.ground, self.line, k, self.builder, self.constraints, self.bounds)
            verdict = self._still(sign, a, b)
            verdict = self.bounds.doubted(sign.verdict(a, b)) if verdict is None else verdict
            return verdict.noting(*self._guesses())
        except Inapplicable:
            return INAPPLICABLE
        except Unread as unread:
            return Verdict("unread", message=unread.reason)
        except Unresolved as unresolved:
            return undecided(unresolved)

    def _size_identities(self, a: int, b: int) -> None:
        """An I whose size its place does not tell is that of the others, where they are of one size."""
        sizes, terms = self.terms.sizes, self.terms
        found = [sizes.find(terms.shape(id)[0]) for id in terms.cone([a, b]) if terms.list[id].op == "identity"]
        open_ = [d for d in found if sizes.text(d) == "?"]
        known = set(found) - set(open_)
        for d in open_[1:]:
            sizes.same(open_[0], d)
        if open_ and len(known) == 1:
            sizes.same(open_[0], known.pop())

    def _are_maps(self, a: Linear | Misplaced | None, b: Linear | Misplaced | None) -> bool:
        """Whether two members are maps between the same shapes, so that they are equal entry by entry or not at all."""
        if not (isinstance(a, Linear) and isinstance(b, Linear) and a.turned == b.turned):
            return False
        sizes, shape = self.terms.sizes, self.terms.shape
        pairs = zip((*a.of, *shape(a.by)), (*b.of, *shape(b.by)), strict=True)
        return all(sizes.find(x) == sizes.find(y) for x, y in pairs)

    def _misplaced(self, left: Built, right: Built, otherwise: Verdict) -> Verdict:
        """A refutation if one side is the gradient of a number, and the other a map or a sum with one.

        Elsewhere people write a map for the matrix that is left of it: that of Wx by W as x^T.
        """
        for one, other in ((left, right), (right, left)):
            term = None if one.term is None or one.map is not None else self.terms.list[one.term]
            if other.map is None or term is None or term.op != "derivative" or not self.terms.is_scalar(term.args[0]):
                continue
            if not self.ill_named and not self._mere_guesses():
                what = "an array is added to" if isinstance(other.map, Misplaced) else "a gradient is not"
                message = f"the shapes do not fit: {what} the derivative of a vector or matrix by a matrix"
                return Verdict("refuted", "shapes", message).noting(*self._guesses())
        return otherwise

    def _zero(self, k: int, a: int, b: int) -> tuple[int, int]:
        """A bare 0 beside an array is the array of zeros."""
        found = [a, b]
        for i, other in ((0, 1), (1, 0)):
            tree = self.line.trees[k + i]
            if is_zero(tree) and not self.terms.is_scalar(found[other]):
                found[i] = self.terms.apply("repeated", found[i], found[other])
        return found[0], found[1]

    def _still(self, sign: SizedSign, a: int, b: int) -> Verdict | None:
        """A refutation of what states a differential without any of a name: it is 0 where nothing changes."""
        terms = self.terms
        found = [id for id in terms.cone([a, b]) if terms.list[id].op == "differential"]
        if self.builder.differentials or not any(terms.list[id].data for id in found):
            return None
        zero = {id: terms.leaf("fill", terms.shape(id), (0, id)) for id in found}
        verdict = sign.verdict(terms.substitute(a, zero), terms.substitute(b, zero))
        return verdict.noting(STILL) if verdict.kind == "refuted" else None

    def _other_shape(self, a: int, b: int) -> Verdict:
        texts = self.terms.text(a), self.terms.text(b)
        guess = self._mere_guesses(a, b)
        message = f"the left side is {texts[0]} and the right side is {texts[1]}"
        if guess:
            return Verdict("undecided", "shapes", f"the shapes differ: {message}").noting(*self._guesses())
        return Verdict("refuted", "shapes", message, {}, *texts).noting(*self._guesses())
