"""A derivative of arrays held against the entries: what a step says is read back, and judged at sizes and in indices.

The entries of a derivative come from sweeps of numbers, in which the table of matrix operations has no part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symgrad.graph.sizes import Misfit
from symgrad.graph.terms import same
from symgrad.notation.arrays import Builder, Entries
from symgrad.notation.arrays.conventions import EXCEPT
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.reader import read
from symgrad.notation.readings import ways
from symgrad.notation.rewrite import rewritten
from symgrad.notation.syntax import Derivative, Name, Tree, Unread
from symgrad.notation.tokens import tokenize
from symgrad.proof import Sign, Verdict, equal_at_every_size, judge_together, worst
from symgrad.source import Source

NOWHERE = ("no point of the domain", "this divides by zero")  # at some sizes that is: X^T X of a wide X


@dataclass
class ArrayOracle:
    """Judges equalities of terms in a scope.

    names: with their terms. changes: those that move in forward mode. carried: what stands for adjoints of the output.
    """

    builder: Builder
    names: Mapping[str, int]
    assume: Sequence[Sign] = ()
    changes: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    output: str = ""

    def against_entries(self, left: int, latex: str) -> Verdict:
        """The verdict on `left = latex`, the right side in the reading in which it holds."""
        found: Verdict | None = None
        for term in self._terms(latex):
            verdict = self._verdict(left, term)
            if verdict.holds:
                return verdict
            found = verdict if found is None else found
        return Verdict("undecided", message="what is written here cannot be read back") if found is None else found

    def _terms(self, latex: str) -> Iterator[int]:
        """What the text can mean; of its partials some may be local. A dot is a change with those of `changes`."""
        tree = read_back(latex)
        if tree is None:
            return
        env = dict[str, int]()
        tree = rewritten(tree, lambda part: self._change(part, env))
        for _, modes in ways(tree, self.builder.scope):
            try:
                yield replace(self.builder, modes=modes, notes={}, env=env).term(tree)
            except (Unresolved, Unread, Inapplicable):
                continue

    def _change(self, part: Tree, env: dict[str, int]) -> Tree:
        """Dotted names, and adjoints that are carried, as names of their own."""
        match part:
            case Name(name=name, dots=1) if name in self.names:
                moved, key = self.names[name], f"<{name}>"
                env[key] = self.builder.terms.shaped("differential", (moved,), self.builder.terms.shape(moved))
                return replace(part, name=key, dots=0)
            case Derivative(of=Name(name=of), by=((Name(name=by), 1),)) if of == self.output and by in self.carried:
                env[f"<{by}>"] = self.carried[by]
                return Name(part.start, part.end, f"<{by}>")
        return part

    def _verdict(self, left: int, right: int) -> Verdict:
        terms = self.builder.terms
        try:
            same(terms.sizes, terms.shape(left), terms.shape(right))
            return self._at_sizes(left, right)
        except Misfit:
            return Verdict("refuted", "shapes", f"{terms.text(left)} is not {terms.text(right)}")
        except (Unresolved, Unread, Inapplicable) as error:
            return Verdict("undecided", message=str(error))

    def _at_sizes(self, left: int, right: int) -> Verdict:
        """Proved for every size, or at two assignments of sizes at which there are points of the domain."""
        terms = self.builder.terms
        assignments = terms.sizes.assignments(terms.dimensions([left, right]))
        found: list[tuple[Verdict, str]] = []
        for assigned in assignments:
            verdict = self._at(left, right, assigned)
            if verdict.message.startswith(NOWHERE):
                continue
            found.append((verdict, f"({', '.join(map(str, assigned.values()))})"))
            if not verdict.holds or len(found) == 2 or not assigned:
                break
        if len(found) < min(2, len(assignments)) and all(verdict.holds for verdict, _ in found):
            return Verdict("undecided", message="no points of the domain were found at two assignments of sizes")
        kind = worst([verdict.kind for verdict, _ in found])
        verdict = next(verdict for verdict, _ in found if verdict.kind == kind)
        if not assignments[0] or not verdict.holds:
            return verdict
        if kind == "proved" and equal_at_every_size(self.builder.scope.graph, terms, left, right, self.changes):
            return replace(verdict, by="index notation, for every size")
        names = ", ".join(terms.sizes.text(d) for d in assignments[0])
        how = "proved" if kind == "proved" else "holds"
        by = f"{how} at sizes ({names}) = {', '.join(text for _, text in found)}: {verdict.by}"
        return replace(verdict, kind="agrees", by=by)

    def _at(self, left: int, right: int, assigned: dict[int, int]) -> Verdict:
        """The worst verdict over all entries at one assignment of sizes."""
        entries = Entries(self.builder.scope, self.builder.terms, assigned, {}, self.changes)
        a, b = entries.of(left, right)
        verdicts = judge_together(self.builder.scope.graph, list(zip(a.entries, b.entries, strict=True)), self.assume)
        kind = worst([verdict.kind for verdict in verdicts])
        verdict = next(verdict for verdict in verdicts if verdict.kind == kind)
        if kind == "proved" and any(note.startswith(EXCEPT) for note in entries.notes):
            verdict = replace(verdict, kind="agrees")
        return verdict.noting(*entries.notes)


def read_back(latex: str) -> Tree | None:
    """The tree of what is written, None where that is more than the reader knows."""
    try:
        return read(tokenize(Source(latex), 0, len(latex), latex=True))
    except Unread:
        return None


__all__ = ["ArrayOracle", "read_back"]
