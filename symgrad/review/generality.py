"""Functions that a text leaves open on purpose: `whatever the three functions are`, `for any functions f and g`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symgrad.document import Said
from symgrad.notation.scope import Function
from symgrad.review.lines import Line, Opened

_FUNCTION = r"(?:functions?|maps?|mappings?|losses|loss|Funktion(?:en)?|Abbildung(?:en)?|fonctions?|applications?)\b"
_KIND = r"(?:(?:smooth|differentiable|arbitrary|(?:stetig )?differenzierbaren?|dérivables?|choice of)\s+)*"
_WHATEVER = r"(?:whatever|no matter (?:what|which)|quelles que soient)\s+(?:(?:the|these|those|les?|ces)\s+)?"
OPEN = re.compile(
    rf"\b(?:{_WHATEVER}(?:[\w-]+\s+)??|(?:for|pour)\s+(?:any|all|every|arbitrary|toutes?)\s+{_KIND}"
    rf"|für\s+(?:alle|beliebige|jede)\s+{_KIND}){_FUNCTION}(?P<behind>[^.;]*)",
    re.IGNORECASE,
)
TIED = re.compile(
    r"\b(?:with|such|that|satisf\w+|if|where|whose|which|mit|so dass|sodass|falls|deren|avec|tels?|telles?|si|dont)\b",
    re.IGNORECASE,
)


def heed_generality(opened: Opened) -> None:
    """Enters as general the functions without formula of a claim beside words that say so of any functions."""
    said, scope = opened.section.said, opened.scope
    for k, piece in enumerate(said):
        for match in OPEN.finditer(piece.words):
            if TIED.search(match["behind"]):
                continue
            named = _named(said[k + 1 :]) if not piece.words[match.start("behind") :].strip() else None
            line = _beside(opened.lines, piece, match) if named is None else _next(opened.lines, piece)
            if line is None:
                continue
            for name in line.names if named is None else named & line.names:
                if _is_loose(opened, name, line):
                    scope.functions[name] = Function(general=True)


def _is_loose(opened: Opened, name: str, line: Line) -> bool:
    """Whether a name is a function without formula that no other line could tie to something."""
    scope = opened.scope
    elsewhere = any(name in other.names for other in opened.lines if other is not line)
    known = scope.formula(name) is not None or scope.function(name) is not None
    return bool(scope.edges.get(name)) and not known and not elsewhere


def _named(following: Sequence[Said]) -> set[str] | None:
    """The names right behind the words: `for any functions $f$ and $g$`; none if they are tied to more.

    None where no formula stands there.
    """
    if not any(piece.formula for piece in following[:1]):
        return None
    found: set[str] = set()
    for piece in following:
        if piece.words:
            if TIED.search(re.split(r"[.;]", piece.words)[0]):
                return set()
            if not re.fullmatch(r"\s*,?\s*(?:and|und|et)?\s*", piece.words):
                break
        elif len(piece.formula) == 1:
            found.add(piece.formula[0].value)
        else:
            break
    return found


def _beside(lines: list[Line], piece: Said, match: re.Match[str]) -> Line | None:
    """The line that the words go on from, or the one that they lead to."""
    if not piece.words[: match.start()].strip() and piece.words.lstrip()[:1].islower():
        return next((line for line in reversed(lines) if line.statement.start < piece.start), None)
    return _next(lines, piece) if match["behind"].rstrip().endswith((",", ":")) else None


def _next(lines: list[Line], piece: Said) -> Line | None:
    return next((line for line in lines if line.statement.start > piece.start), None)
