"""Where a product of factors, summed over indices of its own, stands in a longer product."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from symgrad.proof.index_sums import Factor, Index

SLOTS = tuple(f"·{n}" for n in range(8))  # the indices of what a kernel is taken of: no letter of a text

Found = tuple[list[Factor], dict[Index, Index]]


def occurrence(
    pattern: Sequence[Factor], factors: Sequence[Factor], put: Mapping[Index, Index], symmetric: Callable[..., bool]
) -> Found | None:
    """The other factors, and what stands for each index of the pattern; None where the pattern does not occur.

    put: what stands for some slots. A bound index of the pattern stands for one that is bound in the factors and
    occurs nowhere else in them; any other slot stands for any index.
    """
    for rest, found in _matches(list(pattern), list(factors), dict(put), symmetric):
        inner = [found[x] for x in {x for _, at in pattern for x in at if isinstance(x, int)}]
        outer = {found[x] for x in found if not isinstance(x, int)} | {x for _, at in rest for x in at}
        if len(set(inner)) == len(inner) and all(isinstance(x, int) and x not in outer for x in inner):
            return rest, found
    return None


def _matches(
    pattern: list[Factor], factors: list[Factor], put: dict[Index, Index], symmetric: Callable[..., bool]
) -> Iterator[Found]:
    if not pattern:
        yield factors, put
        return
    (head, at), *others = sorted(pattern, key=lambda part: sum(_is_open(x) and x not in put for x in part[1]))
    for k, (name, spot) in enumerate(factors):
        if name == head:
            for turned in (spot, spot[::-1]) if symmetric(head) and len(spot) == 2 else (spot,):
                more = _unified(at, turned, put)
                if more is not None:
                    yield from _matches(others, factors[:k] + factors[k + 1 :], more, symmetric)


def _unified(at: Sequence[Index], spot: Sequence[Index], put: dict[Index, Index]) -> dict[Index, Index] | None:
    found = dict(put)
    for x, y in zip(at, spot, strict=True):
        if (found.setdefault(x, y) if _is_open(x) else x) != y:
            return None
    return found


def _is_open(x: Index) -> bool:
    return isinstance(x, int) or x in SLOTS
