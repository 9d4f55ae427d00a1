"""Values that stand behind the formula which they are put into."""

import pytest
from judged import verdicts

from symgrad.review import check

NEURON = r"""
$$C = \frac{(y-a)^2}{2}, \qquad a = \sigma(z), \qquad z = wx + b$$

$$\frac{\partial C}{\partial w} = (a-y)\sigma'(z)x = %s$$

"""
CUBE = r"The slope of $f(x) = x^3$ is" + "\n\n" + r"$$f'(x) = 3x^2 = %s$$" + "\n\n"


@pytest.mark.parametrize("words", ["where $x = 1$ and $y = 0$ have been put in.", "with $x = 1$, $y = 0$."])
def test_where_clauses_give_values(words):
    report = check(NEURON % r"a\sigma'(z)" + words)
    assert report.ok and "at x = 1, y = 0" in report.steps[1].verdict.notes
    assert verdicts(NEURON % r"-a\sigma'(z)" + words) == ["proved", "refuted"]
    assert verdicts(NEURON % r"(a-1)\sigma'(z)" + words) == ["proved", "refuted"]


def test_they_win_over_a_value_from_before():
    text = "Let $x = 5$." + "\n\n" + CUBE
    assert verdicts(text % "12" + "at $x = 2$.") == ["proved", "proved"]
    assert verdicts(text % "75" + "at $x = 2$.") == ["proved", "refuted"]
    assert verdicts(text % "75") == ["proved", "proved"]


def test_a_new_sentence_is_about_what_follows():
    for words in ("Let $x = 2$.", "Now take $x = 2$.", "The next slope is at $x = 2$."):
        assert verdicts(CUBE % "12" + words)[1] != "proved"
