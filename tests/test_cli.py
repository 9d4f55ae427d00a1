"""The command line: exit codes, formats, and what bad input gets."""

import json
import subprocess
import sys

import pytest

from symgrad.cli import main

SCHEMA = {"line", "column", "end_line", "end_column"}
STEP = {*SCHEMA, "relation", "left", "right", "verdict", "by", "mistake", "message", "correct", "at", "left_value",
        "right_value", "follows", "expect"}  # fmt: skip


def checked(capsys, *arguments):
    code = main(["check", *arguments])
    return code, capsys.readouterr()


def as_json(capsys, *arguments):
    code, printed = checked(capsys, "--format", "json", *arguments)
    return code, json.loads(printed.out)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        (r"\frac{d}{dx} x^2 = 2x", 0),
        (r"\frac{d}{dx} x^2 = 3x", 1),
        ("d/dx sin(x^2) = 2x*cos(x^2)", 0),
        (r"\frac{\partial z}{\partial a} = \omega", 2),
        (r"x^{2 = 3", 2),
    ],
)
def test_exit_code(capsys, formula, code):
    assert checked(capsys, "-e", formula)[0] == code


def test_refuted_wins_over_unread(capsys):
    assert checked(capsys, "-e", r"\frac{d}{dx} x^2 = 3x = \unknown{x}")[0] == 1


def test_lenient_forgives_what_could_not_be_checked_and_nothing_else(capsys):
    assert checked(capsys, "--lenient", "-e", r"\frac{\partial z}{\partial a} = \omega")[0] == 0
    assert checked(capsys, "--lenient", "-e", r"\frac{d}{dx} x^2 = 3x")[0] == 1


def test_json_has_the_promised_shape(capsys, tmp_path):
    path = tmp_path / "hw.md"
    path.write_text("Let $y = x^2$.\n\n$$\\frac{dy}{dx} = 2x = 3x$$\n", encoding="utf-8")
    code, found = as_json(capsys, str(path))
    assert code == 1 and set(found) == {"symgrad", "files", "summary"}
    definition, claim = found["files"][0]["statements"]
    assert definition["kind"] == "definition" and definition["verdict"] is None and definition["steps"] == []
    assert set(claim) == {*SCHEMA, "kind", "text", "verdict", "message", "steps"}
    assert [set(step) for step in claim["steps"]] == [STEP, STEP]
    right, wrong = claim["steps"]
    assert (right["verdict"], wrong["verdict"]) == ("proved", "refuted")
    assert (wrong["line"], wrong["column"], wrong["left"], wrong["right"]) == (3, 24, "2x", "3x")
    assert wrong["at"] and wrong["left_value"] != wrong["right_value"]
    assert found["summary"] == {
        "proved": 1, "agrees": 0, "refuted": 1, "undecided": 0, "unread": 0, "follows": 0, "as_expected": 0,
    }  # fmt: skip


def test_several_files_in_parallel_give_the_same_report(capsys):
    one = as_json(capsys, "problems")[1]
    two = as_json(capsys, "problems", "--jobs", "2")[1]
    assert one == two


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["check", "no/such/file.md"], "no such file"),
        (["check"], "nothing to check"),
        (["derive", "x^"], "missing"),
        (["derive", "x", "--wrt", "q"], "nothing is named q"),
        (["derive", "no/such/file.md"], "no such file"),
        (["derive", "x^2", "--at", "x"], "is no value"),
        (["derive", "x*y", "--at", "x=1"], "no value is given for y"),
    ],
)
def test_bad_input_is_named_on_standard_error(capsys, arguments, word):
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert word in printed.err and printed.out == ""


def test_a_file_that_is_no_text_is_refused(capsys, tmp_path):
    path = tmp_path / "picture.md"
    path.write_bytes(b"\xff\xfe\x00\x01")
    assert main(["check", str(path)]) == 2
    assert "not UTF-8" in capsys.readouterr().err


def test_an_unknown_directive_is_refused_with_its_place(capsys, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# A\n\n<!-- symgrad: let a be purple -->\n$x = 1$\n", encoding="utf-8")
    assert main(["check", str(path)]) == 2
    assert "a.md:3:1" in capsys.readouterr().err


def test_an_expectation_that_does_not_come_true_is_an_error(capsys, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("<!-- symgrad: expect refuted -->\n$$\\frac{d}{dx} x^2 = 2x$$\n", encoding="utf-8")
    code, printed = checked(capsys, str(path))
    assert code == 1 and "is not met" in printed.out


def test_derive_in_every_format(capsys):
    for format in ("text", "latex", "markdown", "json"):
        assert main(["derive", "exp(x)^2", "--mode", "both", "--format", format]) == 0
        assert capsys.readouterr().out


def test_derive_of_a_file_uses_its_definitions_and_values(capsys):
    assert main(["derive", "problems/lmu-3-3-gradient-graph.md", "--of", "L", "--wrt", "w_1"]) == 0
    printed = capsys.readouterr().out
    assert "∂L/∂w_1 = ∂L/∂p_1 ∂p_1/∂w_1" in printed and "= -0.25" in printed


def test_standard_input_is_a_document(monkeypatch, capsys):
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"$$\\frac{d}{dx} x^2 = 2x$$")))
    assert main(["check", "-"]) == 0
    assert "1 proved" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["derive", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\nfrom symgrad.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "heavy = [m for m in ('sympy', 'numpy', 'rich', 'flint', 'markdown_it') if m in sys.modules]\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_on_the_page_is_wider_than_80_columns(capsys):
    main(["check", "-v", "problems"])
    main(["derive", "problems/udl-7-12.md", "--mode", "both"])
    lines = [line for line in capsys.readouterr().out.splitlines() if "=" in line]
    assert lines and sum(len(line) > 80 for line in lines) <= len(lines) // 20
