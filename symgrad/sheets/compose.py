"""A text to a sheet: what it defines derived, what it asks answered, what it claims judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symgrad.derive import Derivation
from symgrad.document import read_document
from symgrad.document.blocks import blocks
from symgrad.graph import twin
from symgrad.notation.syntax import Derivative, Name
from symgrad.review.array_derivations import array_derivations
from symgrad.review.check import load
from symgrad.review.comparison import agree
from symgrad.review.derivations import section_derivations
from symgrad.review.lines import Opened
from symgrad.review.report import FileReport, StatementReport
from symgrad.review.reviewer import Reviewer
from symgrad.review.scopes import open_sections
from symgrad.sheets.answers import answers
from symgrad.sheets.arrays import array_solution
from symgrad.sheets.content import Block, Heading, Inline, Paragraph, Sheet, inline
from symgrad.sheets.judged import review_block
from symgrad.sheets.solution import solution
from symgrad.sheets.words import words
from symgrad.source import Source, Span, SymgradError

MODES = ("forward", "reverse", "both")
STEPS = ("full", "brief")


@dataclass(frozen=True)
class Options:
    """How a sheet is written. mode None: the one that the text itself uses."""

    blank: bool = False
    mode: str | None = None
    steps: str = "full"
    title: str | None = None
    language: str = "en"
    at: Mapping[str, Any] | None = None


def sheet(
    text: str | Path,
    *,
    blank: bool = False,
    mode: str | None = None,
    steps: str = "full",
    title: str | None = None,
    language: str = "en",
    at: Mapping[str, Any] | None = None,
) -> Sheet:
    """The worked solution of a file (a Path, or the path of an existing file) or of a text.

    blank: the answers are left open. mode: forward, reverse or both (default: what the text itself uses). steps:
    full, or brief without the columns between left side and result. language: of the fixed words, en, de or fr.
    Raises SymgradError for what is no text.

    >>> print(sheet("$y = x^2$, $x = 3$", title="A square").title)
    A square
    """
    for value, known in ((mode, (None, *MODES)), (steps, STEPS)):
        if value not in known:
            raise SymgradError(f"'{value}' is none of {', '.join(str(k) for k in known if k)}")
    source = load(str(text)) if isinstance(text, Path) or _is_file(text) else Source(text, "<text>")
    return sheet_of(source, Options(blank, mode, steps, title, language, at))


def _is_file(text: str) -> bool:
    return len(text) < 300 and "\n" not in text and "$" not in text and Path(text).is_file()


def sheet_of(source: Source, options: Options, report: FileReport | None = None) -> Sheet:
    """The sheet of a source. report: its review, where there is one already."""
    say = words(options.language)
    sections = read_document(source).sections
    if report is None:
        report = Reviewer(source.name).review(read_document(source).sections)
    opened = open_sections(sections, agree)
    kind = say["blank" if options.blank else "sheet"]
    named = "" if source.name.startswith("<") else Path(source.name).stem
    title = options.title or next((s.title for s in sections if s.title), named) or kind
    made = Sheet(title, options.language, "" if title == kind else kind)
    introductions = _introductions(source)
    levels = [section.level for section in sections if section.title]
    for k, section in enumerate(opened):
        body = _section(opened, section, _statements(section, report), options, say, f"s{k}")
        words_before = introductions.get(k, [])
        if not body and not words_before:
            continue
        heading, level = section.section.title, 1
        if heading and heading != title:
            level = 2 + max(0, section.section.level - min(levels) - (levels.count(min(levels)) == 1))
            made.blocks.append(Heading(level, heading))
        made.blocks += [*words_before, *(_under(block, level) for block in body)]
    return made


def _under(block: Block, level: int) -> Block:
    return replace(block, level=level + 1) if isinstance(block, Heading) else block


def _statements(section: Opened, report: FileReport) -> list[StatementReport]:
    own = {_place(statement.span) for statement in section.section.statements}
    unread = {_place(span) for span, _ in section.section.unread}
    return [s for s in report.statements if _place(s.span) in own or (s.unread and _place(s.span) in unread)]


def _place(span: Span) -> tuple[str, int]:
    return span.source.name, span.start


def _section(
    opened: list[Opened],
    section: Opened,
    statements: list[StatementReport],
    options: Options,
    say: dict[str, str],
    key: str,
) -> list[Block]:
    mode = options.mode or own_mode(section)
    found: list[Block] = []
    derivations = section_derivations(opened, section, None, None, mode, options.at)
    for i, derivation in enumerate(outermost(derivations)):
        found += solution(derivation, mode, options.steps, options.blank, say, f"{key}-{i}")
    with suppress(SymgradError):  # what has no matrix form has no steps to show
        for arrays in array_derivations(section, None, None, mode):
            found += array_solution(arrays, options.steps, options.blank, say)
    found += answers(opened, section, derivations, options.blank, say)
    if not options.blank:
        latex = all(statement.latex for statement in section.section.statements)
        found += review_block(statements, derivations, say, latex)
    return found


def own_mode(section: Opened) -> str:
    """Forward if the section differentiates more names than it differentiates by, else reverse."""
    of, by = set[str](), set[str]()
    for line in section.lines:
        for tree, kind in zip(line.trees, line.kinds, strict=False):
            if kind in ("claim", "question") and isinstance(tree, Derivative) and isinstance(tree.of, Name):
                of.add(tree.of.name)
                by |= {v.name for v, _ in tree.by if isinstance(v, Name)}
    return "forward" if len(of) > len(by) else "reverse"


def outermost(derivations: list[Derivation]) -> list[Derivation]:
    """Without those whose output stands inside another one's graph."""
    found = []
    for one in derivations:
        root = one.root
        mine = twin(one.graph, one.graph.unnamed(root))
        others = [d for d in derivations if d is not one and d.graph is one.graph]
        inside = {twin(d.graph, id) for d in others for id in d.graph.cone([d.root])}
        if mine not in inside:
            found.append(one)
    return found


# ----- the author's words -----


def _introductions(source: Source) -> dict[int, list[Block]]:
    """Section number -> the paragraphs before its first formula in display."""
    found: dict[int, list[Block]] = {}
    section, open_, paragraph = 0, True, -1
    parsed = blocks(source)
    for block in parsed.blocks:
        if block.kind == "heading":
            section, open_, paragraph = section + 1, True, -1
        elif block.kind == "formula" and block.display:
            open_ = False
        elif open_ and block.kind in ("prose", "formula"):
            part = inline(parsed.math.text[block.start : block.end]) if block.kind == "formula" else block.text
            kept = found.setdefault(section, [])
            if block.paragraph == paragraph and kept:
                last = kept[-1]
                assert isinstance(last, Paragraph)
                kept[-1] = Paragraph((*last.parts, " " if _apart(last.parts[-1], part) else "", part))
            else:
                kept.append(Paragraph((part,)))
            paragraph = block.paragraph
    return {k: [whole for each in kept if (whole := _whole_sentences(each)) is not None] for k, kept in found.items()}


def _whole_sentences(block: Block) -> Block | None:
    """A paragraph up to its last full stop: what leads over to a formula stands alone without it."""
    assert isinstance(block, Paragraph)
    parts = list(block.parts)
    while parts:
        last = parts[-1]
        end = [match.end() for match in _STOP.finditer(last)] if isinstance(last, str) else []
        if isinstance(last, str) and end:
            return Paragraph((*parts[:-1], last[: end[-1]]))
        parts.pop()
    return None


_STOP = re.compile(r"[.!?][)\"'’”]*(?=\s|$)")


def _apart(before: Inline, after: Inline) -> bool:
    """Whether two parts of a paragraph are separate words (a parser takes white space at their ends away)."""
    end = before[-1:] if isinstance(before, str) else "x"
    start = after[:1] if isinstance(after, str) else "x"
    return not end.isspace() and not start.isspace() and end not in "([{„“«" and start not in ".,;:!?)]}”»’-"
