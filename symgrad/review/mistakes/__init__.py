"""Naming the mistake in a refuted step: a catalogue of mistakes, and the one repair that makes the step right."""

from symgrad.review.mistakes.catalogue import CATALOGUE, Entry
from symgrad.review.chains import Claim
from symgrad.review.mistakes.diagnosis import diagnose

__all__ = ["CATALOGUE", "Entry", "diagnose", "explain_steps"]


def explain_steps(claim: Claim) -> None:
    """Name the mistake in each refuted step of a claim."""
    for step in claim.steps:
        if step.kind == "refuted" and step.follows is None:
            step.mistake = diagnose(claim.chains, step.index)
