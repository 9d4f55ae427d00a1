"""Files to blocks: headings, formulas, directives and prose, each with its place.

TeX has a module of its own. Markdown is read by markdown-it-py with the dollar and amsmath plugins of mdit-py-plugins;
plain text without dollars is read line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from symgrad.source import Source, Span, SymgradError

LARGEST = 5_000_000  # characters of a file
HEADING_WORDS = (
    "Problem|Exercise|Example|Question|Task|Theorem|Lemma|Proposition|Solution|Part|"
    "Aufgabe|Übung|Beispiel|Satz|Frage|Exercice|Exemple|Théorème|Ejercicio"
)
_HEADING = re.compile(rf"^\s*(?:{HEADING_WORDS})\s+[A-Z]?\d[\w.\-]*", re.MULTILINE)
DIRECTIVE = re.compile(r"<!--\s*symgrad:\s*(.*?)\s*-->", re.DOTALL)
DIRECTIVE_LINE = re.compile(r"^[ \t>]*(?:%|#|//)[ \t]*symgrad:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_MATHEMATICS = re.compile(r"\$|\\\(|\\\[|\\begin\s*\{")
_DOCUMENT = re.compile(r"\A(?:\s|%.*)*\\(?:documentclass|begin\s*\{document\})")
_TEX = re.compile(r"\\(?:input|include|section|documentclass|ensuremath)\b")


@dataclass(frozen=True)
class Block:
    """kind: heading, formula, directive, prose, or broken (mathematics that cannot be told apart).

    item and paragraph tell blocks apart that stand apart.
    text: a heading's title, a directive's words, prose. level: of a heading. display: whether a formula stands alone.
    """

    kind: Literal["heading", "formula", "directive", "prose", "broken"]
    start: int
    end: int
    text: str = ""
    level: int = 0
    display: bool = False
    item: int = 0
    paragraph: int = 0


@dataclass(frozen=True)
class Blocks:
    """The blocks of a source; `math` is the text in which formulas are read (quotation marks blanked out).

    notes: words may stand around the formulas of a line.
    """

    source: Source
    math: Source
    latex: bool
    blocks: list[Block]
    notes: bool = False


def blocks(source: Source) -> Blocks:
    """The blocks of a text, told apart by what stands in it: LaTeX mathematics, or plain formulas."""
    text = source.text
    if len(text) > LARGEST:
        raise SymgradError(f"{source.name} has more than {LARGEST} characters")
    if "\0" in text:
        raise SymgradError(f"{source.name} is not a text", Span(source, text.index("\0"), text.index("\0") + 1))
    if _is_tex(source):
        from symgrad.document import tex

        return tex.blocks(source)
    if _MATHEMATICS.search(text):
        return _markdown(source)
    if "\\" in text or re.search(r"^#{1,6} ", text, re.MULTILINE):
        latex = bool(re.search(r"\\[A-Za-z]", text))
        return Blocks(source, source, latex, _lines(source), notes=not latex)
    return Blocks(source, source, False, _lines(source), notes=True)


def _is_tex(source: Source) -> bool:
    """A .tex file, unless it holds bare formulas alone; any other text but Markdown that is a whole TeX document."""
    if source.name.endswith(".tex"):
        return bool(_MATHEMATICS.search(source.text) or _TEX.search(source.text))
    return not source.name.endswith((".md", ".markdown")) and bool(_DOCUMENT.search(source.text))


def formula(source: Source) -> Blocks:
    """A text that is one formula (or several rows of them), as given on a command line."""
    text = source.text
    if _MATHEMATICS.search(text) and "\\begin" not in text:
        return _markdown(source)
    latex = "\\" in text or "{" in text
    return _expanded(Blocks(source, source, latex, [Block("formula", 0, len(text), display=True)]))


# ----- plain text -----


def _lines(source: Source) -> list[Block]:
    found, offset, paragraph = [], 0, 0
    for line in source.text.splitlines(keepends=True):
        start, end = offset, offset + len(line.rstrip("\r\n"))
        offset += len(line)
        bare = line.strip()
        if not bare:
            paragraph += 1
            continue
        directive = DIRECTIVE_LINE.match(line) or DIRECTIVE.match(bare)
        marked = re.match(r"^(#{1,6})\s+(.*)", bare)
        if directive:
            found.append(Block("directive", start, end, directive[1], paragraph=paragraph))
        elif marked:
            found.append(Block("heading", start, end, marked[2], len(marked[1])))
        elif bare.startswith(("%", "#", "//")):
            continue
        elif _HEADING.match(line) and not re.search(r"[=<>≤≥≈]", _HEADING.sub("", line, count=1)):
            found.append(Block("heading", start, end, bare, 1))
        elif re.search(r"[=<>≤≥≈]|:=|->|→|⇒", bare):
            begin = start + (len(line) - len(line.lstrip()))
            lead = _LEAD.match(source.text, begin, end)
            if lead:
                found.append(Block("prose", begin, lead.end(), lead.group(), paragraph=paragraph))
                begin = lead.end()
            found.append(Block("formula", begin, end, display=True, paragraph=paragraph))
        else:
            found.append(Block("prose", start, end, bare, paragraph=paragraph))
    return found


_LEAD = re.compile(
    r"(?:(?:so|then|hence|thus|therefore|let|where|with|and|since|now|also|consider|suppose|given|finally|next|"
    r"or|because|as|for|we get|this gives|it follows that|soit|donc|sei|mit)\b[ ,:]*)+"
    r"|(?:[-*•]|\d+[.)]|\([a-z]\))\s+",
    re.IGNORECASE,
)


# ----- Markdown -----


def _markdown(source: Source) -> Blocks:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    text = source.text
    parser = MarkdownIt("commonmark", {"html": True})
    parser.use(dollarmath_plugin, allow_space=True, allow_digits=True, double_inline=True, allow_blank_lines=True)
    parser.use(amsmath_plugin)
    masked = _masked(text)
    found = _Walk(source, masked).run(parser.parse(_dollars(text)))
    if not any(block.kind == "heading" for block in found):
        found = with_word_headings(found)
    return _expanded(Blocks(source, Source(masked, source.name), True, found))


def _expanded(parsed: Blocks) -> Blocks:
    """With the macros expanded that formulas define."""
    from symgrad.document import formulas

    return formulas.expanded(parsed)


_BRACKETED = re.compile(r"(?<!\\)\\\[(.+?)(?<!\\)\\\]|(?<!\\)\\\((.+?)(?<!\\)\\\)", re.DOTALL)


def _dollars(text: str) -> str:
    """The text with `\\[ \\]` and `\\( \\)` as dollars, every character in its place."""

    def dollared(match: re.Match[str]) -> str:
        return f"$${match[1]}$$" if match[1] is not None else f"$ {match[2]} $"

    return _BRACKETED.sub(dollared, text)


def _masked(text: str) -> str:
    """The text with quotation marks at the start of lines blanked, so that they are no relation signs."""
    text = _dollars(text)
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


_IN_HTML = re.compile(
    r"<!--\s*symgrad:\s*(?P<directive>.*?)\s*-->|<!--.*?-->|(?P<mark>\$\$|\$)(?P<formula>[^$]+?)(?P=mark)", re.DOTALL
)
_END = re.compile(r"\\end\{[a-z]+\*?\}")
_ENVIRONMENT = re.compile(
    r"\\begin\{(align|equation|gather|multline|eqnarray|alignat|flalign)(\*?)\}.*?\\end\{\1\2\}", re.DOTALL
)


def with_word_headings(found: list[Block]) -> list[Block]:
    """In a text without headings, lines such as 'Problem 7.12 ...' open scopes."""
    result = []
    for block in found:
        match = _HEADING.match(block.text) if block.kind == "prose" else None
        if match:
            result.append(Block("heading", block.start, block.start + match.end(), match.group().strip(), 1))
        result.append(block)
    return result
