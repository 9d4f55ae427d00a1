"""Text to tokens: LaTeX and plain text give the same ones, each with its place."""

import itertools

import pytest
from hypothesis import given, settings
from strategies import scraps

from symgrad.notation.tokens import LONGEST, tokenize
from symgrad.source import Source, SymgradError


def tokens(text, latex=True, **more):
    return tokenize(Source(text), 0, len(text), latex=latex, **more)


def pairs(text, latex=True, **more):
    return [(token.kind, token.value) for token in tokens(text, latex, **more)]


def test_letters_stand_for_themselves_in_latex_and_make_names_in_plain_text():
    assert pairs("qz") == [("name", "q"), ("name", "z")]
    assert pairs("qz", latex=False) == [("word", "qz")]


def test_a_function_is_a_function_in_both():
    for text, latex in ((r"\sin x", True), ("sin x", False), ("sin x", True)):
        assert pairs(text, latex)[0] == ("function", "sin")


@pytest.mark.parametrize("text", ["f1", "f_1"])
def test_an_index_belongs_to_its_name_in_plain_text(text):
    assert pairs(text, latex=False) == [("word", "f_1")]


@pytest.mark.parametrize(
    ("spellings", "value"),
    [
        (["=", "="], "="),
        ([r"\le", r"\leq", "≤", "<=", r"\leqslant"], "≤"),
        ([r"\ne", r"\neq", "≠", "!="], "≠"),
        ([r"\approx", "≈", r"\simeq"], "≈"),
        ([r"\to", r"\rightarrow", "→", "->"], "→"),
        ([r"\Rightarrow", r"\implies", "⇒", "=>"], "⇒"),
        ([":=", r"\coloneqq", r"\triangleq", r"\equiv", "≡"], ":="),
        ([r"\leftarrow", r"\gets", "←"], "←"),
    ],
)
def test_relations_have_one_meaning_however_they_are_spelt(spellings, value):
    for spelling in spellings:
        assert pairs(f"x {spelling} y")[1] == ("relation", value)


def test_a_tilde_before_an_equals_sign_belongs_to_it():
    assert pairs("x ~= y", latex=False)[1] == ("relation", "≈")


@pytest.mark.parametrize("text", [r"\cdot", "·", "⋅", "*"])
def test_products_have_one_sign(text):
    assert pairs(f"a {text} b")[1] == ("operator", "*")


def test_greek_letters_are_names_in_every_spelling():
    assert pairs(r"\alpha") == pairs("α") == [("name", "alpha")]
    assert pairs(r"\varphi") == pairs("φ") == [("name", "phi")]
    assert pairs("σ", latex=False) == [("word", "sigma")]


def test_unicode_indices_powers_and_primes():
    assert [k for k, _ in pairs("x₁² + f′")] == ["name", "index", "raised", "operator", "name", "prime"]
    assert pairs("f″")[1] == ("prime", "''")


def test_numbers_with_points_and_with_commas():
    assert pairs("1.5") == [("number", "1.5")]
    assert pairs(".5") == [("number", ".5")]
    assert pairs("0,73", decimal_comma=True) == [("number", "0.73")]
    assert pairs("0{,}73", decimal_comma=True) == [("number", "0.73")]
    assert [k for k, _ in pairs("0,73")] == ["number", "comma", "number"]


def test_a_list_of_numbers_is_no_decimal():
    assert [v for _, v in pairs("f(1,2)", decimal_comma=True)] == ["f", "(", "1", ",", "2", ")"]
    assert [k for k, _ in pairs("1, 2", decimal_comma=True)] == ["number", "comma", "number"]


def test_white_space_sizes_and_comments_leave_no_token():
    assert pairs(r"a\,b\;c\!d") == pairs("abcd")
    assert pairs(r"\bigl(a\bigr)") == pairs("(a)")
    assert pairs("a % remark\nb") == pairs("a b")
    assert pairs("a~b") == pairs("ab")


def test_nothing_is_dropped_behind_a_percent_sign_in_plain_text():
    assert len(pairs("5% + x", latex=False)) > 1


def test_a_space_before_a_token_is_known():
    assert [token.glued for token in tokens("ab c")] == [False, True, False]


def test_every_token_knows_its_place():
    text = r"\frac{dy}{dx} = \sigma'(z)\cdot 2{,}5 + x_1^2"
    for token in tokens(text):
        assert text[token.start : token.end].strip(), token
    assert [text[t.start : t.end] for t in tokens(text) if t.kind == "relation"] == ["="]


@given(scraps)
@settings(max_examples=150, deadline=None)
def test_tokens_stand_in_order_and_overlap_nowhere(text):
    for latex in (True, False):
        found = tokens(text, latex)
        braces = {"group", "endgroup"}  # in plain text a number behind ^ or _ is braced by nothing that is written
        assert all(token.start < token.end or (token.kind in braces and not latex) for token in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_unknown_characters_stay_to_be_complained_about():
    assert pairs("x § y")[1] == ("other", "§")
    assert pairs(r"\foo")[0] == ("command", "foo")


def test_a_formula_that_is_too_long_is_turned_away():
    with pytest.raises(SymgradError, match=str(LONGEST)):
        tokens("x" * (LONGEST + 1))


@pytest.mark.parametrize("latex", [True, False])
@pytest.mark.parametrize(
    ("char", "command"),
    [
        ("ŷ", r"\hat{y}"), ("x̄", r"\bar{x}"), ("ÿ", r"\ddot{y}"), ("σ̃", r"\tilde{\sigma}"), ("v⃗", r"\vec{v}"),
        ("𝐱", r"\mathbf{x}"), ("𝛔", r"\mathbf{\sigma}"), ("ℒ", r"\mathcal{L}"), ("𝔼", r"\mathbb{E}"),
        ("ℝ", r"\mathbb{R}"), ("𝟙", r"\mathbb{1}"), ("𝑥", "x"), ("ℎ", "h"), ("𝜕", r"\partial"), ("𝛁", r"\nabla"),
        ("ⅆ", "d"),
    ],
)  # fmt: skip
def test_a_letter_of_unicode_is_its_command(char, command, latex):
    def meant(pair):
        return {"∂": "partial", "∇": "nabla"}.get(pair[1], pair[1])

    assert [*map(meant, pairs(char, latex))] == [*map(meant, pairs(command))]
    assert all(0 <= token.start <= token.end <= len(char) for token in tokens(char, latex))


def test_umlauts_and_digits_of_other_scripts_are_no_accents_and_no_numbers():
    assert [kind for kind, _ in pairs("äöü٣")] == ["other"] * 4
