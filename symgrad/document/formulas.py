"""Macros that formulas of Markdown define: they hold from their definition on, in every formula that follows."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from symgrad.document.blocks import Block, Blocks
from symgrad.document.definitions import DEFINERS
from symgrad.document.expand import Expander
from symgrad.document.files import Folder
from symgrad.document.macros import Cursor

DEFINES = re.compile(rf"\\(?:{'|'.join(DEFINERS)})(?![A-Za-z])")


def expanded(parsed: Blocks) -> Blocks:
    """The blocks with the macros of their formulas expanded; the same blocks if nothing is defined."""
    text = parsed.math.text
    formulas = [block for block in parsed.blocks if block.kind == "formula"]
    if not any(DEFINES.search(text, block.start, block.end) for block in formulas):
        return parsed
    expander = Expander(parsed.source.name, folder=Folder(None))
    writer = expander.writer
    at = 0
    moves: list[tuple[int, int, int]] = []  # a formula's start, its end, and how far what follows it is moved
    for block in formulas:
        writer.add(text[at : block.start], parsed.source, at, block.start, True)
        expander.enter(Cursor(parsed.math, block.start, block.end))
        expander.finish()
        expander.groups.clear()
        at = block.end
        moves.append((block.start, block.end, writer.length - at))
    writer.add(text[at:], parsed.source, at, len(text), True)
    starts = [start for start, _, _ in moves]

    def moved(offset: int, *, end: bool = False) -> int:
        i = bisect_right(starts, offset - end) - 1
        if i < 0:
            return offset
        start, stop, distance = moves[i]
        before = moves[i - 1][2] if i else 0
        return offset + distance if offset >= stop else start + before

    found = [replace(b, start=moved(b.start), end=moved(b.end, end=True)) for b in parsed.blocks]
    found += [Block("broken", start, end, reason) for start, end, reason in expander.broken]
    whole = writer.expanded()
    pieces = tuple(piece._replace(source=parsed.source) for piece in whole.pieces)  # what was read is masked
    source = replace(whole, pieces=pieces)
    return Blocks(source, source, parsed.latex, found)
