"""Of several repairs that make a step right, those that no more specific one says better."""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.graph import twin
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.catalogue import CATALOGUE
from symgrad.review.mistakes.changes import Words

FARTHEST = 10**6
SURFACE = ("missing-factor", "dropped-term", "wrong-coefficient", "wrong-argument", "wrong-value")  # what it looks like
DEEPER = ("missing-path", "local-for-total", "total-for-local", "forgot-mean", "missing-inner-derivative",
          "product-of-derivatives", "quotient-of-derivatives", "power-rule-on-exponential", "exponent-not-lowered",
          "integrated-instead", "missing-prime")  # how it came about  # fmt: skip
RANK = {slug: i for i, slug in enumerate(CATALOGUE)}


@dataclass(frozen=True)
class Fit:
    """A repair that makes the step right. text: the repaired member as it would be written; node: what it is."""

    slugs: tuple[str, ...]
    words: tuple[Words, ...]
    faults: tuple[tuple[int, int], ...]
    text: str
    node: int
    size: int
    weak: int = 0  # how little the repair says: it puts something in where that may mean much else


def strongest(about: About, found: list[Fit]) -> list[Fit]:
    """The repairs that no more specific one says better."""
    ordered = sorted(found, key=lambda fit: (fit.weak, len(fit.slugs), [RANK[slug] for slug in fit.slugs], fit.size))
    kept: list[Fit] = []
    for fit in ordered:
        number = twin(about.graph, fit.node)
        surface = all(slug in SURFACE for slug in fit.slugs)
        for other in kept:
            whole = fit.size == other.size == FARTHEST  # both by a rule, with the right member as their repair
            alike = twin(about.graph, other.node) == number and bool(other.text) and not whole
            if alike and _says_less(fit, other):
                kept[kept.index(other)] = fit
                break
            if (*other.slugs, *fit.slugs) == ("integrated-instead", "wrong-sign"):
                continue  # either may be how it came about
            general = surface and all(slug in DEEPER for slug in other.slugs)
            less = len(other.slugs) == len(fit.slugs) == 1 and fit.slugs[0] in CATALOGUE[other.slugs[0]].over
            if alike or general or less or fit.weak > other.weak or other.slugs == fit.slugs:
                break
        else:
            kept.append(fit)
    return kept


def _says_less(fit: Fit, other: Fit) -> bool:
    """Whether one repair takes away what another one works around: x^2 y without y, where y = x, for x^1 y."""
    taken = fit.slugs in (("extra-factor",), ("extra-term",))
    around = other.slugs in (("wrong-exponent",), ("reciprocal",), ("wrong-sign",))
    return taken and around and fit.weak <= other.weak and len(fit.text) < len(other.text)
