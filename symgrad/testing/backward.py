"""Backward passes held against the code that they are of, where there is no formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.source import SymgradError
from symgrad.testing import calls
from symgrad.testing.batches import counted, lost_in_a_term
from symgrad.testing.calls import array, like, named
from symgrad.testing.gradients import allowed, differing, raised
from symgrad.testing.likely import FITS, Compared, Likely, alike, of_exchange, of_factor
from symgrad.testing.slopes import Probe, Slope, places

JITTERED = 2  # points beside the given one
SETTLED = 1e-3  # relative error of a numeric derivative above which nothing is held against it


def against_code(
    fn: Callable[..., Any] | None,
    gradient_fn: Callable[..., Any] | None,
    wrt: list[str] | None,
    at: Any,
    tolerance: float | None,
) -> None:
    """Hold a gradient (or backward pass) against numeric derivatives of its function, at a point and beside it."""
    __tracebackhide__ = True
    if fn is None or at is None:
        raise SymgradError("without a formula a function and a point are needed", help="assert_gradient(fn, ..., at=x)")
    names, values = calls.arguments(at, fn)
    task = _Task(fn, gradient_fn, names, _chosen(names, values, wrt), tolerance)
    values = [like(x, array(x).astype(float)) if k in task.by and _whole(x) else x for k, x in enumerate(values)]
    met = task.compare(values)
    for point in _beside(values, task.by):
        if task.defined(point):
            met |= task.compare(point)
    lacking = [names[k] for k in task.by if array(values[k]).size and names[k] not in met]
    if lacking:
        raise SymgradError(
            f"no derivative of {named(fn)} by {lacking[0]} could be compared at this point: {task.why}",
            help="give another point",
        )


def _whole(x: Any) -> bool:
    import numpy

    return bool(numpy.issubdtype(array(x).dtype, numpy.integer))


def _chosen(names: Sequence[str], values: Sequence[Any], wrt: list[str] | None) -> list[int]:
    """Which arguments to differentiate by: those listed; else those with decimals; else all that are numbers."""
    import numpy

    if wrt is not None:
        unknown = [name for name in wrt if name not in names]
        if unknown:
            raise SymgradError(f"there is no argument {unknown[0]}", help=f"the arguments are {', '.join(names)}")
        return [names.index(name) for name in wrt]
    found = [k for k, x in enumerate(values) if numpy.issubdtype(array(x).dtype, numpy.floating)]
    found = found or [k for k, x in enumerate(values) if _whole(x)]
    if not found:
        raise SymgradError("the point has no numbers to differentiate by", help="at=(x, y): floats, arrays or tensors")
    return found


def _beside(values: list[Any], by: Sequence[int]) -> Iterator[list[Any]]:
    """Points beside the given one that keep signs and zeros."""
    import numpy

    rng = numpy.random.default_rng(1)
    for _ in range(JITTERED):
        yield [
            like(x, array(x) * (1 + 0.1 * rng.standard_normal(array(x).shape))) if k in by else x
            for k, x in enumerate(values)
        ]


@dataclass(frozen=True)
class _Result:
    """The entries of one derivative that were compared, how well the numeric one is known, and by what.

    A place that is None stands for a random direction.
    """

    compared: Compared
    error: Any
    places: list[tuple[int, ...] | None]
    methods: str


@dataclass
class _Task:
    """A function, its backward pass, and the arguments in question. why: the last reason not to compare an entry."""

    fn: Callable[..., Any]
    gradient_fn: Callable[..., Any] | None
    names: list[str]
    by: list[int]
    tolerance: float | None
    why: str = ""

    def call(self, args: Sequence[Any]) -> tuple[Any, Any]:
        """(value, cache or None)"""
        found = self.fn(*args)
        return found if isinstance(found, tuple) and len(found) == 2 else (found, None)

    def fresh(self, args: Sequence[Any]) -> tuple[Any, Any]:
        """The value for copies of the arguments: code may write into what it is given."""
        return self.call([like(x, array(x)) for x in args])

    def defined(self, args: Sequence[Any]) -> bool:
        """Whether the function has a value at a point that nobody asked for."""
        import numpy

        try:
            with numpy.errstate(all="ignore"):
                return bool(numpy.isfinite(array(self.fresh(args)[0])).all())
        except Exception:
            return False

    def compare(self, args: Sequence[Any]) -> set[str]:
        """The arguments by which derivatives could be compared at a point. Raises AssertionError if one is wrong."""
        __tracebackhide__ = True
        import numpy

        with numpy.errstate(all="ignore"):
            value, again = (array(self.fresh(args)[0]) for _ in range(2))
        if not numpy.array_equal(value, again, equal_nan=True):
            raise SymgradError(
                f"{named(self.fn)} gives another value when it is called again",
                help="fix the seed of its random numbers",
            )
        if not numpy.isfinite(value).all():
            self.why = "its value is not finite"
            return set()
        results = self.look(args, self.adjoint(args))
        relative = allowed(self.tolerance, [(value, None), *((r.compared.got, r.compared.wanted) for r in results)])
        wrong = [r for r in results if differing(r.compared.got, r.compared.wanted, r.error, relative).any()]
        if wrong:
            compared, off = [r.compared for r in results], [r.compared for r in wrong]
            names = " and ".join(c.name for c in off)
            raise raised(
                self.likely(compared, off, args),
                f"the derivative by {names} is wrong",
                _notes(wrong, args, self.names, relative),
            )
        return {r.compared.name for r in results if r.compared.got.size}

    def adjoint(self, args: Sequence[Any]) -> Any:
        """The adjoint of the value: 1 for a number, positive random numbers for an array."""
        import numpy

        shape = array(self.fresh(args)[0]).shape
        return numpy.random.default_rng(2).uniform(0.5, 2.0, shape) if shape else numpy.ones(())

    def look(self, args: Sequence[Any], adjoint: Any) -> list[_Result]:
        """Each derivative in question beside the numeric one."""
        import numpy

        with numpy.errstate(all="ignore"):
            value, _ = self.fresh(args)
        got = self.gradient(args, adjoint, value)
        epsilon = max(calls.precision(value), *(calls.precision(args[k]) for k in self.by))
        return [self._one(k, args, adjoint, part, epsilon) for k, part in zip(self.by, got, strict=True)]

    def gradient(self, args: Sequence[Any], adjoint: Any, value: Any) -> list[Any]:
        """What the backward pass returns: an array for each argument in question, of its shape."""
        copies = [like(x, array(x)) for x in args]
        if self.gradient_fn is None:
            recorded = calls.own_gradient(lambda *xs: (self.call(xs)[0] * like(value, adjoint)).sum())
            found = recorded(*copies)
            parts = [array(found[k]) for k in self.by]
        else:
            first = [like(value, adjoint)] if array(value).ndim else []
            _, cache = self.call(copies)
            given = [*first, *copies] if cache is None else [*(first or [1.0]), cache]
            names = [self.names[k] for k in self.by]
            parts = calls.parts(self.gradient_fn(*given), names, named(self.gradient_fn))
        return [self._shaped(k, part, args) for k, part in zip(self.by, parts, strict=True)]

    def _shaped(self, k: int, part: Any, args: Sequence[Any]) -> Any:
        shape, name = array(args[k]).shape, self.names[k]
        if part.shape == shape or (part.size == 1 and array(args[k]).size == 1):
            return part.reshape(shape)
        told = f"the derivative by {name} has the shape {part.shape}, and {name} has {shape}"
        if part.shape == shape[::-1]:
            raise raised(Likely("transposed", told), told, [])
        lost = part.ndim - len(shape)
        if lost > 0 and part.shape[lost:] == shape:
            axes = "axis 0" if lost == 1 else f"the first {lost} axes"
            raise raised(None, told, [f"a sum over {axes} is missing: all of it is computed from {name}"])
        raise AssertionError(told)

    def _one(self, k: int, args: Sequence[Any], adjoint: Any, part: Any, epsilon: float) -> _Result:
        """The numeric derivative by the entries of one argument, beside what the backward pass gives."""
        import numpy

        def total(shifted: list[Any]) -> Any:
            moved = like(args[k], shifted[k]) if hasattr(args[k], "new_tensor") else shifted[k]
            whole = [moved if i == k else like(x, array(x)) for i, x in enumerate(args)]
            return numpy.sum(array(self.call(whole)[0]) * adjoint)

        probe = Probe(total, [array(x) for x in args], epsilon)
        shape = array(args[k]).shape
        kept: list[tuple[int, ...] | None] = []
        wanted, errors, methods = [], [], set()
        for place in places(shape):
            slope = probe.slope(k, place)
            size = abs(slope.value) + (abs(float(part[place])) if numpy.isfinite(part[place]) else 0.0)
            if not numpy.isfinite(slope.value) or slope.error > SETTLED * (size + SETTLED):
                self.why = "the differences do not settle" if numpy.isfinite(slope.value) else slope.by
                continue
            kept.append(place)
            wanted.append(slope.value)
            errors.append(10 * slope.error)
            methods.add(slope.by)
        got = numpy.array([float(part[place]) for place in kept if place is not None])
        if part.size > len(places(shape)):
            along = self._along(k, args, total, part, epsilon)
            if along is not None:
                kept, got = [*kept, None], numpy.append(got, along[0])
                wanted.append(along[1].value)
                errors.append(10 * along[1].error)
        right = numpy.array(wanted, dtype=float)
        whole = (part, right.reshape(shape)) if len(kept) == part.size else None
        compared = Compared(
            self.names[k], got, right, shape, whole, max(FITS, allowed(None, [(part, None), (args[k], None)]))
        )
        return _Result(compared, numpy.array(errors, dtype=float), kept, " and ".join(sorted(methods)))

    def _along(
        self, k: int, args: Sequence[Any], total: Callable[[list[Any]], Any], part: Any, epsilon: float
    ) -> tuple[float, Slope] | None:
        """The derivative in a random direction, for an argument with too many entries to look at each."""
        import numpy

        at = array(args[k])
        direction = numpy.random.default_rng(4).standard_normal(at.shape)

        def moved(step: list[Any]) -> Any:
            return total([at + step[0] * direction if i == k else array(x) for i, x in enumerate(args)])

        slope = Probe(moved, [numpy.zeros(())], epsilon).slope(0, ())
        if not slope.error <= SETTLED * (abs(slope.value) + SETTLED):
            return None
        return float((part * direction).sum()), slope

    def likely(self, compared: list[Compared], wrong: list[Compared], args: Sequence[Any]) -> Likely | None:
        """What the wrong derivatives look like, if exactly one mistake does."""
        import numpy

        if not all(numpy.isfinite(c.got).all() for c in wrong):
            return Likely("", f"the derivative by {wrong[0].name} is not finite")
        if exchanged := of_exchange(compared, wrong):
            return exchanged
        names, adjoint = {c.name for c in wrong}, self.adjoint(args)

        def again(args: Sequence[Any], change: Callable[[Any], Any]) -> list[Compared] | None:
            try:
                return [r.compared for r in self.look(args, change(adjoint)) if r.compared.name in names]
            except Exception:  # the code need not take a batch of another length
                return None

        ratio = alike(wrong)
        if ratio is None:
            return lost_in_a_term(self.names, args, wrong, again)
        if sum(c.got.size for c in wrong) < 2:
            return None
        return of_factor(ratio, [c.name for c in wrong], counted(self.names, args, ratio, again))


def _notes(wrong: Sequence[_Result], args: Sequence[Any], names: Sequence[str], relative: float) -> list[str]:
    """The worst entry of each wrong derivative."""
    import numpy

    notes = []
    for r in wrong[:4]:
        c = r.compared
        off = differing(c.got, c.wanted, r.error, relative)
        gap = numpy.where(numpy.isfinite(c.got), abs(c.got - c.wanted), numpy.inf)
        i = int(numpy.argmax(numpy.where(off, gap, -1.0)))
        place = r.places[i]
        here = f"in a random direction of {c.name}"
        if place is not None:
            entry = f"{c.name}[{', '.join(map(str, place))}]" if place else c.name
            here = f"at {entry} = {array(args[names.index(c.name)])[place]:.6g}"
        notes.append(f"{here} the derivative by it is {c.got[i]:.10g} and should be {c.wanted[i]:.10g} ({r.methods})")
        if c.got.size > 1:
            notes.append(f"{int(off.sum())} of {off.size} entries of the derivative by {c.name} are wrong")
    return notes
