"""A lost 1/m, where m counts a batch: told by what becomes of a wrong derivative when the batch changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from symgrad.testing.calls import array, like
from symgrad.testing.likely import FITS, Compared, Likely, alike

COPIES = (2, 3)  # of a batch
POWERS = (-1, 0, 1)  # how a right derivative goes with the number of copies: of a mean, of each row, of a sum

Again = Callable[[Sequence[Any], Callable[[Any], Any]], "list[Compared] | None"]


def counted(names: Sequence[str], args: Sequence[Any], ratio: float, again: Again) -> str:
    """What a ratio (or its inverse) counts, if it follows that number when an axis is made shorter; '' if none.

    again: (arguments, what was done to their batches) -> the wrong derivatives beside the right ones there.
    """
    import numpy

    fitting = {what for what, m in _numbers(names, args).items() if m > 1 and _is(ratio, m)}
    told = False
    for m, axis, _ in _batches(args) if fitting else ():

        def cut(x: Any, m: int = m, axis: int = axis) -> Any:
            return numpy.take(x, range(m - 1), axis) if x.ndim > axis and x.shape[axis] == m else x

        shorter = [like(x, cut(array(x))) for x in args]
        compared = again(shorter, cut)
        found = None if compared is None else alike(compared)
        if found is not None:
            told = told or abs(found - ratio) > FITS * abs(ratio)
            numbers = _numbers(names, shorter)
            fitting = {what for what in fitting if _is(found, numbers[what])}
    return " and ".join(sorted(fitting)) if told else ""


def lost_in_a_term(names: Sequence[str], args: Sequence[Any], wrong: Sequence[Compared], again: Again) -> Likely | None:
    """A term T of the derivatives that stands there as m T, if one batch size m and no other explains the error.

    With k copies of the batch, the right term is T (or k T, or T/k) again, so the error (m - 1) T becomes (k m - 1) T.
    """
    import numpy

    found = []
    for m, axis, on in _batches(args):
        fits = True
        for k in COPIES:

            def copied(x: Any, k: int = k, m: int = m, axis: int = axis) -> Any:
                return numpy.concatenate([x] * k, axis) if x.ndim > axis and x.shape[axis] == m else x

            compared = again([like(x, copied(array(x))) for x in args], copied)
            fits = fits and compared is not None and all(map(_grown(m, k, axis), wrong, compared))
        if fits:
            where = [f"the length of axis {axis} of {names[i]}" for i in on]
            by = " and ".join(c.name for c in wrong)
            told = f"in a term of the derivative by {by} a factor 1/m is lost, m = {m} being {' and '.join(where)}"
            found.append(Likely("forgot-mean", told))
    return found[0] if len(found) == 1 else None


def _grown(m: int, k: int, axis: int) -> Callable[[Compared, Compared], bool]:
    """Whether the error of a derivative has become what k copies of a batch make of (m - 1) T."""
    import numpy

    def fits(before: Compared, after: Compared) -> bool:
        if before.whole is None or after.whole is None:
            return False
        (got, wanted), (got_k, wanted_k) = before.whole, after.whole
        if got_k.shape != got.shape:
            got_k, wanted_k = (numpy.take(x, range(m), axis) for x in (got_k, wanted_k))
        error, grown = got - wanted, got_k - wanted_k
        slack = 10 * before.fits * numpy.max(abs(grown), initial=0.0)
        return any(
            bool(numpy.all(abs(grown - error * (k * m - 1) / (m - 1) * float(k) ** p) <= slack))
            and bool(
                numpy.all(
                    abs(wanted_k - wanted * float(k) ** p) <= 10 * before.fits * numpy.max(abs(wanted_k), initial=0.0)
                )
            )
            for p in POWERS
        )

    return fits


def _batches(args: Sequence[Any]) -> Iterator[tuple[int, int, list[int]]]:
    """Axes that may count a batch: (length, axis, arguments that have it)."""
    shapes = [array(x).shape for x in args]
    for axis in range(max(map(len, shapes), default=0)):
        for m in sorted({s[axis] for s in shapes if len(s) > axis and s[axis] > 2}):
            yield m, axis, [k for k, s in enumerate(shapes) if len(s) > axis and s[axis] == m]


def _numbers(names: Sequence[str], args: Sequence[Any]) -> dict[str, int]:
    """What can be counted at some arguments: the lengths of axes, and entries."""
    found = dict[str, int]()
    for name, x in zip(names, map(array, args), strict=True):
        found |= {f"the length of axis {axis} of {name}": n for axis, n in enumerate(x.shape)}
        if x.ndim > 1:
            found[f"the number of entries of {name}"] = x.size
    return found


def _is(ratio: float, m: int) -> bool:
    """Whether a ratio is m or 1/m."""
    return abs(ratio - m) < FITS * m or abs(ratio * m - 1) < FITS
