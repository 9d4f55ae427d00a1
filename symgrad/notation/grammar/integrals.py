"""Definite integrals: `\\int_a^b f(t)\\,dt`, with the differential behind what is integrated."""

from __future__ import annotations

from symgrad.notation.grammar.names import Names
from symgrad.notation.nesting import LEVEL
from symgrad.notation.syntax import Integral, Name, Tree
from symgrad.notation.tokens import Token


def integral(reader: Names) -> Integral:
    """An integral between two limits. Raises Unread for one without limits or without a differential."""
    token = reader.next()
    limits: dict[str, Tree] = {}
    while reader.is_operator("_", "^"):
        mark = reader.next().value
        tokens = reader.group()
        if any(t.kind == "infinity" for t in tokens):
            raise reader.fail("an improper integral is not read yet", token)
        limits[mark] = reader.inner(tokens)
    if len(limits) != 2:
        raise reader.fail("an integral without limits is not read yet", token)
    end = _differential(reader, token)
    if end == reader.at:
        raise reader.fail("nothing is integrated", token)
    body = reader.inner(reader.tokens[reader.at : end])
    reader.at = end
    reader.take_d()
    variable = reader.name()
    if not isinstance(variable, Name) or variable.primes:
        raise reader.fail("an integral is taken over a name", token)
    return Integral(token.start, reader.last, variable, limits["_"], limits["^"], body)


def _differential(reader: Names, token: Token) -> int:
    """Where the differential of this integral stands: the first one outside of brackets and inner integrals."""
    begun, level, inner = reader.at, 0, 0
    try:
        for i in range(begun, len(reader.tokens)):
            reader.at = i
            kind, value = reader.kind(), reader.value()
            level += LEVEL.get(kind, 0)
            inner += kind == "big" and value in ("int", "∫")
            if level == 0 and kind in ("name", "word", "face") and not reader.is_differential() and reader.take_d():
                split = reader.kind() in ("name", "word", "accent")
                if split and inner == 0:
                    return i
                inner -= split
    finally:
        reader.at = begun
    raise reader.fail("an integral ends with its differential: \\int_0^x f(t)\\,dt", token)
