"""TeX tokens, macros and their arguments; every token keeps the place where it was written.

A token that a macro writes stands where the macro is called; a token of an argument stands where the author put it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from symgrad.source import Source, Span, SymgradError

WORK = 2_000_000  # characters that macros may write for one document
DEEPEST = 200  # macros inside the expansions of macros
LONGEST_WORD = 100  # tokens of the name of an environment or a file
LONGEST_STOP = 20  # tokens behind which a delimited argument ends
_WHY = "a macro that calls itself or doubles with every call, or an argument whose brace is never closed"


class Call(NamedTuple):
    """A macro call that is being expanded, and the one that wrote it."""

    name: str
    span: Span
    outer: Call | None
    depth: int


class TexToken(NamedTuple):
    """A control sequence, a brace, white space, a parameter, or a run of characters without meaning for TeX.

    call: the macro that wrote it; None if it stands in a file.
    """

    text: str
    source: Source
    start: int
    end: int
    call: Call | None = None

    @property
    def blank(self) -> bool:
        return self.text.isspace()

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


_TOKEN = (
    r"(?P<directive>%[ \t]*symgrad:[^\n]*\n?)|(?P<comment>%[^\n]*(?:\n(?![ \t]*\n)[ \t]*)?)|(?P<word>\\[A-Za-zAT]+)"
    r"|\\.|[{}$\[\]~&]|\#+[1-9]?|\s+|[^\\{}$\[\]~&\#%\s]{1,80}|\\"
)
_LEXERS = {at: re.compile(_TOKEN.replace("AT", "@" if at else ""), re.DOTALL) for at in (False, True)}


class Cursor:
    """A file, or a stretch of one, that is read token by token. inner: `@` is a letter, as inside a package."""

    def __init__(self, source: Source, start: int, end: int, inner: bool = False) -> None:
        self.source, self.at, self.end, self.inner = source, start, end, inner
        self.preamble = False  # only definitions are read
        self.back: list[TexToken] = []  # what macros wrote, in reverse, before the text from `at` on

    def next(self) -> TexToken | None:
        if self.back:
            return self.back.pop()
        while self.at < self.end:
            match = _LEXERS[self.inner].match(self.source.text, self.at, self.end)
            assert match is not None
            start, self.at = match.span()
            if match["comment"] is None:
                return TexToken(match.group(), self.source, start, self.at)
        return None


class Argument(NamedTuple):
    """kind: group (a brace group or one token), optional (in brackets, else the default), until (`stop`), star."""

    kind: str
    default: tuple[TexToken, ...] = ()
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Macro:
    """A definition. before: what must stand between the name and the first argument. plain: the body is no macro."""

    body: tuple[TexToken, ...]
    arguments: tuple[Argument, ...] = ()
    before: tuple[str, ...] = ()
    plain: bool = False


class Stream:
    """Tokens of files, and before them those that macros wrote."""

    def __init__(self) -> None:
        self.files: list[Cursor] = []
        self.work = WORK

    def next(self) -> TexToken | None:
        """The next token; None at the end of the innermost file."""
        return self.files[-1].next() if self.files else None

    def push(self, tokens: list[TexToken]) -> None:
        """Put tokens before what follows: an expansion, or what was read in vain."""
        self.work -= sum(len(token.text) for token in tokens)
        if self.work < 0:
            span = tokens[0].call.span if tokens[0].call else tokens[0].span
            raise SymgradError(f"macros write more than {WORK} characters", span, _WHY)
        self.files[-1].back.extend(reversed(tokens))

    def past_blanks(self, read: list[TexToken]) -> TexToken | None:
        """The next token behind white space (not behind a blank line); all that is read is added to `read`."""
        while (token := self.next()) is not None:
            read.append(token)
            if not token.blank or token.text.count("\n") > 1:
                break
        return token

    def group(self, read: list[TexToken]) -> list[TexToken] | None:
        """What stands in the brace group that follows; None if none follows, or it is not closed."""
        if not self._opens("{", read):
            return None
        found: list[TexToken] = []
        level = 1
        while (token := self.next()) is not None:
            read.append(token)
            level += (token.text == "{") - (token.text == "}")
            if level == 0:
                return found
            found.append(token)
        return None

    def word(self, read: list[TexToken]) -> str:
        """The name in the braces that follow; '' if there is none, and then nothing is read."""
        mine: list[TexToken] = []
        if self._opens("{", mine):
            while len(mine) < LONGEST_WORD and (token := self.next()) is not None:
                mine.append(token)
                if token.text == "}":
                    read += mine
                    return "".join(part.text for part in mine).strip()[1:-1].strip()
                if token.text == "{" or token.text.count("\n") > 1:
                    break
        self.push(mine)
        return ""

    def _opens(self, bracket: str, read: list[TexToken]) -> bool:
        """Whether this bracket follows; if so, it is read."""
        mine: list[TexToken] = []
        token = self.past_blanks(mine)
        if token is None or token.text != bracket:
            self.push(mine)
            return False
        read += mine
        return True

    def bracket(self, read: list[TexToken]) -> list[TexToken] | None:
        """What stands in the square brackets that follow; what was read is given back if none do."""
        mine: list[TexToken] = []
        found = self._until(("]",), mine) if self._opens("[", mine) else None
        if found is None:
            self.push(mine)
        else:
            read += mine
        return found

    def star(self, read: list[TexToken]) -> bool:
        """Whether a star follows; it is read."""
        mine: list[TexToken] = []
        token = self.past_blanks(mine)
        if token is not None and self.first(token, mine).text == "*":
            read += mine
            return True
        self.push(mine)
        return False

    def control(self, read: list[TexToken]) -> str | None:
        """The control sequence that a definition names, in braces or bare."""
        token = self.past_blanks(read)
        if token is not None and token.text == "{":
            self.push([read.pop()])
            text = self.word(read)
        else:
            text = token.text if token is not None else ""
        return text if re.fullmatch(r"\\(?:[A-Za-z@]+|[^A-Za-z\s])", text) else None

    def arguments(self, macro: Macro, read: list[TexToken]) -> list[list[TexToken]] | None:
        """The arguments of a macro's call; None if the text does not fit its definition."""
        if macro.before and not self._literal(macro.before, read):
            return None
        found = []
        for argument in macro.arguments:
            one: list[TexToken] | None
            if argument.kind == "optional":
                one = self.bracket(read)
                one = list(argument.default) if one is None else one
            elif argument.kind == "star":
                self.star(read)
                one = []
            elif argument.kind == "until":
                one = self._until(argument.stop, read)
            else:
                one = self.argument(read)
            if one is None:
                return None
            found.append(one)
        return found

    def argument(self, read: list[TexToken]) -> list[TexToken] | None:
        """A brace group, or one token or character; None if neither follows."""
        token = self.past_blanks(read)
        if token is None or token.blank or token.text in "}$":
            return None
        if token.text == "{":
            self.push([read.pop()])
            return self.group(read)
        return [self.first(token, read)]

    def first(self, token: TexToken, read: list[TexToken]) -> TexToken:
        """The first character of a run; the rest is given back."""
        if token.text[0] in "\\#%" or token.blank:
            return token
        return self._cut(token, 1, read)

    def _cut(self, token: TexToken, length: int, read: list[TexToken]) -> TexToken:
        """So many characters of a run that was just read; the rest is given back."""
        if length >= len(token.text):
            return token
        head, tail = token._replace(text=token.text[:length]), token._replace(text=token.text[length:])
        if token.call is None:
            middle = token.start + length
            head, tail = head._replace(end=middle), tail._replace(start=middle)
        read[-1] = head
        self.push([tail])
        return head

    def _literal(self, texts: tuple[str, ...], read: list[TexToken]) -> bool:
        for text in texts:
            token = self.next()
            if token is None:
                return False
            read.append(token)
            if self.first(token, read).text != text:
                return False
        return True

    def _until(self, stop: tuple[str, ...], read: list[TexToken]) -> list[TexToken] | None:
        """The tokens up to these ones outside of braces, in the same paragraph."""
        found: list[TexToken] = []
        level = 0
        while (token := self.next()) is not None:
            read.append(token)
            if token.text[0] not in "\\#%" and (at := token.text.find(stop[-1])) >= 0:
                token = self._cut(token, at or 1, read)
            level += (token.text == "{") - (token.text == "}")
            if level < 0 or (token.blank and token.text.count("\n") > 1):
                return None
            found.append(token)
            if level == 0 and token.text == stop[-1] and tuple(t.text for t in found[-len(stop) :]) == stop:
                found = found[: -len(stop)]
                whole = len(found) > 1 and found[0].text == "{" and found[-1].text == "}" and _one_group(found)
                return found[1:-1] if whole else found
        return None


def expansion(macro: Macro, call: Call, arguments: list[list[TexToken]]) -> list[TexToken]:
    """The tokens that a call stands for."""
    found: list[TexToken] = []
    for token in macro.body:
        if token.text[0] != "#":
            found.append(TexToken(token.text, call.span.source, call.span.start, call.span.end, call))
        elif token.text.startswith("##"):
            found.append(TexToken(token.text[1:], call.span.source, call.span.start, call.span.end, call))
        elif token.text[1:].isdigit() and int(token.text[1]) <= len(arguments) and len(found) <= WORK:
            found += arguments[int(token.text[1]) - 1]
    return found


def called(token: TexToken, read: list[TexToken], name: str) -> Call:
    """The call that starts with a token and whose arguments have been read."""
    depth = token.call.depth + 1 if token.call else 1
    if token.call is not None:
        return Call(name, token.call.span, token.call, depth)
    ends = [t.end for t in read if t.call is None and t.source is token.source and t.start >= token.start]
    return Call(name, Span(token.source, token.start, max(ends, default=token.end)), None, depth)


def is_inside(name: str, call: Call | None) -> bool:
    """Whether a call stands in the expansion of a macro of this name, or too deep in others."""
    if call is not None and call.depth >= DEEPEST:
        return True
    while call is not None:
        if call.name == name:
            return True
        call = call.outer
    return False


def parameters(read: list[TexToken]) -> tuple[tuple[str, ...], tuple[Argument, ...]] | None:
    """What stands between the name and the body of a `\\def`: the text before #1, and the arguments."""
    while read and read[0].blank:
        read = read[1:]
    if any(token.blank for token in read):
        return None
    texts = [char for token in read for char in ([token.text] if token.text[0] in "\\#" else token.text)]
    before: list[str] = []
    stops: list[list[str]] = []
    for text in texts:
        if text.startswith("#"):
            if text != f"#{len(stops) + 1}":
                return None
            stops.append([])
        else:
            (stops[-1] if stops else before).append(text)
    if any(len(texts) > LONGEST_STOP for texts in (before, *stops)):
        return None
    arguments = (Argument("until", stop=tuple(stop)) if stop else Argument("group") for stop in stops)
    return tuple(before), tuple(arguments)


def _one_group(tokens: list[TexToken]) -> bool:
    level = 0
    for i, token in enumerate(tokens):
        level += (token.text == "{") - (token.text == "}")
        if level == 0:
            return i == len(tokens) - 1
    return False
