"""Naming the mistake in a refuted step: a catalogue of mistakes, and the one repair that makes the step right."""

from symgrad.review.arrays import is_claim_of_arrays
from symgrad.review.chains import Claim
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.mistakes.arrays import diagnose_arrays, holds_if_symmetric
from symgrad.review.mistakes.carried import remember, source_of
from symgrad.review.mistakes.catalogue import CATALOGUE, Entry
from symgrad.review.mistakes.diagnosis import diagnose

__all__ = ["CATALOGUE", "Entry", "diagnose", "explain_steps"]


def explain_steps(ground: Ground, line: Line, claim: Claim) -> None:
    """Say of each refuted step of a claim which earlier wrong line it follows from, or name its mistake."""
    for step in claim.steps:
        if step.kind != "refuted" or step.follows is not None:
            continue
        step.follows = source_of(ground, line, step.index)
        if step.follows is None:
            if claim.chains or not is_claim_of_arrays(ground, line):
                step.mistake = diagnose(claim.chains, step.index)
            else:
                step.mistake = diagnose_arrays(ground, line, step.index, step.verdict)
                step.verdict = step.verdict.noting(holds_if_symmetric(ground, line, step.index))
            remember(ground, line, step)
