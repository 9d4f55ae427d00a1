"""Reports for other programs: valid, complete, harmless, and written in time that grows with the report."""

import json
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemas import POSITIVE, valid_junit, valid_sarif
from test_console import HOMEWORK

from symgrad.cli import main
from symgrad.formats import FORMATS, written
from symgrad.formats.junit import junit
from symgrad.proof import Verdict
from symgrad.review import FileReport, Report, StatementReport, Step, check
from symgrad.source import Source, Span

GOLDEN = Path(__file__).parent / "golden"
WHEN = datetime(2024, 2, 29, 12, 30)
KINDS = ("proved", "agrees", "refuted", "undecided", "unread")


@pytest.fixture(autouse=True)
def outside_of_a_workflow(monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)


def homework():
    report = check(HOMEWORK, name="homework.md")
    for file in report.files:
        for statement in file.statements:
            statement.seconds = 0.0
    return report


def report_of(*verdicts, left="2x", right="3x", path="a.md"):
    """A report with one statement on a line of its own for each verdict."""
    row = f"${left} = {right}$\n"
    source = Source(row * len(verdicts), path)
    file = FileReport(path)
    for i, verdict in enumerate(verdicts):
        start = i * len(row) + len(left) + 4
        span = Span(source, start, start + len(right))
        step = Step(span, "=", left, right, verdict, (left, right))
        file.statements.append(StatementReport(span, "claim", [step], seconds=0.5))
    return Report([file])


def results(report, **options):
    return json.loads(written(report, "sarif", **options))["runs"][0]["results"]


def commands(report, **options):
    """Each line of the GitHub format, taken apart as the runner does: (command, properties, message)."""
    found = []
    for line in written(report, "github", **options).removesuffix("\n").split("\n"):
        command, properties, message = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line).groups()
        fields = dict(part.split("=", 1) for part in properties.split(","))
        found.append((command, {k: unescaped(v) for k, v in fields.items()}, unescaped(message)))
    return found


def unescaped(text):
    signs = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return re.sub("%0D|%0A|%3A|%2C|%25", lambda found: signs[found[0]], text)


def suites(report, **options):
    return ElementTree.fromstring(written(report, "junit", **options).encode()).findall("testsuite")


# ----- golden texts -----

GOLDENS = {
    "report.json": lambda: written(homework(), "json"),
    "report.sarif": lambda: written(homework(), "sarif"),
    "report.github.txt": lambda: written(homework(), "github"),
    "report.junit.xml": lambda: junit(homework(), when=WHEN),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_a_small_report_is_the_golden_text(name, update):
    path, found = GOLDEN / name, GOLDENS[name]()
    if update:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


# ----- what is told -----


def test_reports_are_valid():
    for report in (homework(), Report(), check("words\n", name="w.md"), report_of(*map(Verdict, KINDS))):
        for lenient in (False, True):
            valid_sarif(written(report, "sarif", lenient=lenient))
            valid_junit(written(report, "junit", lenient=lenient))


@pytest.mark.parametrize(
    ("kind", "lenient", "level", "command", "outcome"),
    [
        ("proved", False, None, None, None),
        ("agrees", False, None, None, None),
        ("refuted", False, "error", "error", "failure"),
        ("refuted", True, "error", "error", "failure"),
        ("undecided", False, "warning", "warning", "error"),
        ("undecided", True, "note", "notice", "skipped"),
        ("unread", False, "warning", "warning", "error"),
        ("unread", True, "note", "notice", "skipped"),
    ],
)
def test_each_verdict_has_its_level(kind, lenient, level, command, outcome):
    report = report_of(Verdict(kind, message="because"))
    if level is None:
        assert results(report) == [] and written(report, "github") == ""
    else:
        [result], [(said, fields, message)] = results(report, lenient=lenient), commands(report, lenient=lenient)
        assert (result["ruleId"], result["level"], said) == (kind, level, command)
        assert fields["title"] == f"symgrad: {kind}" and message == "2x = 3x\nbecause"
    [case] = suites(report, lenient=lenient)[0].findall("testcase")
    assert [child.tag for child in case] == ([outcome] if outcome else [])
    assert case.get("name") == "1:7 2x = 3x" and case.get("classname") == "a" and case.get("time") == "0.500"


def test_every_format_tells_the_same_places():
    report = homework()
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in results(report)]
    places = [tuple(region[name] for name in POSITIVE) for region in regions]
    fields = [fields for _, fields, _ in commands(report)]
    assert places == [tuple(int(f[name]) for name in ("line", "col", "endLine", "endColumn")) for f in fields]
    failed = [case.get("name").split(" ")[0] for case in suites(report)[0].iter("testcase") if len(case)]
    assert failed == [f"{line}:{column}" for line, column, _, _ in places]
    wrong = [s for s in report.steps if not s.verdict.holds]
    assert {(s.span.line, s.span.column) for s in wrong} <= {place[:2] for place in places}


def test_what_follows_from_a_wrong_step_is_a_note_that_points_to_it():
    [result] = [result for result in results(homework()) if "relatedLocations" in result]
    assert result["level"] == "note" and result["ruleId"] == "refuted" and "(1)" in result["message"]["text"]
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 7
    assert [said for said, fields, _ in commands(homework()) if fields["title"].endswith("follows")] == ["notice"]


def test_a_step_that_comes_out_as_expected_is_no_complaint():
    report = check("<!-- symgrad: expect refuted -->\n$$\\frac{d}{dx} x^2 = 3x$$\n", name="a.md")
    assert report.ok and results(report) == [] and written(report, "github") == ""
    assert [len(case) for case in suites(report)[0].iter("testcase")] == [0]


def test_a_named_mistake_is_a_rule_of_its_own():
    report = report_of(Verdict("refuted", message="so"), Verdict("refuted", message="so"))
    report.steps[1].mistake = "wrong-sign"
    log = valid_sarif(written(report, "sarif"))["runs"][0]
    assert [result["ruleId"] for result in log["results"]] == ["refuted", "wrong-sign"]
    assert log["tool"]["driver"]["rules"][-1]["shortDescription"]["text"] == "Wrong sign"
    assert [fields["title"] for _, fields, _ in commands(report)][1] == "symgrad: refuted (wrong-sign)"
    assert [child.get("type") for child in suites(report)[0].findall("testcase/failure")] == ["refuted", "wrong-sign"]


def test_a_place_on_several_lines_has_no_columns_on_github():
    source = Source("$$x =\n2\nx$$", "a.md")
    span = Span(source, 6, 9)
    step = Step(span, "=", "x", "2\nx", Verdict("refuted"), ("x", "2 x"))
    [(_, fields, message)] = commands(Report([FileReport("a.md", [StatementReport(span, "claim", [step])])]))
    assert (fields["line"], fields["endLine"]) == ("2", "3") and not {"col", "endColumn"} & set(fields)
    assert message == "x = 2 x"


def test_columns_count_code_points():
    report = check("\U0001d453\U0001d453 e\u0301: $2 = 3$\n", name="a.md")
    region = results(report)[0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"], region["snippet"]["text"]) == (13, 14, "3")


# ----- fingerprints -----


def prints(text):
    return [result["partialFingerprints"]["symgrad/v1"] for result in results(check(text, name="a.md"))]


def test_a_fingerprint_stays_when_the_text_around_it_changes():
    before = prints("$2x = 3x$\n\n$4x = 5x$\n")
    assert prints("# A\n\n$1 = 1$ and $2x  =  3x$\n\nThen $4x = 5x$.\n") == before
    assert len(set(before)) == 2 and prints("$4x = 5x$\n") == before[1:]


def test_equal_lines_have_fingerprints_of_their_own():
    found = prints("$2x = 3x$\n\n$2x = 3x$\n")
    assert len(set(found)) == 2 and found[0] == prints("$2x = 3x$\n")[0]


# ----- paths -----


@pytest.mark.parametrize("name", ["a b.md", "50%.md", "ü/ñ.md", "a,b:c.md", "#1?.md", "line\nbreak.md"])
def test_paths_are_seen_from_the_working_folder_and_escaped(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for path in (name, f"./{name}", str(tmp_path / name)):
        report = report_of(Verdict("refuted"), path=path)
        uri = results(report)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == name and re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert [fields["file"] for _, fields, _ in commands(report)] == [name]
        valid_junit(written(report, "junit"))


def test_a_path_outside_is_absolute(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    report = report_of(Verdict("refuted"), path="../a.md")
    assert results(report)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
    assert commands(report)[0][1]["file"] == (tmp_path / "a.md").as_posix()


def test_github_sees_paths_from_its_workspace(tmp_path, monkeypatch):
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path / "notes")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert commands(report_of(Verdict("refuted")))[0][1]["file"] == "notes/a.md"


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes elsewhere")
def test_a_name_that_is_no_text_is_written_too(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")
    Path(path).write_text("$2 = 3$\n", encoding="utf-8")
    for format in ("text", *FORMATS):
        command = [sys.executable, "-m", "symgrad", "check", "--format", format, path]
        done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert done.returncode == 1 and done.stderr == b"" and done.stdout.decode("utf-8")
    uri = results(report_of(Verdict("refuted"), path=path))[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert uri["uri"].endswith("/%FF.md")


# ----- hostile texts -----

HOSTILE = [
    "\n::error file=x::gotcha",
    "\r\n::add-mask::x",
    "%0A::error::gotcha",
    "::stop-commands::x",
    "##[error]gotcha",
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31m \x85\u2028\u2029 \u202eb \u2066",
    "]]></failure><x y='\"'>&amp;&#0;",
    "\x00\x08\x0b\x0c\x7f\ufffe\uffff\ud800",
    "[here](https://example.org) {0} {x}",
    "a" * 100_000,
]


def harmless(report):
    for format in FORMATS[1:]:
        text = written(report, format)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)
        commanding = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert len(commanding) == (len(text.splitlines()) if format == "github" else 0)
    for result in valid_sarif(written(report, "sarif"))["runs"][0]["results"]:
        message = result["message"]["text"]
        assert not re.search(r"(?<!\{)(\{\{)*\{(?!\{)", message)
        assert "](" not in message or "relatedLocations" in result
    valid_junit(written(report, "junit"))
    assert len(commands(report)) == len(results(report))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_out_harmless(text):
    for kind in ("refuted", "undecided", "unread"):
        verdict = Verdict(kind, message=f"at {text}", notes=(text,))
        path = re.sub("[\0\ud800]", "", f"a{text[:50]}.md")  # which no path holds
        harmless(report_of(verdict, left=f"x{text}", right=f"y{text}", path=path))


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_a_hostile_document_comes_out_harmless(text):
    text = text.replace("\0", "")  # with which no text is read
    document = f"$2x = 3{text}$\n\n$$x = {{{text}$$\n\n$\\text{{{text}}} = \\frac{text}$\n\n$2 = 3$\n"
    report = check(document, name="a.md")
    harmless(report)
    assert not report.ok


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_comes_out_harmless(left, right):
    harmless(report_of(Verdict("refuted", message=left, notes=(right,)), left=left, right=f"y{right}"))


@pytest.mark.parametrize("format", ["text", *FORMATS[1:]])
def test_no_control_code_of_a_document_reaches_the_terminal(capsys, tmp_path, format):
    path = tmp_path / "a.md"
    path.write_text("$2x = 3x \x1b[31m$ and $\\text{\x9b1m} = 2 \x07$\n\n$2 = 3\x7f$\n", encoding="utf-8")
    assert main(["check", "--format", format, str(path)]) in (1, 2)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", capsys.readouterr().out)


# ----- size -----


@pytest.mark.parametrize("format", FORMATS)
def test_the_time_grows_with_the_report(format):
    def seconds(steps):
        report = report_of(*[Verdict("refuted", message="no")] * steps)
        report.files[0].statements[0].span.source.position(0)
        best = float("inf")
        for _ in range(3):
            begun = time.perf_counter()
            written(report, format)
            best = min(best, time.perf_counter() - begun)
        return best

    assert seconds(8000) < 20 * seconds(1000)


# ----- the command line -----


@pytest.mark.parametrize(
    ("formula", "code", "lenient"),
    [("1 = 1", 0, 0), ("2 = 3", 1, 1), (r"x^{2 = 3", 2, 0), (r"\frac{\partial z}{\partial a} = \omega", 2, 0)],
)
@pytest.mark.parametrize("format", ["text", *FORMATS])
def test_the_exit_code_does_not_depend_on_the_format(capsys, formula, code, lenient, format):
    assert main(["check", "--format", format, "-e", formula]) == code
    assert main(["check", "--format", format, "--lenient", "-e", formula]) == lenient
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("format", FORMATS)
def test_programs_get_utf_8_whatever_the_locale(tmp_path, format):
    path = tmp_path / "a.md"
    path.write_text("$\\sqrt{2} = π$\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "symgrad", "check", "--format", format, str(path)],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout.decode("utf-8") and done.stderr == b""
