"""TeX documents: macros and inputs with exact places, environments, scopes, and what is left alone."""

import itertools
import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PIECES

from symgrad import check
from symgrad.cli import main
from symgrad.document import read_document
from symgrad.document.blocks import blocks
from symgrad.document.files import collect
from symgrad.source import Source, Span, SymgradError

PAPER = Path(__file__).parent / "papers" / "curvature.tex"


def read(text, name="paper.tex"):
    return blocks(Source(text, name))


def formulas(text):
    """The formulas of a text as they are read."""
    parsed = read(text)
    return [parsed.math.text[b.start : b.end].strip() for b in parsed.blocks if b.kind == "formula"]


def broken(text, name="paper.tex"):
    parsed = read(text, name)
    return [(str(Span(parsed.source, b.start, b.end)), b.text) for b in parsed.blocks if b.kind == "broken"]


def headings(text):
    return [(b.level, b.text) for b in read(text).blocks if b.kind == "heading"]


def verdicts(text):
    report = check(text, name="paper.tex")
    return [(step.span.line, step.span.column, step.kind) for step in report.steps]


def written(text, part):
    """Where the first occurrence of `part` in the expanded text was written: (text, line, column)."""
    parsed = read(text)
    at = parsed.source.text.index(part)
    span = Span(parsed.source, at, at + len(part))
    return span.text, span.line, span.column


# ----- documents -----


def test_only_the_body_of_a_document_is_read():
    text = "\\documentclass{article}\n$1 = 2$\n\\begin{document}\n$x = 1$\n\\end{document}\n$3 = 4$"
    assert formulas(text) == ["x = 1"]


def test_a_fragment_needs_no_preamble():
    assert formulas("% \\begin{document}\nLet $x = 1$.") == ["x = 1"]


def test_a_document_is_known_without_its_suffix():
    text = "% a note\n\\documentclass{article}\\def\\D{\\frac{d}{dx}}\\begin{document}$\\D x^2 = 3x$\\end{document}"
    assert check(text).summary["refuted"] == 1


def test_bare_formulas_in_a_tex_file_are_still_read():
    assert check("\\frac{d}{dx} x^2 = 3x\n", name="a.tex").summary["refuted"] == 1


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (r"$a = b$", "a = b"),
        (r"$$a = b$$", "a = b"),
        (r"\(a = b\)", "a = b"),
        (r"\[a = b\]", "a = b"),
        (r"\[a = b \\[2pt] c = d\]", r"a = b \\[2pt] c = d"),
        (r"\ensuremath{a = b_{1}}", "a = b_{1}"),
        (r"$a = b \text{ if $c > 0$}$", r"a = b \text{ if $c > 0$}"),
        (r"\begin{alignat}{2} a &= b \end{alignat}", "a &= b"),
        (r"\begin{empheq}[box=\fbox]{align} a &= b \end{empheq}", "a &= b"),
        (r"\begin{dmath}[label=x] a = b \end{dmath}", "a = b"),
        (r"\begin{subequations}\begin{align} a &= b \end{align}\end{subequations}", "a &= b"),
        (r"\begin{equation}\begin{split} a &= b \end{split}\end{equation}", r"\begin{split} a &= b \end{split}"),
        *(
            (rf"\begin{{{name}}} a = b \end{{{name}}}", "a = b")
            for env in ("align", "gather", "multline", "eqnarray", "equation", "flalign", "dmath", "aligned", "split")
            for name in (env, f"{env}*")
        ),
    ],
)
def test_mathematics_is_found_between_its_marks(text, body):
    assert formulas(f"Here {text} stands.") == [body]


def test_inline_formulas_do_not_stand_alone():
    shown = [b.display for b in read(r"$a$ \(b\) $$c$$ \[d\] \begin{align}e\end{align} \begin{math}f\end{math}").blocks
             if b.kind == "formula"]  # fmt: skip
    assert shown == [False, False, True, True, True, False]


@pytest.mark.parametrize("text", [r"$1 = 2", r"\(1 = 2", r"\[1 = 2", r"\begin{align}1 = 2", "$$1 = 2$"])
def test_mathematics_that_is_never_closed_is_named_and_the_next_paragraph_read(text):
    found = broken(f"Here {text}\n\nThere $x = 1$.")
    assert [place for place, _ in found] == ["paper.tex:1:6"]
    assert formulas(f"Here {text}\n\nThere $x = 1$.") == ["x = 1"]


@pytest.mark.parametrize(
    "text",
    [
        "% $1 = 2$\n",
        "\\% % \\[1 = 2\\]\n",
        r"\verb|$1 = 2$|",
        r"\verb*+$1 = 2$+",
        r"\lstinline[language=C]|$1 = 2$|",
        r"\mintinline{c}{$1 = 2$}",
        "\\url{http://a.b/%20$1=2$}",
        "\\begin{verbatim}\n$1 = 2$ % \\end{other}\n\\end{verbatim}",
        "\\begin{lstlisting}[language=TeX]\n$1 = 2$\n\\end{lstlisting}",
        "\\begin{minted}{python}\n$1 = 2$\n\\end{minted}",
        "\\begin{comment}\n$1 = 2$\n\\end{comment}",
        "\\excludecomment{hidden}\\begin{hidden}$1 = 2$\\end{hidden}",
        r"\iffalse $1 = 2$ \ifx\a\b $3 = 4$ \else $5 = 6$ \fi $a \iff b$ \fi",
        r"\iftrue\else $1 = 2$\fi",
        r"\newif\ifdraft \ifdraft $1 = 2$\fi",
        r"\newif\ifdraft \drafttrue \draftfalse \ifdraft $1 = 2$\else\fi",
        r"\begin{tikzpicture}\draw ($(a)!.5!(b) = (c)$);\end{tikzpicture}",
    ],
)
def test_what_is_no_text_is_left_alone(text):
    assert formulas(f"Before $x = 1$ {text} and $y = 2$.") == ["x = 1", "y = 2"]
    assert broken(f"Before $x = 1$ {text} and $y = 2$.") == []


def test_a_switch_that_is_on_reads_its_text():
    assert formulas(r"\newif\ifdraft \drafttrue \ifdraft $x = 1$\else $y = 1$\fi") == ["x = 1"]


@pytest.mark.parametrize("text", [r"\iffalse", r"\begin{verbatim}"])
def test_what_hides_the_rest_of_a_file_is_named(text):
    (found,) = broken(f"$x = 1$ {text} $y = 1$")
    assert found[0] == "paper.tex:1:9" and "never closed" in found[1]


# ----- macros -----

MACROS = [
    (r"\newcommand{\R}{\alpha}", r"\R x", r"\alpha x"),
    (r"\newcommand\R{\alpha}", r"\R{}x", r"\alpha{}x"),
    (r"\newcommand*{\R}{\alpha}", r"\R", r"\alpha"),
    (r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}", r"\pd{y}{x}", r"\frac{\partial y}{\partial x}"),
    (r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}", r"\pd yx", r"\frac{\partial y}{\partial x}"),
    (r"\newcommand{\D}[2][x]{\frac{d #2}{d #1}}", r"\D{y}", r"\frac{d y}{d x}"),
    (r"\newcommand{\D}[2][x]{\frac{d #2}{d #1}}", r"\D[t]{y}", r"\frac{d y}{d t}"),
    (r"\newcommand{\a}{1}\renewcommand{\a}{2}", r"\a", "2"),
    (r"\newcommand{\a}{1}\providecommand{\a}{2}\providecommand{\b}{3}", r"\a\b", "13"),
    (r"\def\half{\frac12}", r"\half x", r"\frac12 x"),
    (r"\def\d#1#2{\frac{d#1}{d#2}}", r"\d{y}x", r"\frac{dy}{dx}"),
    (r"\def\at(#1,#2){f(#2, #1)}", r"\at(a, {b,c})", "f( {b,c}, a)"),
    (r"\def\upto#1.{(#1)}", r"\upto x + 1.", "( x + 1)"),
    (r"\long\def\a{x}\global\let\b=\a \def\a{y}", r"\a\b", "yx"),
    (r"\let\eps\varepsilon", r"\eps x", r"\varepsilon x"),
    (r"\let\old\phi \renewcommand{\phi}{\old_1}", r"\phi", r"\phi_1"),
    (r"\DeclareMathOperator{\soft}{soft\,plus}", r"\soft(x)", r"\operatorname{softplus}(x)"),
    (r"\DeclareMathOperator*{\Max}{max}", r"\Max_x", r"\operatorname*{max}_x"),
    (r"\DeclareMathOperator*{\Min}{arg\,min}", r"\Min_x", r"\argmin_x"),
    (r"\DeclareMathOperator{\MSE}{MSE}", r"\MSE", r"\operatorname{MSE}"),
    (r"\DeclareMathOperator{\sinc}{sinc}", r"\sinc", r"\sinc"),
    (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}", r"\abs{x}", r"\left\lvert x\right\rvert"),
    (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}", r"\abs*{x}", r"\left\lvert x\right\rvert"),
    (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}", r"\abs[\Big]{x}", r"\left\lvert x\right\rvert"),
    (r"\NewDocumentCommand{\D}{O{x} m}{\frac{d#2}{d#1}}", r"\D{y}\D[t]{z}", r"\frac{dy}{dx}\frac{dz}{dt}"),
    (r"\newcommand{\sq}[1]{#1^2}", r"\sq{\sq{x}}", "x^2^2"),
    (r"\newcommand{\a}[1]{\def\b##1{##1 + #1}}", r"\a{y}\b{x}", "x + y"),
    (r"\newcommand{\dd}{\mathop{}\!\mathrm{d}}", r"\dd x", r"          \!\mathrm{d} x"),
    (r"{\newcommand{\a}{1}} \newcommand{\b}{2}", r"\a\b", r"\a2"),
    (r"\begingroup\gdef\a{1}\endgroup", r"\a", "1"),
    (r"\makeatletter\newcommand{\my@a}{x}\newcommand{\b}{\my@a}\makeatother", r"\b", r"\b"),
    (r"\newcommand{\a}[1]{(#1)}", r"\a", r"\a"),
]


@pytest.mark.parametrize(("definitions", "call", "meant"), MACROS)
def test_a_macro_is_expanded(definitions, call, meant):
    assert formulas(f"{definitions} $ {call} $") == [meant.strip()]
    whole = (
        f"\\documentclass{{a}}\n\\usepackage{{b}}\n{definitions}\n\\begin{{document}}\n$ {call} $\n\\end{{document}}"
    )
    if "{\\newcommand{\\a}{1}} " not in definitions:  # groups of a preamble are not followed
        assert formulas(whole) == [meant.strip()]


def test_an_operator_that_the_notation_does_not_know_refutes_nothing():
    definition = r"\DeclareMathOperator{\sinc}{sinc}"
    report = check(rf"{definition} $\frac{{d}}{{dx}} \tanh x = \sinc^2 x$", name="a.tex")
    assert [step.kind for step in report.steps] == ["unread"]


def test_macros_may_abbreviate_environments_and_whole_formulas():
    text = r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}\def\eq{$x = 1$}\be y = 2 \ee and \eq"
    assert formulas(text) == ["y = 2", "x = 1"]


def test_an_environment_of_the_document_is_what_it_is_made_of():
    text = r"\newenvironment{rows}[1]{\[#1 \begin{aligned}}{\end{aligned}\]} \begin{rows}{a} b &= c \end{rows}"
    assert formulas(text) == [r"a \begin{aligned} b &= c \end{aligned}"]


def test_tokens_of_an_argument_keep_their_place_and_those_of_the_body_have_that_of_the_call():
    text = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\nWe have $\\pd{yy}{xx} = 2$."
    assert written(text, "yy") == ("yy", 3, 14)
    assert written(text, "xx") == ("xx", 3, 18)
    assert written(text, "\\frac") == ("\\pd{yy}{xx}", 3, 10)
    assert written(text, "\\frac{\\partial yy}{\\partial xx} = 2") == ("\\pd{yy}{xx} = 2", 3, 10)


def test_places_survive_macros_inside_macros_and_arguments_in_another_order():
    text = "\\def\\i#1{[#1]}\\def\\o#1#2{\\i{#2}\\i{#1}}\n$\\o{ab}{cd}$"
    assert formulas(text) == ["[cd][ab]"]
    assert written(text, "cd") == ("cd", 2, 9) and written(text, "ab") == ("ab", 2, 5)
    assert written(text, "[cd]") == ("\\o{ab}{cd}", 2, 2)


def test_a_step_stands_where_its_right_side_was_written():
    text = "\\newcommand{\\D}[1]{\\frac{d}{dx} #1}\n\\newcommand{\\sq}[1]{#1^2}\n$\\D{\\sq{x}} = 2x = 3x = \\sq{x}$"
    assert verdicts(text) == [(3, 15, "proved"), (3, 20, "refuted"), (3, 25, "refuted")]
    report = check(text, name="paper.tex")
    assert [step.left for step in report.steps] == ["\\D{\\sq{x}}", "2x", "3x"]
    assert report.steps[-1].right == "\\sq{x}"


@pytest.mark.parametrize("definition", [r"\def\a{\a}", r"\def\a{\b}\def\b{x + \a}", r"\newcommand{\a}[1][1]{\a[#1]}"])
def test_a_macro_that_calls_itself_is_named_with_its_place(definition, capsys, tmp_path):
    path = tmp_path / "a.tex"
    path.write_text(f"{definition}\nSo $\\a = 1$, and $\\frac{{d}}{{dx}} x^2 = 2x$.\n")
    assert main(["check", str(path)]) == 2
    printed = capsys.readouterr().out
    assert "a.tex:2:5: unread" in printed and "2 | So $\\a = 1$" in printed and "  |     ^^" in printed
    assert "calls itself" in printed and "1 proved" in printed


LAUGHS = "".join(rf"\def\{a}{{\{b}\{b}}}" for a, b in itertools.pairwise("abcdefghijklmnopqrstuvwxyz"))
HOSTILE = {
    "doubling": LAUGHS + r"\def\z{x} $\a$",
    "omega": r"\def\w#1{#1#1} $\w{\w}\w\w$",
    "growing arguments": r"\def\a#1{#1#1#1#1#1#1#1#1}$" + r"\a{" * 12 + "x" * 10 + "}" * 12 + "$",
    "a large body": r"\def\a{" + "x" * 100_000 + "}$" + r"\a" * 1000 + "$",
    "unclosed arguments": r"$x$ \newcommand{\a}[9]{#1} " + r"\a{ " * 50_000,
    "unclosed definitions": "$x$ " + r"\newcommand{\a}{" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_macros_that_grow_without_bound_are_an_error_with_its_place(text):
    started = time.monotonic()
    with pytest.raises(SymgradError, match=r"macros write more than") as caught:
        read(text)
    assert caught.value.diagnostic.span is not None and "^" in str(caught.value)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "part",
    ["{", "$ { ", r"\begin{align}", r"\[ ", r"\( ", r"\section{", r"\section[", r"\ensuremath{", r"\begin{theorem}",
     r"\begin{theorem}[", r"\end{theorem}", r"\begin{itemize}\item ", r"\begin{a}{", r"\cite[", r"\verb!", r"\iftrue",
     r"\def\a", r"\let\a\b", "\\", "#", "%\n", r"\label{", r"\newtheorem{", r"\input{a}"],
)  # fmt: skip
def test_no_repetition_takes_long(part):
    started = time.monotonic()
    try:
        read("$x = 1$ " + part * 20_000)
    except SymgradError as error:
        assert error.diagnostic.message
    assert time.monotonic() - started < 10


# ----- other files -----


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "parts").mkdir(parents=True)
    (tmp_path / "outside.tex").write_text("$1 = 2$")
    (folder / "macros.tex").write_text("\\newcommand{\\D}{\\frac{d}{dx}}\n")
    (folder / "mine.sty").write_text("\\ProvidesPackage{mine}\\def\\my@x{x}\\newcommand{\\sq}[1]{#1^2}\n")
    (folder / "parts" / "one.tex").write_text("First,\n$\\D \\sq{x} = 3x$.\n")
    (folder / "main.tex").write_text(
        "\\documentclass{article}\n\\usepackage{amsmath,mine}\n\\input{macros}\n\\begin{document}\n"
        "$\\D x^3 = 3x^2$ \\input{parts/one}\nThen $\\D x^3 = x^2$.\n\\end{document}\n"
    )
    return folder


def test_an_input_is_read_in_its_place_and_the_report_names_the_file(project):
    report = check(project / "main.tex")
    found = [(Path(step.span.path).name, step.span.line, step.span.column, step.kind) for step in report.steps]
    assert found == [("main.tex", 5, 11, "proved"), ("main.tex", 6, 16, "refuted"), ("one.tex", 2, 14, "refuted")]
    assert [file.path for file in report.files] == [str(project / "main.tex"), str(project / "parts" / "one.tex")]
    assert "one.tex:2:14" in str(report.steps[-1].span)
    assert report.steps[-1].span.excerpt().splitlines()[1] == "2 | $\\D \\sq{x} = 3x$."


def test_a_folder_reads_an_input_once(project):
    assert collect([str(project)]) == [str(project / "main.tex")]
    assert len(check(project).steps) == 3


def test_files_that_input_one_another_are_not_lost(tmp_path):
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.tex").write_text(f"$x = 1$ \\input{{{other}}}")
    assert collect([str(tmp_path)]) == [str(tmp_path / "a.tex"), str(tmp_path / "b.tex")]


@pytest.mark.parametrize("command", [r"\input parts/one ", r"\include{parts/one}", r'\input{"parts/one.tex"}',
                                     r"\newcommand{\put}[1]{\input{parts/#1}}\put{one}"])  # fmt: skip
def test_a_file_may_be_put_in_by_other_names(project, command):
    (project / "main.tex").write_text(f"\\input{{macros}}\\input{{mine.sty}}{command} and $y = 1$")
    assert check(project / "main.tex").summary["refuted"] == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../outside", "only files in the folder"),
        ("parts/../../outside", "only files in the folder"),
        ("~/outside", "only files in the folder"),
        ("missing", "there is no file 'missing'"),
        ("link", "leads out of the folder"),
        ("linked/outside", "leads out of the folder"),
        ("main", "inputs itself"),
        ("cycle", "inputs itself"),
        ("binary", "not UTF-8"),
        ("parts", "there is no file"),
        ("a" * 400, "is no file name"),
    ],
)
def test_an_input_that_is_not_read_is_named_with_its_place(project, name, reason):
    os.symlink(project.parent / "outside.tex", project / "link.tex")
    os.symlink(project.parent, project / "linked")
    (project / "cycle.tex").write_text("\\input{cycle}")
    (project / "binary.tex").write_bytes(b"\xff\xfe$1 = 2$")
    path = project / "main.tex"
    path.write_text(f"$x = 1$\nand \\input{{{name}}} then $\\frac{{d}}{{dx}} x^2 = 2x$")
    found = broken(path.read_text(), str(path))
    where = project / "cycle.tex:1:1" if name == "cycle" else f"{path}:2:5"
    assert [place for place, _ in found] == [str(where)] and reason in found[0][1]
    report = check(path)
    assert report.summary["proved"] == 1 and report.summary["unread"] == 1 and report.summary["refuted"] == 0


def test_an_absolute_path_is_not_read(project):
    path = project / "main.tex"
    path.write_text(f"$x = 1$ \\input{{{project / 'macros.tex'}}}")
    assert "only files in the folder" in broken(path.read_text(), str(path))[0][1]


def test_a_text_that_is_no_file_inputs_nothing():
    assert "no folder is known" in broken("$x = 1$ \\input{README}", "<text>.tex")[0][1]


def test_a_file_that_is_a_document_of_its_own_is_put_in_without_its_preamble(project):
    (project / "parts" / "one.tex").write_text(
        "\\documentclass[main]{subfiles}\n$1 = 2$\n\\begin{document}\n$\\D x = 1$\n\\end{document}\n$3 = 4$"
    )
    assert [step.kind for step in check(project / "main.tex").steps] == ["proved", "refuted", "proved"]


# ----- scopes -----


def test_headings_have_levels():
    text = "\\section{One}\n\\subsection*{Two $x$}\n\\paragraph[short]{Three \\emph{\\'a}}\n\\section{Four}"
    assert headings(text) == [(1, "One"), (2, "Two $x$"), (3, "Three a"), (1, "Four")]


def test_a_theorem_is_a_scope_and_the_text_behind_it_is_back_in_the_section():
    text = r"""\section{S} $a = 1$
\begin{theorem}[Name] $b = 1$ \end{theorem}
\begin{proof} $c = 1$ \end{proof}
Text. $d = 1$
\begin{lemma} $e = 1$ \end{lemma} \subsection{T} $f = 1$"""
    sections = {
        text: section
        for section in read_document(Source(text, "a.tex")).sections
        for text in (statement.span.text for statement in section.statements)
    }
    assert sections["b = 1"] is sections["c = 1"] and sections["b = 1"].title == "Theorem 1 (Name)"
    assert sections["b = 1"].parent is sections["a = 1"] and sections["d = 1"].parent is sections["a = 1"]
    assert sections["e = 1"].parent is sections["d = 1"] and sections["f = 1"].parent is sections["d = 1"]


def test_a_proof_goes_with_its_theorem_across_words_between_them():
    text = r"\begin{theorem}Let $y = x^2$.\end{theorem} Now $z = 3x$. \begin{proof} $\frac{dy}{dx} = 3x$ \end{proof}"
    assert [kind for *_, kind in verdicts(text)] == ["refuted"]
    apart = text.replace(r"\begin{proof}", r"\begin{lemma} $q = 1$ \end{lemma} \begin{proof}")
    assert [kind for *_, kind in verdicts(apart)] == ["undecided"]


def test_exercises_do_not_see_each_other_and_definitions_last():
    text = r"""\newtheorem{ex}{Exercise}\newtheorem{de}{Definition}
\begin{de} Let $g(x) = x^4$. \end{de} $g'(x) = 4x^3$
\begin{ex} $f(x) = x^2$ \end{ex}\begin{solution} $f'(x) = 2x$ \end{solution}
\begin{ex} $f(x) = x^3$, $g''(x) = 12x^2$ \end{ex}\begin{solution} $f'(x) = 3x^2$ \end{solution}
\begin{ex} $f'(x) = 7$ \end{ex}"""
    assert [kind for *_, kind in verdicts(text)] == ["proved", "proved", "proved", "proved", "undecided"]
    assert [title for _, title in headings(text)] == ["Definition 1", "Exercise 1", "Exercise 2", "Exercise 3"]


def test_declared_environments_are_scopes_with_the_printed_name_and_counter():
    text = (
        r"\newtheorem{satz}{Satz}[section]\newtheorem{kor}[satz]{Korollar}\newtheorem*{rem}{Remark}"
        r"\declaretheorem[name=Behauptung, sibling=satz]{beh}"
        r"\begin{satz}$a=1$\end{satz}\begin{kor}$a=2$\end{kor}\begin{rem}$a=3$\end{rem}\begin{beh}$a=4$\end{beh}"
    )
    assert [title for _, title in headings(text)] == ["Satz 1", "Korollar 2", "Remark 1", "Behauptung 3"]


def test_a_reference_names_the_exercise_that_it_means():
    text = (
        "\\begin{exercise}\\label{a} $f(x) = x^2$ \\end{exercise}\n"
        "\\begin{exercise} As in exercise~\\ref{a}: $f'(x) = 3x$ \\end{exercise}\n"
        "\\begin{exercise} \\autoref{a} again: $f'(x) = 3x$ \\end{exercise}"
    )
    assert [kind for *_, kind in verdicts(text)] == ["refuted", "refuted"]


def test_questions_of_an_exam_are_scopes():
    text = r"""\begin{questions}
\question[5] $f(x) = x^2$ \begin{solution}$f'(x) = 2x$\end{solution}
\question $f'(x) = 1$
\end{questions} $y = 1$"""
    assert headings(text) == [(1, "Question 1"), (1, "Question 2"), (1, "")]
    assert [kind for *_, kind in verdicts(text)] == ["proved", "undecided"]


def test_words_open_scopes_where_there_are_no_headings():
    text = "\\textbf{Problem 1.} Let\n$f(x) = x^2$.\n\n\\textbf{Problem 2.} Let $f(x) = x^3$, so $f'(x) = 3x^2$."
    assert [title for _, title in headings(text)] == ["Problem 1.", "Problem 2."]


def test_many_theorems_are_read_in_a_moment():
    text = "\\section{S}" + "\\begin{theorem} $f(x) = x^2$ \\end{theorem} Then $y = 1$.\n" * 300
    started = time.monotonic()
    check(text, name="a.tex")
    assert time.monotonic() - started < 10


# ----- items, words, directives -----


def test_items_and_paragraphs_tell_formulas_apart():
    inner = "\\begin{itemize}\\item $d$\\end{itemize} $e$"
    text = f"$a$ \\begin{{enumerate}}\\item $b$ \\item[(b)] $c$ {inner}\\end{{enumerate}} $f$\n\n$g$"
    found = [b for b in read(text).blocks if b.kind == "formula"]
    items = dict(zip("abcdefg", (b.item for b in found), strict=True))
    assert items["a"] == items["f"] == items["g"] == 0 and items["c"] == items["e"]
    assert len({items[x] for x in "abcd"}) == 4
    assert [b.paragraph for b in found] == [0] * 6 + [1]


def test_words_before_a_formula_are_those_of_its_line_without_commands():
    text = "We \\emph{now} let\\footnote{as in \\cite[for]{let}}\nfor all \\textbf{given} $x = 1$"
    words = [b.text for b in read(text).blocks if b.kind == "prose"]
    assert words == ["We now let as in", "for all given"]


def test_a_directive_is_a_comment_and_binds_what_follows():
    text = (
        "% symgrad: let f be a function\n$\\frac{d}{dx} f(x^2) = f'(x^2)$\n\n"
        "% symgrad: expect refuted\n\\begin{align}\n \\frac{d}{dx} x^2 &= 3x \\\\ % symgrad: ignore\n"
        " \\frac{d}{dx} x^3 &= 3x\n\\end{align}"
    )
    report = check(text, name="a.tex")
    assert [(step.kind, step.met) for step in report.steps] == [("refuted", False), ("refuted", True)]
    assert not report.files[0].unmet


def test_a_directive_of_the_preamble_holds_for_the_document():
    text = "% symgrad: let f be a function\n\\documentclass{a}\n\\begin{document}\n$\\frac{d}{dx} f(x^2) = 2x f'(x^2)$"
    assert [kind for *_, kind in verdicts(text)] == ["proved"]


def test_an_unmet_expectation_is_reported_in_its_file(project):
    (project / "parts" / "one.tex").write_text("\n% symgrad: expect refuted\n$\\D x^2 = 2x$\n")
    report = check(project / "main.tex")
    assert [str(d.span) for file in report.files for d in file.unmet] == [f"{project}/parts/one.tex:2:1"]


# ----- a paper -----

SLIPS = [("curvature.tex", 84, 35), ("neuron.tex", 10, 46), ("neuron.tex", 14, 18)]


def test_the_slips_of_a_paper_are_found_where_they_are_and_nothing_else_is():
    report = check(PAPER)
    refuted = [(Path(s.span.path).name, s.span.line, s.span.column) for s in report.steps if s.kind == "refuted"]
    assert refuted == SLIPS
    assert len(report.steps) > 18 and all(step.kind in ("proved", "refuted") for step in report.steps)
    assert not [statement.message for file in report.files for statement in file.statements if statement.unread]


def test_the_paper_holds_once_its_slips_are_mended(tmp_path):
    for path in PAPER.parent.glob("*.tex"):
        text = path.read_text(encoding="utf-8").replace("2t e^{-t} + t^2 e^{-t}$,", "2t e^{-t} - t^2 e^{-t}$,")
        text = text.replace("(1 - a^2) w,", "(1 - a^2) x,").replace("a (1 - a)$", "a (1 - a^2)$")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    assert check(tmp_path).ok


# ----- macros in Markdown -----


def test_macros_of_a_formula_hold_in_the_formulas_that_follow():
    definition = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}"
    text = f"$\\pd = 1$\n\n${definition}$ Let $y = x^2$.\n\n> \\[\\pd{{y}}{{x}} = 3x\\]\n"
    report = check(text, name="a.md")
    assert [(s.span.line, s.span.column, s.kind) for s in report.steps if s.kind != "unread"] == [(5, 17, "refuted")]
    assert report.steps[-1].span.excerpt().splitlines()[1] == "5 | > \\[\\pd{y}{x} = 3x\\]"


def test_other_blocks_keep_their_places_among_expanded_formulas():
    text = "# One $\\def\\a{\\alpha\\beta}$\n\nLet $\\a = 1$ and\n\n## Two\n\n<!-- symgrad: ignore -->\n$\\a$ tail\n"
    parsed = read(text, "a.md")
    found = [(b.kind, Span(parsed.source, b.start, b.end).line) for b in parsed.blocks if b.kind != "formula"]
    assert ("heading", 5) in found and ("directive", 7) in found
    assert [parsed.math.text[b.start : b.end] for b in parsed.blocks if b.kind == "formula"] == [
        "", "\\alpha\\beta = 1", "\\alpha\\beta",
    ]  # fmt: skip


def test_markdown_reads_no_other_file(project):
    path = project / "a.md"
    path.write_text("$\\def\\a{x} \\input{macros} = 1$")
    assert "no folder is known" in broken(path.read_text(), str(path))[0][1]


# ----- any text -----

TEX = (*PIECES, "\n", "\n\n", "$", "$$", r"\[", r"\]", r"\(", r"\)", "#1", "##", r"\def\a", r"\def\b#1{", r"\a", r"\b",
       r"\newcommand{\a}[1][x]{#1}", r"\newcommand", r"\let\a\b", r"\begin{align}", r"\end{align}", r"\begin{theorem}",
       r"\end{theorem}", r"\begin{proof}", r"\end{proof}", r"\section{", r"\begin{document}", r"\end{document}",
       r"\begin{verbatim}", r"\end{verbatim}", r"\iffalse", r"\iftrue", r"\else", r"\fi", r"\input{a}", r"\item",
       r"\begin{itemize}", r"\end{itemize}", "% symgrad: ignore\n", "% symgrad: assume x > 0\n", "%", r"\verb|", "~",
       r"\newenvironment{e}{\begin{align}}{\end{align}}", r"\begin{e}", r"\end{e}", r"\ensuremath{", r"\label{a}",
       r"\ref{a}", r"\newtheorem{e}{E}", r"\DeclareMathOperator{\a}{a}", r"\makeatletter")  # fmt: skip
tex = st.lists(st.sampled_from(TEX), min_size=1, max_size=30).map("".join)


@given(tex)
@settings(max_examples=300, deadline=None)
def test_no_text_crashes_or_hangs(text):
    started = time.monotonic()
    for name in ("a.tex", "a.md"):
        try:
            document = read_document(Source(f"$x = 1$ {text}", name))
        except SymgradError as error:
            assert error.diagnostic.message
            continue
        for section in document.sections:
            for statement in section.statements:
                span = statement.span
                assert 1 <= span.line <= span.end_line and span.column >= 1 and span.excerpt()
    assert time.monotonic() - started < 10


@given(tex)
@settings(max_examples=100, deadline=None)
def test_every_character_of_an_expanded_text_was_written_somewhere(text):
    source = Source(f"$x = 1$ {text}", "a.tex")
    try:
        parsed = blocks(source)
    except SymgradError:
        return
    ends = [*(piece.at for piece in parsed.source.pieces[1:]), len(parsed.source.text)]
    for piece, end in zip(parsed.source.pieces, ends, strict=False):
        assert piece.source.text == source.text and 0 <= piece.start <= piece.end <= len(source.text)
        if piece.exact:
            assert parsed.source.text[piece.at : end] == source.text[piece.start : piece.end]
    assert all(0 <= b.start <= b.end <= len(parsed.source.text) for b in parsed.blocks)


plain = st.lists(st.sampled_from(("word ", "Let ", "$x = 1$", "\\alpha ", "\n", "\\[y\\]", "\\& ", "{a}", "é")))


@given(plain.map("".join))
def test_a_text_without_macros_stays_as_it_is(text):
    parsed = blocks(Source(f"$q$ {text}", "a.tex"))
    assert parsed.source.text == f"$q$ {text}"
    assert [
        Span(parsed.source, m.start(), m.end()).text for m in re.finditer(r"\w+", parsed.source.text)
    ] == re.findall(r"\w+", f"$q$ {text}")


def test_columns_of_equations_are_parted():
    text = r"""\begin{align*}
f &= x^2 y & g &= x + y \\
\frac{\partial f}{\partial x} &= 2 x y & \frac{\partial f}{\partial y} &= x^2 \\
\frac{\partial g}{\partial x} &= 1 && \frac{\partial g}{\partial y} = 1 & \text{(a plane)} \\
f + g &= x^2 y & + x + y \\
f &= x^2 y + 0 & = y x^2
\end{align*}"""
    assert [step.kind for step in check(text, name="a.tex").steps] == ["proved"] * 7
    spoiled = text.replace("&= x^2 \\\\", "&= x \\\\")
    assert [step.kind for step in check(spoiled, name="a.tex").steps].count("refuted") == 1
