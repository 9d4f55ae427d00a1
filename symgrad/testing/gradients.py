"""assert_gradient: numeric code held against the gradient of a formula, or of other numeric code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from symgrad.derive import names_of
from symgrad.notation.writer import written_name
from symgrad.source import SymgradError
from symgrad.testing import calls
from symgrad.testing.calls import array, like, named
from symgrad.testing.likely import FITS, Compared, Likely, alike, of_exchange, of_factor, of_formula
from symgrad.testing.points import Formula, Sample, draw, measured, usable

POINTS = 24
ROUGH = 0.45  # of the digits of a precision must be right


def assert_gradient(
    fn: Callable[..., Any] | None,
    gradient_fn: Callable[..., Any] | None = None,
    *,
    formula: Any = None,
    wrt: str | Iterable[str] | None = None,
    at: Any = None,
    of: str | None = None,
    points: int = POINTS,
    tolerance: float | None = None,
) -> None:
    """Assert that `gradient_fn` gives the gradient of `fn`, at many points.

    With a formula (text, SymPy, or a Graph), both are held against it: `fn` may be None. Its inputs are told by the
    names of the parameters; where those differ, `wrt` lists the inputs in the order of the parameters (of which a
    single one may take them all as a vector). The points are drawn from the domain, away from kinks, or given:
    `at={"x": 2, "y": [1, 2]}`, numbers or arrays of points.

    Without a formula, `at` gives the arguments of `fn` as a tuple or by name: floats, arrays or tensors of any shape.
    Whole numbers (labels, sizes) are held fixed. A scalar `fn` is differentiated by complex steps or differences, and
    `gradient_fn` takes the same arguments. If `fn` returns an array, `gradient_fn` is its backward pass and takes the
    adjoint of that array first; if it returns `(value, cache)`, the backward pass takes the adjoint and the cache.

    gradient_fn: returns one derivative for each name of `wrt` (a tuple, a dict or a vector); by default that which
    PyTorch records for `fn`. tolerance: relative; by default what the precision of the results allows. Raises
    AssertionError with the place, both values and the likely mistake; SymgradError for what cannot be compared.

    >>> assert_gradient(lambda x, y: x * y**2, lambda x, y: (y**2, 2 * x * y), formula="x y^2")
    >>> assert_gradient(lambda x: x**3, lambda x: x**2, formula="x^3")
    Traceback (most recent call last):
    AssertionError: wrong-coefficient: the derivative by x is 1/3 times the right one
      = note: at x = 1 it is 1 and should be 3
      = note: wrong at 23 of 24 points
    """
    __tracebackhide__ = True
    if find_spec("numpy") is None:
        raise SymgradError("assert_gradient needs NumPy", help="pip install numpy")
    names = names_of(wrt)
    if formula is None:
        from symgrad.testing.backward import against_code

        against_code(fn, gradient_fn, names, at, tolerance)
    else:
        _against_formula(fn, gradient_fn, formula, names, at, of, points, tolerance)


def allowed(tolerance: float | None, pairs: Iterable[tuple[Any, Any]]) -> float:
    """The relative tolerance: what is given, or nearly half of the digits of the results. pairs: got and wanted."""
    return tolerance if tolerance is not None else max(calls.precision(*pair) for pair in pairs) ** ROUGH


def differing(got: Any, wanted: Any, error: Any, relative: float) -> Any:
    """Where two arrays differ by more than rounding and the error of the second explain."""
    import numpy

    size = float(numpy.max(abs(wanted), initial=0.0, where=numpy.isfinite(wanted)))
    slack = relative * abs(wanted) + 1e-3 * relative * (1.0 + size) + error
    return ~(abs(got - wanted) <= slack)  # also where `got` is no number


def raised(likely: Likely | None, plain: str, notes: Sequence[str]) -> AssertionError:
    """The error: the mistake if it has a name, else what is wrong, then the evidence."""
    head = plain if likely is None else f"{likely.slug}: {likely.message}" if likely.slug else likely.message
    return AssertionError("\n".join([head, *(f"  = note: {note}" for note in notes)]))


def _against_formula(
    fn: Callable[..., Any] | None,
    gradient_fn: Callable[..., Any] | None,
    formula: Any,
    wrt: list[str] | None,
    at: Any,
    of: str | None,
    count: int,
    tolerance: float | None,
) -> None:
    __tracebackhide__ = True
    if gradient_fn is None:
        if fn is None:
            raise SymgradError("nothing is given to hold against the formula", help="assert_gradient(fn, gradient_fn)")
        gradient_fn = calls.own_gradient(fn)
    read = Formula.read(formula, of, None, None)
    order, vector = _taken(read.inputs, gradient_fn, wrt)
    read = Formula.read(read.graph, of, order, order if wrt is None or vector else wrt)
    if at is None:
        sample, models = draw(read, count), [0.0] * len(order)
    else:
        models = _given(read, at)
        sample = measured(read, [array(v) for v in models])
    kinds = dict(zip(order, models, strict=True))
    called = None if fn is None else _Call(fn, *_taken(read.inputs, fn, wrt), kinds)
    _compare(read, sample, _Code(called, _Call(gradient_fn, order, vector, kinds)), tolerance)


def _taken(inputs: Sequence[str], function: Callable[..., Any], wrt: list[str] | None) -> tuple[list[str], bool]:
    """The inputs of a formula in the order of a function's parameters, and whether one takes them as a vector."""
    params = calls.parameters(function)
    plain = {calls.plain(name): name for name in inputs}
    if params is not None and {calls.plain(p) for p in params} == set(plain):
        return [plain[calls.plain(p)] for p in params], False
    listed = wrt is not None and {calls.plain(name) for name in wrt} == set(plain)
    if listed or len(inputs) == 1:
        order = [plain[calls.plain(name)] for name in wrt] if wrt is not None and listed else list(inputs)
        return order, params is not None and len(params) == 1 and len(inputs) > 1
    told = f"({', '.join(params)})" if params is not None else "not named"
    raise SymgradError(
        f"the inputs of the formula are {', '.join(inputs)}, and the parameters of {named(function)} are {told}",
        help="wrt=(...) lists all inputs in the order of the parameters",
    )


def _given(formula: Formula, at: Any) -> list[Any]:
    """The values of a given point, in the order of the inputs."""
    if isinstance(at, Mapping):
        known = {calls.plain(str(name)): value for name, value in at.items()}
        missing = [name for name in formula.inputs if calls.plain(name) not in known]
        if missing or len(known) != len(formula.inputs):
            raise SymgradError("the point does not fit the formula", help=f"give {', '.join(formula.inputs)}")
        return [known[calls.plain(name)] for name in formula.inputs]
    values = list(at) if isinstance(at, (tuple, list)) else [at]
    if len(values) != len(formula.inputs):
        raise SymgradError(
            f"the point has {len(values)} values", help=f"give {', '.join(formula.inputs)}, in this order"
        )
    return values


@dataclass(frozen=True)
class _Call:
    """A function that takes the inputs of a formula in some order, or as a vector; kinds: input -> a value like it."""

    function: Callable[..., Any]
    order: list[str]
    vector: bool
    kinds: Mapping[str, Any]

    def __call__(self, point: Mapping[str, Any]) -> Any:
        import numpy

        values = [numpy.asarray(point[name], dtype=float) for name in self.order]
        args = [like(self.kinds[name], v) for name, v in zip(self.order, values, strict=True)]
        try:
            return self.function(*([numpy.array(values)] if self.vector else args))
        except Exception as error:
            error.add_note(f"{named(self.function)} was called at {_at(self.order, values, 0)}")
            raise


@dataclass(frozen=True)
class _Code:
    """The two functions that are held against a formula."""

    fn: _Call | None
    gradient_fn: _Call

    def value(self, point: Mapping[str, Any]) -> Any:
        return None if self.fn is None else array(self.fn(point))

    def partials(self, point: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
        found = self.gradient_fn(point)
        return calls.parts(list(array(found)) if self.gradient_fn.vector else found, names, self.name)

    @property
    def name(self) -> str:
        return named(self.gradient_fn.function)

    @property
    def shaped(self) -> bool:
        """Whether the code takes arrays of points."""
        import numpy

        return any(hasattr(kind, "shape") and numpy.shape(array(kind)) for kind in self.gradient_fn.kinds.values())


def _compare(formula: Formula, sample: Sample, code: _Code, tolerance: float | None) -> None:
    __tracebackhide__ = True
    import numpy

    shape = numpy.shape(sample.value)
    several = shape != () and not code.shaped
    kept = numpy.asarray(usable(formula, sample.values)).ravel()
    if not kept.any():
        raise SymgradError(
            f"at {_at(formula.inputs, sample.values, 0)} the formula bends or has no value or gradient",
            help="give another point",
        )
    if several:
        rows = [{n: v[i] for n, v in zip(formula.inputs, sample.values, strict=True)} for i in numpy.flatnonzero(kept)]
        sizes = [(code.value(row), code.partials(row, formula.wrt)) for row in rows]
        _shapes([(formula.wrt[k], p) for _, ps in sizes for k, p in enumerate(ps)], (), code)
        values = None if sizes[0][0] is None else numpy.array([v.reshape(()) for v, _ in sizes])
        got = [numpy.array([ps[k].reshape(()) for _, ps in sizes]) for k in range(len(formula.wrt))]
    else:
        point = dict(zip(formula.inputs, sample.values, strict=True))
        value, found = code.value(point), code.partials(point, formula.wrt)
        _shapes(list(zip(formula.wrt, found, strict=True)), shape, code)
        values = None if value is None else numpy.broadcast_to(value, shape).ravel()[kept]
        got = [numpy.broadcast_to(x, shape).ravel()[kept] for x in found]
    places = [_at(formula.inputs, sample.values, i) for i in numpy.flatnonzero(kept)]
    wanted = [numpy.ravel(x)[kept] for x in (sample.value, *sample.partials)]
    relative = allowed(tolerance, zip([wanted[0] if values is None else values, *got], wanted, strict=True))
    noise = [1e3 * numpy.ravel(x)[kept] for x in sample.noise]
    if values is not None:
        _right_value(values, wanted[0], noise[0], relative, places, code)
    compared = [
        Compared(name, g, w, fits=max(FITS, relative)) for name, g, w in zip(formula.wrt, got, wanted[1:], strict=True)
    ]
    wrong = [(c, d) for c, e in zip(compared, noise[1:], strict=True)
             if (d := differing(c.got, c.wanted, e, relative)).any()]  # fmt: skip
    if wrong:
        likely = _likely(formula, sample, compared, [c for c, _ in wrong], kept)
        raise raised(likely, f"the derivative by {wrong[0][0].name} is wrong", _notes(wrong, places))


def _shapes(found: Sequence[tuple[str, Any]], shape: tuple[int, ...], code: _Code) -> None:
    for name, part in found:
        if part.size != 1 and part.shape != shape:
            raise AssertionError(
                f"the derivative by {name} that {code.name} returns has the shape {part.shape}, "
                f"and the points have {shape or 'none'}"
            )


def _right_value(values: Any, wanted: Any, noise: Any, relative: float, places: Sequence[str], code: _Code) -> None:
    import numpy

    assert code.fn is not None
    off = differing(values, wanted, noise, relative)
    if off.any():
        i = int(numpy.flatnonzero(off)[0])
        ratio = Compared("", values, wanted).ratio
        more = [f"it is {ratio:.6g} times the formula at every point"] if ratio is not None and off.sum() > 2 else []
        raise raised(
            None,
            f"{named(code.fn.function)} does not compute the formula",
            [f"at {places[i]} it is {_shown(values[i])} and should be {_shown(wanted[i])}", *more],
        )


def _likely(
    formula: Formula, sample: Sample, compared: list[Compared], wrong: list[Compared], kept: Any
) -> Likely | None:
    import numpy

    if not all(numpy.isfinite(c.got).all() for c in wrong):
        return Likely("", f"the derivative by {wrong[0].name} is not finite where that of the formula is")
    if wrong[0].got.size < 2:
        return None
    ratio = alike(wrong)
    if ratio is not None:
        return of_factor(ratio, [c.name for c in wrong])
    if exchanged := of_exchange(compared, wrong):
        return exchanged
    found = [of_formula(formula, sample, c, kept) for c in wrong]
    said = {likely.slug for likely in found if likely is not None}
    return found[0] if None not in found and len(said) == 1 else None


def _notes(wrong: Sequence[tuple[Compared, Any]], places: Sequence[str]) -> list[str]:
    import numpy

    notes = []
    for one, off in wrong[:4]:
        i = int(numpy.flatnonzero(off)[0])
        by = f"the derivative by {one.name}" if len(wrong) > 1 else "it"
        notes.append(f"at {places[i]} {by} is {_shown(one.got[i])} and should be {_shown(one.wanted[i])}")
    if len(wrong) > 4:
        notes.append(f"{len(wrong)} derivatives are wrong: by {', '.join(c.name for c, _ in wrong)}")
    return [*notes, f"wrong at {int(sum(off for _, off in wrong).astype(bool).sum())} of {len(places)} points"]


def _at(names: Sequence[str], values: Sequence[Any], i: Any) -> str:
    import numpy

    shape = numpy.broadcast_shapes(*(numpy.shape(array(v)) for v in values)) if values else ()
    columns = [numpy.broadcast_to(array(v), shape).ravel() for v in values]
    return ", ".join(f"{written_name(n)} = {_shown(c[i])}" for n, c in zip(names, columns, strict=True)) or "its point"


def _shown(x: Any) -> str:
    return f"{float(x):.10g}"


__all__ = ["allowed", "assert_gradient", "differing", "raised"]
