"""`pytest --symgrad`, run on small projects of its own."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

pytest_plugins = ["pytester"]

HOMEWORK = r"""# Exercise

$f(x) = x^3$ has the slope $f'(x) = 3x^2$, and

$$
\frac{d}{dx} \sin(x^2) = \cos(x^2)
$$

A value: $x = 2$. Unclear: $\sqrt{2} \approx q$.
"""
PAPER = r"""\documentclass{article}
\begin{document}
\[ \frac{d}{dx} x^2 = 2x = x + x \]
\end{document}
"""


def place(text, what):
    """Line and column of the last place where something stands."""
    before = text[: text.rindex(what)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


SLOPE, WRONG, OPEN = place(HOMEWORK, "3x^2"), place(HOMEWORK, r"\cos"), place(HOMEWORK, "q$")
MODULE = '''"""Nothing here.

$1 = 2$ is no block.
"""


class Layer:
    """Half of a square.

    ```math
    y = \\\\frac{x^2}{2}, \\\\quad \\\\frac{dy}{dx} = x
    ```
    """

    def backward(self):
        r"""The slope.

        ```math
        y = \\tanh x
        ```

        and

        ```math
        \\frac{dy}{dx} = 1 + y^2
        ```
        """


def test_other():
    assert True
'''


@pytest.fixture
def project(pytester):
    docs, paper = pytester.mkdir("docs"), pytester.mkdir("paper")
    (docs / "hw.md").write_text(HOMEWORK)
    (docs / "notes.txt").write_text("1 = 2\n")
    (paper / "paper.tex").write_text(PAPER)
    pytester.makepyfile(layer=MODULE)
    pytester.makeini("[pytest]\npython_files = layer.py\n")
    return pytester


def run(project, *arguments):
    return project.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_every_sign_is_an_item_with_its_place(project):
    found = run(project, "--symgrad", "docs", "paper", "-v")
    found.assert_outcomes(passed=3, failed=2)
    found.stdout.fnmatch_lines([
        f"docs/hw.md::{SLOPE} PASSED*",
        f"docs/hw.md::{WRONG} FAILED*",
        f"docs/hw.md::{OPEN} FAILED*",
        f"paper/paper.tex::{place(PAPER, '2x ')} PASSED*",
        f"paper/paper.tex::{place(PAPER, 'x + x')} PASSED*",
    ])  # fmt: skip


def test_a_failure_is_told_as_the_command_line_tells_it(project):
    found = run(project, "--symgrad", "docs/hw.md")
    found.stdout.fnmatch_lines([
        f"docs/hw.md:{WRONG}: refuted: missing-inner-derivative",
        "  the inner derivative of x^2 is missing: multiply by 2x",
        "  |",
        r"6 | \frac{d}{dx} \sin(x^2) = \cos(x^2)",
        "  |                          ^^^^^^^^^",
        "  = note: at x = 0 the left side is 0 and the right side is 1",
        r"  = help: write \cos(x^2) \cdot 2 x",
        f"docs/hw.md:{OPEN}: undecided",
    ], consecutive=False)  # fmt: skip
    assert "pytest_plugin.py" not in found.stdout.str()  # no traceback of ours


def test_one_sign_can_be_run_alone(project):
    run(project, "--symgrad", f"docs/hw.md::{WRONG}").assert_outcomes(failed=1)


def test_what_could_not_be_checked_is_skipped_when_lenient(project):
    project.makeini("[pytest]\nsymgrad_lenient = true\n")
    found = run(project, "--symgrad", "docs", "paper", "-rs")
    found.assert_outcomes(passed=3, failed=1, skipped=1)
    found.stdout.fnmatch_lines(["SKIPPED*docs/hw.md: line 9, column *: undecided: an approximation*"])


def test_junit_has_the_places(project):
    run(project, "--symgrad", "docs", "--junit-xml=found.xml")
    cases = {case.get("name"): case for case in ElementTree.parse(project.path / "found.xml").iter("testcase")}
    case = cases[WRONG]
    told = {p.get("name"): p.get("value") for p in case.iter("property")}
    assert f"{told['line']}:{told['column']}" == WRONG and told["file"].endswith("docs/hw.md")
    assert f"hw.md:{WRONG}: refuted: missing-inner-derivative" in case.find("failure").text


def test_docstrings_of_python_sources_in_their_lines(project):
    found = run(project, "--symgrad", "-v", "layer.py")
    found.assert_outcomes(passed=2, failed=1)  # with the file's own test
    right, wrong = place(MODULE, 'x\n    ```\n    """'), place(MODULE, "1 + y^2")
    found.stdout.fnmatch_lines([f"layer.py::{right} PASSED*", f"layer.py::{wrong} FAILED*"])
    found.stdout.fnmatch_lines([f"layer.py:{wrong}: refuted: wrong-sign", r"* | *\frac{dy}{dx} = 1 + y^2"])


def test_a_docstring_that_is_not_raw_is_not_misread(project):
    project.makepyfile(odd='def f():\n    """\n    ```math\n    \\frac{d}{dx} x^2 = 2x\n    ```\n    """\n')
    found = run(project, "--symgrad", "odd.py")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines([r"*odd.py:4:5: unread", "*the docstring is not raw*write r before it*"])


def test_a_source_that_cannot_be_parsed_says_so(project):
    project.makepyfile(odd='def f(:\n    """```math"""\n')
    found = run(project, "--symgrad", "odd.py")
    assert found.ret != 0
    found.stdout.fnmatch_lines(["*odd.py:1:1: this is no Python source that can be parsed*"])


def test_a_text_that_cannot_be_used_is_an_error_of_collection(project):
    (project.path / "docs" / "bad.md").write_text("<!-- symgrad: nonsense -->\n$1 = 1$\n")
    found = run(project, "--symgrad", "docs")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["*bad.md:1:1: *"])


def test_expectations_hold_or_fail(project):
    good = "<!-- symgrad: expect refuted -->\n$\\frac{d}{dx} x^2 = 3x$\n"
    bad = good.replace("3x", "2x")
    (project.path / "docs" / "hw.md").write_text(good)
    run(project, "--symgrad", "docs").assert_outcomes(passed=1)
    (project.path / "docs" / "hw.md").write_text(bad)
    found = run(project, "--symgrad", "docs")
    found.assert_outcomes(passed=1, failed=1)
    found.stdout.fnmatch_lines(["*hw.md:1:1: *not met: proved*"])


def test_the_time_limit_is_kept_and_read(project):
    (project.path / "docs" / "hw.md").write_text("$1 = 1$\n")
    project.makeini("[pytest]\nsymgrad_time_limit = 1e-9\n")
    run(project, "--symgrad", "docs").assert_outcomes(failed=1)
    project.makeini("[pytest]\nsymgrad_time_limit = soon\n")
    found = run(project, "--symgrad", "docs")
    assert found.ret != 0
    (found.stdout if "soon" in found.stdout.str() else found.stderr).fnmatch_lines(["*'soon' is no number of seconds*"])


def test_it_works_with_several_processes(project):
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    found = run(project, "--symgrad", "-n", "2", ".")
    found.assert_outcomes(passed=5, failed=3)


def test_without_the_option_nothing_is_collected_or_imported(project):
    project.makepyfile(
        test_imports="""
        import sys

        def test_imports():
            heavy = ("symgrad.review", "symgrad.document", "symgrad.graph", "sympy", "numpy", "flint")
            assert not [name for name in heavy if name in sys.modules]
        """
    )
    project.makeini("[pytest]\n")
    run(project, ".").assert_outcomes(passed=1)
    assert run(project, "docs", "paper").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_text_file_is_read_only_when_it_is_asked_for(project):
    run(project, "--symgrad", "docs/notes.txt").assert_outcomes(failed=1)


def test_the_command_line_reads_docstrings_too(project):
    found = subprocess.run(
        [sys.executable, "-m", "symgrad", "check", "layer.py"], cwd=project.path, capture_output=True, text=True
    )
    assert found.returncode == 1 and found.stdout.startswith("layer.py  1 proved, 1 refuted")
