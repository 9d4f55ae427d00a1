r"""What a TeX document defines: \newcommand, \def, \let, \DeclareMathOperator, \newenvironment, \newtheorem, \newif.

A definition that is not understood is none: what uses it stays as it is written, and is unread in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from symgrad.document.macros import Argument, Macro, TexToken, parameters
from symgrad.notation.tokens import FUNCTIONS

if TYPE_CHECKING:
    from symgrad.document.expand import Expander

_INTERNAL = {"\\csname", "\\expandafter", "\\futurelet", "\\noexpand", "\\the"}
_SPACING = re.compile(r"\\[,;:!> ]|\\(?:thinspace|mspace)\b|[\s{}]")


def newcommand(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    expander.star(read)
    name = expander.control(read)
    arguments = _arguments(expander, read)
    body = expander.argument(read)
    if name is None or arguments is None or body is None:
        expander.push(read)
    elif token.text != "\\providecommand" or name[1:] not in expander.macros:
        expander.define(name, _macro(body, arguments))


def def_(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    name = expander.control(read)
    head: list[TexToken] = []
    while (part := expander.next()) is not None and part.text != "{" and part.text.count("\n") < 2:
        head.append(part)
    read += head
    if part is not None:
        expander.push([part])
    body = expander.group(read)
    spec = parameters(head)
    if name is None or body is None:
        expander.push(read)
    else:
        macro = _macro(body, spec[1], spec[0]) if spec is not None else None
        expander.define(name, macro, everywhere=token.text in ("\\gdef", "\\xdef"))


def let(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    name = expander.control(read)
    target = expander.past_blanks(read)
    if target is not None and target.text == "=":
        target = expander.past_blanks(read)
    if name is None or target is None or target.text in ("{", "}", "$") or target.blank:
        expander.push(read)
    else:
        target = expander.first(target, read)
        expander.define(name, expander.macros.get(target.text[1:], Macro((target,), plain=True)))


def operator(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    star = "*" if expander.star(read) else ""
    name = expander.control(read)
    body = expander.argument(read)
    if name is None or body is None:
        expander.push(read)
        return
    text = _SPACING.sub("", "".join(part.text for part in body))
    if text in ("argmax", "argmin"):
        expander.define(name, Macro((token._replace(text=f"\\{text}"),), plain=True))
    elif text[:1].islower() and text not in FUNCTIONS:
        expander.define(name, None)  # read as a variable, an unknown function would refute what is right
    else:
        texts = (f"\\operatorname{star}", "{", text, "}")
        expander.define(name, Macro(tuple(token._replace(text=part) for part in texts if part)))


def delimiters(expander: Expander, token: TexToken) -> None:
    r"""`\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}`: `\abs{x}`, `\abs*{x}` and `\abs[\big]{x}` are read alike."""
    read: list[TexToken] = []
    name, left, right = expander.control(read), expander.argument(read), expander.argument(read)
    if name is None or left is None or right is None:
        expander.push(read)
        return
    body = [token._replace(text="\\left"), *left, token._replace(text="#3"), token._replace(text="\\right"), *right]
    expander.define(name, Macro(tuple(body), (Argument("star"), Argument("optional"), Argument("group"))))


def document_command(expander: Expander, token: TexToken) -> None:
    r"""`\NewDocumentCommand{\f}{s O{x} m}{...}`."""
    read: list[TexToken] = []
    name = expander.control(read)
    spec = expander.group(read)
    body = expander.argument(read)
    if name is None or spec is None or body is None:
        expander.push(read)
        return
    arguments = _specified([part for part in spec if not part.blank])
    expander.define(name, None if arguments is None else _macro(body, arguments))


def environment(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    expander.star(read)
    name = expander.word(read)
    arguments = _arguments(expander, read)
    first, last = expander.argument(read), expander.argument(read)
    if not name or arguments is None or first is None or last is None:
        expander.push(read)
        return
    begin, end = _macro(first, arguments), _macro(last, ())
    if name not in expander.kept and begin is not None and end is not None:
        expander.environments[name] = begin, end


def theorem(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    expander.star(read)
    name = expander.word(read)
    shared = expander.bracket(read)
    title = "".join(part.text for part in expander.group(read) or () if part.text[0] not in "\\{}").strip()
    expander.bracket(read)
    if name:
        counter = "".join(part.text for part in shared).strip() if shared else name
        expander.theorems[name] = title or name, counter


def declared_theorem(expander: Expander, token: TexToken) -> None:
    r"""`\declaretheorem[name=Lemma, sibling=theorem]{lemma}`."""
    read: list[TexToken] = []
    options = "".join(part.text for part in expander.bracket(read) or ())
    title = re.search(r"\bname\s*=\s*\{?([^,{}]+)", options)
    shared = re.search(r"\b(?:sibling|numberlike|sharenumber)\s*=\s*\{?([^,{}]+)", options)
    for name in filter(None, map(str.strip, expander.word(read).split(","))):
        counter = shared[1].strip() if shared else name
        expander.theorems[name] = title[1].strip() if title else name.capitalize(), counter


def switch(expander: Expander, token: TexToken) -> None:
    read: list[TexToken] = []
    name = expander.control(read)
    if name is not None and name.startswith("\\if"):
        expander.switches[name[1:]] = False


def excluded(expander: Expander, token: TexToken) -> None:
    expander.verbatim.add(expander.word([]))


def _arguments(expander: Expander, read: list[TexToken]) -> tuple[Argument, ...] | None:
    """`[2][default]`: so many arguments, of which the first may be optional."""
    count = expander.bracket(read)
    if count is None:
        return ()
    text = "".join(part.text for part in count).strip()
    default = expander.bracket(read)
    if not re.fullmatch(r"[0-9]", text):
        return None
    arguments = [Argument("group")] * int(text)
    if default is not None and arguments:
        arguments[0] = Argument("optional", tuple(default))
    return tuple(arguments)


def _specified(spec: list[TexToken]) -> tuple[Argument, ...] | None:
    found: list[Argument] = []
    texts = [part.text for part in spec]
    at = 0
    while at < len(texts):
        letter = texts[at][0]
        if len(texts[at]) > 1 and letter in "mso":
            texts[at] = texts[at][1:]
        else:
            at += 1
        if letter == "O" and texts[at : at + 1] == ["{"] and "}" in texts[at:]:
            stop = texts.index("}", at)
            found.append(Argument("optional", tuple(spec[at + 1 : stop])))
            at = stop + 1
        elif letter in "mso":
            found.append(Argument({"m": "group", "s": "star", "o": "optional"}[letter]))
        else:
            return None
    return tuple(found)


def _macro(body: list[TexToken], arguments: tuple[Argument, ...], before: tuple[str, ...] = ()) -> Macro | None:
    """A macro, unless its body is made of TeX's inner machinery."""
    inner = any(part.text[0] == "\\" and ("@" in part.text or part.text in _INTERNAL) for part in body)
    return None if inner else Macro(tuple(body), arguments, before)


DEFINERS: dict[str, Callable[[Expander, TexToken], None]] = {
    **dict.fromkeys(("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"), newcommand),
    **dict.fromkeys(("def", "gdef", "edef", "xdef"), def_),
    **dict.fromkeys(("NewDocumentCommand", "RenewDocumentCommand", "DeclareDocumentCommand"), document_command),
    **dict.fromkeys(("newenvironment", "renewenvironment"), environment),
    "let": let,
    "DeclareMathOperator": operator,
    "DeclarePairedDelimiter": delimiters,
    "newtheorem": theorem,
    "declaretheorem": declared_theorem,
    "newif": switch,
    "excludecomment": excluded,
}
