"""Sections to scopes: which relation defines, which gives a value, which claims.

A scope is read twice. Here is the first time: definitions, function heads and declarations, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from symgrad.document import Section
from symgrad.graph import Graph
from symgrad.notation.arrays import note_summands
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Tree
from symgrad.review.at_numbers import read_values
from symgrad.review.bars import read_bars
from symgrad.review.conditionals import settle_conditionals
from symgrad.review.declared import declare_arrays
from symgrad.review.definitions import Definitions
from symgrad.review.dependencies import note_edges, note_factorials, note_letters
from symgrad.review.directives import obey
from symgrad.review.forms import head_of
from symgrad.review.functions import enter_functions
from symgrad.review.generality import heed_generality
from symgrad.review.imaginary import find_units
from symgrad.review.index_conditions import bind_conditions, note_conditions
from symgrad.review.index_functions import index_functions
from symgrad.review.indices import count_letters, enter_families, run_indices
from symgrad.review.kinds import Kinds
from symgrad.review.lines import Line, Opened, line_of, trees_of
from symgrad.review.naming import Naming, settle
from symgrad.review.premises import tie_names
from symgrad.review.said import heed_words
from symgrad.review.solved import solutions
from symgrad.review.stated_layouts import heed_layout
from symgrad.review.taken import take_formulas


def open_sections(sections: list[Section], agree: Callable[[Scope, Tree, Tree], bool]) -> list[Opened]:
    """The scopes of a document's sections. agree: whether two formulas of a scope are equal (a judge)."""
    opened: dict[int, Opened] = {}
    named: dict[int, Naming] = {}
    for number, section in enumerate(sections):
        outer = [opened[id(other)].scope for other in section.sees]
        if section.parent is not None:
            outer.append(opened[id(section.parent)].scope)
        scope = Scope(Graph(), f"s{number}", tuple(outer))
        scope.graph.at_zero = next((s.graph.at_zero for s in outer[::-1] if s.graph.at_zero is not None), None)
        found = Opened(section, scope, [line_of(statement) for statement in section.statements])
        _read_arrows(found.lines)
        seen = [opened[id(other)] for other in (section.parent, *section.sees) if other is not None]
        found.sees = seen
        settle_conditionals(found.lines, [line for other in found.seen if other is not found for line in other.lines])
        opened[id(section)] = found
        named[id(found)] = settle(found, [named[id(other)] for other in seen])
        _first_reading(found, agree)
    return [opened[id(section)] for section in sections]


def _read_arrows(lines: list[Line]) -> None:
    """A plain arrow behind an equation that gives no name or function its meaning says that the next one follows."""
    for before, line in pairwise(lines):
        if line.statement.arrow == "→" and head_of(before.trees[0]) is None:
            line.statement.arrow = "⇒"


def _first_reading(opened: Opened, agree: Callable[[Scope, Tree, Tree], bool]) -> None:
    for words, span in opened.section.directives:
        obey(opened, words, span)
    declare_arrays(opened.scope, opened.lines)
    heed_words(opened)
    heed_layout(opened)
    index_functions(opened)
    count_letters(opened)
    note_conditions(opened)
    definitions = Definitions(opened.scope, opened.lines)
    definitions.collect()
    enter_functions(opened)
    enter_families(opened.scope)
    take_formulas(opened)
    read_bars(opened)
    Kinds(opened).collect()
    bind_conditions(opened)
    note_summands(opened.scope, trees_of(opened.lines))
    note_letters(opened.scope, opened.lines)
    run_indices(opened)
    note_edges(opened.scope, opened.lines, solutions(line for seen in opened.seen for line in seen.lines))
    note_factorials(opened)
    heed_generality(opened)
    tie_names(opened)
    definitions.second_formulas(agree)
    read_values(opened)
    find_units(opened)
