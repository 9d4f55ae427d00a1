"""Every example of the notation page is read as the page says."""

import re
from pathlib import Path

import pytest

import symgrad.notation
from symgrad.notation.plain import plain
from symgrad.notation.reader import read
from symgrad.notation.tokens import tokenize
from symgrad.source import Source

PAGE = (Path(symgrad.notation.__file__).parent / "NOTATION.md").read_text(encoding="utf-8")
LATEX, PLAIN = PAGE.split("## Plain text")
ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \|$", re.MULTILINE)
EXAMPLES = [(a, b, True) for a, b in ROW.findall(LATEX)] + [(a, b, False) for a, b in ROW.findall(PLAIN)]


def test_the_page_has_examples():
    assert len(EXAMPLES) > 80


@pytest.mark.parametrize(("written", "meant", "latex"), EXAMPLES)
def test_an_example_is_read_as_the_page_says(written, meant, latex):
    source = Source(written.replace(r"\|", "|"))
    comma = bool(re.fullmatch(r"\d+,\d+", source.text))
    tree = read(tokenize(source, 0, len(source.text), latex=latex, decimal_comma=comma))
    assert plain(tree) == meant.replace(r"\|", "|")


@pytest.mark.parametrize(
    "written",
    [
        r"\overset{..}{x}",
        r"\operatorname{foo} x",
        r"\max(y \mid x)",
        r"\frac{\delta F}{\delta y}",
        r"\frac{\mathrm{D}f}{\mathrm{D}t}",
        r"\Re z",
        r"\langle x, y \rangle",
        r"1/2x",
    ],
)
def test_what_is_not_on_the_page_is_unread_with_its_place(written):
    from symgrad.notation.syntax import Unread

    with pytest.raises(Unread) as caught:
        read(tokenize(Source(written), 0, len(written), latex=True))
    assert caught.value.reason and 0 <= caught.value.start <= caught.value.end <= len(written)
