"""Definitions and declarations in one text: `z = w*x; L = (z - y)^2`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symgrad.derive.decompose import decompose
from symgrad.graph import Graph, Node
from symgrad.notation.arrays import note_summands, note_uses, of_entries_alone, sizes_of, touches
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.nesting import LEVEL, between
from symgrad.notation.reader import read
from symgrad.notation.scope import Declared, Function, Scope, applied_in, names_in
from symgrad.notation.syntax import Bracket, Name, Product, Tree, Unread
from symgrad.notation.tokens import Token, tokenize
from symgrad.source import Source, Span, SymgradError


def define(text: str, graph: Graph) -> list[tuple[str, Node]]:
    """The outputs of a text of definitions, decomposed; a lone formula is called y."""
    found = Definitions(text, graph)
    try:
        meaning = Meaning(found.scope)
        if found.bare is not None:
            return [("y", graph.node(decompose(graph, meaning.node(found.bare).id)))]
        outputs = [(name, meaning.node(Name(0, 0, name))) for name in found.outputs]
        return [(name, graph.node(decompose(graph, node.id, output=name))) for name, node in outputs]
    except Unread as unread:
        raise SymgradError(unread.reason, Span(found.source, unread.start, unread.end)) from None
    except (Unresolved, Inapplicable) as error:
        raise SymgradError(str(error), Span(found.source, 0, len(found.source.text))) from None


class Definitions:
    """The definitions and declarations of a text. Raises SymgradError."""

    def __init__(self, text: str, graph: Graph) -> None:
        self.source = source = Source(mathematics(text))
        self.scope = Scope(graph)
        self.bare: Tree | None = None
        self.listed: list[Tree] = []  # formulas without a relation, up to the declaration that they may belong to
        latex = "\\" in source.text or "{" in source.text
        tokens = [
            token
            for token in tokenize(source, 0, len(source.text), latex=latex)
            if token.kind not in ("begin", "end") or token.value.startswith("cases")
        ]
        try:
            trees = [tree for part in _parts(tokens, source.text) for tree in self._part(part)]
        except Unread as unread:
            raise SymgradError(unread.reason, Span(source, unread.start, unread.end)) from None
        if self.bare is None and not self.scope.formulas:
            raise SymgradError("no formula is given")
        note_uses(self.scope, trees)
        if not self.scope.shapes:
            self.scope.bold.clear()  # bold letters alone may be numbers
        note_summands(self.scope, trees)
        if self.bare is not None and touches(self.scope, self.bare):
            self.scope.formulas["y"], self.bare = self.bare, None

    def _part(self, part: list[Token]) -> list[Tree]:
        """One definition or declaration; the trees that stand in it."""
        scope = self.scope
        signs = [i for i, level in _levels(part) if part[i].kind == "relation" and level == 0]
        trees = [read(piece) for piece in between(part, signs)]
        if signs and part[signs[0]].value in ("∈", ":"):
            self._declare(trees[0], trees[1])
            return []
        scope.letters |= set().union(*(names_in(tree) - applied_in(tree) for tree in trees[-1:]))
        if not signs:
            self.bare = trees[0]
            self.listed.append(trees[0])
            return trees
        if any(part[i].value not in ("=", ":=") for i in signs):
            raise SymgradError("a definition is written name = formula", Span(self.source, part[0].start, part[-1].end))
        for left in trees[:-1]:
            name = _name_of(left, self.source)
            scope.formulas.pop(name, None)
            if isinstance(left, Product):
                scope.functions[name] = Function(_params(left), trees[-1])
            scope.formulas[name] = trees[-1]
        return trees

    def _declare(self, name: Tree, space: Tree) -> None:
        """`x, y \\in \\mathbb{R}^n`: what stands before the commas is declared with the last name."""
        sizes, names = sizes_of(space), [*self.listed, name]
        if sizes is None or not all(isinstance(tree, Name) for tree in names):
            raise SymgradError(
                "sizes are declared as name \\in \\mathbb{R}^{m \\times n}", Span(self.source, name.start, space.end)
            )
        for tree in names:
            assert isinstance(tree, Name)
            self.scope.shapes[tree.name] = Declared(*sizes, 1)
            self.scope.declared.add(tree.name)
        self.bare, self.listed = None, []

    @property
    def outputs(self) -> list[str]:
        """The names that nothing uses, else the last one."""
        formulas = self.scope.formulas
        used = set().union(*(names_in(tree) for tree in formulas.values()))
        return [name for name in formulas if name not in used] or [next(reversed(formulas))]

    def of_arrays(self, name: str) -> bool:
        """Whether an output is made of vectors or matrices, and not of their entries alone."""
        head = Name(0, 0, name)
        return touches(self.scope, head) and not of_entries_alone(self.scope, head)


def mathematics(text: str) -> str:
    """What stands between dollars, as definitions one after another; a text without them is mathematics throughout."""
    found = re.findall(r"\$+([^$]+)\$+", text)
    return ";\n".join(part.strip() for part in found) if found else text.strip()


def _name_of(tree: Tree, source: Source) -> str:
    if isinstance(tree, Name) and not tree.primes:
        return tree.name
    if isinstance(tree, Product) and isinstance(tree.factors[0][1], Name) and _params(tree):
        return tree.factors[0][1].name
    raise SymgradError("the left side of a definition is a name", Span(source, tree.start, tree.end))


def _params(tree: Product) -> tuple[str, ...]:
    last = tree.factors[-1][1]
    if len(tree.factors) == 2 and isinstance(last, Bracket):
        return tuple(part.name for part in last.parts if isinstance(part, Name))
    return ()


def _levels(tokens: list[Token]) -> Iterable[tuple[int, int]]:
    level = 0
    for i, token in enumerate(tokens):
        level += LEVEL.get(token.kind, 0)
        yield i, level


def _parts(tokens: list[Token], text: str) -> list[list[Token]]:
    """The definitions of a text: separated by rows, semicolons, commas at the top, and new lines."""
    parts: list[list[Token]] = [[]]
    before = 0
    for i, level in _levels(tokens):
        token = tokens[i]
        if (level == 0 and token.kind in ("row", "semicolon", "comma", "quad")) or (
            token.kind in ("begin", "end") and not token.value.startswith("cases")
        ):
            parts.append([])
        elif token.kind == "cell" and level == 0:
            continue
        else:
            new_line = "\n" in text[before : token.start] and level == LEVEL.get(token.kind, 0)
            if new_line and "=" in text[token.start :].partition("\n")[0]:
                parts.append([])
            parts[-1].append(token)
        before = token.end
    return [part for part in parts if part]
