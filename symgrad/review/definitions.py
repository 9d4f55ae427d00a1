"""The definitions of a section: which relation says what a name or a function is, and what a second formula means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from symgrad.graph import twin
from symgrad.notation.arrays.kinds import MATRIX_HEADS, array_of_entry
from symgrad.notation.letters import GREEK
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.nesting import group_stop
from symgrad.notation.readings import written_alike
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import Call, Derivative, Name, Product, Tree, Unknown, Unread
from symgrad.notation.tokens import FUNCTIONS, Token
from symgrad.review.forms import head_of, is_number, is_update
from symgrad.review.lines import AND, CONCLUDING, Line
from symgrad.review.solved import closes_a_cycle, is_found_again, is_solution
from symgrad.review.words import words_in

REDEFINING = re.compile(
    r"\b(?:let|now|consider|suppose|instead|take|redefine|another|second example|set|sei|nun|soit|statt)\b",
    re.IGNORECASE,
)

ASSUMING = re.compile(r"\bassume\b", re.IGNORECASE)

_CASE = r"in the (?:special |limiting )?case(?: of| that| where| when)?|im (?:Sonderf|F)all|dans le cas(?: où)?"
CASE = re.compile(
    rf"(?:(?:^|[.;:]\s*)(?:At|For|When|If|(?:Suppose|Assum(?:e|ing)|Taking|Choosing|Putting)(?: now| that)?|"
    rf"Substituting|Bei|Für|Wenn|Falls|Angenommen|Pour|Si|Supposons)|\b(?:at|evaluated (?:at|for)|when|if|wenn|falls)|"
    rf"(?:^|\b)(?i:{_CASE}))\W*$"
)
ASSUMED = re.compile(r"\b(?:suppose|assum\w+|taking|choosing|putting|angenommen|supposons)\b", re.IGNORECASE)


class Definitions:
    """Enters the formulas and functions of one scope, wherever in it they stand."""

    def __init__(self, scope: Scope, lines: list[Line]) -> None:
        self.scope, self.lines = scope, lines
        self.where: dict[str, int] = {}  # name -> the line that defines it
        self.words = words_in(scope, lines)
        self.seconds: list[tuple[int, str, tuple[str, ...] | None, Tree]] = []
        self.primed = {  # primed names that are differentiated themselves: the prime is part of the name
            part.of.name + "'" * part.of.primes
            for line in self.lines
            for part in line.parts
            if isinstance(part, Derivative) and isinstance(part.of, Name) and part.of.primes and part.kind == "partial"
        }

    def collect(self) -> None:
        for i, line in enumerate(self.lines):
            if line.on_indices:
                line.kinds = ["condition"] * len(line.statement.relations)
            elif not line.ignored:
                self._defining(i, line)

    def _defining(self, i: int, line: Line) -> None:
        relations = [token.value for token in line.statement.relations]
        line.kinds = [""] * len(relations)
        for k, relation in enumerate(relations):
            if relation not in ("=", ":="):
                break
            left, right = line.trees[k], line.trees[k + 1]
            if (inside := self._new_inside(i, left, right)) is not None:
                left = inside
                right = Call(right.start, right.end, "exp", (right,)) if isinstance(right, Tree) else right
            head = head_of(left)
            if head is not None and isinstance(right, Unread):
                self.scope.unread.setdefault(head[0], set()).update(_letters_in(line.statement.members[k + 1]))
            if head is None or not isinstance(right, Tree) or isinstance(right, Unknown) or is_update(left, right):
                break
            if head[0] in self._concluded_from(i):
                break
            if is_number(right) and (line.statement.arrow in CONCLUDING or (head[0] == "sigma" and head[1])):
                break
            if self._define(i, line, head, left, right, relation):
                line.kinds[k] = "definition"
            elif not self._restates(head[0], right):
                break
        self._ending(i, line, relations)

    def _new_inside(self, i: int, left: Tree | Unread, right: Tree | Unread) -> Tree | None:
        """The new name, or head of a function, whose logarithm a formula gives: `\\log p(x) = ...`."""
        match left:
            case Call(function="log", args=(inside,), power=None, base=None, primes=0):
                pass
            case Product(factors=(("", Call(function="log", args=(Name() as name,), power=None)), ("", bracket))):
                inside = Product(name.start, bracket.end, (("", name), ("", bracket)))
            case _:
                return None
        head = head_of(inside)
        if head is None or self.scope.knows(head[0]):
            return None
        letter = head[0].partition("_")[0]
        if len(letter) > 1 and letter not in GREEK:  # a word may have a meaning of its own, as softmax
            return None
        if is_number(right):
            return None
        names = set[str]().union(*(line.names for line in self.lines[:i]))
        names |= names_in(right) if isinstance(right, Tree) else set()
        return None if head[0] in names else inside

    def _concluded_from(self, i: int) -> set[str]:
        """The names in the conditions from which arrows lead to a line."""
        found: set[str] = set()
        while i and self.lines[i].statement.arrow in CONCLUDING:
            i -= 1
            found |= self.lines[i].names
            row = self.lines[i].statement.row
            while i and not self.lines[i].statement.arrow and self.lines[i - 1].statement.row == row:
                i -= 1
                found |= self.lines[i].names
        return found

    def _define(
        self, i: int, line: Line, head: tuple[str, tuple[str, ...] | None], left: Tree | Unread, right: Tree, sign: str
    ) -> bool:
        """Register `head = right` if it is a definition."""
        name, params = head
        scope = self.scope
        if name.endswith("'") and name not in self.primed:
            return False
        if isinstance(left, Product) and params is None and name not in self.words:
            return False
        if params and sign != ":=" and name in MATRIX_HEADS and any(scope.formula(each) is not None for each in params):
            return False  # det(P) = -2 of a given P
        if self._applies_itself(name, right):
            scope.functions[name] = Function(params or (), None, general=True)
            if params is None:
                scope.formulas[name] = right
                self.where[name] = i
            else:
                scope.formulas.setdefault(name, left if isinstance(left, Tree) else right)
            return True
        if params is None and array_of_entry(scope, name) is not None:
            return False
        if params is None and is_number(right, scope) and sign != ":=":
            return False
        if params is None and self._is_a_case(i, line, name):
            line.redefines[name] = None, right
            joined = AND.match(line.statement.words) and self.lines[i - 1].passing
            line.passing = bool(joined) or not ASSUMED.search(line.statement.words)
            return True
        if params is None and not scope.knows(name) and (found := self._is_found(i, line, name, right)) is not None:
            return found
        known = scope.function(name)
        if params == () and known is not None:
            return False
        if (
            params is not None
            and known is not None
            and known.body is not None
            and self._same_function(name, params, right)
        ):
            return False
        if scope.formula(name) is not None or (name in scope.functions if params is None else known is not None):
            self.seconds.append((i, name, params, right))
            return False
        if name in FUNCTIONS or (params is not None and name == "e"):
            return False
        if self._reaches(right, name, params):
            return False
        self.where[name] = i
        if params is not None:
            scope.functions[name] = Function(params, right)
        scope.formulas[name] = right
        return True

    def _is_a_case(self, i: int, line: Line, name: str) -> bool:
        """Whether words give a name of the lines before a formula from here on: `At V = 3b, ...`, `For a = b ...`."""
        before, words = self.lines[i - 1], line.statement.words
        joined = before.redefines and not before.solves and before.paragraph == line.paragraph and AND.match(words)
        if not (joined or CASE.search(words)) or self.scope.knows(name):
            return False
        return any(name in other.names for other in self.lines[:i])

    def _is_found(self, i: int, line: Line, name: str, right: Tree) -> bool | None:
        """Whether a formula that is found for a name holds from here on; None if it is found for none."""
        before = self.lines[:i]
        if is_found_again(self.scope, self.lines, i, name):
            return False
        if not is_solution(self.scope, self.lines, i, name, right):
            return None
        if closes_a_cycle(self.scope, before, name, right):
            return False
        line.redefines[name] = None, right
        line.solves = True
        return True

    def _restates(self, name: str, right: Tree) -> bool:
        """Whether the name has this formula already, so that a chain only goes on from it."""
        formula = self.scope.formula(name)
        return formula is not None and written_alike(formula, right)

    def _same_function(self, name: str, params: tuple[str, ...], body: Tree) -> bool:
        """Whether a second head, perhaps with other parameters, has the same body: then it is a claim that holds."""
        function = self.scope.function(name)
        assert function is not None and function.body is not None
        if len(params) != len(function.params):
            return False
        trial = self.scope.fork()
        formals = [trial.graph.input(f"t{k}", f"{trial.key}/{name}/same") for k in range(len(params))]
        try:
            first = Meaning(trial, env=dict(zip(function.params, formals, strict=True))).node(function.body)
            second = Meaning(trial, env=dict(zip(params, formals, strict=True))).node(body)
        except (Unresolved, Unread):
            return False
        return twin(trial.graph, first.id) == twin(trial.graph, second.id)

    def _applies_itself(self, name: str, right: Tree) -> bool:
        head = head_of(right)
        return head is not None and head[0] == name and head[1] is not None

    def _reaches(self, tree: Tree, name: str, params: tuple[str, ...] | None) -> bool:
        """Whether a definition of `name` by this tree would close a cycle."""
        seen: set[str] = set(params or ())
        stack = [n for n in names_in(tree) if n not in seen]
        while stack:
            other = stack.pop()
            if other == name:
                return True
            if other in seen:
                continue
            seen.add(other)
            formula = self.scope.formula(other)
            if formula is not None:
                function = self.scope.function(other)
                bound = function.params if function else ()
                stack += [n for n in names_in(formula) if n not in bound]
        return False

    def _ending(self, i: int, line: Line, relations: list[str]) -> None:
        """A chain of three members or more may end in a new name that later lines use."""
        last, before = line.trees[-1], line.trees[-2]
        if relations[-1] == "=:" and isinstance(last, Name) and isinstance(before, Tree):
            if not last.primes and self._define(i, line, (last.name, None), last, before, ":="):
                line.kinds[-1] = "definition"
            return
        if len(relations) < 2 or relations[-1] != "=" or line.kinds[-1]:
            return
        if not isinstance(last, Name) or last.primes or not isinstance(before, Tree) or self.scope.knows(last.name):
            return
        earlier = set[str]().union(*(other.names for other in self.lines[:i]))
        own = set().union(*(names_in(tree) for tree in line.trees[:-1] if isinstance(tree, Tree)))
        if last.name in earlier | own or any(outer.stands(last.name) for outer in self.scope.outer):
            return
        later = set[str]().union(*(other.names for other in self.lines[i + 1 :]))
        heads = {head[0] for other in self.lines if (head := head_of(other.trees[0])) is not None}
        if last.name in heads or not ("__" in last.name or last.name in later):
            return
        self.scope.formulas[last.name] = before
        self.where[last.name] = i
        line.kinds[-1] = "definition"

    def second_formulas(self, agree: Callable[[Scope, Tree, Tree], bool]) -> None:
        """A second formula is a claim (and the finer form, if it holds) or a new definition from there on."""
        scope = self.scope
        for i, name, params, right in self.seconds:
            line = self.lines[i]
            first = self.where.get(name)
            since = any(self.where.get(other, -1) > (first if first is not None else -1) for other in names_in(right))
            near = first is not None and self.lines[first].paragraph == line.paragraph
            words = REDEFINING.search(line.statement.words)
            if self._reaches(right, name, params):
                continue
            if self._is_at_a_value(name, params):
                continue
            formula = scope.formula(name)
            if formula is not None and is_number(right, scope) and not is_number(formula, scope) and not words:
                continue  # a number for what is no number is a value of it
            claimed = (since and (first is not None or not words)) or (near and not words)
            holds = claimed and self._holds(name, right, agree)
            over = first is not None and (self._starts_over(first, i) or self._is_assumed(first, i))
            if not claimed or (not holds and over):
                if len(line.trees) >= 2 and (first is not None or scope.formula(name) is not None):
                    line.redefines[name] = params, right
                    line.kinds[0] = "definition"
                continue
            if holds and name in scope.formulas and not self._reaches(right, name, None):
                scope.formulas[name] = right
                scope.nodes.clear()

    def _holds(self, name: str, right: Tree, agree: Callable[[Scope, Tree, Tree], bool]) -> bool:
        """Whether a second formula is equal to the first."""
        formula = self.scope.formula(name)
        try:
            return formula is not None and agree(self.scope, formula, right)
        except (Unresolved, Unread, Inapplicable):
            return False

    def _is_assumed(self, first: int, second: int) -> bool:
        """Whether the words before the second formula, but not in the paragraph of the first, assume it."""
        here = self.lines[second].paragraph
        words = [line.statement.words for line in self.lines[: second + 1] if line.paragraph == here]
        return self.lines[first].paragraph != here and any(map(ASSUMING.search, words))

    def _starts_over(self, first: int, second: int) -> bool:
        """Whether the same derivative is taken behind both formulas: two examples, not one in two forms."""
        behind = [line.trees[0] for line in self.lines[second + 1 :]]
        between = [line.trees[0] for line in self.lines[first + 1 : second] if line.statement.arrow]
        return any(
            isinstance(a, Derivative) and any(isinstance(b, Tree) and written_alike(a, b) for b in behind)
            for a in between
        )

    def _is_at_a_value(self, name: str, params: tuple[str, ...] | None) -> bool:
        """Whether `V(r_0) = ...` speaks of V at an r_0 that the text gives, and does not define V anew."""
        function = self.scope.function(name)
        if function is None or not params:
            return False
        valued = {head.name for line in self.lines for head, _ in line.values}
        return any(p not in function.params and (p in valued or self.scope.formula(p) is not None) for p in params)


def _letters_in(tokens: Sequence[Token]) -> set[str]:
    """The names in a formula that is not read, without their indices and words."""
    found: set[str] = set()
    i = 0
    while i < len(tokens):
        if tokens[i].kind == "face" and tokens[i].value.startswith("text"):
            i = group_stop(tokens, i + 1)
            continue
        if tokens[i].kind in ("name", "word"):
            found.add(tokens[i].value.partition("_")[0])
        i += 1
    return found


def in_passing(lines: Sequence[Line], i: int) -> range:
    """The lines for which a formula that line i gives in passing holds: to the end of its paragraph, in plain notes of
    its line; where it is the last one there, to the end of the next."""

    def place(line: Line) -> object:
        return line.paragraph if line.statement.latex else line.statement.span.line

    def behind(k: int) -> int:
        stop = k + 1
        while stop < len(lines) and place(lines[stop]) == place(lines[k]):
            stop += 1
        return stop

    stop = behind(i)
    return range(i, behind(stop) if stop == i + 1 < len(lines) else stop)
