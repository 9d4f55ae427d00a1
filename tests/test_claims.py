"""Claims to verdicts: chains, values, what follows from what, expectations, and that nothing is dropped."""

import pytest
from hypothesis import given, settings
from strategies import scraps

from symgrad.document import read_document
from symgrad.review import check
from symgrad.review.chains import Chain
from symgrad.review.comparison import agree
from symgrad.review.ground import Ground
from symgrad.review.members import members_of
from symgrad.review.scopes import open_sections
from symgrad.source import Source, SymgradError


def steps(text, **more):
    return check(text + "\n", **more).steps


def verdicts(text, **more):
    return [step.kind for step in steps(text, **more)]


# ----- slips that naive rules let through, and right lines that they refute -----


@pytest.mark.parametrize(
    "text",
    [
        "$(a+b)^2 = a^2+b^2$",
        "$e^{x+y} = e^x+e^y$",
        r"$\log(x+y) = \log x + \log y$",
        r"$\frac{d}{dx}x^2 = 0$",
        "$(a^x)' = xa^{x-1}$",
        r"$\frac{d}{dx}\sin x = -\cos x$",
        r"$\frac{d}{dx}\sin x = -\cos x \Rightarrow \frac{d^2}{dx^2}\sin x = \sin x$",
        "$y = x^2 = 2x$",
        "$0.5\\cdot 3 = 1.6$",
        r"$\sigma'(x) = \sigma(x)(1+\sigma(x))$",
        r"$\frac{d}{dx}\frac{1}{x} = \frac{1}{x^2}$",
        r"$\frac{d}{dx}e^{-2x} = e^{-2x}$",
        r"$\frac{d}{dx}x^3 = 3x^3$",
        r"$\frac{d}{dx}\frac{x}{x+1} = -\frac{1}{(x+1)^2}$",
        r"$\frac{d}{dx}(x\sin x) = \cos x$",
        r"$\frac{d}{dx}\ln(2x) = \frac{1}{2x}$",
        r"$\tanh' (x) = 1 - \tanh(x)$",
        r"$x = \cos t$, $y = \sin t$, $\frac{dy}{dx} = \cot t$",
        r"$\frac{d}{dx}\max(0,x) = 1$",
    ],
)
def test_a_slip_is_refuted(text):
    assert "refuted" in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        r"$\sigma' = \sigma(1-\sigma)$, $\sigma(x) = \frac{1}{1+e^{-x}}$",
        r"$\frac{d}{dx}\frac{x}{x+1} = \frac{1}{(x+1)^2}$",
        r"$x = \cos t$, $y = \sin t$, $\frac{dy}{dx} = -\cot t$",
        r"$f(x) = x^2$, $f'(3) = 6$",
        r"$z = xy$, $\frac{\partial z}{\partial x} = y$",
        r"$q = x + y$, $F = qz$, $x = -2$, $y = 5$, $\frac{\partial F}{\partial z} = x + y = -2 + 5 = 3$",
        r"$\frac13 = 0.33$",
        r"$\frac{\partial p}{\partial V} = -\frac{nRT}{V^2}$, $p = \frac{nRT}{V}$",
        r"$h = \tanh z$, $\frac{dh}{dz} = 1 - h^2$",
        r"$\frac{d}{dx}x^x = x^x(\ln x + 1)$",
        r"$\int$ and $\frac{d}{dx}\arctan x = \frac{1}{1+x^2}$",
        "$1 < 2$",
        r"$\sqrt2 \le 1.5$",
    ],
)
def test_a_right_line_holds(text):
    found = steps(text)
    assert found and all(step.verdict.holds for step in found), [(s.left, s.right, s.verdict) for s in found]


def test_a_partial_at_a_point_is_taken_there():
    assert "refuted" not in verdicts(r"$f(x,y) = x^2y$, $\frac{\partial f}{\partial x}(1,2) = 4$")


def test_a_lost_solution_is_refuted():
    assert "refuted" in verdicts(r"$x^2 = 4 \Rightarrow x = 2$")


@pytest.mark.parametrize("text", ["$1 = 1 + 10^{-40}$", "$2^{300} = 2^{300} + 1$", "$e^{100} = e^{100} + 1$"])
def test_a_false_line_never_agrees(text):
    assert not any(step.verdict.holds for step in steps(text))


def test_a_high_power_in_plain_text():
    assert verdicts("d/dx x^12 = 12*x^11") == ["proved"]


# ----- values -----


def test_values_count_only_where_a_name_vanishes():
    text = "$y = x^2$, $x = 3$, $\\frac{dy}{dx} = 2x = 6$"
    found = steps(text)
    assert [s.kind for s in found] == ["proved", "proved"]
    assert found[1].verdict.notes == ("at x = 3",)
    assert verdicts("$y = x^2$, $x = 3$, $\\frac{dy}{dx} = 3x$") == ["refuted"]


def test_a_wrong_number_at_a_value_is_refuted():
    assert verdicts("$x = 3$, $x^2 = 8$") == ["refuted"]


def test_values_that_are_wanted_but_not_given():
    assert verdicts("$x = 3$, $x y = 6$")[-1] == "undecided"


# ----- chains -----


def test_every_sign_of_a_chain_is_a_step_with_its_place():
    text = r"$\frac{d}{dx}x^2 = 2x = x + x$"
    first, second = steps(text)
    assert (first.left, first.right, second.left, second.right) == (r"\frac{d}{dx}x^2", "2x", "2x", "x + x")
    assert (second.span.line, second.span.column) == (1, text.index("x + x") + 1)


def test_one_wrong_member_spoils_two_signs_and_the_second_follows():
    first, second = steps(r"$\frac{d}{dx}x^3 = 3x = 3x\cdot x$")
    assert [first.kind, second.kind] == ["refuted", "refuted"]
    assert second.follows is first and first.follows is None
    report = check(r"$\frac{d}{dx}x^3 = 3x = 3x\cdot x$" + "\n")
    assert report.summary["refuted"] == 1 and report.summary["follows"] == 1


def test_a_wrong_member_that_is_carried_on_is_one_mistake():
    assert verdicts(r"$\frac{d}{dx}x^3 = 2x^2 = 2x\cdot x$") == ["refuted", "proved"]


def test_an_unread_member_makes_its_two_signs_unread_and_its_neighbours_are_compared():
    assert verdicts("$y = x^2$, $y' = \\foo = 2x$") == ["unread", "unread"]
    found = steps("$y = x^2$, $y' = \\foo = 3x$")
    assert [s.kind for s in found] == ["unread", "refuted"]
    assert any("not understood" in note for note in found[1].verdict.notes)


@pytest.mark.parametrize("text", ["$= b + 1$", "$x + 1 =$", r"$x + 1 = \foo$", "$x + 1 = (2$"])
def test_an_empty_or_unread_member_is_never_silent(text):
    report = check(text + "\n")
    assert report.summary["unread"] == 1 and not report.ok


def test_questions_updates_and_mentions_are_not_judged():
    report = check("$x + 1$ and $x^2 = ?$ and $w = w - x$\n")
    assert report.steps == [] and report.ok


def test_numbers_are_compared_exactly():
    assert verdicts(r"$1 < 2$, $2 \le 2$, $2 < 2$, $3 \ne 4$") == ["proved", "proved", "refuted", "proved"]
    assert verdicts("$10^{-30} > 0$") == ["proved"]


# ----- expectations -----


def test_an_expectation_is_met_by_exactly_one_refuted_sign():
    right = check("<!-- symgrad: expect refuted -->\n$\\frac{d}{dx}x^2 = 3x$\n")
    assert right.ok and right.summary["as_expected"] == 1 and right.summary["refuted"] == 0
    wrong = check("<!-- symgrad: expect refuted -->\n$\\frac{d}{dx}x^2 = 2x$\n")
    assert not wrong.ok and wrong.exit_code() == 1
    assert "not met: proved" in str(wrong.files[0].unmet[0])


def test_an_expectation_is_not_met_by_two_mistakes():
    report = check("<!-- symgrad: expect refuted -->\n$\\frac{d}{dx}x^2 = 3x = 4x$\n")
    assert not report.ok


def test_an_expectation_does_not_reach_the_next_statement():
    report = check("<!-- symgrad: expect refuted -->\n$\\frac{d}{dx}x^2 = 3x$\n\n$\\frac{d}{dx}x^2 = 4x$\n")
    assert report.exit_code() == 1 and report.summary["refuted"] == 1


def test_undecided_may_be_expected_too():
    assert check("<!-- symgrad: expect undecided -->\n$\\sqrt{2} \\approx x$\n").ok


def test_what_is_ignored_is_not_judged():
    assert check("<!-- symgrad: ignore -->\n$1 = 2$\n").ok
    assert not check("<!-- symgrad: ignore -->\n$1 = 2$\n\n$1 = 2$\n").ok


# ----- the report -----


def test_the_exit_code_puts_refuted_before_undecided():
    assert check("$1 = 1$\n").exit_code() == 0
    assert check("$\\sqrt{2} \\approx x$\n").exit_code() == 2
    assert check("$\\sqrt{2} \\approx x$\n").exit_code(lenient=True) == 0
    assert check("$\\sqrt{2} \\approx x$\n\n$1 = 2$\n").exit_code(lenient=True) == 1


def test_the_dictionary_has_the_agreed_keys():
    found = check("$\\frac{d}{dx}x^2 = 3x$\n", name="hw.md").to_dict()
    (file,) = found["files"]
    (statement,) = file["statements"]
    (step,) = statement["steps"]
    assert set(found) == {"symgrad", "files", "summary"} and file["path"] == "hw.md"
    assert set(statement) >= {"line", "column", "end_line", "end_column", "kind", "text", "verdict", "message", "steps"}
    assert set(step) >= {
        "line",
        "column",
        "end_line",
        "end_column",
        "relation",
        "left",
        "right",
        "verdict",
        "by",
        "mistake",
        "message",
        "correct",
        "at",
        "left_value",
        "right_value",
        "follows",
        "expect",
    }
    assert (step["at"], step["left_value"], step["right_value"]) == ({"x": "1"}, "2", "3")
    assert set(found["summary"]) == {"proved", "agrees", "refuted", "undecided", "unread", "follows", "as_expected"}


def test_a_note_stands_once():
    (step,) = steps(r"$\sigma'(x) = \sigma(x)(1-\sigma(x))$")
    assert len(step.verdict.notes) == len(set(step.verdict.notes))


def test_the_time_limit_leaves_the_rest_undecided():
    assert set(verdicts("$1 = 1$, $1 = 2$", time_limit=0.0)) == {"undecided"}
    for text in (r"$2x = 6 \Rightarrow x = 3$", r"$x^2 = 4 \Rightarrow x + 1 = 3 \Rightarrow 2x = 4$"):
        found = check(text, time_limit=0.0).steps
        assert found and all("time limit" in step.verdict.message for step in found)


def test_a_formula_is_never_looked_up_as_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "y = 1 = 2").write_text("$1 = 1$")
    assert check("y = 1 = 2", formula=True).files[0].path == "<text>"


def test_files_that_cannot_be_read_say_why(tmp_path):
    from pathlib import Path

    with pytest.raises(SymgradError, match="no such file"):
        check(tmp_path / "missing.md")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SymgradError, match="not UTF-8"):
        check(tmp_path / "bad.md")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SymgradError, match="no text in this directory"):
        check(Path(tmp_path / "empty"))


def test_line_ends_of_other_systems_make_no_difference(tmp_path):
    (tmp_path / "a.md").write_bytes(b"$1 = 1$\r\n\r\n$1 = 2$\r\n")
    found = check(tmp_path / "a.md").steps
    assert [(s.kind, s.span.line) for s in found] == [("proved", 1), ("refuted", 3)]


@given(scraps)
@settings(max_examples=200, deadline=None)
def test_any_text_is_judged_or_turned_away(text):
    for whole in (text + "\n", f"${text.replace('$', '')}$\n", f"$$\n{text.replace('$', '')}\n$$\n"):
        try:
            report = check(whole)
        except SymgradError as error:
            assert error.diagnostic.message
        else:
            assert sum(report.summary.values()) >= len(report.steps)


@given(scraps)
@settings(max_examples=100, deadline=None)
def test_a_relation_sign_in_a_formula_is_never_dropped(text):
    body = "".join(char for char in text if char not in "$%<`#")
    try:
        report = check(f"$$q + {body} = 1$$ \n")
    except SymgradError:
        return
    assert any(file.statements for file in report.files)


@pytest.mark.parametrize(
    "text", [r"$\sin(x^2 = 3x$", "$(x + 1 = 2x$", r"$q + \quad{x{ = 1$", r"$\frac{d}{dx}(x^2 = 3x$", r"$\sqrt{x = 2$"]
)
def test_a_relation_sign_after_an_open_bracket_is_never_dropped(text):
    try:
        report = check(text + "\n")
    except SymgradError:
        return
    assert not report.ok


def test_a_relation_sign_between_crossed_brackets_is_never_dropped():
    assert not check("$q + )p( = 1$\n").ok


def test_the_choice_of_readings_gives_no_values():
    text = r"$\frac{d}{dx} x \cdot x = x + y = -2 + 5 = 3$"
    (opened,) = open_sections(read_document(Source(text)).sections, agree)
    ground, line = Ground(opened), opened.lines[-1]
    chain = Chain(ground, line, members_of(ground, line))
    assert not ground.values
    chain.steps()
    assert set(ground.values) == {"x", "y"}
