"""Blocks to statements: rows, commas, continuations, brackets around, directives."""

import pytest

from symgrad.document import read_document
from symgrad.notation.reader import read
from symgrad.notation.syntax import Name, Num
from symgrad.source import Source, SymgradError


def statements(text, **more):
    document = read_document(Source(text), **more)
    return [s for section in document.sections for s in section.statements]


def texts(text, **more):
    return [s.span.text for s in statements(text, **more)]


def members(text):
    return [[s.member_span(i).text for i in range(len(s.members))] for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a = b, c = d$", ["a = b", "c = d"]),
        ("$a = b; c = d$", ["a = b", "c = d"]),
        (r"$a = b \quad c = d$", ["a = b", "c = d"]),
        (r"$a = b \text{ and } c = d$", ["a = b", "c = d"]),
        ("$$a = b \\\\ c = d$$", ["a = b", "c = d"]),
        (r"$f(x, y) = x$", ["f(x, y) = x"]),
        ("$a = b.$", ["a = b"]),
        ("$a = b = c$", ["a = b = c"]),
        ("$x$ and $y$", []),
        (r"$a = b \tag{1}$", ["a = b"]),
        (r"$\left[\text{Solution: } a = b\right]$", ["a = b"]),
        (r"$\max(a, b) = c, d = 1$", [r"\max(a, b) = c", "d = 1"]),
    ],
)
def test_statements_are_cut_apart(text, expected):
    assert texts(text + "\n") == expected


def test_a_chain_has_members_and_signs():
    (one,) = statements(r"$a = b \approx c \le d$" + "\n")
    assert [r.value for r in one.relations] == ["=", "≈", "≤"]
    assert members(r"$a = b \approx c \le d$" + "\n") == [["a", "b", "c", "d"]]


@pytest.mark.parametrize(
    "text",
    [
        "$$a = b \\\\ = c$$",
        "$$a = b$$\n\n$$= c$$",
        "$$\\begin{aligned} a &= b \\\\ &= c \\end{aligned}$$",
        "$a = b$ which is $= c$",
        "\\begin{align}\na &= b \\\\\n&= c\n\\end{align}",
    ],
)
def test_what_starts_with_a_relation_goes_on(text):
    assert [[t.strip() for t in chain] for chain in members(text + "\n")] == [["a", "b", "c"]]


def test_a_row_that_starts_with_a_sign_goes_on_with_the_last_member():
    (one,) = statements("$$a = b \\\\ &\\quad + c = d$$\n")
    assert [[t.value for t in m] for m in one.members] == [["a"], ["b", "+", "c"], ["d"]]


def test_a_row_after_an_open_bracket_goes_on():
    (one,) = statements("$$a = (b \\\\ + c)$$\n")
    assert [t.value for t in one.members[1]] == ["(", "b", "+", "c", ")"]


def test_an_arrow_starts_a_statement_of_its_own():
    first, second = statements("$a = b \\Rightarrow c = d$\n")
    assert not first.arrow and second.arrow


def test_an_empty_member_stays_with_its_place():
    (one,) = statements("$a = $\n")
    assert one.members[1] == [] and one.member_span(1).start == one.member_span(1).end


def test_decimal_commas_need_a_text_without_decimal_points():
    assert texts("$a = 0,73$\n") == ["a = 0,73"]
    assert len(texts("$a = 0,73$ and $b = 1.5$\n")) <= 2
    assert members("$a = 0,73$\n") == [["a", "0,73"]]
    assert [t.value for t in statements("$a = 0,73$\n")[0].members[1]] == ["0.73"]


@pytest.mark.parametrize(
    ("index", "name"),
    [
        ("h_{1,2}", "h_1,2"),
        ("h_{i, 1,2}", "h_i,1,2"),
        ("h_{1,2+k}", "h_1,kp2"),
        (r"\hat{h}_{1,2}'", "hhat_1,2"),
        (r"\mathbf{h}_{12,3}", "h_12,3"),
    ],
)
@pytest.mark.parametrize("beside", ["2", "0,5", "0.5"])
def test_an_index_has_no_decimal_comma(index, name, beside):
    (one,) = statements(f"${index} = {beside}$\n")
    left, right = (read(member) for member in one.members)
    assert isinstance(left, Name) and left.name == name
    assert isinstance(right, Num) and right.text == beside.replace(",", ".")


def test_neither_has_an_index_in_brackets_nor_one_with_the_comma_braced():
    (one,) = statements("$h_{1{,}2}^{(3,4)} = 0,5$\n")
    assert read(one.members[0]) == Name(1, 18, "h_1,2__3,4")


def test_what_stands_below_a_function_or_a_bar_may_be_a_decimal():
    (logarithm,) = statements(r"$y = \log_{0,5} x$" + "\n")
    assert read(logarithm.members[1]).base == Num(11, 14, "0.5")
    (value,) = statements("$y = f'(x)|_{x = 0,5}$\n")
    assert read(value.members[1]).values[0][1].text == "0.5"


def test_a_comma_with_a_space_separates():
    assert texts("$a = 1, b = 2$\n") == ["a = 1", "b = 2"]


def test_words_before_a_statement_are_kept():
    (one,) = statements("Suppose that $a = b$.\n")
    assert "Suppose that" in one.words


def test_directives_bind_the_statement_that_follows():
    one, two = statements("<!-- symgrad: expect refuted -->\n$a = b$\n\n$c = d$\n")
    assert [d.words for d in one.directives] == ["expect refuted"] and two.directives == []


def test_a_directive_in_front_of_a_row_binds_that_row():
    one, two = statements("$$\na = b \\\\\n% symgrad: expect refuted\nc = d\n$$\n")
    assert one.directives == [] and [d.words for d in two.directives] == ["expect refuted"]


def test_a_directive_in_front_of_a_continuation_binds_its_signs_alone():
    (one,) = statements("$$a = b$$\n\n<!-- symgrad: expect refuted -->\n$$= c = d$$\n")
    assert [d.signs for d in one.directives] == [(1, 3)]


def test_a_directive_that_binds_nothing_is_an_error_with_its_place():
    with pytest.raises(SymgradError) as caught:
        read_document(Source("$a = b$\n\n<!-- symgrad: expect refuted -->\n", "a.md"))
    span = caught.value.diagnostic.span
    assert (span.line, span.column) == (3, 1)


def test_sections_follow_headings():
    document = read_document(Source("$a = b$\n\n# One\n\n$c = d$\n\n## Inner\n\n$e = f$\n\n# Two\n\n$g = h$\n"))
    assert [(s.title, s.parent.title if s.parent else None) for s in document.sections] == [
        ("", None),
        ("One", ""),
        ("Inner", "One"),
        ("Two", ""),
    ]


def test_a_section_sees_the_one_that_its_words_name():
    document = read_document(
        Source("# Exercise 2\n\n$a = b$\n\n# Exercise 3\n\nAs in exercise 2, $c = d$.\n\n# Exercise 4\n\n$e = f$\n")
    )
    assert [[o.title for o in s.sees] for s in document.sections] == [[], [], ["Exercise 2"], []]


def test_a_formula_alone_may_have_several_rows():
    assert len(texts("y = x^2 \\\\ z = 3", as_formula=True)) == 2


def test_positions_lead_back_to_the_text():
    text = "One $a = b$.\n\n> $$c = d$$\n"
    spans = [(s.span.line, s.span.column, s.span.text) for s in statements(text)]
    assert spans == [(1, 6, "a = b"), (3, 5, "c = d")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\\[ a = b \\]\n", id="brackets"),
        pytest.param("so \\( a = b \\) holds\n", id="parentheses"),
        pytest.param("\\begin{align} a &= b \\end{align}\n", id="environment in one line"),
        pytest.param("<p>$a = b$</p>\n", id="HTML"),
        pytest.param("$$\na = b\n\n= c\n$$\n", id="empty line in it"),
        pytest.param("One $a = b\n\nTwo\n", id="open dollar"),
        pytest.param("$$a = b\n\nTwo\n", id="open dollars"),
    ],
)
def test_no_relation_between_marks_of_mathematics_is_passed_over(text):
    try:
        document = read_document(Source(text))
    except SymgradError:
        return
    assert any(section.statements or section.unread for section in document.sections)
