"""Claims about vectors and matrices under the layouts that they may be written in: which one a text uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.notation.arrays import BITS, Layout
from symgrad.notation.arrays.layout import EVERY
from symgrad.proof import Verdict
from symgrad.review.arrays import ArrayClaim, Attempt
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.source import Span


def array_verdicts(
    ground: Ground, line: Line, layouts: Sequence[Layout] | None = None
) -> tuple[dict[int, Verdict], dict[int, Span]]:
    """The verdict on every judged sign of a claim about arrays, and what each of them points at.

    layouts: those that the line is read in, instead of the declared one or all.
    """
    declared = ground.scope.declared_layout()
    layouts = layouts or ([Layout.pure(declared)] if declared else _by_evidence(ground))
    attempts: list[Attempt] = []
    asked: list[set[str]] = []  # in which kinds of derivatives another layout could have made a difference
    for layout in layouts:
        alike = (a for a, bits in zip(attempts, asked, strict=True) if layout.agrees(a.layout, bits))
        if (same := next(alike, None)) is not None:
            attempts.append(replace(same, layout=layout))
            asked.append(set(BITS))
            continue
        attempt = ArrayClaim(ground, line, layout, frozen=True).judged()
        bits = attempt.bits
        if any(verdict.by == "shapes" for verdict in attempt.verdicts.values()):
            other = ArrayClaim(ground, line, layout, frozen=False).judged()
            bits = bits | other.bits
            attempt = other if other.score < attempt.score else attempt
        attempts.append(attempt)
        asked.append(bits)
        if not attempt.bits or (attempt.score == 0 and _settled(ground, attempt)):
            break
    best = min(attempts, key=lambda a: a.score)
    if not declared and best.bits:
        _take_evidence(ground, line, best, attempts)
    return best.verdicts, best.spans


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
