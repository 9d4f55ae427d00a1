"""A directory of texts as a book, the commands, and what notebooks show."""

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

import symgrad
from symgrad.cli import main
from tests.sheets import PROBLEMS, QUESTIONS
from tests.test_sheets import Page


def test_a_book_has_a_sheet_for_every_problem_and_an_index(tmp_path: Path) -> None:
    start = sum(os.times()[:4])  # of the processor, here and in workers: others may use the machine, too
    assert main(["sheet", str(PROBLEMS[0].parent), "-o", str(tmp_path / "book")]) == 0
    assert sum(os.times()[:4]) - start < 20
    names = {path.name for path in (tmp_path / "book").iterdir()}
    assert names == {f"{path.stem}.html" for path in PROBLEMS} | {"index.html"}
    index = Page((tmp_path / "book" / "index.html").read_text(encoding="utf-8"))
    assert {link["href"] for link in index.all("a")} == names - {"index.html"}
    assert "1 refuted" in index.text


def test_a_book_of_a_directory_with_hostile_names(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    (texts / "a").mkdir(parents=True)
    (texts / "a" / "<b>&.md").write_text("# <script>\n\n$y = x^2$\n", encoding="utf-8")
    (texts / "a-x.md").write_text("$y = x^2$\n", encoding="utf-8")
    (texts / "a" / "x.md").write_text("$y = x^2$\n", encoding="utf-8")
    assert main(["sheet", str(texts), "-o", str(tmp_path / "book"), "--blank"]) == 2  # two sheets of one name
    (texts / "a-x.md").unlink()
    assert main(["sheet", str(texts), "-o", str(tmp_path / "book"), "--blank", "--title", "<i>"]) == 0
    index = Page((tmp_path / "book" / "index.html").read_text(encoding="utf-8"))
    assert not index.all("i") and not index.all("b") and not index.all("script")[1:]
    assert [link["href"] for link in index.all("a")] == ["a-%3Cb%3E%26.html", "a-x.html"]


def test_a_book_is_written_without_the_texts_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts, book = tmp_path / "texts", tmp_path / "book"
    texts.mkdir()
    (texts / "bad.md").write_bytes(b"\xff\xfe")
    (texts / "README.md").write_text("Only words.\n", encoding="utf-8")
    assert main(["sheet", str(texts), "-o", str(book)]) == 2 and not book.exists()
    (texts / "good.md").write_text("$y = x^2$\n", encoding="utf-8")
    assert main(["sheet", str(texts), "-o", str(book)]) == 2
    assert sorted(path.name for path in book.iterdir()) == ["good.html", "index.html"]
    assert capsys.readouterr().err.count("bad.md: not UTF-8 text") == 2
    (texts / "bad.md").unlink()
    assert main(["sheet", str(texts / "README.md"), "-o", str(tmp_path / "words.html")]) == 2
    assert "no formula in this text" in capsys.readouterr().err and not (tmp_path / "words.html").exists()
    assert main(["sheet", str(texts), "-o", str(book)]) == 0


@pytest.mark.parametrize(
    ("files", "output", "format", "message"),
    [
        ({}, "book", "html", "no text in this directory"),
        ({"a.md": "Only words.\n"}, "book", "html", "no text in this directory has a formula"),
        ({"a.md": "$y = x$"}, "book.html", "html", "go into a directory"),
        ({"a.md": "$y = x$"}, "book", "pdf", "install latexmk"),
    ],
)
def test_a_book_that_cannot_be_written_leaves_nothing(
    files: dict[str, str],
    output: str,
    format: str,
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "texts").mkdir()
    for name, text in files.items():
        (tmp_path / "texts" / name).write_text(text, encoding="utf-8")
    assert main(["sheet", str(tmp_path / "texts"), "-o", str(tmp_path / output), "--format", format]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["texts"]


def test_the_commands_write_files(tmp_path: Path) -> None:
    text = tmp_path / "q.md"
    text.write_text(QUESTIONS, encoding="utf-8")
    for name in ("q.md.html", "out.md", "out.tex"):
        assert main(["sheet", str(text), "-o", str(tmp_path / name), "--lang", "fr", "--steps", "brief"]) == 0
    assert main(["sheet", str(text), "-o", str(tmp_path / "part.tex"), "--fragment"]) == 0
    assert r"\documentclass" not in (tmp_path / "part.tex").read_text(encoding="utf-8")
    assert main(["draw", str(text), "-o", str(tmp_path / "g.svg"), "--gradients", "--values"]) == 0
    assert main(["draw", "-x^2 + y", "--at", "x=1,y=2", "-o", str(tmp_path / "h.dot")]) == 0
    assert main(["plot", "s = sigma(w*x)", "--at", "w=2", "--range=-3,3", "-o", str(tmp_path / "s.svg")]) == 0
    assert main(["plot", str(text), "-o", str(tmp_path / "flow.png")]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sheet", "missing.md", "-o", "x.md"], "no such file"),
        (["sheet", str(PROBLEMS[0]), "-o", "there/x.md"], "there is no directory there"),
        (["draw", "missing.md", "-o", "x.svg"], "no such file"),
        (["draw", "a = x^2; b = x^3", "-o", "x.svg"], "several outputs: a, b"),
        (["draw", "x*y", "--values", "-o", "x.svg"], "no values"),
        (["draw", "x*y", "-o", "x.gif"], "svg, dot, tex, png, pdf"),
        (["plot", "x^2", "--range", "a,b", "-o", "x.svg"], "no range"),
        (["plot", "x*y", "-o", "x.svg"], "exactly one input"),
        (["draw", "x*", "-o", "x.svg"], "<text>:1:"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert message in said
    assert not list(tmp_path.iterdir())


def test_a_drawing_is_of_one_output_under_one_heading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "t.md"
    text.write_text(
        "# T\n\n## One\n\n$y = a^2$\n\n## Two\n\n$y = a^3$\n\n## Arrays\n\n"
        "$W \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$, $z = W x$\n",
        encoding="utf-8",
    )
    out = str(tmp_path / "d.dot")
    assert main(["draw", str(text), "--of", "y", "-o", out]) == 2
    assert "y under 'One'; y under 'Two'" in capsys.readouterr().err
    assert main(["draw", str(text), "--section", "two", "--gradients", "-o", out]) == 0
    assert "<i>a</i><sup>3</sup>" in Path(out).read_text(encoding="utf-8")
    assert main(["draw", str(text), "--section", "Arr", "-o", out]) == 0
    assert "<i>m</i> × <i>n</i>" in Path(out).read_text(encoding="utf-8")
    assert main(["draw", str(text), "--section", "Arr", "--values", "-o", out]) == 2
    assert main(["draw", str(text), "--section", "None", "-o", out]) == 2
    assert "no heading begins with 'None'" in capsys.readouterr().err


def test_notebooks_show_derivations_graphs_and_reports() -> None:
    derivation = symgrad.derive("z = w*x; y = exp(z)", at={"w": 1, "x": 2})
    assert "<math" in derivation._repr_html_() and "@scope" in derivation._repr_html_()
    for shown in (derivation, symgrad.Graph.parse("y = a*b + c"), symgrad.draw("x^2")):
        ElementTree.fromstring(shown._repr_svg_())
    assert symgrad.Graph()._repr_svg_() is None
    report = symgrad.check(r"$f = x^2$ has $\frac{df}{dx} = 3x$")
    assert "refuted" in report._repr_html_() and "refuted" in report._repr_latex_()
    assert symgrad.sheet(QUESTIONS)._repr_html_().count("<script") == 0


def test_a_notebook_without_graphviz_shows_the_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "")
    derivation = symgrad.derive("x^2")
    assert derivation._repr_html_() is None and derivation._repr_svg_() is None and derivation._repr_latex_()
