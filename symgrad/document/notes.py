"""Lines of plain notes: which words of a line belong to its formula, and which only stand around it.

In `the loss L = (y - t)^2 by definition` the formula is `L = (y - t)^2`. Nothing but its use tells a word that is a
name from one that is prose: a name stands beside an operator, a relation sign or a bracket somewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from symgrad.document.rows import REASON, RESTRICTING, SEPARATING
from symgrad.notation.letters import GREEK
from symgrad.notation.tokens import FUNCTIONS, Token, tokenize
from symgrad.source import Source

_LETTERS = r"[A-Za-zÀ-ÖØ-öø-ÿ]"
WORD = re.compile(rf"(?<![\w\\}}{{]){_LETTERS}{{2,}}(?:[’'-]{_LETTERS}{{2,}})*(?![\w{{’'])")
_SMALL = """is are be the of and or for with where then so if when in to at by we get gets has have since because as
from on using let this that gives yields hence thus therefore its an which what now also again here there only all both
it not but into per via
der die das ist sind und oder mit für wenn wobei dann von aus bei sei des dem den ein eine
le la les est sont et ou avec pour si donc par sur de du des un une soit où"""
SMALL = frozenset(_SMALL.split())  # words that no one gives to a quantity
_AFTER = re.compile(r"\s*(?:[=+*/^·×<>≤≥≈]|:=)|\(")
_BEFORE = re.compile(r"(?:[=+*/^·×<>≤≥≈]\s*|\w\(|[=(*/+,<>]\s*-\s*)$")
BINDING = re.compile(rf"{RESTRICTING.pattern}|{REASON.pattern}", re.IGNORECASE)  # what follows belongs to the formula
_COMMENT = re.compile(r"\s(?:#|//)\s.*$")
_HEAD = re.compile(rf"{_LETTERS}\w*'*(?:\([^()=<>]*\))?\s*(?:[=<>≤≥≈]|:=)|d\w+/d\w+\s*=")


def names_of(text: str) -> set[str]:
    """The words of a text that are names: each stands beside an operator, a relation sign or a bracket."""
    return {
        match.group()
        for match in WORD.finditer(text)
        if match.group().lower() not in SMALL
        and (_AFTER.match(text, match.end()) or _BEFORE.search(text, max(0, match.start() - 8), match.start()))
    }


def with_words(source: Source, start: int, end: int, names: Set[str], *, decimal_comma: bool) -> list[Token]:
    """The tokens of a line of notes, its prose as `\\text{...}` would be. names: words that are no prose."""
    tokens: list[Token] = []
    at = start
    for a, b in (*_parted(source.text, start, end, names), (end, end)):
        tokens += tokenize(source, at, a, latex=False, decimal_comma=decimal_comma)
        if a < b:
            if tokens and not BINDING.match(source.text, a, b):
                tokens.append(Token("quad", "quad", a, a))
            tokens += [
                Token("face", "text", a, a), Token("group", "{", a, a),
                Token("words", source.text[a:b], a, b), Token("endgroup", "}", b, b),
            ]  # fmt: skip
        at = b
    return tokens


def _parted(text: str, start: int, end: int, names: Set[str]) -> Iterator[tuple[int, int]]:
    """The stretches of prose, each cut behind a first word that parts two formulas: `and | scale`."""
    for a, b in prose(text, start, end, names):
        first = WORD.search(text, a, b)
        if first and first.end() < b and SEPARATING.match(first.group()):
            yield a, first.end()
            a = first.end()
        yield a, b


def prose(text: str, start: int, end: int, names: Set[str]) -> Iterator[tuple[int, int]]:
    """The stretches of a line that are words and no formula, in order."""
    comment = _COMMENT.search(text, start, end)
    stop = comment.start() if comment else end
    for run in _runs(text, start, stop, names):
        a, b = run[0].start(), run[-1].end()
        small = any(_is_small(word.group(), names) for word in run)
        opens = not text[start:a].strip(" \t,;:.-*•") or text[start:a].rstrip().endswith((",", ";", ":"))
        if a > start and text[a - 1] == "(" and text[b : b + 1] == ")" and (small or len(run) > 1):
            if not text[b + 1 : stop].strip(" .,;"):  # a remark behind the formula
                yield a - 1, b + 1
        elif small or (opens and (_HEAD.match(text, _behind(text, b)) or text[b : b + 1] == ":")):
            yield a, _behind(text, b) if text[b : b + 1] in (":", ",") else b
    if comment:
        yield comment.start() + 1, end


def _runs(text: str, start: int, stop: int, names: Set[str]) -> Iterator[list[re.Match[str]]]:
    """Words that follow each other with nothing but spaces, commas and `a` in between, none of them a name."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text, start, stop):
        if run and text[run[-1].end() : word.start()].strip(" \t,") not in ("", "a"):
            yield run
            run = []
        if not _is_word(word.group(), names) and not _called(text, word, names):
            if run:
                yield run
            run = []
        else:
            run.append(word)
    if run:
        yield run


def _is_word(word: str, names: Set[str]) -> bool:
    known = word in FUNCTIONS or word in GREEK or word in ("sqrt", "sum", "prod", "int", "lim", "inf", "infinity")
    return _is_small(word, names) or (len(word) > 2 and word not in names and not known)


def _called(text: str, word: re.Match[str], names: Set[str]) -> bool:
    """Whether the name of a function is part of prose: `the logistic function`, `the sign: ...`."""
    if word.group() not in FUNCTIONS:
        return False
    following = WORD.match(text, _behind(text, word.end()))
    return text[word.end() : word.end() + 1] == ":" or (following is not None and _is_word(following.group(), names))


def _is_small(word: str, names: Set[str]) -> bool:
    return word.lower() in SMALL and (word.islower() or word.istitle()) and word not in names  # dE is no `de`


def _behind(text: str, at: int) -> int:
    """Behind the punctuation and the spaces that follow a run."""
    while at < len(text) and text[at] in " \t,:":
        at += 1
    return at
