"""TeX to the text that it stands for: macros expanded, files put in, comments and what is switched off left out.

The few rules of TeX that a text of formulas needs stand here: pylatexenc gives positions, but it expands nothing, does
not read `\\def`, and recurses for every brace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

from symgrad.document.definitions import DEFINERS
from symgrad.document.expanded import Expanded, Writer
from symgrad.document.files import Folder
from symgrad.document.macros import Cursor, Macro, Stream, TexToken, called, expansion, is_inside
from symgrad.source import Source, SymgradError

LARGEST = 5_000_000  # characters of a document with all that it inputs
INPUT_COST = 1000  # as so many characters counts the reading of a file
VERBATIM = {"verbatim", "Verbatim", "BVerbatim", "lstlisting", "minted", "comment", "alltt", "filecontents",
            "filecontents*", "verbatim*", "lstlisting*", "tikzpicture", "pgfpicture", "asy", "luacode"}  # fmt: skip
NO_CONDITIONALS = {"iff", "ifthenelse", "ifblank", "ifbool", "ifboolexpr", "ifcsdef", "ifdef", "ifdefempty", "ifundef",
                   "ifdefstring", "ifinlist", "ifnumcomp", "ifnumequal", "ifnumgreater", "ifnumless", "ifnumodd",
                   "ifstrempty", "ifstrequal", "iftoggle"}  # fmt: skip
PROTECTED = {"begin", "end", "item", "part", "chapter", "section", "subsection", "subsubsection", "paragraph",
             "subparagraph", "label", "ref", "eqref", "cite", "left", "right", "text", "frac", "documentclass",
             "\\", "(", ")", "[", "]", "{", "}", "$", "%", "&", "#", "_"}  # fmt: skip
_SILENT = {"xspace", "protect", "long", "global", "outer"}
_OPENING = {"{": "{", "\\(": "(", "\\[": "[", "\\begingroup": "group", "\\bgroup": "{"}
_CLOSING = {"}": "{", "\\)": "(", "\\]": "[", "\\endgroup": "group", "\\egroup": "{"}
_WORD = re.compile(r"\\[A-Za-z]+")
_RAW = re.compile(  # what is no TeX although it stands in a line of text
    r"\\(?:verb\*?(?P<mark>[^\sA-Za-z*])[^\n]{0,1000}?(?P=mark)"
    r"|(?:lstinline|mintinline)(?:\[[^\]\n]{0,300}\])?(?:\{\w+\}(?=[|!+@{]))?"
    r"(?:\{[^{}\n]{0,1000}\}|(?P<bar>[|!+@])[^\n]{0,1000}?(?P=bar))"
    r"|(?:url|path|nolinkurl|href)\s*\{[^{}\n]*\})"
)


class Expander(Stream):
    """Expands one document.

    kept: environments that no definition changes, since their names say what they are. theorems: what \\newtheorem
    declares, as printed name and counter. broken: places of the expanded text that stay as they are, and why.
    """

    def __init__(self, name: str, kept: Collection[str] = (), folder: Folder | None = None) -> None:
        super().__init__()
        self.name, self.kept = name, kept
        self.folder = folder or Folder(name)
        self.writer = Writer(name)
        self.broken: list[tuple[int, int, str]] = []
        self.macros: dict[str, Macro] = {}
        self.environments: dict[str, tuple[Macro, Macro]] = {}
        self.theorems: dict[str, tuple[str, str]] = {}
        self.switches = {"iftrue": True, "iffalse": False}
        self.branches: list[bool] = []  # for each open conditional whether its \else is left out
        self.verbatim = set(VERBATIM)
        self.groups: list[tuple[str, dict[str, Macro | None]]] = []  # what each open group redefines
        self.open: Counter[str] = Counter()
        self.endless: set[str] = set()  # macros that call themselves
        self.length = 0
        self.begun = False  # \begin{document} has been read

    def run(self, source: Source, *, preamble: bool) -> Expanded:
        """The text of a whole document. preamble: only definitions are read before \\begin{document}."""
        self.enter(Cursor(source, 0, len(source.text)), preamble)
        self.finish()
        return self.writer.expanded()

    def enter(self, cursor: Cursor, preamble: bool = False) -> None:
        """Read a stretch of a source next."""
        self.length += cursor.end - cursor.at
        if self.length > LARGEST:
            raise SymgradError(f"{self.name} with all that it inputs has more than {LARGEST} characters")
        cursor.preamble = preamble
        self.files.append(cursor)

    def finish(self) -> None:
        """Expand all that is to be read."""
        while self.files:
            token = self.next()
            if token is None:
                self.files.pop()
            else:
                self._read(token)

    @property
    def preamble(self) -> bool:
        return self.files[-1].preamble

    def write(self, *tokens: TexToken) -> None:
        """Add tokens to the text, unless they stand in a preamble."""
        if not self.preamble:
            for token in tokens:
                self._add(token)

    def refuse(self, tokens: list[TexToken], reason: str) -> None:
        """Leave tokens as they are, and say why."""
        at = self.writer.length
        for token in tokens:
            self._add(token)
        self.broken.append((at, self.writer.length, reason))

    def _add(self, token: TexToken) -> None:
        parts = self.writer.parts
        if token.text[0].isalpha() and parts and _WORD.fullmatch(parts[-1]):  # \alpha and x are no command \alphax
            self.writer.add(" ", token.source, token.start, token.end, False)
        self.writer.add(token.text, token.source, token.start, token.end, token.call is None)

    # ----- one token -----

    def _read(self, token: TexToken) -> None:
        if token.text[0] == "%":
            self._directive(token)
        elif token.text[0] == "\\":
            self._control(token, token.text[1:])
        else:
            self._grouping(token.text)
            self.write(token)

    def _directive(self, token: TexToken) -> None:
        """A directive gets a line of its own, as it has in Markdown; it is one in a preamble, too."""
        if not self.writer.line_is_blank:
            self.writer.add("\n", token.source, token.start, token.start, False)
        self._add(token)

    def _control(self, token: TexToken, name: str) -> None:
        stem, truth = (name[:-4], True) if name.endswith("true") else (name[:-5], False)
        if name in _HANDLERS:
            _HANDLERS[name](self, token)
        elif name in self.switches:
            self._condition(token, self.switches[name])
        elif name.endswith(("true", "false")) and f"if{stem}" in self.switches:
            self.switches[f"if{stem}"] = truth
        elif name in self.macros and not self.preamble:
            self._expand(token, name, self.macros[name])
        elif self._is_conditional(name):
            self.branches.append(False)  # nobody knows which branch holds: both are read
            self.write(token)
        elif name not in _SILENT and not self._raw(token):
            self._grouping(token.text)
            self.write(token)

    def _expand(self, token: TexToken, name: str, macro: Macro) -> None:
        read: list[TexToken] = []
        if macro.plain:
            self.write(*expansion(macro, called(token, read, name), []))
        elif is_inside(name, token.call):
            if name in self.endless:
                self.write(token)
            else:
                self.endless.add(name)
                self.refuse([token], f"the macro \\{name} calls itself, or macros are nested too deep")
        elif (arguments := self.arguments(macro, read)) is None:
            self.push(read)
            self.write(token)
        else:
            self.push(expansion(macro, called(token, read, name), arguments))

    def _raw(self, token: TexToken) -> bool:
        """Skip `\\verb|...|` and the like."""
        file = self.files[-1]
        found = None if token.call or file.back else _RAW.match(token.source.text, token.start, file.end)
        if found is not None:
            file.at = found.end()
        return found is not None

    # ----- groups -----

    def _grouping(self, text: str) -> None:
        if self.preamble:
            return
        if text in _OPENING:
            self._enter_group(_OPENING[text])
        elif text in _CLOSING:
            self._leave_group(_CLOSING[text])
        elif text == "$":
            inside = bool(self.groups) and self.groups[-1][0] == "$"
            (self._leave_group if inside else self._enter_group)("$")
        elif text.count("\n") > 1 and self.groups and self.groups[-1][0] == "$":
            self._leave_group("$")  # an unclosed dollar ends with its paragraph

    def _enter_group(self, kind: str) -> None:
        self.groups.append((kind, {}))
        self.open[kind] += 1

    def _leave_group(self, kind: str) -> None:
        """Definitions end with the group that they stand in."""
        while self.open[kind]:
            last, before = self.groups.pop()
            self.open[last] -= 1
            for name, macro in before.items():
                self._set(name, macro)
            if last == kind:
                break

    def define(self, name: str, macro: Macro | None, everywhere: bool = False) -> None:
        """Give a control sequence its meaning; None takes it away."""
        name = name.removeprefix("\\")
        if name in PROTECTED:
            return
        if everywhere:
            for _, before in self.groups:
                before.pop(name, None)
        elif self.groups:
            self.groups[-1][1].setdefault(name, self.macros.get(name))
        self._set(name, macro)

    def _set(self, name: str, macro: Macro | None) -> None:
        if macro is None:
            self.macros.pop(name, None)
        else:
            self.macros[name] = macro

    # ----- conditionals -----

    def _is_conditional(self, name: str) -> bool:
        return name.startswith("if") and name not in NO_CONDITIONALS and name not in self.macros

    def _condition(self, token: TexToken, holds: bool) -> None:
        if holds:
            self.branches.append(True)
            return
        stop = self._skip()
        if stop == "else":
            self.branches.append(False)
        elif not stop:
            self.refuse([token], f"{token.text} is never closed by \\fi: nothing behind it is read")

    def _skip(self) -> str:
        """Skip the branch of a conditional; returns what ends it: else, fi, or nothing."""
        level = 0
        while (token := self.next()) is not None:
            name = token.text[1:] if token.text[0] == "\\" else ""
            if self._is_conditional(name):
                level += 1
            elif name == "else" and level == 0:
                return name
            elif name == "fi":
                if level == 0:
                    return name
                level -= 1
        return ""

    def _else(self, token: TexToken) -> None:
        if not self.branches:
            self.write(token)
        elif self.branches[-1]:
            self.branches.pop()
            self._skip()

    def _fi(self, token: TexToken) -> None:
        if self.branches:
            self.branches.pop()
        else:
            self.write(token)

    # ----- environments -----

    def _begin(self, token: TexToken) -> None:
        read = [token]
        name = self.word(read)
        if name in self.verbatim:
            self._skip_environment(read, name)
        elif name == "document":
            self.begun = True
            for file in self.files:
                file.preamble = False
        elif self.preamble:
            return
        elif name in self.environments:
            self._enter_group("begin")
            macro = self.environments[name][0]
            mine: list[TexToken] = []
            arguments = self.arguments(macro, mine)
            if arguments is None or is_inside(f"{{{name}}}", token.call):
                self.push(mine)
                self.write(*read)
            else:
                self.push(expansion(macro, called(token, read + mine, f"{{{name}}}"), arguments))
        else:
            if name:
                self._enter_group("begin")
            self.write(*read)

    def _end(self, token: TexToken) -> None:
        read = [token]
        name = self.word(read)
        if name == "document":
            self.files[-1].at, self.files[-1].back = self.files[-1].end, []
            return
        if name and not self.preamble:
            self._leave_group("begin")
        if name in self.environments and not self.preamble and not is_inside(f"{{{name}}}", token.call):
            self.push(expansion(self.environments[name][1], called(token, read, f"{{{name}}}"), []))
        else:
            self.write(*read)

    def _skip_environment(self, read: list[TexToken], name: str) -> None:
        file = self.files[-1]
        end = f"\\end{{{name}}}"
        if file.back or read[0].call:
            seen = ""
            while not seen.endswith(end) and (token := self.next()) is not None:
                seen = seen[-len(end) :] + token.text
            return
        at = file.source.text.find(end, file.at, file.end)
        if at < 0:
            self.refuse(read, f"the environment {name} is never closed: nothing behind it is read")
        file.at = at + len(end) if at >= 0 else file.end

    # ----- other files -----

    def _input(self, token: TexToken) -> None:
        read = [token]
        name = self.word(read) or self._bare_name(read)
        path = self.folder.find(name)
        trouble = self._enter_file(path, self.preamble, self.files[-1].inner) if isinstance(path, Path) else path
        if trouble:
            self.refuse(read, trouble)

    def _enter_file(self, path: Path, preamble: bool, inner: bool) -> str:
        """Read a file next; returns what is in the way."""
        if path.resolve() in [Path(file.source.name).resolve() for file in self.files]:
            return f"'{path.name}' inputs itself"
        try:
            source = self.folder.source(path)
        except SymgradError as error:
            return error.diagnostic.message
        self.length += INPUT_COST
        self.enter(Cursor(source, 0, len(source.text), inner), preamble)
        return ""

    def _bare_name(self, read: list[TexToken]) -> str:
        """The file name of `\\input chapter`, which ends with white space."""
        token = self.past_blanks(read)
        name = ""
        while token is not None and not token.blank and token.text[0] not in "\\{}$%":
            name += token.text
            token = self.next()
            read += [token] if token is not None else []
        if token is not None:
            self.push([read.pop()])
        return name

    def _package(self, token: TexToken) -> None:
        """A package that stands beside the document may define macros."""
        read: list[TexToken] = []
        self.bracket(read)
        names = self.word(read).split(",")
        for name in reversed(names if self.preamble else []):
            path = self.folder.find(name, ".sty")
            if isinstance(path, Path) and path.suffix == ".sty":
                self._enter_file(path, preamble=True, inner=True)

    def _class(self, token: TexToken) -> None:
        """A file that is a document of its own has a preamble, also where another one inputs it."""
        if len(self.files) > 1:
            self.files[-1].preamble = True

    def _inner(self, token: TexToken) -> None:
        self.files[-1].inner = token.text == "\\makeatletter"

    def _endinput(self, token: TexToken) -> None:
        self.files[-1].at = self.files[-1].end


_HANDLERS: dict[str, Callable[[Expander, TexToken], None]] = {
    **DEFINERS,
    **dict.fromkeys(("input", "include", "subfile"), Expander._input),
    **dict.fromkeys(("usepackage", "RequirePackage"), Expander._package),
    **dict.fromkeys(("makeatletter", "makeatother"), Expander._inner),
    "documentclass": Expander._class,
    "endinput": Expander._endinput,
    "begin": Expander._begin,
    "end": Expander._end,
    "else": Expander._else,
    "fi": Expander._fi,
}
