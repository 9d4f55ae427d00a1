"""Files to blocks: headings, formulas, directives and prose, each with its place.

TeX and Markdown have modules of their own; plain text without dollars is read line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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
_LEAD = re.compile(
    r"(?:(?:so|then|hence|thus|therefore|let|where|with|and|since|now|also|consider|suppose|given|finally|next|"
    r"or|because|as|for|we get|this gives|it follows that|soit|donc|sei|mit)\b[ ,:]*)+"
    r"|(?:[-*•]|\d+[.)]|\([a-z]\))\s+",
    re.IGNORECASE,
)


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
        from symgrad.document import markdown

        return markdown.blocks(source)
    latex = bool(re.search(r"\\[A-Za-z]", text))
    return Blocks(source, source, latex, _lines(source), notes=not latex)


def _is_tex(source: Source) -> bool:
    """A .tex file, unless it holds bare formulas alone; any other text but Markdown that is a whole TeX document."""
    if source.name.endswith(".tex"):
        return bool(_MATHEMATICS.search(source.text) or _TEX.search(source.text))
    return not source.name.endswith((".md", ".markdown")) and bool(_DOCUMENT.search(source.text))


def formula(source: Source) -> Blocks:
    """A text that is one formula (or several rows of them), as given on a command line."""
    text = source.text
    if _MATHEMATICS.search(text) and "\\begin" not in text:
        from symgrad.document import markdown

        return markdown.blocks(source)
    from symgrad.document import formulas

    latex = "\\" in text or "{" in text
    return formulas.expanded(Blocks(source, source, latex, [Block("formula", 0, len(text), display=True)]))


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


def with_word_headings(found: list[Block]) -> list[Block]:
    """In a text without headings, lines such as 'Problem 7.12 ...' open scopes."""
    if any(block.kind == "heading" for block in found):
        return found
    result = []
    for block in found:
        match = _HEADING.match(block.text) if block.kind == "prose" else None
        if match:
            result.append(Block("heading", block.start, block.start + match.end(), match.group().strip(), 1))
        result.append(block)
    return result
