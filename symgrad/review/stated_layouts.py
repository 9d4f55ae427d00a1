"""The layout that running text or a heading states for its section: `we use the denominator layout`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symgrad.review.lines import Opened

LAYOUT = re.compile(r"\b(?:(numerator|zähler)|(denominator|nenner))[- ]?layout", re.IGNORECASE)
STATES = re.compile(
    r"\b(?:use[sd]?|using|adopt\w*|assum\w*|follow(?:s|ing)?|conventions?|throughout|everywhere|all|always|"
    r"verwende[nt]?|benutze[nt]?|nutzen)\b",
    re.IGNORECASE,
)
COMPARES = re.compile(
    r"\b(?:not|never|nor|no|if|would|could|can|may|might|instead|rather|unlike|whereas|while|but|versus|vs|than|"
    r"some|others?|from|now|below|above|next|until|many|most|authors?|books?|texts?|they|wikipedia|differs?|nicht|statt|wenn|falls)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.;!?])\s|\n\s*\n")


def heed_layout(opened: Opened) -> None:
    """Enters the layout that a section states, unless a directive declares one or the words name both."""
    found = set(_stated(opened.section.title, opened.section.prose))
    if len(found) == 1 and not opened.scope.layout:
        opened.scope.layout = found.pop()


def _stated(title: str, prose: str) -> Iterator[str]:
    heading = LAYOUT.search(title)
    rest = LAYOUT.sub("", title).lower()
    if heading and not re.sub(r"\b(?:the|in|convention|using|we|use)\b|[\W\d]", "", rest):
        yield _name(heading)
    for sentence in SENTENCE.split(prose):
        if STATES.search(sentence) and not COMPARES.search(sentence):
            yield from map(_name, LAYOUT.finditer(sentence))


def _name(match: re.Match[str]) -> str:
    return "numerator" if match[1] else "denominator"
