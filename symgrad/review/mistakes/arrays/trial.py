"""A claim with another right member, under one layout and at one assignment of sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product

from symgrad.graph.arrays import Array
from symgrad.graph.sizes import Misfit
from symgrad.graph.terms import Term, Terms, same
from symgrad.notation.arrays import Builder, Entries, Layout
from symgrad.notation.arrays.entries import SIZED, at_sizes
from symgrad.notation.arrays.layout import EVERY
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.readings import ways
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Either, Tree, Unread, walk
from symgrad.review.constraints import Tied, constraints
from symgrad.review.forms import chain_variable
from symgrad.review.ground import Ground
from symgrad.review.mistakes.arrays.member import ArrayMember
from symgrad.review.mistakes.arrays.points import Points

ERRORS = (Unread, Unresolved, Inapplicable, Misfit, RecursionError)


class Trial:
    """The members before the changed one, built once; what is put behind them is built in a copy."""

    def __init__(self, about: ArrayMember, layout: Layout, points: Points) -> None:
        self.about, self.points, self.scope = about, points, about.ground.scope
        self.layout, line = layout, about.line
        variable = chain_variable(line.trees, self.scope)
        self.builder = Builder(self.scope, Terms(about.ground.sizes.copy()), layout, variable=variable)
        for name in dict.fromkeys(name for tree in (*about.before, about.tree) for name in sorted(names_in(tree))):
            with suppress(*ERRORS):
                if self.scope.function(name) is None and self.scope.knows(name):
                    self.builder.named(name)
        before = line.trees[about.k]
        self.left = list(self._readings(self.builder, before)) if isinstance(before, Tree) else []
        self.constraints = constraints(self.builder, about.ground.supposed_at(line))
        written = self.forked()
        list(self._readings(written, about.tree))
        self.varied = written.differentials.keys()
        self.known = Known()

    def holds(self, builder: Builder, tree: Tree) -> bool:
        """Whether some reading of the member before is some reading of a tree, as far as points tell."""
        try:
            rights = list(self._readings(builder, tree))
            if not self.varied <= builder.differentials.keys():
                return False  # a d less: the name would be held fixed
            for a, b in product(self.left, rights):
                with suppress(*ERRORS):
                    same(builder.terms.sizes, builder.terms.shape(a), builder.terms.shape(b))
                    if self.points.alike(self.entries(builder, a, b)):
                        return True
        except ERRORS:
            pass
        return False

    def vanishes(self) -> bool:
        """Whether the member before is zero everywhere: then many a change is right by chance."""
        with suppress(*ERRORS):
            return all(self.points.vanish([a for a, _ in self.entries(self.forked(), x, x)]) for x in self.left)
        return False

    def forked(self) -> Builder:
        """The builder as it is behind the members before, to go on with."""
        b = self.builder
        return replace(
            b, terms=b.terms.copy(), notes={}, bits=set(b.bits), letters=dict(b.letters), names=dict(b.names),
            differentials=dict(b.differentials), guessed=dict(b.guessed), building=[],
        )  # fmt: skip

    def _readings(self, builder: Builder, tree: Tree) -> Iterator[int]:
        eithers = any(isinstance(part, Either) for part in walk(tree))
        seen: set[int] = set()
        for second, (_, modes) in product((False, True) if eithers else (False,), ways(tree, self.scope)):
            builder.modes, builder.second = modes, second
            with suppress(*ERRORS):
                term = builder.term(tree)
                if term not in seen:
                    seen.add(term)
                    yield term

    def entries(self, builder: Builder, a: int, b: int) -> list[tuple[int, int]]:
        """The pairs of entries of two terms, at every place of the index letters, where what the text assumes holds."""
        sides = [side for each in self.constraints for side in (each.left, each.right)]
        found: list[tuple[int, int]] = []
        for one, other, *assumed in self.lowered(builder, a, b, *sides, small=True):
            tied = Tied(self.scope.graph)
            for left, right in zip(assumed[::2], assumed[1::2], strict=True):
                tied.enter(left, right)
            found += [tied.both(*pair) for pair in zip(one.entries, other.entries, strict=True)]
        return found

    def lowered(self, builder: Builder, *roots: int, choice: int = 0, small: bool = False) -> Iterator[list[Array]]:
        """The arrays of some terms, at every place of the index letters. choice: which of the assignments of sizes.

        small: sizes that are numbers may be smaller ones; what differs there differs.
        """
        terms, letters = builder.terms, builder.letters
        assignments = terms.sizes.assignments([*terms.dimensions(roots), *letters.values()])
        assigned = assignments[min(choice, len(assignments) - 1)]
        if small and not any(_is_sized(term) for term in terms.list):
            assigned = terms.sizes.small() | assigned
        for spot in product(*(range(terms.sizes.number(d, assigned)) for d in letters.values())):
            at = dict(zip(letters, spot, strict=True))
            low = Entries(at_sizes(self.scope, terms, assigned), terms, assigned, at, builder.differentials)
            yield self.known.lowered(terms, roots, low)


def some_hold(trials: Iterable[Trial], tree: Tree) -> bool:
    """Whether a tree is right under one of the layouts; those that differ in nothing that is asked for are one."""
    tried: list[tuple[Layout, set[str]]] = []
    for trial in trials:
        if not any(trial.layout.agrees(layout, bits) for layout, bits in tried):
            builder = trial.forked()
            if trial.holds(builder, tree):
                return True
            tried.append((trial.layout, builder.bits))
    return False


def _is_sized(term: Term) -> bool:
    """Whether a term is written for one size: entry by entry, at a numbered place, or as a formula of numbers."""
    numbered = term.op == "entry" and any(place.isdigit() for place in term.data)
    return numbered or term.op in (*SIZED, "blocks", "member")


class Known:
    """The arrays of terms that were lowered in some trial: told apart by what they are made of, and by their sizes."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}
        self.arrays: dict[int, Array | Exception] = {}

    def lowered(self, terms: Terms, roots: Sequence[int], low: Entries) -> list[Array]:
        """The arrays of some terms. Raises what made one of them fail, now or earlier."""
        cone, numbers = terms.cone(roots), self._numbered(terms, roots, low)
        found: dict[int, Array] = {}
        for id in cone:
            known = self.arrays.get(numbers.get(id, -1))
            if isinstance(known, Exception):
                raise known
            if known is not None:
                found[id] = known
        try:
            terms.lower(roots, low, found)
        except ERRORS as error:
            failed = next(id for id in cone if id not in found)
            if failed in numbers:
                self.arrays[numbers[failed]] = error
            raise
        self.arrays.update((n, found[id]) for id, n in numbers.items())
        return [found[root] for root in roots]

    def _numbered(self, terms: Terms, roots: Sequence[int], low: Entries) -> dict[int, int]:
        """The number under which each term below some roots is kept."""
        around = tuple(low.places.items()), tuple(low.differentials)
        numbers: dict[int, int] = {}
        for id in terms.cone(roots):
            term = terms.list[id]
            args = tuple(numbers.get(x, -1) for x in term.args)
            if term.op not in SIZED and -1 not in args:  # those are made of more than their arguments
                key = term.op, args, term.data, low.size(term.shape[0]), low.size(term.shape[1]), around
                numbers[id] = self.numbers.setdefault(key, len(self.numbers))
        return numbers


def layouts_of(ground: Ground) -> list[Layout]:
    """The layouts that a line may be read in."""
    declared = ground.scope.declared_layout()
    return [Layout.pure(declared)] if declared else list(EVERY)
