"""LaTeX formulas as MathML."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_CLOSING = set(")]}|′")


@lru_cache(maxsize=4096)
def mathml(latex: str, display: bool = False) -> str:
    """A `math` element, within the line. Whatever stands in the formula is text in it, never markup."""
    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(_prepared(latex))
    except Exception:  # its errors share no base; the formula is then shown letter by letter
        return _letters(latex)
    for part in element.iter():
        part.text, part.tail = _unescaped(part.text), _unescaped(part.tail)
        if part.text is not None and part.text.startswith("\\"):
            return _letters(latex)
    parts = list(element.iter())
    for part in parts:
        _faces(part)
    for part in parts:
        _bars(part)
        _space(part)
    element.attrib.pop("xmlns", None)
    if display:
        element.set("displaystyle", "true")
    return ElementTree.tostring(element, encoding="unicode")


def _letters(latex: str) -> str:
    return f"<code>{html.escape(latex)}</code>"


def _unescaped(text: str | None) -> str | None:
    """The package writes some characters as references, and expects them to be put in as they are."""
    return None if text is None else html.unescape(text)


def _prepared(latex: str) -> str:
    """Spellings that the package knows; a name of several letters is one identifier."""
    latex = re.sub(r"\\mathrm\{([A-Za-z]{2,})\}", r"\\operatorname{\1}", latex)
    latex = re.sub(r"\\[td]frac(?![A-Za-z])", r"\\frac", latex)
    latex = re.sub(r"\\arg\s*\\(max|min)(?![a-z])|\\operatorname\{arg\\,(max|min)\}", _extremum, latex)
    return re.sub(r"\\arg(?![a-z])", r"\\operatorname{arg}", latex)


def _extremum(match: re.Match[str]) -> str:
    return rf"\operatorname{{arg{match[1] or match[2]}}}"


def _faces(part: Element) -> None:
    """Names are identifiers; outlined letters that few fonts have are set in bold."""
    text = part.text or ""
    if part.tag == "mo" and len(text) > 1 and text.isalpha():
        part.tag = "mi"
    elif part.tag == "mn" and part.get("mathvariant") == "bold":
        part.set("style", "font-weight: bold")
    elif len(text) == 1 and "\U0001d538" <= text <= "\U0001d56b":
        part.text = unicodedata.normalize("NFKC", text)
        part.set("mathvariant", "normal")
        part.set("style", "font-weight: bold")


def _bars(row: Element) -> None:
    """Bars in pairs stand close to what is between them; a single one is the bar of a condition."""
    bars = [part for part in row if part.tag == "mo" and part.text == "|"]
    if len(bars) % 2 == 0:
        for i, bar in enumerate(bars):
            bar.set("form", "postfix" if i % 2 else "prefix")
            bar.set("lspace", "0")
            bar.set("rspace", "0")


def _space(row: Element) -> None:
    """A sign without a left operand stands close to what it negates; a function's name stands apart."""
    before: Element | None = None
    for at, part in reversed(list(enumerate(row))):
        before = row[at - 1] if at else None
        text = part.text or ""
        if part.tag == "mo" and text in ("-", "−", "+"):
            if before is None or (before.tag == "mo" and before.text not in _CLOSING):
                part.set("form", "prefix")
        elif part.tag == "mi" and len(text) > 1 and text.isalpha() and row.tag in ("math", "mrow", "mtd"):
            if at + 1 < len(row) and row[at + 1].tag in ("mi", "mn", "msub", "msup", "mfrac", "msubsup"):
                row.insert(at + 1, Element("mspace", {"width": "0.167em"}))
            if before is not None and (before.tag != "mo" or before.text in _CLOSING):
                row.insert(at, Element("mspace", {"width": "0.167em"}))
