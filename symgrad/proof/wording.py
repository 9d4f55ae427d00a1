"""Points and lists of names in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

COMMA = r"(?<=\d)c(?=\w)"
SHOWN = 6  # names of a point that are listed one by one


def words(point: Mapping[str, str]) -> str:
    """A point in words; of a long one, the names that share the most common value are not listed."""
    common, often = Counter(point.values()).most_common(1)[0] if point else ("", 0)
    short = len(point) > SHOWN and often > 2
    listed = [f"{_written(name)} = {value}" for name, value in point.items() if not (short and value == common)]
    rest = f"{'every other name' if listed else 'every name'} = {common}"
    return ", ".join([*listed, rest] if short else listed)


def _written(name: str) -> str:
    """A name with the commas of its index, for which a letter c stands: W_{1,23} is W_1c23."""
    head, mark, index = name.partition("_")
    return f"{head}{mark}{re.sub(COMMA, ',', index)}"


def listing(names: Iterable[str]) -> str:
    """The first few of the names, and how many more there are, with the verb 'have'."""
    found = [_written(name) for name in sorted(names)]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{', '.join(found[:SHOWN])}{more} {'has' if len(found) == 1 else 'have'}"
