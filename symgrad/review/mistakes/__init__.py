"""Naming the mistake in a refuted step: a catalogue of mistakes, and the one repair that makes the step right."""

from dataclasses import replace

from symgrad.review.chains import Claim
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.mistakes.carried import own_slip, remember, source_of
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
            step.mistake = diagnose(claim.chains, step.index)
            own = own_slip(ground, line, step.index)
            if own is not None:
                step.mistake = replace(own, correct=step.mistake.correct if step.mistake is not None else "")
            remember(ground, line, step)
