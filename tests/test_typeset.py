"""The sheets of all problems are set by a real TeX without a complaint."""

import re
from pathlib import Path

import pytest

from symgrad.sheets.compose import sheet
from symgrad.sheets.drawing import draw
from symgrad.sheets.latex import MACROS, PREAMBLE
from symgrad.sheets.tex import engine, run
from tests.sheets import HOSTILE, PROBLEMS, QUESTIONS, WRONG

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(engine() is None, reason="no latexmk, tectonic or pdflatex is on the path"),
]
COMPLAINT = re.compile(
    r"^.*(?:Warning|Underfull|Overfull \\[hv]box \((?:\d{2,}|[1-9]\d+)[.\d]*pt too).*$", re.MULTILINE
)


def complaints(latex: str) -> list[str]:
    return COMPLAINT.findall(run(latex)[1])


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_a_problem_is_set_without_complaint(path: Path) -> None:
    assert complaints(sheet(path, mode="both", language="de").latex()) == []


@pytest.mark.parametrize("text", [QUESTIONS, WRONG, HOSTILE], ids=["questions", "wrong", "hostile"])
@pytest.mark.parametrize("blank", [False, True])
def test_other_texts_are_set_too(text: str, blank: bool) -> None:
    assert complaints(sheet(text, blank=blank, language="fr").latex()) == []


def test_a_fragment_is_set_inside_another_article() -> None:
    fragment = sheet(QUESTIONS).latex(fragment=True)
    assert complaints(f"{PREAMBLE}\\begin{{document}}\n{fragment}\n{fragment}\n\\end{{document}}\n") == []


def test_a_drawing_is_set() -> None:
    tikz = draw("z = w*x; L = (sigma(z) - y)^2", at={"w": 1, "x": 2, "y": 1}, gradients=True).tikz()
    assert complaints(f"{PREAMBLE}{MACROS}\\begin{{document}}\n\\fit{{{tikz}}}\n\\end{{document}}\n") == []


def test_what_tex_cannot_set_is_an_error_and_no_file(tmp_path: Path) -> None:
    from symgrad.source import SymgradError

    with pytest.raises(SymgradError, match="failed: !"):
        run(PREAMBLE + "\\begin{document}\\undefined\\end{document}")
