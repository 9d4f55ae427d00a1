"""A directory of texts as a directory of sheets with an index."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from symgrad.document import read_document
from symgrad.output import place
from symgrad.review.check import collect, load
from symgrad.review.reviewer import Reviewer
from symgrad.sheets.compose import Options, has_formulas, sheet_of
from symgrad.sheets.label import escape
from symgrad.sheets.page import page
from symgrad.sheets.tex import needed
from symgrad.sheets.words import words
from symgrad.source import Diagnostic, SymgradError


@dataclass(frozen=True)
class Entry:
    """A sheet of the book: where it is, what it is called, how its text was judged."""

    name: str
    title: str
    counts: dict[str, int]


def write_book(
    directory: str, output: Path, options: Options, format: str = "html"
) -> tuple[list[Entry], list[SymgradError]]:
    """Writes a sheet for every text in a directory, and `index.html`; what could not be written is told, not hidden.

    A text in which nothing is to be written out has no sheet. Raises SymgradError where none can be written at all.
    """
    if output.exists() and not output.is_dir():
        raise SymgradError(f"{output}: is no directory")
    if output.suffix in (".html", ".md", ".tex", ".pdf") and not output.exists():
        raise SymgradError(f"{output}: the sheets of a directory go into a directory", help="-o book")
    if format == "pdf":
        needed()
    names: dict[str, Path] = {}
    for path in map(Path, collect([directory])):
        name = "-".join(path.relative_to(directory).with_suffix("").parts) + f".{format}"
        if name in names or name == "index.html":
            raise SymgradError(f"{path}: a second sheet would be called {name}")
        names[name] = path
    fresh = not output.exists()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SymgradError(f"{output}: {(error.strerror or 'cannot be made').lower()}") from None
    found = _written([(path, output / name, replace(options, title=None)) for name, path in names.items()])
    entries = [one for one in found if isinstance(one, Entry)]
    if entries:
        place(str(output / "index.html"), _index(entries, options))
    elif fresh:
        output.rmdir()
    failed = [SymgradError(one) for one in found if isinstance(one, Diagnostic)]
    if not entries and not failed:
        raise SymgradError(f"{directory}: no text in this directory has a formula")
    return entries, failed


Task = tuple[Path, Path, Options]
Made = Entry | Diagnostic | None  # a sheet, why there is none (errors do not pass between processes), or only words


def _written(tasks: list[Task]) -> list[Made]:
    workers = min(os.cpu_count() or 1, len(tasks))
    if workers < 2:
        return list(map(_entry, tasks))
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(_entry, tasks))


def _entry(task: Task) -> Made:
    path, place, options = task
    try:
        source = load(str(path))
        sections = read_document(source).sections
        if not has_formulas(sections):
            return None
        report = Reviewer(source.name).review(sections)
        sheet = sheet_of(source, options, report)
        sheet.save(place)
    except SymgradError as error:
        return error.diagnostic
    return Entry(place.name, sheet.title, dict(Counter(step.kind for step in report.steps)))


def _index(entries: list[Entry], options: Options) -> str:
    say = words(options.language)
    title = options.title or say["page"]
    rows = []
    for entry in entries:
        counts = ", ".join(
            f'<span class="word {kind}">{number} {escape(say[kind])}</span>' for kind, number in entry.counts.items()
        )
        cell = "" if options.blank else f"<td>{counts}</td>"
        rows.append(f'<tr><td><a href="{quote(entry.name)}">{escape(entry.title)}</a></td>{cell}</tr>')
    head = "" if options.blank else f'<th scope="col">{escape(say["signs"])}</th>'
    kind = escape(say["blank" if options.blank else "sheet"])
    table = f'<table><thead><tr><th scope="col">{kind}</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return page(title, f"<h1>{escape(title)}</h1>\n{table}", options.language)
