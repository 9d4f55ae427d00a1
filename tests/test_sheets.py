"""Sheets: what they hold, in every form; that nothing of a text becomes markup; that files are whole."""

import math
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symgrad.proof import Verdict
from symgrad.review.check import load
from symgrad.review.scopes import open_sections
from symgrad.sheets.compose import Options, own_mode, sheet, sheet_of
from symgrad.sheets.content import Answer, Equations, Figure, Heading, Judged, Review, Sheet, Steps, Table
from symgrad.sheets.files import save
from symgrad.sheets.formula import KNOWN, safe
from symgrad.sheets.label import Label
from symgrad.sheets.mathml import mathml
from symgrad.sheets.plain import from_plain
from symgrad.sheets.words import LANGUAGES, WORDS
from symgrad.source import Source, SymgradError
from tests.sheets import HOSTILE, PROBLEMS, QUESTIONS, WRONG, without_drawings

GOLDEN = Path(__file__).parent / "golden" / "sheets"
BY_NAME = {path.stem: path for path in PROBLEMS}


class Page(HTMLParser):
    """The elements of a page, its ids and its links; void elements aside, everything is closed in order."""

    VOID = ("meta", "br", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


# ----- golden -----


@pytest.mark.parametrize("form", ["md", "tex", "html"])
@pytest.mark.parametrize("name", ["udl-7-12", "udl-7-13", "hallage-2-sigmoid-neuron"])
def test_sheets_read_as_they_did(name: str, form: str, update: bool) -> None:
    made = sheet(BY_NAME[name])
    text = without_drawings({"md": made.markdown, "tex": made.latex, "html": made.html}[form]())
    golden = GOLDEN / f"{name}.{form}"
    if update:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


# ----- what is in them -----


def steps_of(made: Sheet) -> list[Steps]:
    return [block for block in made.blocks if isinstance(block, Steps)]


def judged(made: Sheet) -> list[Judged]:
    return [row for block in made.blocks if isinstance(block, Review) for row in block.rows]


def test_the_mode_is_the_one_that_the_text_uses() -> None:
    def mode(name: str) -> str:
        from symgrad.document import read_document
        from symgrad.review.comparison import agree

        return own_mode(open_sections(read_document(load(str(BY_NAME[name]))).sections, agree)[1])

    assert mode("udl-7-12") == "reverse" and mode("udl-7-13") == "forward"


def test_a_forward_sheet_has_the_steps_in_order_and_in_three_columns() -> None:
    (steps,) = steps_of(sheet(BY_NAME["udl-7-13"]))
    assert [row.left.plain for row in steps.rows] == [f"∂{u}/∂x" for u in ("f_1", "f_2", "f_3", "f_4", "f_5", "y")]
    chain, put_in, result = steps.rows[1].cells
    assert chain and put_in and result
    assert (chain.plain, put_in.plain, result.plain) == ("∂f_2/∂f_1 ∂f_1/∂x", "2*f_1·∂f_1/∂x", "2*f_1*exp(x)")


def test_brief_steps_have_one_column_and_both_modes_two_tables() -> None:
    (steps,) = steps_of(sheet(BY_NAME["udl-7-12"], steps="brief"))
    assert all(len(row.cells) == 1 for row in steps.rows)
    assert len(steps_of(sheet(BY_NAME["udl-7-12"], mode="both"))) == 2


def test_questions_are_answered() -> None:
    made = sheet(QUESTIONS)
    found = [block for block in made.blocks if isinstance(block, Answer)]
    values = [block.value.plain if block.value else None for block in found]
    w, x, b, y = sympy.symbols("w x b y")
    prediction = 1 / (1 + sympy.exp(-(w * x + b)))
    loss, at = (prediction - y) ** 2, {w: 1, x: 2, b: 0, y: 1}
    expected = [sympy.diff(loss, w), sympy.diff(prediction, x), loss]
    assert values[:3] == [f"{float(each.subs(at)):.4g}" for each in expected]
    assert found[3].right is None and found[3].why.startswith("not answered: ")
    assert values[4] == f"{float(sympy.diff(prediction, x, w).subs(at)):.4g}"


def test_a_derivative_that_does_not_hold_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful = Verdict("undecided", message="in doubt")
    monkeypatch.setattr("symgrad.sheets.answers.against_sympy", lambda *_: doubtful)
    found = [block for block in sheet(QUESTIONS).blocks if isinstance(block, Answer)]
    assert [answer.why for answer in found[:2]] == ["not answered: in doubt"] * 2 and found[2].right is not None


def test_a_refuted_step_is_struck_and_repaired() -> None:
    made = sheet(WRONG)
    wrong = next(row for row in judged(made) if row.verdict == "refuted")
    assert wrong.notes and wrong.repaired[0].plain == r"\frac{dy}{dx} = 3x^2 + \cos u \cdot 2 x"
    assert re.search(r"<del>.*3.*</del>.*right:", made.html())
    assert r"\struck{$\displaystyle \frac{dy}{dx}$$\displaystyle {}={}$$\displaystyle 3x^2 + \cos u$}" in made.latex()
    assert "~~$\\frac{dy}{dx} = 3x^2 + \\cos u$~~" in made.markdown()


def test_every_judged_sign_is_there() -> None:
    from symgrad.review import check

    for path in PROBLEMS:
        expected = [step.kind for step in check(path).steps]
        assert [row.verdict for row in judged(sheet(path)) if row.verdict != "given"] == expected


def test_a_heading_stays_over_what_stands_under_it() -> None:
    made = sheet("# T\n\n## A\n\n$y = x^2$\n\n## B\n\n### C\n\n$z = 1 + 1 = 2$\n\n## D\n\nWords.\n")
    headings = [(block.level, block.text) for block in made.blocks if isinstance(block, Heading)]
    assert [each for each in headings if len(each[1]) == 1] == [(2, "A"), (2, "B"), (3, "C"), (2, "D")]


def test_values_that_a_text_states_in_passing_stand_among_its_steps() -> None:
    made = sheet(r"$h = x^2$. For $x = 3$ $$\frac{dh}{dx} = 6$$ and for $x = 4$ $$\frac{dh}{dx} = 8$$")
    assert [(row.verdict, row.right.plain) for row in judged(made) if isinstance(row.right, Label)] == [
        ("given", "3"), ("proved", "6"), ("given", "4"), ("proved", "8"),
    ]  # fmt: skip
    (steps,) = steps_of(made)
    assert all(row.value is None for row in steps.rows)  # of several points none is the one
    once = sheet(r"$h = x^2$. For $x = 3$ $$\frac{dh}{dx} = 6$$")
    assert [row.verdict for row in judged(once)] == ["proved"]  # among the definitions it is shown already


def test_an_exercise_is_shown_whole_or_not_at_all() -> None:
    def shown(text: str) -> list[list[str]]:
        return [[row[0].plain for row in block.rows] for block in sheet(text).blocks if isinstance(block, Equations)]

    claim = "\n\n$$\\frac{dy}{dx} = ?$$\n"
    assert shown("$$f = x^2$$\n\n$$y = \\sin(f)$$" + claim) == [["f", "y"]]
    assert shown("$$f = x^2$$\n\n$$y = \\sin(f) + x$$" + claim) == [["f", "y"], ["f", "f_1", "y"]]


def test_sizes_without_a_symbol_and_bold_names_are_written() -> None:
    tables = [block for block in sheet(BY_NAME["udl-7-10"]).blocks if isinstance(block, Table)]
    (names,) = [[(row[0].latex, row[2].latex) for row in table.rows] for table in tables]
    assert (r"\boldsymbol{\Omega}", r"\dim \beta \times \operatorname{cols} \Omega") in names
    (steps,) = steps_of(sheet(BY_NAME["udl-7-10"]))
    assert steps.rows[0].left.latex == r"\frac{\partial l}{\partial \boldsymbol{\beta}}"


def test_a_result_wider_than_the_page_stands_below_its_row() -> None:
    page = Page(sheet(BY_NAME["chaki-chain-rule"]).html())
    (below,) = [attributes for attributes in page.all("tr") if attributes.get("class") == "below"]
    assert below and sum("rowspan" in attributes for attributes in page.all("th")) == 1


def test_a_question_about_what_is_not_given_is_not_answered() -> None:
    made = sheet(
        r"$y = w x$ with $w = 2$, $x = 3$, and $m = l(y)$. $$\frac{\partial m}{\partial w} = ?$$"
        r"$$\frac{\partial Q}{\partial w} = ?$$ $$P = ?$$ $$x = ?$$"
    )
    found = [(block.right and block.right.plain, block.why) for block in made.blocks if isinstance(block, Answer)]
    assert found[0] == ("l'(y)*x", "")
    assert found[1:3] == [(None, f"not answered: {name} has no definition") for name in "QP"]
    assert found[3][1] == ""


@pytest.mark.parametrize("form", ["markdown", "latex", "html"])
def test_a_blank_sheet_holds_no_answer(form: str) -> None:
    full, blank = sheet(QUESTIONS), sheet(QUESTIONS, blank=True)
    text = without_drawings(getattr(blank, form)())
    for block in steps_of(full):
        for row in block.rows:
            result = row.cells[-1]
            assert result is not None and row.value is not None
            assert row.value.latex not in text and (len(result.latex) < 12 or result.latex not in text)
    drawing = next(block.drawing for block in blank.blocks if isinstance(block, Figure))
    assert not any("∂" in fact.plain for vertex in drawing.vertices for fact in vertex.facts)
    assert not judged(sheet(BY_NAME["udl-7-12"], blank=True))


def test_a_blank_sheet_says_nothing_in_its_picture() -> None:
    full, blank = sheet(QUESTIONS).html(), sheet(QUESTIONS, blank=True).html()
    assert "0.8808" in full and "0.8808" not in blank and "0.1192" not in blank


def test_a_blank_sheet_keeps_what_is_given() -> None:
    given = [block for block in sheet(QUESTIONS, blank=True).blocks if isinstance(block, Equations)][-1]
    assert [(a.plain, b.plain) for a, b, _ in given.rows[:4]] == [("w", "1"), ("x", "2"), ("b", "0"), ("y", "1")]
    assert all(value is None for *_, value in given.rows)


def test_the_fixed_words_are_there_in_every_language() -> None:
    assert all(len(versions) == len(LANGUAGES) and all(versions) for versions in WORDS.values())
    text = sheet(BY_NAME["hallage-2-sigmoid-neuron"], language="de").markdown()
    assert "Rückwärtsmodus" in text and "widerlegt" in text and "proved" not in text
    with pytest.raises(SymgradError, match="no language"):
        sheet(QUESTIONS, language="xx")


def test_a_title_replaces_the_heading() -> None:
    assert sheet(QUESTIONS, title="Week 3").markdown().startswith("# Week 3\n")


# ----- nothing of a text becomes markup -----


def test_a_hostile_text_stays_text_in_html() -> None:
    page = Page(sheet(HOSTILE, title="</title><script>alert(0)</script>").html())
    assert len(page.all("script")) == 1 and not page.all("img") and not page.all("b")
    assert all(not name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert all((link["href"] or "").startswith("#") for link in page.all("a"))
    assert "</title><script>alert(0)</script>" in page.text


def test_a_hostile_text_stays_text_in_latex() -> None:
    text = sheet(HOSTILE).latex()
    body = text.partition(r"\begin{document}")[2]
    for command in (r"\input", r"\write", r"\href", r"\def", r"\csname"):
        assert not re.search(re.escape(command) + r"(?![a-z])", body.replace(r"\textbackslash{}", ""))
    assert body.count(r"\end{document}") == 1


def test_a_hostile_text_stays_text_in_markdown() -> None:
    text = sheet(HOSTILE).markdown()
    outside = re.sub(r"`[^`]*`", "", text.partition("```mermaid")[0])
    assert "<script" not in outside and "<img" not in outside and "<b>" not in outside


def test_hostile_texts_of_mathml_are_letters() -> None:
    made = mathml(r"\text{<script>alert(1)</script>} x < y & z")
    assert "<script" not in made and "&lt;" in made
    assert mathml(r"\foo{x}") == r"<code>\foo{x}</code>"


@given(
    st.lists(
        st.sampled_from(["\\", "{", "}", "^", "_", "x", "frac", "input", "write18", "%", "&", "$", "'", "\\\\", "#"])
    )
)
def test_only_known_commands_pass(parts: list[str]) -> None:
    found = safe("".join(parts))
    if found is not None:
        assert set(re.findall(r"\\([A-Za-z]+)", found)) <= KNOWN
        assert found.replace(r"\{", "").replace(r"\}", "").count("{") == found.replace(r"\{", "").replace(
            r"\}", ""
        ).count("}")
        assert not set(found) & set("$#%")


@pytest.mark.parametrize(
    "text",
    [r"\input{x}", r"\text{\input x}", "x^2^3", "x^{a^{b}}^c", "{", r"\left(x", r"\frac{a}{b}}", r"\begin{verbatim}"],
)
def test_what_tex_might_not_set_does_not_pass(text: str) -> None:
    assert safe(text) is None


# ----- pages -----


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_a_page_is_whole_and_its_links_lead_somewhere(path: Path) -> None:
    page = Page(sheet(path).html())
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in page.all("a")]
    assert all(link and link.startswith("#") and link[1:] in ids for link in links)
    assert not page.all("img") and not page.all("link") and "src" not in {key for _, a in page.elements for key in a}
    assert "\\" not in page.text and "$" not in page.text


def test_a_page_has_headings_in_order_and_names_for_its_pictures() -> None:
    page = Page(sheet(BY_NAME["lmu-3-3-gradient-graph"]).html())
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert all(picture.get("aria-label") for picture in page.all("svg"))
    vertices = [a for tag, a in page.elements if tag == "g" and a.get("tabindex") == "0"]
    assert vertices and all(vertex["aria-label"] for vertex in vertices)


# ----- files -----


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "sheet.md"
    path.write_text("before")

    def failing() -> str:
        raise SymgradError("no")

    with pytest.raises(SymgradError):
        save(path, {".md": failing})
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]
    save(path, {".md": lambda: "after"})
    assert path.read_text() == "after" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(SymgradError, match="there is no directory"):
        save(tmp_path / "missing" / "sheet.md", {".md": lambda: "x"})


def test_a_pdf_without_tex_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sheet(QUESTIONS)
    monkeypatch.setattr("symgrad.sheets.tex.engine", lambda: None)
    with pytest.raises(SymgradError, match="latexmk"):
        made.save(tmp_path / "sheet.pdf")
    assert not list(tmp_path.iterdir())


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SymgradError, match="md, tex, html, pdf"):
        sheet(QUESTIONS).save(tmp_path / "sheet.docx")


def test_a_text_without_mathematics_is_a_sheet_without_blocks() -> None:
    assert sheet("# Title\n").markdown() == "# Title\n\n*Worked solution*\n"
    assert Sheet("x").markdown() == "# x\n"


def test_a_text_without_a_title_is_called_what_it_is() -> None:
    assert sheet("$y = x^2$").title == "Worked solution" and sheet("$y = x^2$", blank=True).title == "Exercise sheet"
    assert sheet_of(Source("$y = x^2$", "week-3.md"), Options()).title == "week-3"


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("d²N/dt² = λ²·N", r"\frac{d^{2} N}{dt^{2}} = \lambda^{2} \cdot N"),
        ("∂L/∂w1", r"\frac{\partial L}{\partial w_1}"),
        ("dy/dx*exp(-x^(2t))", r"\frac{dy}{dx} \cdot \exp(-x^{2t})"),
        ("x**3 + f_10^12", r"x^3 + f_{10}^{12}"),
        ("sigmoid(z)*loss", r"\sigma(z) \cdot \mathrm{loss}"),
    ],
)
def test_plain_formulas_are_set_as_mathematics(text: str, latex: str) -> None:
    found = safe(from_plain(text))
    assert found is not None and found.replace(" ", "") == latex.replace(" ", "")


def test_a_plain_text_has_a_sheet_without_letters_that_are_not_set() -> None:
    made = sheet("y = sigmoid(w*x)\ndy/dw = y*(1 - y)*x\n").markdown()
    assert r"$\frac{dy}{dw}=y\cdot(1-y)\cdotx$" in made.replace(" ", "")
    assert "`" not in made.replace("```", "")


TEX = r"""\documentclass{article}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\begin{document}
\section{A neuron}
Here $w$ is the weight.
\begin{align}
  z &= w x + b \\
  L &= (z - y)^2
\end{align}
\[ \pd{L}{w} = 2 (z - y) x \qquad \pd{L}{b} = ? \]
\end{document}
"""


def test_macros_of_a_tex_document_are_shown_as_they_were_read() -> None:
    made = sheet(TEX)
    text = made.markdown()
    assert made.title == "A neuron" and "Here $w$ is the weight." in text and r"\pd" not in text
    assert [row.verdict for row in judged(made)] == ["proved"]
    assert isinstance(judged(made)[0].left, Label)
    assert [block.right.plain for block in made.blocks if isinstance(block, Answer) and block.right] == ["2*f_2"]


# ----- exercises, arrays, long graphs -----


def test_a_sheet_says_what_the_exercise_is() -> None:
    for blank in (False, True):
        text = sheet(BY_NAME["udl-7-12"], blank=blank).markdown()
        assert r"y &= \exp[\exp[x] + \exp[x]^2] + \sin[\exp[x] + \exp[x]^2]" in text
        assert "Compute the derivative of $y$ by every intermediate result in reverse order" in text
        assert text.count("f_4 &=") == 1  # the definitions stand there once


def test_code_stays_in_its_sentence() -> None:
    assert sheet("Now `run it` at $x$. Then\n\n$$y = x^2$$").markdown().count("Now ` run it ` at $x$.") == 1


MATRICES = r"""Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, and

$$z = W x \qquad L = z^T z$$

$$\frac{\partial L}{\partial W} = ?$$
"""


@pytest.mark.parametrize("blank", [False, True])
def test_vectors_and_matrices_are_not_derived_as_numbers(blank: bool) -> None:
    made = sheet(MATRICES, blank=blank)
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    shown = [tuple(cell.plain if isinstance(cell, Label) else "" for cell in row) for row in table.rows]
    assert shown == [("W", "", "m × n"), ("x", "", "n × 1"), ("z", "W x", "m × 1"), ("L", "z^T z", "1 × 1")]
    (figure,) = (block for block in made.blocks if isinstance(block, Figure))
    assert {(edge.source, edge.target) for edge in figure.drawing.edges} == {("W", "z"), ("x", "z"), ("z", "L")}
    (steps,) = steps_of(made)
    assert [row.left.plain for row in steps.rows] == ["∂L/∂z", "∂L/∂W", "∂L/∂x"]
    (answer,) = (block for block in made.blocks if isinstance(block, Answer))
    assert answer.right is None and ("matrices" in answer.why) is not blank


def test_functions_are_no_inputs_of_the_graph_of_names() -> None:
    figures = [block for block in sheet(BY_NAME["hallage-3-dimensions"]).blocks if isinstance(block, Figure)]
    assert "sigma" not in {vertex.id for figure in figures for vertex in figure.drawing.vertices}


LAYERS = ["z = w_0 x", *(f"h_{{{k}}} = \\tanh(w_{{{k}}} {f'h_{{{k - 1}}}' if k > 1 else 'z'})" for k in range(1, 41))]


def test_the_end_of_a_long_graph_is_derived_and_what_it_rests_on_is_named() -> None:
    text = "\n".join(f"$${line}$$\n" for line in LAYERS)
    made = sheet(text)
    (steps,) = steps_of(made)
    assert not any(row.doubt for row in steps.rows) and len(steps.rows) < 40
    assert steps.rows[0].left.plain.startswith("∂h_40/∂")
    said = made.markdown()
    assert "given: $h_{35}$" in said and r"\frac{\partial h_{40}}{\partial h_{35}}" in said
    at = {f"w_{k}": 1 for k in range(41)} | {"x": 1}
    value = 0.0
    for k in range(41):
        value = math.tanh(value) if k else 1.0
    assert f"{value:.4g}" in sheet(text, at=at).markdown()


def test_what_is_known_of_a_random_name_is_no_output() -> None:
    assert "weight of" not in sheet(BY_NAME["udl-7-14"]).markdown()


def test_a_long_table_is_set_in_parts_of_equal_columns() -> None:
    text = sheet(BY_NAME["udl-7-17"]).latex()
    first = text[text.index(r"\toprule") : text.index(r"\bottomrule")]
    assert first.count(r"\nointerlineskip") == first.count(r"\rule{\widea}{0pt}") >= 5


def test_mathml_keeps_bold_numbers_and_functions_apart() -> None:
    assert "font-weight: bold" in mathml(r"\mathbf{1}^T")
    assert mathml(r"\log\det M").count("<mspace") == 2


def test_two_losses_of_one_variable_are_derived_backward_each_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "two.md"
    path.write_text(
        "$X \\in \\mathbb{R}^{n \\times p}$, $b \\in \\mathbb{R}^p$, $y \\in \\mathbb{R}^n$\n\n"
        "$$S = \\|X b - y\\|^2$$\n\n$$R = \\|b\\|^2$$\n\n"
        "$$\\frac{\\partial S}{\\partial b} = 2 X^T (X b - y), \\qquad \\frac{\\partial R}{\\partial b} = 2 b$$\n"
    )
    sheet(path).save(tmp_path / "sheet.md")
    text = (tmp_path / "sheet.md").read_text(encoding="utf-8")
    assert "Reverse mode: $S$" in text and "Reverse mode: $R$" in text and "Forward" not in text
