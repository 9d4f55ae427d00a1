"""Where a product of factors, summed over indices of its own, stands in a longer product."""

from __future__ import annotations

from collections import Counter
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
    heads = Counter(head for head, _ in factors)
    if any(heads[head] < n for head, n in Counter(head for head, _ in pattern).items()):
        return None
    return next(_Search(pattern, factors, symmetric).found(list(pattern), list(factors), dict(put)), None)


class _Search:
    """One search; a bound index can only stand for one that occurs as often."""

    def __init__(self, pattern: Sequence[Factor], factors: Sequence[Factor], symmetric: Callable[..., bool]) -> None:
        self.symmetric = symmetric
        self.counts, self.among = (Counter(x for _, at in parts for x in at) for parts in (pattern, factors))

    def found(self, pattern: list[Factor], factors: list[Factor], put: dict[Index, Index]) -> Iterator[Found]:
        if not pattern:
            outer = {put[x] for x in put if not isinstance(x, int)}
            if not any(isinstance(x, int) and y in outer for x, y in put.items()):
                yield factors, put
            return
        first = min(range(len(pattern)), key=lambda k: self._unknown(pattern[k], put))
        (head, at), others = pattern[first], pattern[:first] + pattern[first + 1 :]
        for k, (name, spot) in enumerate(factors):
            if name == head:
                for turned in (spot, spot[::-1]) if len(spot) == 2 and self.symmetric(head) else (spot,):
                    more = self._unified(at, turned, put)
                    if more is not None:
                        yield from self.found(others, factors[:k] + factors[k + 1 :], more)

    def _unknown(self, part: Factor, put: dict[Index, Index]) -> tuple[bool, int]:
        """How little is known of where a factor stands: that a product is summed over an index says least."""
        missing = sum(_is_open(x) and x not in put for x in part[1])
        return missing > 0 and part[0][0] == "bound", missing

    def _unified(
        self, at: Sequence[Index], spot: Sequence[Index], put: dict[Index, Index]
    ) -> dict[Index, Index] | None:
        found = dict(put)
        for x, y in zip(at, spot, strict=True):
            if isinstance(x, int) and x not in found:
                taken = any(isinstance(z, int) and other == y for z, other in found.items())
                if not isinstance(y, int) or taken or self.counts[x] != self.among[y]:
                    return None
            if (found.setdefault(x, y) if _is_open(x) else x) != y:
                return None
        return found


def _is_open(x: Index) -> bool:
    return isinstance(x, int) or x in SLOTS
