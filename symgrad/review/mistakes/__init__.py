"""Naming the mistake in a refuted step: a catalogue of mistakes, and the one repair that makes the step right."""

from dataclasses import replace

from symgrad.review.arrays import is_claim_of_arrays
from symgrad.review.chains import Claim
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.mistakes.arrays import diagnose_arrays, holds_if_symmetric, unfitting
from symgrad.review.mistakes.carried import own_slip, remember, source_of
from symgrad.review.mistakes.catalogue import CATALOGUE, Entry
from symgrad.review.mistakes.diagnosis import diagnose
from symgrad.review.report import Mistake, Step

__all__ = ["CATALOGUE", "Entry", "diagnose", "explain_steps", "mistake_in"]


def explain_steps(ground: Ground, line: Line, claim: Claim) -> None:
    """Say of each refuted step of a claim which earlier wrong line it follows from, or name its mistake."""
    for step in claim.steps:
        if step.kind != "refuted" or step.follows is not None:
            continue
        step.follows = source_of(ground, line, step.index)
        if step.follows is None:
            if any(note.startswith("holds if Σ") for note in step.verdict.notes):
                continue  # what is missing is a premise
            step.mistake = mistake_in(ground, line, claim, step)
            own = own_slip(ground, line, step.index)
            if own is not None:
                step.mistake = replace(own, correct=step.mistake.correct if step.mistake is not None else "")
            if not claim.chains and is_claim_of_arrays(ground, line):
                step.verdict = step.verdict.noting(holds_if_symmetric(ground, line, step.index))
            remember(ground, line, step)


def mistake_in(ground: Ground, line: Line, claim: Claim, step: Step) -> Mistake | None:
    """What is known of the mistake in a refuted step."""
    if claim.chains and step.verdict.by == "shapes":
        return unfitting(line, step.index)
    if claim.chains or not is_claim_of_arrays(ground, line):
        return diagnose(claim.chains, step.index)
    return diagnose_arrays(ground, line, step.index, step.verdict)
