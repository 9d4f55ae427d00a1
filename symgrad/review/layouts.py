"""Claims about vectors and matrices under the layouts that they may be written in: which one a text uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.notation.arrays import BITS, Layout
from symgrad.notation.arrays.layout import EVERY
from symgrad.notation.arrays.loose import WAYS
from symgrad.proof import Verdict
from symgrad.review.arrays import ArrayClaim, Attempt
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.source import Span

ELSE_FALSE = "it is false in every other meaning, too"


def array_verdicts(
    ground: Ground, line: Line, layouts: Sequence[Layout] | None = None
) -> tuple[dict[int, Verdict], dict[int, Span]]:
    """The verdict on every judged sign of a claim about arrays, and what each of them points at.

    layouts: those that the line is read in, instead of the declared one or all.
    """
    declared = ground.scope.declared_layout()
    layouts = layouts or ([Layout.pure(declared)] if declared else _by_evidence(ground))
    attempts: list[Attempt] = []
    for layout in layouts:
        alike = (a for a in attempts if layout.agrees(a.layout, a.asked))
        if (same := next(alike, None)) is not None:
            attempts.append(replace(same, layout=layout, asked=set(BITS)))
            continue
        attempt = _in_every_way(ground, line, layout)
        attempts.append(attempt)
        if not attempt.bits or (attempt.score == 0 and _settled(ground, attempt)):
            break
    best = min(attempts, key=lambda a: a.score)
    if not declared and best.bits:
        _take_evidence(ground, line, best, attempts)
    if best.score >= 1:
        _leave_open_what_words_say(ground, line, best)
    return best.verdicts, best.spans


def _leave_open_what_words_say(ground: Ground, line: Line, best: Attempt) -> None:
    """`M = ab^T is symmetric`: what holds only if the words are right stays open, as the formula does not say so."""
    said = dict.fromkeys(one.said for one in ground.supposed if one.said is not None and ground.is_of_formula(one))
    if not said:
        return
    with ground.trusted():
        trusting = _in_every_way(ground, line, best.layout)
    words = " and ".join(f"{name} is {what}" for name, what in said)
    for k, verdict in best.verdicts.items():
        if not verdict.holds and k in trusting.verdicts and trusting.verdicts[k].holds:
            message = f"right if {words}, as the words say; its formula does not make it so"
            best.verdicts[k] = Verdict("undecided", message=message)


def _in_every_way(ground: Ground, line: Line, layout: Layout) -> Attempt:
    """The attempt under a layout. A sign with notation of several meanings is refuted if it is false in all of them.

    What one of them makes right stays open: it was not said that this one is meant.
    """
    first = _attempt(ground, line, layout, WAYS[0])
    open_ = [k for k, met in first.loose.items() if met]
    if not open_:
        return first
    attempts = [first, *(_attempt(ground, line, layout, way) for way in WAYS[1:])]
    first.asked.update(*(attempt.asked for attempt in attempts))
    for k in open_:
        found = [(attempt.verdicts[k], attempt.loose[k]) for attempt in attempts if k in attempt.verdicts]
        right = next((met for verdict, met in found if verdict.holds), None)
        unsure = next((verdict for verdict, _ in found if verdict.kind != "refuted"), None)
        if right is not None:
            message = f"right if {' and '.join(right)}, which is not what these signs say"
            first.verdicts[k] = Verdict("undecided", message=message)
        elif unsure is not None:
            first.verdicts[k] = unsure
        else:
            first.verdicts[k] = first.verdicts[k].noting(f"read so that {' and '.join(first.loose[k])}", ELSE_FALSE)
    return first


def _attempt(ground: Ground, line: Line, layout: Layout, way: str) -> Attempt:
    attempt = ArrayClaim(ground, line, layout, frozen=True, way=way).judged()
    asked = set(attempt.bits)
    if any(verdict.by == "shapes" for verdict in attempt.verdicts.values()):
        other = ArrayClaim(ground, line, layout, frozen=False, way=way).judged()
        asked |= other.bits
        attempt = other if other.score < attempt.score else attempt
    attempt.asked = asked
    return attempt


def _by_evidence(ground: Ground) -> list[Layout]:
    """Every layout, those first that agree with the lines before."""
    return sorted(EVERY, key=lambda layout: sum(getattr(layout, b) != found[0] for b, found in ground.layout.items()))


def _settled(ground: Ground, attempt: Attempt) -> bool:
    return attempt.bits <= set(ground.layout)


def _take_evidence(ground: Ground, line: Line, best: Attempt, attempts: list[Attempt]) -> None:
    """The layout that the line needs is the document's from here on; a line that needs another is told where."""
    needed = {
        bit for bit in BITS if bit in best.bits
        and not any(a.score <= best.score and getattr(a.layout, bit) != getattr(best.layout, bit) for a in attempts)
    } if best.score < 1 else set()  # fmt: skip
    fresh = {bit for bit in needed if bit not in ground.layout}
    turned = {bit for bit in needed - fresh if ground.layout[bit][0] != getattr(best.layout, bit)}
    words = best.layout.words(best.bits)
    for k, verdict in best.verdicts.items():
        if turned and verdict.holds:
            where = ground.layout[min(turned)][1]
            message = f"right {words}; line {where} is right in the other layout only"
            best.verdicts[k] = Verdict("undecided", verdict.by, message, notes=verdict.notes)
        elif fresh and verdict.holds:
            kind = "agrees" if verdict.kind == "proved" else verdict.kind
            best.verdicts[k] = replace(verdict, kind=kind).noting(words)
    for bit in fresh:
        ground.layout[bit] = getattr(best.layout, bit), line.statement.span.line
