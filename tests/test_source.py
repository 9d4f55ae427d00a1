"""Places in a text, and what is said about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad.source import Diagnostic, Source, Span, SymgradError


def test_lines_and_columns_count_from_one():
    source = Source("ab\ncd\n\ne")
    assert [source.position(i) for i in (0, 1, 2, 3, 6, 7)] == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (4, 1)]


@given(st.text(alphabet="ab \n", max_size=40), st.data())
def test_a_position_leads_back_to_its_offset(text, data):
    source = Source(text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = source.position(offset)
    assert sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1 == offset
    assert source.line(line) == text.split("\n")[line - 1]


def test_a_line_comes_without_its_end():
    assert Source("ab\r\ncd").line(1) == "ab"


def test_a_span_knows_its_text_and_both_of_its_ends():
    span = Span(Source("x = 1\ny = 22\n", "notes.md"), 10, 12)
    assert (span.text, span.line, span.column, span.end_line, span.end_column) == ("22", 2, 5, 2, 7)
    assert str(span) == "notes.md:2:5"


def test_carets_stand_under_the_span():
    excerpt = Span(Source("a\ny = x + 1"), 6, 11).excerpt("here")
    assert excerpt.splitlines() == ["  |", "2 | y = x + 1", "  |     ^^^^^ here"]


def test_an_empty_span_still_has_one_caret():
    assert Span(Source("y ="), 3, 3).excerpt().endswith("^")


def test_a_span_over_several_lines_is_marked_to_the_end_of_its_first():
    assert Span(Source("abc\ndef"), 1, 6).excerpt().splitlines()[-1] == "  |  ^^"


def test_a_long_line_is_cut_around_the_caret():
    source = Source("a" * 300 + "BCD" + "e" * 300)
    middle, carets = Span(source, 300, 303).excerpt().splitlines()[1:]
    assert len(middle) < 120 and "…" in middle
    assert [middle[i] for i, char in enumerate(carets) if char == "^"] == list("BCD")


def test_a_diagnostic_says_what_where_and_what_would_work():
    text = str(Diagnostic("no such name", Span(Source("q = 1", "a.md"), 0, 1), ("first seen here",), "define it"))
    assert text.splitlines()[0] == "a.md:1:1: no such name"
    assert "  = note: first seen here" in text and text.endswith("  = help: define it")


def test_a_diagnostic_without_a_place_is_its_message():
    assert str(Diagnostic("not a text")) == "not a text"


def test_an_error_carries_its_diagnostic():
    span = Span(Source("x"), 0, 1)
    error = SymgradError("no", span, "yes")
    assert (error.diagnostic.span, error.diagnostic.help) == (span, "yes")
    with pytest.raises(SymgradError, match="no"):
        raise error
