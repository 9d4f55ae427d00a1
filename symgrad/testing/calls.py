"""Calling someone's numeric code: arguments of the kind that it takes, results as NumPy arrays.

PyTorch and JAX are known by what their arrays can do (`detach`, `new_tensor`, `backward`); neither is imported.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symgrad.source import SymgradError


def array(x: Any) -> Any:
    """A number, a sequence, or an array of any library as a NumPy array."""
    import numpy

    if hasattr(x, "detach"):
        x = x.detach().cpu().resolve_conj() if hasattr(x, "resolve_conj") else x.detach().cpu()
        x = x.numpy()
    return numpy.asarray(x)


def like(model: Any, value: Any) -> Any:
    """A value as an argument of the kind of `model`: a tensor, an array, or a float; always a copy."""
    import numpy

    if hasattr(model, "new_tensor"):
        return model.new_tensor(value)
    if isinstance(model, numpy.ndarray) or numpy.ndim(value):
        return numpy.array(value)
    return value.item() if hasattr(value, "item") else value


def precision(x: Any, wanted: Any = None) -> float:
    """The distance from 1 to the next number of an array's kind.

    wanted: what the array should be; results that single precision holds exactly, where it could not hold these, were
    computed in single precision, whatever they were turned into afterwards.
    """
    import numpy

    found = array(x)
    if not numpy.issubdtype(found.dtype, numpy.inexact):
        found = found.astype(float) if found.dtype.kind in "iub" else numpy.zeros(0)
    if wanted is not None and found.dtype == float and _single(found) and not _single(wanted):
        return float(numpy.finfo(numpy.float32).eps)
    return float(numpy.finfo(found.dtype).eps)


def _single(x: Any) -> bool:
    import numpy

    with numpy.errstate(all="ignore"):
        return bool(numpy.all(x.astype(numpy.float32).astype(float) == x))


def named(function: Callable[..., Any]) -> str:
    """What a function is called in messages."""
    return getattr(function, "__name__", None) or type(function).__name__


def parameters(function: Callable[..., Any] | None) -> list[str] | None:
    """The names of the positional parameters without a default; None where they cannot be known."""
    try:
        found = inspect.signature(function).parameters.values() if function is not None else ()
    except (TypeError, ValueError):
        return None
    if function is None or any(p.kind is p.VAR_POSITIONAL for p in found):
        return None
    return [p.name for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty]


def plain(name: str) -> str:
    """A name without what formulas and code spell differently: `w_{1}`, `w_1` and `w1` are one.

    >>> plain("w_{1}") == plain("w1")
    True
    """
    return "".join(char for char in name if char not in "_{}\\^ ").casefold()


def arguments(at: Any, function: Callable[..., Any]) -> tuple[list[str], list[Any]]:
    """The names and values of the arguments that a point gives: by name, in order, or a single one."""
    names = parameters(function)
    if isinstance(at, Mapping):
        if names is None or set(names) != set(at):
            raise SymgradError(
                f"the point gives {', '.join(map(str, at))}, and {named(function)} takes "
                f"{', '.join(names) if names is not None else 'any number of arguments'}",
                help="at=(x, y) gives the arguments in order",
            )
        return names, [at[name] for name in names]
    values = list(at) if isinstance(at, (tuple, list)) else [at]
    if names is None or len(names) != len(values):
        names = [f"argument {k + 1}" for k in range(len(values))]
    return names, values


def parts(found: Any, names: Sequence[str], who: str) -> list[Any]:
    """The derivatives that a gradient function returned, one for each name, as arrays."""
    if isinstance(found, Mapping):
        known = {plain(str(key).removeprefix("d")): value for key, value in found.items()}
        known |= {plain(str(key)): value for key, value in found.items()}
        missing = [name for name in names if plain(name) not in known]
        if missing:
            raise AssertionError(f"{who} returns nothing for {missing[0]}: its keys are {', '.join(map(str, found))}")
        return [array(known[plain(name)]) for name in names]
    if isinstance(found, (tuple, list)) and (len(names) != 1 or len(found) == 1):
        values = list(found)
    elif len(names) == 1:
        values = [found]
    else:
        whole = array(found)
        values = list(whole) if whole.ndim else [whole]
    if len(values) != len(names):
        several = "one derivative" if len(values) == 1 else f"{len(values)} derivatives"
        raise AssertionError(f"{who} returns {several} where {len(names)} are wanted: by {', '.join(names)}")
    if any(value is None for value in values):
        name = next(name for name, value in zip(names, values, strict=True) if value is None)
        raise AssertionError(f"{who} returns None for the derivative by {name}")
    return [array(value) for value in values]


def own_gradient(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The gradient that a library records while it computes `fn`: PyTorch's `backward`."""

    def gradient(*args: Any) -> tuple[Any, ...]:
        if not any(hasattr(x, "requires_grad_") for x in args):
            raise SymgradError(
                f"no gradient is given for {named(fn)}", help="gradient_fn=..., or tensors of PyTorch in at=..."
            )
        leaves = [x.detach().clone().requires_grad_() if hasattr(x, "requires_grad_") else x for x in args]
        value = fn(*leaves)
        if not hasattr(value, "backward"):
            raise SymgradError(f"what {named(fn)} returns has no recorded gradient", help="gradient_fn=...")
        value.backward()
        return tuple(0 * x.detach() if getattr(x, "grad", None) is None else x.grad for x in leaves)

    gradient.__name__ = f"the gradient of {named(fn)}"
    gradient.__wrapped__ = fn  # type: ignore[attr-defined]  # it takes what `fn` takes
    return gradient
