"""Polynomials with integer coefficients, as flint has them: keys, terms, coefficients, roots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ROOTS = 24  # degree of a polynomial whose roots are isolated


def frozen(p: Any) -> Any:
    """A key of a polynomial that does not depend on the size of the ring."""
    return tuple(
        (tuple((g, e) for g, e in enumerate(monomial) if e), int(coefficient))
        for monomial, coefficient in p.to_dict().items()
    )


def terms(p: Any) -> dict[Any, int]:
    """A polynomial as {monomial: coefficient}, the constant under ()."""
    return dict(frozen(p))


def primitive(p: Any) -> Any:
    """The polynomial without its content (its sign stays)."""
    return p if p == 0 else p / p.context().constant(int(p.content()))


def coefficients(p: Any, g: int) -> list[int]:
    """The coefficients, constant first, of a polynomial in one generator."""
    found = [0] * (int(p.degrees()[g]) + 1)
    for monomial, coefficient in p.to_dict().items():
        found[monomial[g]] = int(coefficient)
    return found


def isolable(p: Any) -> int | None:
    """The generator of a polynomial in one generator whose roots are isolated; None for the others."""
    used = [g for g, e in enumerate(p.degrees()) if e]
    return used[0] if len(used) == 1 and p.total_degree() <= ROOTS else None


def complex_roots(p: Any, g: int) -> Iterator[Any]:
    """Balls around the roots of a polynomial in one generator."""
    import flint

    for factor, _ in flint.fmpz_poly(coefficients(p, g)).factor()[1]:
        for root, _ in factor.complex_roots():
            yield root
