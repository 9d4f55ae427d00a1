"""Naming the mistake: the catalogue's own examples, slips as people make them, and spoiled right steps."""

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from mutants import Text
from spoiled import Mutant, Tally, second_opinion, spoil

from symgrad.cli import main
from symgrad.console import Console
from symgrad.review import check, check_file
from symgrad.review.mistakes import CATALOGUE, diagnosis

HERE = Path(__file__).parent
PROBLEMS = sorted((HERE.parent / "problems").glob("*.*"))
ENTRIES = list(CATALOGUE.values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_the_right_example_holds_and_the_wrong_one_is_named(entry):
    right, wrong = check(entry.right, formula=True), check(entry.wrong, formula=True)
    assert right.steps and all(step.verdict.holds for step in right.steps)
    (step,) = [step for step in wrong.steps if step.kind == "refuted"]
    assert step.mistake is not None and step.mistake.slug == entry.slug
    assert step.mistake.message and step.mistake.message[0] == step.mistake.message[0].lower()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_the_repair_makes_the_step_right(entry):
    (step,) = [step for step in check(entry.wrong, formula=True).steps if step.kind == "refuted"]
    if not step.mistake.correct:
        assert entry.slug in ("wrong-value", "rounded-too-early", "evaluated-too-early", "wrong-shape")
        return
    start, end = step.span.start, step.span.end
    repaired = entry.wrong[:start] + step.mistake.correct + entry.wrong[end:]
    assert all(step.verdict.holds for step in check(repaired, formula=True).steps), repaired


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_the_message_is_the_golden_text(entry, update):
    stream = io.StringIO()
    Console(stream, 80).report(check(entry.wrong, name="text", formula=True))
    path = HERE / "golden" / "mistakes" / f"{entry.slug}.txt"
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(stream.getvalue(), encoding="utf-8")
    assert stream.getvalue() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["slips", "fields"])
def test_slips_are_named_rightly_and_none_wrongly(name):
    text = (HERE / "mistakes" / f"{name}.md").read_text(encoding="utf-8")
    wanted = re.findall(r"expect refuted ([a-z-]+)", text)
    steps = [step for step in check(re.sub(r"<!-- symgrad: expect.*?-->\n", "", text)).steps if step.kind == "refuted"]
    assert len(steps) == len(wanted) == 40
    named = [step.mistake.slug if step.mistake is not None else "" for step in steps]
    assert [(a, b) for a, b in zip(named, wanted, strict=True) if a and a != b] == []
    assert sum(a == b for a, b in zip(named, wanted, strict=True)) >= 36


@pytest.mark.parametrize("path", PROBLEMS[::5], ids=lambda path: path.stem)
def test_spoiled_steps_are_refuted_and_seldom_misnamed(path):
    tally: Tally = spoil(str(path), share=0.12, each=1)
    assert [(m.text, m.why) for m in tally.mutants if m.verdict in ("missed", "open", "unproved")] == []
    refuted = [*tally.planted(), *tally.edited()]
    wrong = [m for m in refuted if m.named == "wrong"]
    assert len(wrong) <= 0.01 * len(refuted) + 1, [(m.text, m.kinds, m.mistake) for m in wrong]


def test_a_second_opinion_tells_mutants_that_the_judge_does_not_refute_apart(tmp_path):
    path = tmp_path / "one.md"
    path.write_text("$y = x^2$\n\n$$\\frac{dy}{dx} = 2x$$\n")
    text = Text(str(path))
    (step,) = text.report.steps
    said = SimpleNamespace(span=text.report.statements[-1].span, steps=[step])

    def opinion(stated, verdict, why=""):
        changed = text.text.replace("2x", stated)
        return second_opinion(text, Mutant("", "2x", stated, set(), verdict, why=why, changed=changed, said=said))

    assert opinion("2x", "held") == "true" and opinion("x + x", "open") == "unproved"
    assert opinion("3x", "held") == "missed" and opinion("3x", "open") == "open"
    for reason in ("no value is given for b", "0^0 stands here, which has no value", "f has no definition"):
        assert opinion("3x", "open", reason) == "valueless" and opinion("2x", "open", reason) == "unproved"
    assert opinion("3x", "open", "no proof; 3 points meet") == "open" and opinion("3x", "held", "no value") == "missed"


@pytest.mark.parametrize(("given", "wrong", "slug"), [
    (r"z = \frac{x - \mu}{\beta}", r"\frac{\partial z}{\partial \beta} = \frac{x - \mu}{\beta^2}", "wrong-sign"),
    (r"\ell = -\frac{x - m}{b} - e^{-(x - m)/b}",
     r"\frac{\partial \ell}{\partial b} = \frac{(x - m) e^{-(x - m)/b} - (x - m)}{b^2}", "wrong-sign"),
    (r"z = \frac{x - \mu}{\beta}", r"\frac{dz}{d\beta} = \frac{(x - \mu) - \beta \cdot 0}{\beta^2}", "quotient-order"),
    (r"f = \frac{\sin x}{x}", r"\frac{df}{dx} = \frac{\sin x - x\cos x}{x^2}", "quotient-order"),
    (r"f = 3 + 2\frac{\sin x}{x}", r"\frac{df}{dx} = 2\frac{\sin x - x\cos x}{x^2}", "quotient-order"),
    (r"f = \frac{\sin x}{x}", r"\frac{df}{dx} = \frac{x\cos x + \sin x}{x^2}", "quotient-sign"),
])  # fmt: skip
def test_the_quotient_rule_is_blamed_for_its_products_only(given, wrong, slug):
    *_, step = check(f"$${given}$$\n\n$${wrong}$$").steps
    assert (step.kind, step.mistake.slug) == ("refuted", slug)


def test_what_could_be_two_mistakes_gets_no_name():
    (step,) = check(r"\frac{d}{dx}(e^x + 2) = e^x + 2", formula=True).steps
    assert step.mistake.slug == ""
    assert set(step.mistake.possible) == {"constant-kept", "wrong-function"}


def test_a_sign_that_integration_explains_too_is_not_decided():
    text = r"$V(t) = m g l (1 - \cos t)$, $V''(t) = -m g l\cos t$."
    assert set(check(text).steps[-1].mistake.possible) == {"integrated-instead", "wrong-sign"}


@pytest.mark.parametrize(
    ("formula", "slugs"),
    [
        (r"\frac{d}{dx}(x^3 + \cos x) = 3x + \sin x", {"wrong-exponent", "wrong-sign"}),
        (r"\frac{d}{dx} x^{-3} = 3x^{-2}", {"wrong-exponent", "wrong-sign"}),
        (r"\frac{d}{dx}(x^5 + e^x + \sin x) = 4x^4 + e^x + \sin x", {"wrong-coefficient", "wrong-function"}),
    ],
)
def test_two_mistakes_at_once_are_both_named(formula, slugs):
    (step,) = check(formula, formula=True).steps
    assert set(step.mistake.slug.split(", ")) == slugs


def test_pairs_are_tried_after_single_mistakes_and_within_a_budget(monkeypatch):
    tried = []
    monkeypatch.setattr(diagnosis, "likely", lambda a, b: tried.append((a, b)) or False)
    check(r"\frac{d}{dx}(x^3 + \cos x) = 3x^2 + \sin x", formula=True)
    assert not tried
    check(r"\frac{d}{dx}(x^3 + \cos x) = 3x + \sin x", formula=True)
    assert tried
    tried.clear()
    monkeypatch.setattr(diagnosis, "SECONDS", 0.0)
    check(r"\frac{d}{dx}(x^3 + \cos x) = 3x + \sin x", formula=True)
    assert not tried


def test_a_random_formula_gets_no_name():
    (step,) = check(r"\frac{d}{dx} x^3 = \ln(x^2 + 7) - \tan x", formula=True).steps
    assert step.mistake.slug == "" and step.mistake.correct.replace(" ", "") == "3x^{2}"


def test_the_caret_stands_under_the_smallest_part():
    text = r"\frac{d}{dx}(x^3 + x\cos x) = 3x^2 + \cos x + x\sin x"
    (step,) = check(text, formula=True).steps
    assert step.mistake.span.text == r"+ x\sin x"


CARRIED = r"""
Let $f(x) = x^3$.

$$f'(x) = 3x^3$$

$$f'(2) = 24$$

$$f''(x) = 9x^2$$

$$f'(1) = 5$$
"""


def test_what_follows_from_a_wrong_line_is_counted_apart():
    report = check(CARRIED)
    first, second, third, last = report.steps
    assert first.mistake.slug == "exponent-not-lowered"
    assert second.follows is first and third.follows is first
    assert last.follows is None and last.mistake.slug == "wrong-value"
    assert report.summary["refuted"] == 2 and report.summary["follows"] == 2


def test_a_wrong_value_is_carried_through_names():
    first, second = check(r"$x = 2$, $z = 3x + 1 = 8$, $a = z^2 = 64$.").steps
    assert first.mistake.slug == "wrong-value" and second.follows is first


TWO_SLIPS = [
    (r"Let $f(x) = x^3 + x$.|$f'(x) = 3x^3 + 1$|$f''(x) = 9x$", "wrong-exponent", "given line 3, ", "6x"),
    (r"Let $x = 2$.|$z = 3x + 1 = 8$|$a = z^2 = 63$", "wrong-value", "given line 3, the value is 64", ""),
    (r"Let $x = 2$.|$z = 3x + 1 = 8$|$a = z^2 = -64$", "wrong-sign", "given line 3, ", ""),
    (
        r"$u = x^2$, $y = \sin u$.|$\frac{du}{dx} = 2x^2$|$\frac{dy}{dx} = -\cos(u) \cdot 2x^2$",
        *("wrong-sign", "given line 3, ", r"\cos(u) \cdot 2x"),
    ),
    (r"Let $g(t) = t^2 e^t$.|$g'(t) = 2t e^t$|$g''(1) = 5e$", "wrong-coefficient", "given line 3, 5 should be 4", "7e"),
]


@pytest.mark.parametrize(("text", "slug", "message", "correct"), TWO_SLIPS)
def test_a_slip_behind_a_wrong_line_is_named_by_what_is_carried(text, slug, message, correct):
    *_, first, second = check(text.replace("|", "\n\n")).steps
    assert first.kind == "refuted" and first.follows is None
    assert second.kind == "refuted" and second.follows is None
    assert second.mistake.slug == slug and second.mistake.message.startswith(message)
    assert second.mistake.correct == correct


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (TWO_SLIPS[0][0], ("9x$", "9x^2$")),
        (TWO_SLIPS[1][0], ("63", "64")),
        (TWO_SLIPS[3][0], (r"-\cos", r"\cos")),
        (TWO_SLIPS[4][0], ("5e", "4e")),
    ],
)
def test_a_line_that_is_right_but_for_what_is_carried_follows(text, right):
    first, second = check(text.replace(*right).replace("|", "\n\n")).steps
    assert second.follows is first and second.mistake is None


def test_a_line_behind_two_slips_follows_from_the_second():
    text = "Let $f(x) = x^3$.\n\n$f'(x) = 3x^3$\n\n$f''(x) = 9x$\n\n$f''(2) = 18$\n\n$f''(3) = 28$"
    report = check(text)
    _, second, third, last = report.steps
    assert third.follows is second
    assert last.follows is None and last.mistake.message == "given line 5, the value is 27"
    assert report.summary["refuted"] == 3 and report.summary["follows"] == 1


def test_a_slip_elsewhere_is_not_explained_by_a_wrong_line():
    text = r"Let $f(x) = x^3$.|$f'(x) = 3x^3$|$\frac{d}{dt} (t^4 + t) = 4t^2 + 1$"
    assert check(text.replace("|", "\n\n")).steps[-1].mistake.message == "the exponent 2 is wrong: t^3 is meant"


def test_the_machine_form_has_name_message_and_repair():
    found = check(r"\frac{d}{dx} x^3 = 2x^2", formula=True).to_dict()["files"][0]["statements"][0]["steps"][0]
    assert found["mistake"] == "wrong-coefficient" and found["correct"] == "3x^2"
    assert found["message"].startswith("2 should be 3")
    assert json.dumps(found)


def test_an_expectation_may_name_the_mistake():
    text = "<!-- symgrad: expect refuted {} -->\n" + r"$\frac{{d}}{{dx}} \sin(x^2) = \cos(x^2)$"
    assert check(text.format("missing-inner-derivative")).ok
    assert not check(text.format("wrong-sign")).ok
    assert check(text.format("")).ok


def test_explain_shows_each_entry(capsys):
    for entry in ENTRIES:
        assert main(["explain", entry.slug]) == 0
        assert entry.summary in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert all(slug in capsys.readouterr().out for slug in ("missing-path",))
    assert main(["explain", "missing-pth"]) == 2
    assert "missing-path" in capsys.readouterr().err


def test_a_text_without_a_wrong_step_does_not_load_the_catalogue():
    import subprocess
    import sys

    code = "import sys, symgrad; symgrad.check('$x + x = 2x$'); print('symgrad.review.mistakes' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_problems_that_are_wrong_on_purpose_are_diagnosed():
    named = [step.mistake.slug for path in PROBLEMS for step in check_file(str(path)).steps if step.mistake is not None]
    assert "rounded-too-early" in named
