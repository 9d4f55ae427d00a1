"""A text to a sheet: what it defines derived, what it asks answered, what it claims judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symgrad.document import Section, read_document
from symgrad.notation.scope import names_below
from symgrad.notation.syntax import Derivative, Name
from symgrad.review.array_derivations import array_derivations
from symgrad.review.check import load
from symgrad.review.comparison import agree
from symgrad.review.lines import Opened
from symgrad.review.report import FileReport, StatementReport
from symgrad.review.reviewer import Reviewer
from symgrad.review.scopes import open_sections
from symgrad.sheets.answers import answers
from symgrad.sheets.array_steps import array_steps
from symgrad.sheets.arrays import array_blocks
from symgrad.sheets.content import Block, Equations, Heading, Judged, Paragraph, Review, Sheet, Table
from symgrad.sheets.derived import derived, outermost
from symgrad.sheets.exercise import equation_key, exercises
from symgrad.sheets.faces import faced
from symgrad.sheets.judged import review_block
from symgrad.sheets.label import Label
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
    levels = [section.level for section in sections if section.title]
    bodies = [
        _section(opened, section, _statements(section, report), options, say, f"s{k}")
        for k, section in enumerate(opened)
    ]
    before = exercises(source, opened, [_equations(body) for body in bodies])
    bodies = [_once(body, _equations([*body, *before.get(k, [])])) for k, body in enumerate(bodies)]
    filled = [bool(body or before.get(k)) for k, body in enumerate(bodies)]
    for k, (section, body) in enumerate(zip(opened, bodies, strict=True)):
        words_before = before.get(k, [])
        if not (filled[k] or (section.section.title and any(filled[i] for i in _inside(opened, k)))):
            continue
        heading, level = section.section.title, 1
        if heading and heading != title:
            level = 2 + max(0, section.section.level - min(levels) - (levels.count(min(levels)) == 1))
            made.blocks.append(Heading(level, heading))
        made.blocks += [*words_before, *(_under(block, level) for block in body)]
    return made


def has_formulas(sections: Sequence[Section]) -> bool:
    """Whether there is anything to write out; words alone are no sheet."""
    return any(section.statements or section.unread for section in sections)


def _inside(opened: list[Opened], k: int) -> list[int]:
    """The sections under the heading of a section."""
    level = opened[k].section.level
    after = range(k + 1, len(opened))
    end = next((i for i in after if opened[i].section.level <= level), len(opened))
    return list(range(k + 1, end))


def _once(body: list[Block], shown: set[str]) -> list[Block]:
    """A body in which given values are listed only where nothing else shows them."""
    found: list[Block] = []
    for block in body:
        if isinstance(block, Review):
            rows = [row for row in block.rows if row.verdict != "given" or _key(row) not in shown]
            if all(row.verdict == "given" for row in rows):
                found.pop()  # its heading
                continue
            block = replace(block, rows=tuple(rows))
        found.append(block)
    return found


def _key(row: Judged) -> str:
    left, right = (part.plain if isinstance(part, Label) else str(part) for part in (row.left, row.right))
    return equation_key(left, right)


def _under(block: Block, level: int) -> Block:
    return replace(block, level=level + 1) if isinstance(block, Heading) else block


def _equations(body: list[Block]) -> set[str]:
    """The equations in some blocks."""
    rows = [row[:2] for block in body if isinstance(block, Equations | Table) for row in block.rows]
    found = {equation_key(a.plain, b.plain) for a, b in rows if isinstance(a, Label) and isinstance(b, Label)}
    parts = [part for block in body if isinstance(block, Paragraph) for part in block.parts]
    texts = [
        text for part in parts if isinstance(part, Label) for text in part.plain.split(",") if text.count("=") == 1
    ]
    return found | {equation_key(*text.split("=")) for text in texts}


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
    every = derived(opened, section, mode, options.at)
    derivations = [one.derivation for one in every]
    found += faced(section, array_blocks(section, say, f"{key}-a"))
    shown = outermost(every)
    for i, one in enumerate(shown):
        found += solution(one, mode, options.steps, options.blank, say, f"{key}-{i}", alone=len(shown) == 1)
    with suppress(SymgradError):  # what has no matrix form has no steps to show
        of_arrays = array_derivations(section, None, None, mode)
        for arrays in of_arrays:
            made = array_steps(arrays, options.steps, options.blank, say, alone=len(of_arrays) == 1)
            found += faced(section, made)
    found += answers(opened, section, derivations, options.blank, say)
    if not options.blank:
        latex = all(statement.latex for statement in section.section.statements)
        found += review_block(statements, derivations, say, latex)
    return found


def own_mode(section: Opened) -> str:
    """Forward if the section differentiates more names than it differentiates by, one behind another; else reverse."""
    scope, of, by = section.scope, set[str](), set[str]()
    for line in section.lines:
        for tree, kind in zip(line.trees, line.kinds, strict=False):
            if kind in ("claim", "question") and isinstance(tree, Derivative) and isinstance(tree.of, Name):
                of.add(tree.of.name)
                by |= {v.name for v, _ in tree.by if isinstance(v, Name)}
    formulas = [(name, formula) for name in of if (formula := scope.formula(name)) is not None]
    chained = any(other != name and other in names_below(scope, formula) for name, formula in formulas for other in of)
    return "forward" if chained and len(of) > len(by) else "reverse"
