"""Right steps, spoiled: by every entry of the catalogue that applies, and by edits of the tree that are in none.

A mutant is *refuted*, *true* (the judge says that it holds, and numbers on the syntax tree confirm it), *unproved* (the
judge leaves it open, and these numbers are equal), *valueless* (it has no truth value, for one of the REASONS that the
judge gives), *open*, or *missed* (the judge says that it holds, and nothing confirms it).

Of the refuted ones that an entry has made, the name is *right* if it is that of an entry that makes a formula of this
very value, *possible* if that is among several that are listed as possible, *undone* if another name comes with a
repair that is the right member itself, *wrong* if any other name is given, else there is *none*. A random edit is named
rightly where its repair is the right member itself: then it was the edit of the entry, whoever made it.
"""

from __future__ import annotations

import math
import random
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import mutants

from symgrad.document import Statement, read_document
from symgrad.graph import twin
from symgrad.notation.reader import read
from symgrad.notation.syntax import Bracket, Call, Derivative, Frac, Name, Num, Power, Product, Sum, Tree, Unread
from symgrad.notation.tokens import tokenize
from symgrad.proof import nearest
from symgrad.review import reviewer
from symgrad.review.arrays import is_claim_of_arrays
from symgrad.review.chains import Claim
from symgrad.review.chains import judged as judge_claim
from symgrad.review.forms import is_number
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.mistakes import mistake_in
from symgrad.review.mistakes.about import About, Given
from symgrad.review.mistakes.catalogue import CATALOGUE
from symgrad.review.mistakes.changes import Surroundings
from symgrad.review.mistakes.choice import RANK
from symgrad.review.mistakes.diagnosis import changes, moves_for, reread
from symgrad.review.mistakes.paths import ways
from symgrad.review.mistakes.places import MADE, Place, places, put
from symgrad.review.mistakes.rules import misruled
from symgrad.review.report import Mistake
from symgrad.review.reviewer import Reviewer
from symgrad.source import Source

OUTCOMES = {"right": "planted kind named", "possible": "among several", "undone": "undone by another name",
            "none": "no name", "wrong": "wrong name"}  # fmt: skip
REASONS = (  # for which a statement is neither true nor false: each names what the text leaves out
    "no value is given for",
    "has no value",  # 0^0
    "no definition",  # the judge has looked whether it is false whatever the functions are
    "is not written in terms of",
    "right if",  # notation with several meanings, one of which makes it right
)
RANDOM = 12  # random edits of one member


@dataclass
class Mutant:
    """A right member, spoiled. kinds: the entries that make this formula (none: a random edit)."""

    where: str
    right: str
    text: str
    kinds: set[str]
    verdict: str = ""
    mistake: Mistake | None = None
    undone: bool = False  # whether the repair is the formula that stood there
    seconds: float = 0.0
    why: str = ""  # the judge's words where it does not refute
    changed: str = ""  # the whole text
    said: Any = None  # the judged sign in it

    @property
    def named(self) -> str:
        """right, possible, none or wrong."""
        slug = self.mistake.slug if self.mistake is not None else ""
        possible = self.mistake.possible if self.mistake is not None else ()
        if slug:
            planted = slug in self.kinds or (self.undone and not self.kinds)
            return "right" if planted else "undone" if self.undone else "wrong"
        return "possible" if self.kinds & set(possible) else "none"


@dataclass
class Tally:
    """All mutants of some files."""

    mutants: list[Mutant] = field(default_factory=list)

    def planted(self) -> list[Mutant]:
        return [m for m in self.mutants if m.kinds and m.verdict == "refuted"]

    def edited(self) -> list[Mutant]:
        return [m for m in self.mutants if not m.kinds and m.verdict == "refuted"]

    def report(self) -> str:
        verdicts = Counter(m.verdict for m in self.mutants)
        apart = verdicts["true"] + verdicts["unproved"] + verdicts["valueless"]
        judged = len(self.mutants) - apart
        lines = [
            f"{len(self.mutants)} mutants; set aside: {verdicts['true']} true, {verdicts['unproved']} true by numbers"
            f" and not proved, {verdicts['valueless']} without a truth value",
            f"refuted: {verdicts['refuted']} of {judged} ({_percent(verdicts['refuted'], judged)}),"
            f" open: {verdicts['open']}, missed: {verdicts['missed']}",
        ]
        reasons = Counter((m.verdict, _reason(m.why)) for m in self.mutants if m.verdict not in ("refuted", "true"))
        lines += [f"    {verdict}: {count}: {reason}" for (verdict, reason), count in sorted(reasons.items())]
        named = [m for m in self.mutants if m.verdict == "refuted" and m.mistake is not None and m.mistake.slug]
        wrong = sum(m.named == "wrong" for m in named)
        refuted = verdicts["refuted"]
        lines.append(f"a wrong name: {wrong} of {refuted} refuted ({_percent(wrong, refuted)}), {len(named)} are named")
        for title, group in (("by the catalogue", self.planted()), ("by random edits", self.edited())):
            names = Counter(m.named for m in group)
            lines.append(
                f"{title}: {len(group)} refuted; "
                + ", ".join(f"{words} {_percent(names[k], len(group))}" for k, words in OUTCOMES.items())
            )
        times = sorted(m.seconds for m in self.mutants if m.verdict == "refuted")
        if times:
            at = [times[int(len(times) * share)] * 1000 for share in (0.5, 0.95)]
            lines.append(f"a diagnosis takes {at[0]:.0f} ms (median), {at[1]:.0f} ms (95 %)")
        return "\n".join(lines)

    def by_kind(self) -> str:
        rows = []
        for slug in CATALOGUE:
            group = [m for m in self.planted() if m.kinds and min(m.kinds, key=RANK.__getitem__) == slug]
            names = Counter(m.named for m in group)
            if group:
                cells = " ".join(f"{names[k]:6}" for k in ("right", "possible", "none", "undone", "wrong"))
                rows.append(f"{slug:26}{len(group):7}{cells}")
        return "\n".join([f"{'':26}{'':7} right possible none undone wrong", *rows])


def _reason(why: str) -> str:
    """The judge's words without the names in them."""
    return next((reason for reason in REASONS if reason in why), why)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def spoil(path: str, share: float = 1.0, each: int = 10**6) -> Tally:
    """All mutants of a file. share: how many of the steps; each: mutants of one member by one entry at the most."""
    tally = Tally()
    source = Source(Path(path).read_text(encoding="utf-8"), path)
    real = reviewer.at_solutions

    def judged(ground: Ground, line: Line) -> Claim:
        claim = real(ground, line)
        if all(step.verdict.holds for step in claim.steps):
            for step in claim.steps:
                rng = random.Random(zlib.crc32(f"{Path(path).name} {step.span.start}".encode()))
                if rng.random() <= share and step.relation in ("=", ":="):
                    tally.mutants += _of_step(ground, line, claim, step.index, rng, each)
        return claim

    # the limit is meant for one text, and thousands share a graph here
    with (
        mock.patch.object(reviewer, "at_solutions", judged),
        mock.patch("symgrad.notation.meaning.meaning.NODES", 10**9),
    ):
        Reviewer(path).review(read_document(source).sections)
    left = [m for m in tally.mutants if m.verdict in ("held", "open")]
    text = mutants.Text(path) if left else None
    for mutant in left:
        assert text is not None
        mutant.verdict = second_opinion(text, mutant)
    for mutant in tally.mutants:
        mutant.changed, mutant.said = "", None
    return tally


def second_opinion(text: mutants.Text, mutant: Mutant) -> str:
    """What numbers on the syntax tree say to a mutant that is not refuted."""
    otherwise = "missed" if mutant.verdict == "held" else "open"
    if mutant.verdict == "open" and any(reason in mutant.why for reason in REASONS):
        otherwise = "valueless"
    if mutant.said is None:
        return otherwise  # it is not read, or not judged
    try:
        mutants.recompute(text, mutant.changed, mutant.said)
    except mutants.Cannot as reason:
        mutant.why = f"{mutant.why} ({reason})" if mutant.verdict == "held" else mutant.why
        return otherwise
    return "true" if mutant.verdict == "held" else "unproved"


def _of_step(ground: Ground, line: Line, claim: Claim, k: int, rng: random.Random, each: int) -> Iterator[Mutant]:
    if not claim.chains and is_claim_of_arrays(ground, line):
        from spoiled_arrays import array_mutants  # which is made of what stands here

        yield from array_mutants(ground, line, k, rng, each)
        return
    chain = claim.chains[0] if claim.chains else None
    if chain is None or not isinstance(line.trees[k + 1], Tree) or chain.chosen[k] is None:
        return
    scope = ground.scope
    try:
        ground.scope = chain.scope
        about = About(chain, k)
        listed = _spoiled(about, rng)
    finally:
        ground.scope = scope
    taken: Counter[str] = Counter()
    for text, kinds in listed:
        key = min(kinds, key=RANK.__getitem__) if kinds else ""
        taken[key] += 1
        if taken[key] <= (each if key else RANDOM):
            yield judged_mutant(ground, line, k, text, kinds, about)


def _spoiled(about: About, rng: random.Random) -> list[tuple[str, set[str]]]:
    """(text, entries that make it) of every mutant of a member."""
    found: dict[object, tuple[str, set[str]]] = {}
    own = about.node(about.tree)
    if own is None:
        return []
    original = value(about, own)

    def add(tree: Tree, text: str, slug: str) -> None:
        node = about.node(tree)
        if node is None or value(about, node) == original:
            return
        again = reread(about, text)
        if again is None or (back := about.node(again)) is None or twin(about.graph, back) != twin(about.graph, node):
            return
        kinds = found.setdefault(value(about, node), (text, set()))[1]
        if slug:
            kinds.add(slug)

    for change in changes(about, moves_for(about)):
        if change.makes:
            add(change.applied(about.tree), about.ink.member(about.whole, [(change.place, change.new)]), change.makes)
    target = about.target
    if target is not None and not about.closed:
        given = [(slug, node) for slug, _, node, _ in misruled(about, target)]
        given += [("missing-path", node) for node in _paths_left_out(about)]
        given += [("wrong-function", target.u)] if target.v in about.graph.cone([target.u]) else []
        for slug, node in given:
            made = Given(MADE, MADE, node)
            add(made, about.ink.tree(made), slug)
    if about.lone_number and isinstance(about.tree, Num):
        for slug, text in _numbers(about.tree, about.ink.comma):
            tree = reread(about, text)
            if tree is not None:
                add(tree, text, slug)
    listed = list(found.values())
    rng.shuffle(listed)
    known = set(found) | {original}
    for tree in _random(about, rng):
        node = about.node(tree)
        if node is not None and value(about, node) not in known:
            known.add(value(about, node))
            text = about.ink.tree(tree)
            again = reread(about, text)
            if again is not None and (back := about.node(again)) is not None and (
                twin(about.graph, back) == twin(about.graph, node)
            ):  # fmt: skip
                listed.append((text, set()))
    return [(text, kinds | _of_a_number(about, text, own)) for text, kinds in listed]


def _of_a_number(about: About, text: str, own: int) -> set[str]:
    """What a mutant can be called that is but a number for a number, however it was made."""
    tree = reread(about, text)
    while isinstance(tree, Sum) and len(tree.terms) == 1:
        tree = tree.terms[0][1]
    if not (about.closed and isinstance(tree, (Num, Frac)) and is_number(tree)):
        return set()
    right, wrong = (nearest(about.graph, [id], {}) for id in (own, about.node(tree)) if id is not None)
    sizes = [abs(float(next(iter(found.values())))) for found in (right, wrong)]
    return {"wrong-value"} | ({"wrong-sign"} if math.isclose(*sizes) else set())


def _numbers(tree: Num, comma: bool) -> Iterator[tuple[str, str]]:
    """A number with its last digit off, and with its first one off."""
    whole, _, decimals = tree.text.partition(".")
    texts = []
    if len(decimals) > 2:
        last = int(decimals[-1])
        texts.append(("rounded-too-early", f"{whole}.{decimals[:-1]}{last - 1 if last else 1}"))
    texts.append(("wrong-value", f"{int(whole) + 7}" + (f".{decimals}" if decimals else "")))
    for slug, text in texts:
        yield slug, text.replace(".", ",") if comma else text


def _random(about: About, rng: random.Random) -> Iterator[Tree]:
    """Edits that are in no catalogue: parts exchanged, functions put around, operations replaced."""
    inside = [place for place in places(about.tree) if isinstance(place.tree, FORMULAS) and _free(place)]
    for _ in range(6 * RANDOM):
        if not inside:
            return
        place, other = rng.choice(inside), rng.choice(inside)
        tree = place.tree
        made: Tree | None = None
        match rng.randrange(6):
            case 0:
                made = other.tree
            case 1:
                made = Call(MADE, MADE, rng.choice(("sinh", "asinh", "atan", "softplus")), (tree,))
            case 2 if isinstance(tree, Product) and not any(about.applied(a, *b) for (_, a), b in zip(
                    tree.factors, tree.factors[1:], strict=False)):  # fmt: skip
                made = Bracket(MADE, MADE, "(", (Sum(MADE, MADE, tuple(("+", f) for _, f in tree.factors)),))
            case 3 if isinstance(tree, Sum) and len(tree.terms) > 1:
                made = Product(MADE, MADE, tuple(("*" if i else "", t) for i, (_, t) in enumerate(tree.terms)))
            case 4 if isinstance(tree, Power):
                made = Power(MADE, MADE, tree.exponent, tree.base)
            case 5:
                made = Sum(MADE, MADE, (("+", tree), ("-", Power(MADE, MADE, other.tree, Num(MADE, MADE, "7")))))
                made = Bracket(MADE, MADE, "(", (made,))
        if made is not None and made is not tree:
            yield put(about.tree, place.path, made)


FORMULAS = (Name, Num, Sum, Product, Power, Bracket, Frac, Call)


def _free(place: Place) -> bool:
    outer = place.outer
    while outer is not None:
        if isinstance(outer.tree, Derivative):
            return False
        outer = outer.outer
    applied = isinstance(place.tree, (Name, Bracket)) and isinstance(place.above, Product)
    return not applied and place.role not in ("bound", "condition", "values")


def spoiled_line(line: Line, k: int, text: str, about: Surroundings) -> Line | None:
    """The line up to its sign number k with another right member; None if that is not read."""
    source = line.statement.source
    span = line.statement.member_span(k + 1)
    changed = Source(source.text[: span.start] + text + source.text[span.end :], source.name)
    stop = span.start + len(text)
    tokens = tokenize(changed, span.start, stop, latex=about.ink.latex, decimal_comma=about.ink.comma)
    statement = replace_statement(line.statement, changed, k, tokens)
    try:
        trees = [*line.trees[: k + 1], read(tokens)]
    except Unread:
        return None
    return replace(line, statement=statement, trees=trees, kinds=line.kinds[: k + 1])


def mutant_of(line: Line, k: int, text: str, kinds: set[str]) -> Mutant:
    span = line.statement.member_span(k + 1)
    return Mutant(f"{span.source.name}:{span.line}", span.text, text, kinds)


def judged_mutant(ground: Ground, line: Line, k: int, text: str, kinds: set[str], about: Surroundings) -> Mutant:
    """What the checker says to a mutant."""
    mutant = mutant_of(line, k, text, kinds)
    spoiled = spoiled_line(line, k, text, about)
    if spoiled is None:
        mutant.verdict, mutant.why = "open", "unread"
        return mutant
    values = dict(ground.values)
    try:
        claim = judge_claim(ground, spoiled)
        step = next((step for step in claim.steps if step.index == k), None)
        earlier = any(s.kind == "refuted" and s.index < k for s in claim.steps)
        if step is None or (earlier and step.verdict.holds):
            mutant.verdict, mutant.why = "refuted" if earlier else "open", "not judged"
            return mutant
        if step.kind == "refuted":
            mutant.verdict = "refuted"
            began = time.perf_counter()
            mutant.mistake = mistake_in(ground, spoiled, claim, step)
            mutant.seconds = time.perf_counter() - began
            if mutant.mistake is not None and mutant.mistake.slug == "wrong-shape":
                mutant.kinds.add("wrong-shape")  # which is all that can be said of written shapes
            if mutant.mistake is not None and mutant.mistake.correct:
                mutant.undone = _same(about, mutant.mistake.correct) or same_text(mutant.right, mutant.mistake.correct)
        else:
            mutant.verdict = "held" if step.verdict.holds else "open"
            mutant.why = step.verdict.message or step.verdict.by
            mutant.changed = spoiled.statement.source.text
            mutant.said = SimpleNamespace(span=spoiled.statement.span, steps=[step])
    finally:
        ground.values = values
    return mutant


def same_text(right: str, text: str) -> bool:
    """Whether a repair is written as the right member is, spaces and brackets aside."""
    return _letters(text) == _letters(right)


def _letters(text: str) -> str:
    return re.sub(r"\\(?:left|right|cdot|,)|[\s()\[\]{}]", "", text)


def _same(about: Surroundings, text: str) -> bool:
    """Whether a repair is the formula that stood there, the order and brackets aside."""
    tree = reread(about, text)
    nodes = [about.node(part) for part in (about.tree, tree) if part is not None]
    return len({None if id is None else twin(about.graph, id) for id in nodes} - {None}) == 1 and len(nodes) == 2


def _paths_left_out(about: About) -> Iterator[int]:
    """The derivative that the line asks for without one of its paths, for each of them."""
    graph, target = about.graph, about.target
    found = ways(graph, target.u, target.v) if target is not None else []
    for way in found if len(found) > 1 else ():
        first, *rest = [graph.node(other.product) for other in found if other is not way]
        yield sum(rest, first).id


def value(about: About, node: int) -> object:
    """What tells formulas apart: their values at two points, else their canonical twin."""
    graph = about.graph
    found = []
    for k in range(2):
        seeded = {id: Fraction(zlib.crc32(f"{graph.label(id)} {k}".encode()) % 97 + 3, 107) for id in graph.free(node)}
        found.append(f"{nearest(graph, [node], seeded)[node]:.9e}")
    return twin(graph, node) if "nan" in "".join(found) else tuple(found)


def replace_statement(statement: Statement, source: Source, k: int, tokens: list) -> Statement:
    """The statement up to its sign number k, with another right member."""
    made = Statement(
        source,
        [*statement.members[: k + 1], tokens],
        statement.relations[: k + 1],
        statement.start,
        tokens[-1].end,
        statement.latex,
        statement.words,
        arrow=statement.arrow,
        item=statement.item,
        paragraph=statement.paragraph,
    )
    return made
