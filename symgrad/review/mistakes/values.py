"""Numbers at the end of a chain: a wrong value, a value rounded too early, a name that was put in too early."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symgrad.notation.syntax import At, Num, Sum, bare, walk
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Words

LAST = 3  # units of the last digit that rounding too early may cost
RELATIVE = Fraction(1, 50)


def value_of(about: About) -> Fraction | None:
    """The number that the member is."""
    tree, sign = bare(about.tree), 1
    if isinstance(tree, Sum) and len(tree.terms) == 1:
        sign = -1 if tree.terms[0][0] == "-" else 1
        tree = bare(tree.terms[0][1])
    return sign * Fraction(tree.text) if isinstance(tree, Num) else None


def wrong_values(about: About, exact: float) -> Iterator[tuple[str, Words]]:
    """What a lone number can be where another one is right."""
    stated = value_of(about)
    if stated is None:
        return
    text = about.ink.text[about.whole[0] : about.whole[1]].replace("{,}", ".").replace(",", ".")
    digits = len(text.partition(".")[2]) if "." in text else 0
    shown = f"{exact:.{digits}f}" if digits else f"{exact:.10g}"
    gap = abs(float(stated) - exact)
    if digits and gap <= (LAST + 0.5) * 10.0**-digits and gap <= float(RELATIVE) * max(abs(exact), 10.0**-digits):
        yield "rounded-too-early", (f"the last digits are off: the value is {exact:.{digits + 2}f}",)
    elif stated == 0 and exact and _evaluates(about):
        yield (
            "evaluated-too-early",
            ("a number was put in before differentiating, and the derivative of a number is 0",),
        )
    else:
        yield "wrong-value", (f"the value is {shown}",)


def _evaluates(about: About) -> bool:
    """Whether a derivative is asked for at a number."""
    return bool(about.targets) and any(isinstance(part, (At, Num)) for tree in about.before[:1] for part in walk(tree))
