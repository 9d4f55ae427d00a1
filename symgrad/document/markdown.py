"""Markdown to blocks, by markdown-it-py with the dollar and amsmath plugins of mdit-py-plugins."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from symgrad.document.blocks import DIRECTIVE, Block, Blocks, with_word_headings
from symgrad.document.formulas import expanded
from symgrad.source import Source

_IN_HTML = re.compile(
    r"<!--\s*symgrad:\s*(?P<directive>.*?)\s*-->|<!--.*?-->|(?P<mark>\$\$|\$)(?P<formula>[^$]+?)(?P=mark)", re.DOTALL
)
_END = re.compile(r"\\end\{[a-z]+\*?\}")
_ENVIRONMENT = re.compile(
    r"\\begin\{(align|equation|gather|multline|eqnarray|alignat|flalign)(\*?)\}.*?\\end\{\1\2\}", re.DOTALL
)
_BRACKETED = re.compile(r"(?<!\\)\\\[(.+?)(?<!\\)\\\]|(?<!\\)\\\((.+?)(?<!\\)\\\)", re.DOTALL)


def blocks(source: Source) -> Blocks:
    """The blocks of a Markdown text."""
    text = _dollars(source.text)
    parser = MarkdownIt("commonmark", {"html": True})
    parser.use(dollarmath_plugin, allow_space=True, allow_digits=True, double_inline=True, allow_blank_lines=True)
    parser.use(amsmath_plugin)
    masked = _unquoted(text)
    found = _Walk(source, masked).run(parser.parse(text))
    return expanded(Blocks(source, Source(masked, source.name), True, with_word_headings(found)))


def _dollars(text: str) -> str:
    """The text with `\\[ \\]` and `\\( \\)` as dollars, every character in its place."""

    def dollared(match: re.Match[str]) -> str:
        return f"$${match[1]}$$" if match[1] is not None else f"$ {match[2]} $"

    return _BRACKETED.sub(dollared, text)


def _unquoted(text: str) -> str:
    """The text with quotation marks at the start of lines blanked, so that they are no relation signs."""
    return re.sub(r"^(?:[ \t]*>)+", lambda m: " " * len(m.group()), text, flags=re.MULTILINE)


class _Walk:
    """Finds the place of every token: markdown-it gives lines for blocks and no columns for what is inline."""

    def __init__(self, source: Source, masked: str) -> None:
        self.source, self.masked = source, masked
        self.found: list[Block] = []
        self.items: list[int] = [0]
        self.counter = 0
        self.heading = 0

    def run(self, tokens: list[Any]) -> list[Block]:
        for token in tokens:
            if token.type == "list_item_open":
                self.counter += 1
                self.items.append(self.counter)
            elif token.type == "list_item_close":
                self.items.pop()
            elif token.type == "heading_open":
                self.heading = int(token.tag[1])
            elif token.type == "heading_close":
                self.heading = 0
            elif token.type == "paragraph_open":
                self.counter += 1
            if token.map is not None:
                first, last = token.map  # lines from 0, the last one behind it
                start, end = self.source.offset(first + 1), self.source.offset(last + 1)
                if token.type == "inline":
                    self._inline(token, start, end)
                elif token.type in ("math_block", "math_block_label"):
                    self._display(start, end)
                elif token.type == "amsmath":  # its map leaves the last line out
                    closing = _END.search(self.masked, max(start, end))
                    self._add("formula", start, closing.end() if closing else end, display=True)
                elif token.type == "fence" and token.info.strip() == "math":
                    self._add("formula", self.source.offset(first + 2), self.source.offset(last), display=True)
                elif token.type == "html_block":
                    self._html(start, end)
        return self.found

    def _add(self, kind: Any, start: int, end: int, text: str = "", display: bool = False) -> None:
        self.found.append(Block(kind, start, end, text, self.heading, display, self.items[-1], self.counter))

    def _display(self, start: int, end: int) -> None:
        at = self.masked.find("$$", start, end)
        while 0 <= at < end:
            last = self.masked.find("$$", at + 2, end)
            last = last if last > at else end
            self._add("formula", at + 2, last, display=True)
            at = self.masked.find("$$", last + 2, end)

    def _html(self, start: int, end: int) -> None:
        """Directives and formulas inside HTML, which Markdown hands through."""
        for match in _IN_HTML.finditer(self.masked, start, end):
            if match["directive"] is not None:
                self._add("directive", match.start(), match.end(), match["directive"])
            elif match["formula"] is not None:
                self._add("formula", match.start("formula"), match.end("formula"), display=match["mark"] == "$$")

    def _loose(self, text: str, where: int) -> None:
        """Dollars that are never closed are not passed over."""
        if "$" in text and re.search(r"\$.*[=<>≤≥≈]", text, re.DOTALL):
            at = where + text.index("$")
            self._add("broken", at, where + len(text.rstrip()), "a dollar sign that is never closed")

    def _inline(self, token: Any, start: int, end: int) -> None:
        if self.heading:
            self._add("heading", start, end, token.content)
        at = start
        for environment in _ENVIRONMENT.finditer(self.masked, start, end):
            if not self.masked.count("$", start, environment.start()) % 2:
                self._add("formula", environment.start(), environment.end(), display=True)
        for child in token.children or []:
            if child.type in ("math_inline", "math_inline_double"):
                mark = re.escape(child.markup)
                body = r"\s*".join(re.escape(part) for part in child.content.split("\n"))
                match = re.compile(rf"{mark}({body}){mark}").search(self.masked, at, end)
                if match is None:  # the parser changed what it read: take what stands between the marks
                    match = re.compile(rf"{mark}(.+?){mark}", re.DOTALL).search(self.masked, at, end)
                if match is not None:
                    self._add("formula", match.start(1), match.end(1), display=child.type != "math_inline")
                    at = match.end()
            elif child.type == "html_inline":
                match = DIRECTIVE.search(child.content)
                where = self.source.text.find(child.content, at, end)
                if match and where >= 0:
                    self._add("directive", where, where + len(child.content), match[1])
                    at = where + len(child.content)
            elif child.type == "text" and child.content.strip() and not self.heading:
                where = self.masked.find(child.content, at, end)
                where = at if where < 0 else where
                self._loose(child.content, where)
                self._add("prose", where, where + len(child.content), child.content)
                at = max(at, where)
