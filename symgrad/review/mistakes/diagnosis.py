"""A wrong step, the one catalogued repair that makes it right, and where."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import combinations

from symgrad.graph import twin
from symgrad.notation.meaning import NeedsSize
from symgrad.notation.plain import plain
from symgrad.notation.reader import read
from symgrad.notation.readings import Reading, readings
from symgrad.notation.syntax import Bracket, Name, Num, Sum, Tree, Unread, walk
from symgrad.notation.tokens import tokenize
from symgrad.notation.writer import write
from symgrad.proof import judge
from symgrad.review.chains import Chain
from symgrad.review.members import Member
from symgrad.review.mistakes.about import ERRORS, About
from symgrad.review.mistakes.changes import Change, Move, Surroundings, Words
from symgrad.review.mistakes.choice import FARTHEST, RANK, SURFACE, Fit, strongest
from symgrad.review.mistakes.factors import drop_factor, insert_factor, invert, quotient
from symgrad.review.mistakes.numbers import change_exponent, change_number, nudge_decimal, scale, shift_bound
from symgrad.review.mistakes.pairs import apart, likely, together
from symgrad.review.mistakes.paths import path_changes
from symgrad.review.mistakes.places import MADE, Given, Place, curved, places, times
from symgrad.review.mistakes.rules import suspicions
from symgrad.review.mistakes.sampling import Sampling
from symgrad.review.mistakes.terms import (
    close_comparison,
    double_term,
    drop_term,
    flip_sign,
    insert_term,
    turn_comparison,
)
from symgrad.review.mistakes.values import wrong_values
from symgrad.review.mistakes.words import change_argument, change_name, change_primes, swap_function
from symgrad.review.report import Mistake
from symgrad.review.signs import verdict_on
from symgrad.review.values import known_values
from symgrad.source import Source, Span, SymgradError

Moves = tuple[Move, ...]
MOVES: Moves = (
    *(flip_sign, drop_factor, insert_factor, invert, quotient, drop_term, insert_term, double_term, turn_comparison),
    *(change_number, nudge_decimal, scale, change_exponent, shift_bound),
    *(swap_function, change_primes, change_argument, change_name),
)
IN_PAIRS: Moves = (flip_sign, change_exponent, change_number, swap_function, change_primes, quotient)
IN_NUMBERS: Moves = (flip_sign, change_number, nudge_decimal)
CHANGES = 2500  # of one member
PAIRS = 500
JUDGED = 24  # candidates that the judge sees
SECONDS = 0.25  # for one member


def moves_for(about: About) -> Moves:
    """The changes that mean something in a member."""
    return (flip_sign,) if about.lone_number else IN_NUMBERS if about.closed else MOVES


def changes(about: About, moves: Moves = MOVES) -> Iterator[Change]:
    """Every change of a member."""
    for place in places(about.tree):
        for move in moves:
            yield from move(about, place)


def diagnose(chains: list[Chain], k: int) -> Mistake | None:
    """The mistake in the member behind a refuted sign, if exactly one repair is right; else what it could be."""
    chain = next((c for c in chains if k in c.wrong), None)
    if chain is None or not isinstance(chain.line.trees[k + 1], Tree):
        return None
    if chain.chosen[k] is None or chain.chosen[k + 1] is None:
        return None  # an extremum, or judged against a member before one that is not understood
    return Diagnosis(chains, chain, k).mistake()


class Diagnosis:
    """The search for the repair of one member."""

    def __init__(self, chains: list[Chain], chain: Chain, k: int) -> None:
        self.chains, self.chain, self.k = chains, chain, k
        self.deadline = time.monotonic() + SECONDS

    def mistake(self) -> Mistake | None:
        with self.chain.ground.seeing(self.chain.scope):
            about = About(self.chain, self.k)
            if self._at_a_kink(about):
                return self._conventional(about)
            for reading in self._readings():
                other = About(self.chain, self.k, reading)
                if found := self._singles(other, moves_for(other)):
                    return self._chosen(other, found)
            if self.k == 0 and isinstance(self.chain.line.trees[0], Tree):
                left = About(self.chain, 0, left=True)
                if found := self._singles(left, (change_primes,)):
                    return self._chosen(left, found)
            return self._chosen(about, self._pairs(about))

    def _readings(self) -> list[Reading | None]:
        chosen = self.chain.chosen[self.k + 1]
        others = [r for r in self.chain.members[self.k + 1].readings if r is not chosen]
        return [chosen, *others][:3]

    # ----- conventions -----

    def _at_a_kink(self, about: About) -> bool:
        """Whether the member is right but for what a declared convention says where relu bends."""
        graph, member = about.graph, about.node(about.tree)
        if graph.at_zero is None or member is None:
            return False
        declared, graph.at_zero = graph.at_zero, None
        try:
            return judge(graph, about.reference, member, assume=self.chain.ground.assume).holds
        finally:
            graph.at_zero = declared

    def _conventional(self, about: About) -> Mistake:
        """The wrong convention, with the conditions closed or opened as the declared one has it."""
        changed = [change for place in places(about.tree) for change in close_comparison(place)]
        tree = about.tree
        for change in changed:
            tree = change.applied(tree)
        text = about.ink.member(about.whole, [(change.place, change.new) for change in changed])
        right = bool(changed) and self._holds(self.chain, about, tree)
        source = self.chain.line.statement.source
        message = f"the slope of relu at 0 is declared to be {about.graph.at_zero}"
        span = Span(source, *(changed[0].fault or about.ink.extent(changed[0].place.tree) if right else about.whole))
        return Mistake("wrong-kink", message, text if right else expected(about), span)

    # ----- candidates -----

    def _singles(self, about: About, moves: Moves) -> list[Fit]:
        values = known_values(self.chain.ground, self.chain.line)
        sampling = Sampling(about, values)
        found: list[Fit] = []
        tried = [c for c in self._within(changes(about, moves)) if c.undoes]
        if moves is MOVES and not about.closed:
            tried += list(path_changes(about))
        nodes = [(c, about.node(c.applied(about.tree))) for c in tried]
        kept = [(c, node) for c, node in nodes if node is not None]
        fine = sampling.equal([(about.reference, node) for _, node in kept])
        right = [pair for pair, holds in zip(kept, fine, strict=True) if holds]
        if about.closed and (
            sum(isinstance(part, Num) for part in walk(about.tree)) > 2
            or len({change.place.path for change, _ in right if change.undoes == "wrong-coefficient"}) > 1
        ):
            numbers = ("wrong-coefficient", "rounded-too-early")  # any of them could be wrong
            if all(change.undoes in numbers for change, _ in right):
                right = []
        right.sort(key=lambda pair: (pair[0].weak, RANK[pair[0].undoes], _size(pair[0])))
        seen: set[tuple[str, int, bool]] = set()
        for change, node in right:
            key = (change.undoes, twin(about.graph, node), change.weak)
            if key in seen or len(seen) > JUDGED:
                continue
            fit = self._accepted(about, [change], node)
            if fit is not None:
                seen.add(key)
                found.append(fit)
        if about.at == self.k:
            return found
        found += self._suspected(about, sampling)
        if not found and (exact := sampling.number()) is not None:
            for slug, words in wrong_values(about, exact):
                found.append(Fit((slug,), (words,), (about.whole,), "", about.reference, 0))
        return found

    def _suspected(self, about: About, sampling: Sampling) -> Iterator[Fit]:
        member = about.node(about.tree)
        if member is None:
            return
        listed = list(suspicions(about, member))
        if not listed:
            return
        fine = sampling.equal([(s.left, s.right) for s in listed])
        for suspicion, holds in zip(listed, fine, strict=True):
            if holds and self.chain.ground.judge(suspicion.left, suspicion.right).holds:
                text = self._multiplied(about, suspicion.factor) or expected(about)
                yield Fit((suspicion.slug,), (suspicion.words,), (about.whole,), text, suspicion.cure, FARTHEST)

    def _multiplied(self, about: About, factor: int | None) -> str:
        """The member with a factor more, if that makes it right."""
        if factor is None:
            return ""
        inner = Given(MADE, MADE, factor)
        tree = about.tree if not isinstance(about.tree, Sum) or len(about.tree.terms) == 1 else Bracket(
            MADE, MADE, "(", (about.tree,))  # fmt: skip
        new = times(tree, inner)
        node = about.node(new)
        change = Change("", "missing-inner-derivative", Place(about.tree, (), "whole"), new, ())
        fit = self._accepted(about, [change], node) if node is not None else None
        return fit.text if fit is not None else ""

    def _pairs(self, about: About) -> list[Fit]:
        """Two mistakes at once, in places that do not touch."""
        if about.closed or time.monotonic() > self.deadline:
            return []
        sampling = Sampling(about, known_values(self.chain.ground, self.chain.line))
        single = [c for c in self._within(changes(about, IN_PAIRS)) if c.undoes]
        both: list[tuple[Change, Change, int]] = []
        for a, b in combinations(single, 2):
            if len(both) >= PAIRS or time.monotonic() > self.deadline:
                break
            tree = together(about, a, b) if likely(a, b) else None
            node = about.node(tree) if tree is not None else None
            if node is not None:
                both.append((a, b, node))
        fine = sampling.equal([(about.reference, node) for _, _, node in both])
        found: list[Fit] = []
        for (a, b, node), holds in zip(both, fine, strict=True):
            if holds and len(found) < 12 and (fit := self._accepted(about, [a, b], node)) is not None:
                found.append(fit)
        return found

    def _within(self, found: Iterator[Change]) -> Iterator[Change]:
        for count, change in enumerate(found):
            if count >= CHANGES or (count % 64 == 0 and time.monotonic() > self.deadline):
                return
            yield change

    # ----- the judge -----

    def _accepted(self, about: About, made: list[Change], node: int) -> Fit | None:
        touching = len(made) == 2 and not apart(made[0].place, made[1].place)
        if touching or about.tree.start == MADE:  # such a member stands nowhere in the text
            whole = together(about, *made) if touching else made[0].applied(about.tree)
            whole = made[1].applied(whole) if len(made) == 2 and not touching and whole is not None else whole
            text = about.ink.tree(whole) if whole is not None else ""
        else:
            text = about.ink.member(about.whole, [(change.place, change.new) for change in made])
        tree = reread(about, text)
        if (
            tree is None
            or (about.vanishes(tree) and not about.vanishes(about.tree))
            or not all(self._holds(chain, about, tree) for chain in self.chains)
        ):
            return None
        slugs = tuple(change.undoes for change in made)
        words = tuple(change.words for change in made)
        faults = tuple(change.fault or about.ink.extent(change.place.tree) for change in made)
        faults = tuple(about.whole if not c.place.path and c.fault is None else f
                       for c, f in zip(made, faults, strict=True))  # fmt: skip
        weak = max(2 * c.weak or (c.undoes in SURFACE and curved(c.place)) for c in made)
        return Fit(slugs, words, faults, text, node, sum(map(_size, made)), weak)

    def _holds(self, chain: Chain, about: About, tree: Tree) -> bool:
        """Whether the sign holds in a chain with another tree as this member, in one of its readings."""
        ground, line, at = chain.ground, chain.line, about.at
        changed = replace(line, trees=[*line.trees[:at], tree, *line.trees[at + 1 :]])
        with suppress(*ERRORS, NeedsSize), ground.seeing(chain.scope):
            known = known_values(ground, line)
            for reading in readings(tree, ground.scope, about.variable, ground.outputs, at == 0):
                members, chosen = [*chain.members], [*chain.chosen]
                members[at], chosen[at] = Member(members[at].span, [reading]), reading
                if verdict_on(ground, changed, members, chosen, self.k, known).holds:
                    return True
        return False

    # ----- the choice -----

    def _chosen(self, about: About, found: list[Fit]) -> Mistake | None:
        right = expected(about)
        if not found:
            return Mistake(correct=right) if right else None
        kept = strongest(about, found)
        kinds = {fit.slugs for fit in kept}
        best = kept[0]
        correct = best.text or right
        if len(kinds) > 1:
            possible = tuple(dict.fromkeys(" and ".join(fit.slugs) for fit in kept))
            return Mistake(correct=right or correct, possible=possible)
        source = self.chain.line.statement.source
        span = Span(source, *best.faults[0])
        message = " and ".join(said(about, words) for words in best.words)
        return Mistake(", ".join(dict.fromkeys(best.slugs)), message, correct, span)


def reread(about: Surroundings, text: str) -> Tree | None:
    """The tree of a member as it would be written."""
    source = Source(text)
    try:
        tokens = tokenize(source, 0, len(text), latex=about.ink.latex, decimal_comma=about.ink.comma)
        return read(tokens)
    except (Unread, SymgradError, RecursionError):
        return None


def expected(about: About) -> str:
    """What a derivative is, in the author's names; '' where the line is about something else or that is long."""
    target = about.target
    if target is None or about.chain.chosen[0] is None:
        return ""
    text = write(about.graph, about.chain.chosen[0].node, latex=about.ink.latex)
    return text if len(text) <= 160 and "?" not in text else ""


def said(about: Surroundings, words: Words) -> str:
    """A message, with the trees in it as plain text."""
    return "".join(part if isinstance(part, str) else spoken(about, part) for part in words)


def spoken(about: Surroundings, tree: Tree) -> str:
    """A tree as plain text; what stands nowhere is written first and read back."""
    if not isinstance(tree, Given) and (tree.start != MADE or isinstance(tree, Name)):
        return plain(tree)
    text = about.ink.tree(tree)
    back = reread(about, text)
    return text if back is None else plain(back)


def _size(change: Change) -> int:
    """Of two repairs by one name the smaller is chosen: what is missing goes far out, what is there narrows down."""
    if change.makes in ("extra-factor", "extra-term", "wrong-sign"):
        return len(change.place.path)
    tree = change.place.tree
    start, end = change.fault or (tree.start, tree.end)
    return end - start
