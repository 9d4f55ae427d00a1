"""What directives expect: `expect refuted wrong-sign` at a sign that is wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symgrad.document import Bound
from symgrad.review.report import StatementReport, Step
from symgrad.source import Diagnostic


def unmet(expected: Iterable[list[tuple[Bound, StatementReport]]]) -> Iterator[Diagnostic]:
    """A directive `expect refuted` is met if exactly one sign that it binds is refuted and the others hold.

    expected: for each directive, the statements it is bound to; their steps note what was expected of them.
    """
    for bounds in expected:
        bound = bounds[0][0]
        want = bound.words.split(" ")[1:]
        kind = want[0] if want else ""
        steps = []
        for each, statement in bounds:
            first, last = each.signs or (0, len(statement.steps) + 99)
            steps += [step for step in statement.steps if first <= step.index < last]
        hits = [step for step in steps if step.kind == kind and _named(step, want[1:])]
        rest = [step for step in steps if step not in hits]
        if kind == "refuted":
            hits, rest = _without_followers(hits, rest)
        words = " ".join(want)
        if len(hits) == 1 and all(step.verdict.holds or step.follows is hits[0] for step in rest):
            for step in (hits[0], *(s for s in rest if s.follows is hits[0])):
                step.met, step.expect = True, words
            continue
        for step in steps:
            step.expect = words
        found = ", ".join(_shown(step) for step in steps) or "no sign is judged"
        yield Diagnostic(
            f"'{bound.words}' is not met: {found}",
            bound.span,
            help="exactly one sign must come out so, and the others must hold",
        )


def _shown(step: Step) -> str:
    slug = step.mistake.slug if step.mistake is not None else ""
    return f"{step.kind} {slug}".strip()


def _named(step: Step, want: list[str]) -> bool:
    """Whether the mistake has the name that a directive gives, if it gives one."""
    return not want or (step.mistake is not None and step.mistake.slug == want[0])


def _without_followers(hits: list[Step], rest: list[Step]) -> tuple[list[Step], list[Step]]:
    followers = [step for step in hits if step.follows is not None and step.follows in hits]
    return [step for step in hits if step not in followers], rest + followers
