"""TeX to blocks: sections and theorem-like environments are headings, everything between marks of mathematics formulas.

The text is expanded first, so that what macros abbreviate (`\\be ... \\ee`) is seen like what is written out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from symgrad.document.blocks import Block, Blocks, with_word_headings
from symgrad.document.expand import Expander
from symgrad.source import Source

RANKS = {"part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6}
QUESTION = 7  # the rank of \\question
INNERMOST = 10  # ranks of theorem-like environments start here
UNCLOSED = -1  # in place of a rank: what follows an environment sees what it holds
LONGEST_TITLE = 300  # characters
DEEPEST = 60  # scopes that see one another; deeper ones see only those above
THEOREMS = {
    "theorem": "Theorem", "lemma": "Lemma", "proposition": "Proposition", "corollary": "Corollary",
    "definition": "Definition", "example": "Example", "exercise": "Exercise", "problem": "Problem",
    "question": "Question", "claim": "Claim", "thm": "Theorem", "lem": "Lemma", "prop": "Proposition",
    "cor": "Corollary", "defn": "Definition", "aufgabe": "Aufgabe", "satz": "Satz", "beispiel": "Beispiel",
}  # fmt: skip
PROOFS = {"proof", "solution", "answer", "Proof", "Solution", "Answer", "Beweis", "Lösung", "Preuve", "Démonstration"}
LASTING = {"Definition", "Assumption", "Notation", "Convention", "Setup", "Setting", "Annahme", "Hypothesis"}
KEPT = {*THEOREMS, *PROOFS, *(f"{name}*" for name in (*THEOREMS, *PROOFS))}
DISPLAYS = {"align", "alignat", "flalign", "gather", "multline", "eqnarray", "equation", "displaymath", "dmath",
            "aligned", "alignedat", "gathered", "split", "multlined", "IEEEeqnarray", "math", "darray", "empheq",
            "numcases", "subnumcases", "xalignat"}  # fmt: skip
OPTIONED = {"alignat", "alignedat", "xalignat", "IEEEeqnarray", "dmath", "darray", "empheq"}  # arguments come first
LISTS = {"itemize", "enumerate", "description", "list", "compactenum", "compactitem", "inparaenum", "parts", "tasks"}
_BEGINS_DOCUMENT = re.compile(r"\\begin\s*\{\s*document\s*\}")

_MARK = re.compile(
    r"""(?P<directive>^[ \t]*%[ \t]*symgrad:[ \t]*(?P<words>[^\n]*?)[ \t]*$)
      | \\(?P<edge>begin|end)\s*\{(?P<name>[^{}\n]*)\}
      | \\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?\s*
            (?:\[[^\[\]\n]{0,300}\]\s*)?(?=\{)
      | \\(?P<item>item|question|part)(?![A-Za-z])
      | \\(?P<par>par)(?![A-Za-z])
      | \\ensuremath\s*(?P<ensured>\{)
      | \\(?P<bracket>[\[(])
      | \\label\s*\{(?P<label>[^{}\n]*)\}
      | \\(?:[A-Za-z]+|.)
      | (?P<dollar>\$\$?)
      | (?P<blank>\n[ \t]*\n\s*)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_EDGE = re.compile(r"\\(?:\\|(?P<edge>begin|end)\s*\{(?P<name>[^{}\n]*)\})")
_STRUCTURE = re.compile(
    r"\\\\|\\(?P<edge>begin|end)\s*\{(?P<name>[^{}\n]*)\}"
    r"|\\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph|subparagraph)(?![A-Za-z])"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BLANK = re.compile(r"\n[ \t]*\n")
_DELIMITER = re.compile(r"\\.", re.DOTALL)
_INSIDE = re.compile(r"\\.|[{}]|\$|\n[ \t]*\n", re.DOTALL)
_OPTION = re.compile(r"\s*\[([^\[\]\n]{0,300})\]")
_OPTIONS = re.compile(rf"(?:{_OPTION.pattern})?(?:\s*\{{[^{{}}\n]{{0,300}}\}})?")
_RELATION = re.compile(r"[=<>≤≥≈]|\\(?:le|ge|ne|approx|equiv|to|in)")
_MEANINGLESS = re.compile(  # in formulas
    r"\\(?:ensuremath|qedhere|qed|allowdisplaybreaks(?:\[\d\])?|IEEEyesnumber|IEEEnonumber|displaybreak(?:\[\d\])?"
    r"|xspace|noindent|centering)(?![A-Za-z])"
    r"|\\math(?:op|open|close|ord|bin|rel|inner|punct)\s*\{\s*\}"
    r"|\\(?:addtocounter|setcounter)\s*\{[^{}]*\}\s*\{[^{}]*\}|\\(?:step|refstep)counter\s*\{[^{}]*\}"
)
_REFERENCE = re.compile(r"\\(?P<word>ref|autoref|[cC]ref)\*?\s*\{(?P<label>[^{}\n]*)\}")
_SILENT = re.compile(
    r"\\(?:label|eqref|pageref|cite[a-z]*|bibliography|includegraphics)\*?(?:\[[^\[\]\n]{0,300}\]){0,2}\{[^{}\n]*\}"
)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)|[{}~]", re.DOTALL)


def blocks(source: Source) -> Blocks:
    """The blocks of a TeX document, or of a part of one."""
    whole = bool(_BEGINS_DOCUMENT.search(source.text))
    document = Expander(source.name, KEPT)
    text = document.run(source, preamble=whole)
    if whole and not document.begun:  # \begin{document} stands in a comment, or in a listing
        document = Expander(source.name, KEPT)
        text = document.run(source, preamble=False)
    walk = _Walk(text.text, document.theorems)
    walk.run()
    walk.found += [Block("broken", start, end, reason) for start, end, reason in document.broken]
    return Blocks(text, text.masked(_formulas_only(text.text, walk.found)), True, walk.blocks())


def _formulas_only(text: str, found: list[Block]) -> str:
    """The text with all else than formulas blanked, and what means nothing in formulas."""
    parts, at = [], 0
    for block in found:
        if block.kind == "formula":
            parts.append(" " * (block.start - at))
            parts.append(_MEANINGLESS.sub(lambda match: " " * len(match.group()), text[block.start : block.end]))
            at = block.end
    return "".join(parts) + " " * (len(text) - at)


class _Scope(NamedTuple):
    rank: int
    level: int
    title: str = ""


class _Walk:
    """Finds the blocks of an expanded text, from its start to its end."""

    def __init__(self, text: str, declared: dict[str, tuple[str, str]]) -> None:
        self.text = text
        self.theorems = {name: (title, title) for name, title in THEOREMS.items()} | declared
        self.found: list[Block] = []
        self.at = 0
        self.prose = 0  # where the prose starts that is no block yet
        self.quiet = 0  # where the last title ends
        self.counter = 0
        self.paragraph = 0
        self.lists: list[int] = []  # for each open list its item
        self.scopes = [_Scope(-1, 0)]
        self.open: list[tuple[str, int]] = []  # theorem-like environments, and the rank of the scope of each
        self.returned: int | None = None  # which block comes first behind a theorem, in the scope around it
        self.numbers: Counter[str] = Counter()
        self.labels: dict[str, str] = {}

    @cached_property
    def ends(self) -> dict[int, re.Match[str]]:
        """The \\end of each \\begin."""
        found: dict[int, re.Match[str]] = {}
        stack: list[re.Match[str]] = []
        names: Counter[str] = Counter()
        for match in _EDGE.finditer(self.text):
            if match["edge"] == "begin":
                stack.append(match)
                names[match["name"]] += 1
            elif match["edge"] == "end" and names[match["name"]]:
                while (last := stack.pop())["name"] != match["name"]:
                    names[last["name"]] -= 1
                names[match["name"]] -= 1
                found[last.start()] = match
        return found

    @cached_property
    def braces(self) -> dict[int, int]:
        """The closing brace of each opening one."""
        found: dict[int, int] = {}
        stack: list[int] = []
        for match in _BRACE.finditer(self.text):
            if match.group() == "{":
                stack.append(match.start())
            elif match.group() == "}" and stack:
                found[stack.pop()] = match.start()
        return found

    def run(self) -> None:
        while (match := _MARK.search(self.text, self.at)) is not None:
            self.at = match.end()
            if match["directive"] is not None:
                self._cut(match)
                self._add("directive", self.text.index("%", match.start()), match.end(), match["words"])
            elif match["edge"] is not None:
                self._edge(match)
            elif match["heading"] is not None:
                self._heading(match)
            elif match["item"] is not None:
                self._item(match)
            elif match["label"] is not None:
                self.labels[match["label"]] = self.scopes[-1].title
            elif match["par"] is not None or match["blank"] is not None:
                self._cut(match)
                self.paragraph += 1
            elif match["ensured"] is not None:
                start = match.end()
                self._formula(match, start, self.braces.get(start - 1, -1), 1, display=False)
            elif match["bracket"] is not None:
                self._bracketed(match)
            elif match["dollar"] is not None:
                self._dollars(match)
        self._prose(len(self.text))

    def blocks(self) -> list[Block]:
        """All blocks, with the words of prose free of commands."""
        found = [replace(b, text=self._plain(b.text)) if b.kind == "prose" else b for b in self.found]
        found.sort(key=lambda block: block.start)
        return with_word_headings(found)

    # ----- prose -----

    def _cut(self, match: re.Match[str]) -> None:
        """The prose before a mark is made blocks; what follows starts behind it."""
        self._prose(match.start())
        self.prose = match.end()

    def _prose(self, end: int) -> None:
        """Line by line: the words before a formula are those of its line."""
        at = max(self.prose, self.quiet)
        for line in self.text[at:end].splitlines(keepends=True):
            if line.strip():
                self.found.append(Block("prose", at, at + len(line.rstrip()), line, **self._place()))
            at += len(line)
        self.prose = max(end, self.prose)

    def _plain(self, text: str) -> str:
        text = _REFERENCE.sub(self._referred, _SILENT.sub(" ", text))
        return " ".join(_COMMAND.sub(" ", text).split())

    def _referred(self, match: re.Match[str]) -> str:
        title = self.labels.get(match["label"], "")
        number = re.search(r"\d+", title)
        if match["word"] != "ref":
            return title
        return number.group() if number else ""

    # ----- formulas -----

    def _place(self) -> dict[str, Any]:
        return {"item": self.lists[-1] if self.lists else 0, "paragraph": self.paragraph}

    def _add(self, kind: Any, start: int, end: int, text: str = "", display: bool = False) -> None:
        if self.returned is not None:  # the scope around a theorem goes on in a scope of its own
            around = self.scopes[-1]
            level = min(around.level + 1, DEEPEST)
            self.scopes.append(around._replace(level=level))
            at = self.found[self.returned].start if self.returned < len(self.found) else start
            self.found.insert(self.returned, Block("heading", at, at, "", level))
            self.returned = None
        self.found.append(Block(kind, start, end, text, 0, display, **self._place()))

    def _formula(self, match: re.Match[str], start: int, end: int, closing: int, display: bool) -> None:
        """A formula between marks of which the last is so long; end: -1 if it is missing."""
        self._cut(match)
        if end < 0:
            stop = _BLANK.search(self.text, match.end())
            self.at = self.prose = stop.start() if stop else len(self.text)
            if _RELATION.search(self.text, match.end(), self.at):
                mark = "a dollar sign" if match.group()[0] == "$" else match.group().split("{")[0]
                what = f"{mark} that is never closed" if match["edge"] is None else f"{match.group()} without its \\end"
                self._add("broken", match.start(), self.at, what)
            return
        if self.text[start:end].strip():
            self._add("formula", start, end, display=display)
        self.at = self.prose = end + closing

    def _bracketed(self, match: re.Match[str]) -> None:
        closing = {"[": "\\]", "(": "\\)"}[match["bracket"]]
        for mark in _DELIMITER.finditer(self.text, match.end()):
            if mark.group() in (closing, "\\[", "\\("):
                break
        else:
            mark = None
        end = mark.start() if mark is not None and mark.group() == closing else -1
        self._formula(match, match.end(), end, 2, display=closing == "\\]")

    def _dollars(self, match: re.Match[str]) -> None:
        """A formula ends with the dollars that stand in none of its braces: those belong to words."""
        level, end, closing = 0, -1, match["dollar"]
        for mark in _INSIDE.finditer(self.text, match.end()):
            sign = mark.group()
            level += (sign == "{") - (sign == "}")
            if sign.isspace() or (sign == "$" and level <= 0):
                end = mark.start() if self.text.startswith(closing, mark.start()) else -1
                break
        self._formula(match, match.end(), end, len(closing), display=closing == "$$")

    def _environment(self, match: re.Match[str], name: str) -> None:
        stop = self.ends.get(match.start())
        if stop is None:
            self._formula(match, match.end(), -1, 0, display=True)
            return
        start = match.end()
        if name in OPTIONED and (options := _OPTIONS.match(self.text, start, stop.start())):
            start = options.end()
        self._formula(match, start, stop.start(), len(stop.group()), display=name != "math")

    # ----- scopes -----

    def _edge(self, match: re.Match[str]) -> None:
        name, begins = match["name"].strip(), match["edge"] == "begin"
        bare = name.removesuffix("*")
        kind = self._kind(name)
        if begins and bare in DISPLAYS:
            self._environment(match, bare)
        elif bare in LISTS:
            self._cut(match)
            if begins:
                self.lists.append(self.lists[-1] if self.lists else 0)
            elif self.lists:
                self.lists.pop()
        elif kind is not None:
            self._cut(match)
            if begins and len(self.open) < DEEPEST:
                self._begin(match, name, *kind)
            elif not begins and any(name == other for other, _ in self.open):
                self._end(name)
        elif name == "questions" and not begins:
            self._leave(QUESTION)

    def _push(self, rank: int, title: str, start: int) -> None:
        """Open a scope that sees those that are open."""
        level = min(self.scopes[-1].level + 1, DEEPEST)
        self.scopes.append(_Scope(rank, level, title))
        self.found.append(Block("heading", start, self.at, title, level))
        self.returned = None

    def _leave(self, rank: int) -> None:
        """Close the scopes from this rank on."""
        if self.scopes[-1].rank >= rank:
            while self.scopes[-1].rank >= rank:
                self.scopes.pop()
            self.returned = len(self.found)

    def _heading(self, match: re.Match[str]) -> None:
        self._cut(match)
        start = match.end() + 1
        self.quiet = min(self.braces.get(start - 1, start), start + LONGEST_TITLE)
        rank = RANKS[match["heading"]]
        self._leave(rank)
        self._push(rank, self._plain(self.text[start : self.quiet]), match.start())

    def _item(self, match: re.Match[str]) -> None:
        self._cut(match)
        if match["item"] == "question":
            self._leave(QUESTION)
            self._push(QUESTION, self._numbered("Question", "question"), match.start())
        elif self.lists:
            self.counter += 1
            self.lists[-1] = self.counter

    def _numbered(self, title: str, counter: str) -> str:
        self.numbers[counter] += 1
        return f"{title} {self.numbers[counter]}"

    def _begin(self, match: re.Match[str], name: str, theorem: tuple[str, str] | None, proof: bool) -> None:
        if proof and self.scopes[-1].rank >= QUESTION:  # it goes with the theorem that it stands in, or behind
            self.open.append((name, self.scopes[-1].rank))
            return
        title, counter = theorem or (name.removesuffix("*").capitalize(), name)
        title = self._numbered(title, counter + "*" * name.endswith("*"))
        option = _OPTION.match(self.text, self.at)
        if option is not None and not proof:
            title += f" ({self._plain(option[1])})"
            self.at = self.prose = option.end()
        lasting = theorem is not None and theorem[0] in LASTING
        rank = self.scopes[-1].rank if lasting else INNERMOST + len(self.open)
        self._push(rank, title, match.start())
        self.open.append((name, UNCLOSED if lasting else rank))

    def _end(self, name: str) -> None:
        rank = UNCLOSED
        while self.open:
            last, rank = self.open.pop()
            if last == name:
                break
        if rank != UNCLOSED and rank not in (other for _, other in self.open) and not self._proof_follows():
            self._leave(rank)

    def _proof_follows(self) -> bool:
        """Whether a proof is next, before any other theorem or heading."""
        opened = {name for name, _ in self.open}
        for match in _STRUCTURE.finditer(self.text, self.at):
            name = (match["name"] or "").strip()
            kind = self._kind(name)
            if match["heading"] is not None or (match["edge"] == "end" and name in opened):
                return False
            if match["edge"] == "begin" and kind is not None:
                return kind[1]
        return False

    def _kind(self, name: str) -> tuple[tuple[str, str] | None, bool] | None:
        """(printed name and counter, whether it is a proof) of a theorem-like environment."""
        bare = name.removesuffix("*")
        theorem = self.theorems.get(name) or self.theorems.get(bare)
        proof = bare in PROOFS or (theorem is not None and theorem[0] in PROOFS)
        return (theorem, proof) if proof or theorem is not None else None
