"""Files to blocks: headings, formulas, directives and prose, each with its place."""

import itertools

import pytest
from hypothesis import given, settings
from strategies import scraps

from symgrad.document.blocks import blocks, formula
from symgrad.source import Source, SymgradError


def kinds(text):
    return [(block.kind, text[block.start : block.end].strip()) for block in blocks(Source(text)).blocks]


def formulas(text):
    return [body for kind, body in kinds(text) if kind == "formula"]


def test_inline_and_display_formulas_are_found_in_place():
    text = "Let $y = x^2$ and\n\n$$z = 1$$\n\nso \\begin{align} a &= b \\end{align}"
    found = [b for b in blocks(Source(text)).blocks if b.kind == "formula"]
    assert [text[b.start : b.end] for b in found][:2] == ["y = x^2", "z = 1"]
    assert [b.display for b in found][:2] == [False, True]


def test_a_display_over_several_lines_is_one_formula():
    assert formulas("$$\na = b \\\\\nc = d\n$$\n") == ["a = b \\\\\nc = d"]


def test_a_math_fence_is_a_formula_and_a_code_fence_is_not():
    assert formulas("$q = 1$\n\n```math\ny = x\n```\n\n```python\na = b\n```\n") == ["q = 1", "y = x"]


def test_code_is_no_mathematics():
    assert formulas("`$a = b$` and $c = d$\n\n    $e = f$\n") == ["c = d"]


def test_an_environment_without_dollars_is_a_formula():
    text = "Text.\n\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n"
    assert len(formulas(text)) == 1


def test_headings_have_levels():
    found = [b for b in blocks(Source("# One\n\n## Two\n\n$x = 1$\n")).blocks if b.kind == "heading"]
    assert [(b.text, b.level) for b in found] == [("One", 1), ("Two", 2)]


def test_words_open_scopes_where_there_are_no_headings():
    found = [
        b.text
        for b in blocks(Source("Problem 7.12 Let\n\n$x = 1$\n\nExercise 2\n\n$y = 1$\n")).blocks
        if b.kind == "heading"
    ]
    assert found == ["Problem 7.12", "Exercise 2"]


def test_directives_are_found_as_comments():
    text = "<!-- symgrad: ignore -->\n\n$x = 1$\n"
    assert ("directive", "<!-- symgrad: ignore -->") in kinds(text)
    assert [b.text for b in blocks(Source(text)).blocks if b.kind == "directive"] == ["ignore"]


def test_quotation_marks_are_no_relation_signs():
    text = "> $$\n> a = b\n> $$\n"
    parsed = blocks(Source(text))
    assert len(parsed.math.text) == len(text)
    assert all(">" not in parsed.math.text[b.start : b.end] for b in parsed.blocks if b.kind == "formula")


def test_items_and_paragraphs_tell_blocks_apart():
    found = [b for b in blocks(Source("1. $a = b$\n2. $c = d$\n\n$e = f$\n")).blocks if b.kind == "formula"]
    assert len({b.item for b in found}) == 3


def test_plain_text_is_read_line_by_line():
    parsed = blocks(Source("a slope\ny = x^2\nso dy/dx = 2*x\n# remark = 1\n% symgrad: ignore\nz = 3\n"))
    assert not parsed.latex
    text = parsed.source.text
    assert [text[b.start : b.end] for b in parsed.blocks if b.kind == "formula"] == ["y = x^2", "dy/dx = 2*x", "z = 3"]
    assert [b.text for b in parsed.blocks if b.kind == "directive"] == ["ignore"]


def test_latex_without_dollars_is_latex():
    assert blocks(Source("\\frac{d}{dx} x^2 = 2x\n")).latex


def test_a_text_that_is_one_formula_is_one_block():
    text = "y = x^2 \\\\ y' = 2x"
    assert [(b.start, b.end) for b in formula(Source(text)).blocks] == [(0, len(text))]


def test_what_is_no_text_is_turned_away():
    with pytest.raises(SymgradError, match="not a text"):
        blocks(Source("a\0b"))
    with pytest.raises(SymgradError, match="more than"):
        blocks(Source("x" * 5_000_001))


@given(scraps)
@settings(max_examples=100, deadline=None)
def test_blocks_stand_inside_the_text_and_formulas_overlap_nowhere(text):
    for source in (Source(text), Source(f"One ${text.replace('$', '')}$ two\n\n$$a = b$$\n")):
        found = [b for b in blocks(source).blocks if b.kind == "formula"]
        assert all(0 <= b.start <= b.end <= len(source.text) for b in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(scraps)
@settings(max_examples=60, deadline=None)
def test_no_formula_between_dollars_is_lost(text):
    body = text.replace("$", "").replace("\n", " ").strip()
    if not body or "\\" in body or "`" in body or "<" in body:
        return
    assert "q = 1" in formulas(f"One ${body}$ two\n\n$$q = 1$$\n")
