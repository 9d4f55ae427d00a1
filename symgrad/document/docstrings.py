"""Mathematics in docstrings of Python sources: blocks ```` ```math ````, each in its place in the file.

The file is parsed, never run. Backslashes that a docstring without `r` doubles are read as one, with the other as a
space, so that every character keeps its place.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from typing import Any

from symgrad.document.blocks import DIRECTIVE, Block, Blocks
from symgrad.source import Source, Span, SymgradError

DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*math[ \t]*\n(?P<body>.*?)^[ \t]*(?P=marks)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_ESCAPES = re.compile(r"\\+")
_MEANT = frozenset("\n'\"abfnrtv01234567xNuU")  # behind a backslash, what Python reads as another character


@dataclass(frozen=True)
class Docstring:
    """A docstring with mathematics in it: whose it is, and its blocks in the file."""

    owner: str
    line: int  # of the definition
    blocks: Blocks


def docstrings(source: Source) -> list[Docstring]:
    """The docstrings of a Python source that hold mathematics, in order. Raises SymgradError if it is no Python.

    >>> text = 'def f(x):\\n    r\\'\\'\\'Half.\\n\\n    ```math\\n    y = x/2\\n    ```\\n    \\'\\'\\'\\n'
    >>> [(d.owner, d.blocks.source.position(d.blocks.blocks[0].start)) for d in docstrings(Source(text))]
    [('f', (5, 1))]
    """
    if "math" not in source.text:
        return []
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or 1
        start = source.offset(line)
        raise SymgradError("this is no Python source that can be parsed", Span(source, start, start)) from None
    strings = _strings(source)
    found = []
    owners: list[tuple[str, ast.AST]] = [("", tree)]
    while owners:
        owner, node = owners.pop(0)
        if isinstance(node, (ast.Module, *DEFINITIONS)):
            text = _of(node)
            if text is not None:
                blocks = _blocks(source, [s for s in strings if text[0] <= s[2] < text[1]])
                if any(block.kind in ("formula", "broken") for block in blocks.blocks):
                    found.append(Docstring(owner, getattr(node, "lineno", 1), blocks))
        for child in ast.iter_child_nodes(node):
            name = getattr(child, "name", "") if isinstance(child, DEFINITIONS) else ""
            owners.append((f"{owner}.{name}".strip("."), child))
    return sorted(found, key=lambda docstring: docstring.blocks.blocks[0].start)


def _of(node: Any) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the docstring of a definition begins and ends (lines from 1, columns from 0), if it has one."""
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        value = first.value
        return (value.lineno, 0), (value.end_lineno or value.lineno, 1 << 30)
    return None


def _strings(source: Source) -> list[tuple[int, int, tuple[int, int], bool]]:
    """The string literals of a source: (start and end of what is between the quotes, place, whether raw)."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.STRING:
            start = source.offset(token.start[0]) + token.start[1]
            prefix = re.match(r"[A-Za-z]*", token.string)
            assert prefix is not None
            quotes = 3 if token.string[prefix.end() :][:3] in ('"""', "'''") else 1
            body = start + prefix.end() + quotes, start + len(token.string) - quotes
            found.append((*body, token.start, "r" in prefix[0].lower()))
    return found


def _blocks(source: Source, strings: list[tuple[int, int, tuple[int, int], bool]]) -> Blocks:
    text = list(source.text)
    found: list[Block] = []
    for start, end, _, raw in strings:
        for number, fence in enumerate(_FENCE.finditer(source.text, start, end)):
            a, b = fence.span("body")
            odd = None if raw else _unescape(text, a, b)
            if odd is not None:
                why = f"the docstring is not raw: {source.text[odd : odd + 2]!r} is one character; write r before it"
                found.append(Block("broken", odd, odd + 2, why))
            else:
                found.append(Block("formula", a, b, display=True, item=number, paragraph=number))
        told = DIRECTIVE.finditer(source.text, start, end)
        found += [Block("directive", directive.start(), directive.end(), directive[1]) for directive in told]
    found.sort(key=lambda block: block.start)
    return Blocks(source, Source("".join(text), source.name), True, found)


def _unescape(text: list[str], start: int, end: int) -> int | None:
    """Doubled backslashes as single ones in place; the place of an escape that is another character, if any."""
    for match in _ESCAPES.finditer("".join(text[start:end])):
        at, count = start + match.start(), len(match[0])
        if count % 2 and at + count < end and text[at + count] in _MEANT:
            return at + count - 1
        for k in range(count):
            text[at + k] = " " if k < count // 2 else "\\"
    return None
