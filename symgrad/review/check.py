"""The public functions that judge: check, equal, parse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from symgrad.document import of_blocks, read_document
from symgrad.document.files import collect, load
from symgrad.graph import Graph, from_sympy, to_sympy
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.nesting import between, levels
from symgrad.notation.reader import read
from symgrad.notation.scope import Function, Scope, applied_in, names_in
from symgrad.notation.syntax import Tree, Unread, walk
from symgrad.notation.tokens import tokenize
from symgrad.proof import Sign, Verdict, judge
from symgrad.review.dependencies import differentiated
from symgrad.review.ground import assumption
from symgrad.review.report import FileReport, Report
from symgrad.review.reviewer import Reviewer
from symgrad.source import Source, Span, SymgradError


def check(text: str | Path, *, name: str = "<text>", formula: bool = False, time_limit: float | None = None) -> Report:
    """Judge every relation sign of a text or a file.

    text: a Path, a path to an existing file or directory, or the text itself. formula: the text is one formula
    rather than a document. time_limit: seconds for each file, after which the rest is undecided.
    Raises SymgradError for what is no text or holds an unusable directive.

    >>> check(r"$\\frac{d}{dx} x^2 = 2x$").summary["proved"]
    1
    """
    if isinstance(text, Path) or (not formula and _is_path(text)):
        files = collect([str(text)])
        return Report([part for path in files for part in check_file(path, time_limit=time_limit).by_file()])
    return Report([_checked(Source(str(text), name), formula, time_limit)])


def check_file(path: str, *, time_limit: float | None = None) -> FileReport:
    """The report of one file, with all that it inputs; of a Python source, of the mathematics in its docstrings."""
    if path.endswith(".py"):
        return docstring_report(load(path), time_limit=time_limit)
    return _checked(load(path), False, time_limit)


def docstring_report(source: Source, owner: str | None = None, *, time_limit: float | None = None) -> FileReport:
    """The report of the docstrings of a Python source (or only of one definition's); each is a text of its own."""
    from symgrad.document.docstrings import docstrings

    found = FileReport(source.name)
    for docstring in docstrings(source):
        if owner is None or docstring.owner == owner:
            one = Reviewer(source.name, time_limit).review(of_blocks(docstring.blocks).sections)
            found.statements += one.statements
            found.unmet += one.unmet
    return found


def time_limit_of(text: str) -> float:
    """Seconds that a user wrote as a limit. Raises SymgradError."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < 1e6:
        raise SymgradError(f"'{text}' is no number of seconds")
    return found


def _checked(source: Source, formula: bool, limit: float | None) -> FileReport:
    document = read_document(source, as_formula=formula)
    return Reviewer(source.name, limit).review(document.sections)


def _is_path(text: str) -> bool:
    """Whether a string names an existing file or directory and could not be a formula."""
    if len(text) > 300 or not any(char.isalnum() for char in text) or any(char in text for char in "\n=<>$"):
        return False
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False


# ----- single formulas -----


def parse(text: str, *, functions: tuple[str, ...] = ()) -> Any:
    """A formula in LaTeX or plain text (told apart by itself) as a SymPy expression; a relation as a SymPy relation.

    functions: names that are functions (`f(x)` is then an application). Raises SymgradError with the place.

    >>> parse(r"\\frac{1}{2} x^2") == parse("x^2/2")
    True
    """
    import sympy

    source, trees, how = _trees(text)
    scope = scope_for(trees, functions)
    sides = [to_sympy(scope.graph, meaning(tree, scope, source).id) for tree in trees]
    if len(sides) == 1:
        return sides[0]
    if len(sides) > 2:
        raise SymgradError("a chain of relations is not one expression", Span(source, 0, len(text)), "use check")
    table = {"=": sympy.Eq, "<": sympy.Lt, ">": sympy.Gt, "≤": sympy.Le, "≥": sympy.Ge, "≠": sympy.Ne}
    if how[0] not in table:
        raise SymgradError(f"the relation {how[0]} has no SymPy form", Span(source, 0, len(text)))
    return table[how[0]](*sides, evaluate=False)


def _trees(text: str) -> tuple[Source, list[Tree], list[str]]:
    stripped = text.strip()
    for mark in ("$$", "$"):
        if stripped.startswith(mark) and stripped.endswith(mark) and len(stripped) > 2 * len(mark):
            stripped = stripped[len(mark) : -len(mark)]
    source = Source(stripped)
    latex = "\\" in stripped or "{" in stripped
    tokens = tokenize(source, 0, len(stripped), latex=latex)
    signs = [i for i, level in levels(tokens) if level == 0 and tokens[i].kind == "relation"]
    try:
        return source, [read(part) for part in between(tokens, signs)], [tokens[i].value for i in signs]
    except Unread as unread:
        raise SymgradError(unread.reason, Span(source, unread.start, unread.end)) from None


def scope_for(trees: list[Tree], functions: tuple[str, ...] = (), graph: Graph | None = None) -> Scope:
    """A scope for lone formulas: names that are only ever applied are functions."""
    scope = Scope(Graph() if graph is None else graph)
    for tree in trees:
        scope.letters |= names_in(tree) - applied_in(tree)
        for part in walk(tree):
            for u, v in differentiated(part):
                if u != v and v not in scope.edges.get(u, ()):
                    scope.edges[u] = (*scope.edges.get(u, ()), v)
    for name in functions:
        scope.functions[name] = Function(general=True)
    return scope


def meaning(tree: Tree, scope: Scope, source: Source) -> Any:
    """The node of a tree; what has no meaning raises SymgradError with its place."""
    try:
        return Meaning(scope).node(tree)
    except Unread as unread:
        raise SymgradError(unread.reason, Span(source, unread.start, unread.end)) from None
    except (Unresolved, Inapplicable) as error:
        raise SymgradError(str(error), Span(source, tree.start, tree.end)) from None


def meaning_of(text: str) -> tuple[Graph, int]:
    """A lone formula as a graph and its node. Raises SymgradError."""
    source, trees, how = _trees(text)
    if how:
        raise SymgradError("a formula without a relation sign is expected", Span(source, 0, len(source.text)))
    scope = scope_for(trees)
    return scope.graph, meaning(trees[0], scope, source).id


def equal(left: Any, right: Any, assume: str | tuple[str, ...] = ()) -> Verdict:
    """The verdict on `left = right`, each a text (LaTeX or plain) or a SymPy expression.

    assume: relations such as "x > 0"; SymPy's own assumptions on symbols (positive, negative, nonnegative) count too.
    Raises SymgradError with the place for what is no formula.

    >>> equal("sin(2*x)", r"2\\sin x\\cos x").kind
    'proved'
    """
    graph = Graph()
    scope = Scope(graph)
    sides, signs = [], []
    for side in (left, right):
        if isinstance(side, str):
            source, trees, how = _trees(side)
            if how:
                raise SymgradError(
                    "one side of an equality holds a relation sign itself", Span(source, 0, len(source.text))
                )
            scope.letters |= names_in(trees[0]) - applied_in(trees[0])
            sides.append(meaning(trees[0], scope, source))
        else:
            sides.append(from_sympy(graph, side))
            signs += _sympy_assumptions(graph, side)
    for text in (assume,) if isinstance(assume, str) else assume:
        signs.append(_assumption(scope, text))
    return judge(graph, sides[0].id, sides[1].id, assume=signs)


def _assumption(scope: Scope, text: str) -> Sign:
    source, trees, how = _trees(text)
    if len(trees) != 2 or how[0] not in ("<", ">", "≤", "≥", "≠"):
        raise SymgradError("an assumption is one inequality", Span(source, 0, len(source.text)), 'assume="x > 0"')
    a, b = (meaning(tree, scope, source) for tree in trees)
    return assumption(a, how[0], b)


def _sympy_assumptions(graph: Graph, expression: Any) -> list[Sign]:
    found: list[Sign] = []
    for symbol in getattr(expression, "free_symbols", ()):
        node = graph.input(symbol.name)
        if symbol.is_positive:
            found.append((node.id, ">"))
        elif symbol.is_nonnegative:
            found.append((node.id, ">="))
        elif symbol.is_negative:
            found.append(((-node).id, ">"))
    return found
