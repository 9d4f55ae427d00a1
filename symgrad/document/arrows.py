"""Arrows between formulas: which of them part statements, which say a limit, and which are not understood."""

from __future__ import annotations

from symgrad.notation.nesting import group_stop, levels
from symgrad.notation.tokens import Token

ARROWS = {"⇒", "⇔", "→", "↦"}  # that part statements
OPEN = {
    "⇐": "an arrow back to what follows from it is not read: write the premise first, then \\Rightarrow",
    "↔": "what this arrow says of the formulas beside it is not known: \\Leftrightarrow says that both hold alike",
    "⇝": "what this arrow says of the formulas beside it is not known: \\Rightarrow says that one follows",
}
NO_POINT = "what the variable goes to is not said: write \\lim_{x \\to 0} f(x) ="


def left_open(row: list[Token]) -> str:
    """Why a row with an arrow that is not understood says nothing that could be judged; empty if it has none."""
    return next((OPEN[row[i].value] for i, level in levels(row) if level == 0 and row[i].value in OPEN), "")


def with_limits(row: list[Token]) -> list[Token]:
    """`f(x) \\xrightarrow{x \\to 0} 1` as `\\lim_{x \\to 0} (f(x)) = 1`, behind a sign as a statement of its own."""
    for i, level in levels(row):
        arrow = row[i]
        if arrow.kind != "goes" or level:
            continue
        stop = group_stop(row, i + 1)
        place = row[i + 1 : stop]
        low = max((k + 1 for k, depth in levels(row[:i]) if depth == 0 and _parts(row[k])), default=0)
        if low == i:
            plain = Token("relation", "→", arrow.start, place[-1].end, arrow.glued)
            return with_limits([*row[:i], plain, *row[stop:]])
        body = row[low:i]
        first, last = body[0].start, body[-1].end
        goes = [token._replace(start=first, end=first) for token in place]
        limit = [Token("big", "lim", first, first), Token("operator", "_", first, first), *goes]
        limit += [Token("open", "(", first, first), *body, Token("close", ")", last, last)]
        equals = Token("relation", "=", arrow.start, place[-1].end, arrow.glued)
        before = row[:low]
        if before and before[-1].kind == "relation":
            before = [*row[:i], Token("quad", "quad", first, first)]
        return [*before, *limit, equals, *with_limits(row[stop:])]
    return row


def _parts(token: Token) -> bool:
    return token.kind in ("relation", "quad", "comma", "semicolon", "words")


def goes_somewhere(before: list[Token], behind: list[Token]) -> bool:
    """Whether `before → behind` says where a formula goes, and not a name: `\\frac{\\sin x}{x} \\to 1`."""
    goal = [token for token in behind if token.value not in "+-"]
    built = any(
        token.kind in ("frac", "function", "root", "open", "raised", "big")
        or (token.kind == "operator" and token.value != "_")
        for token in before
    )
    return len(goal) == 1 and goal[0].kind in ("number", "infinity") and built
