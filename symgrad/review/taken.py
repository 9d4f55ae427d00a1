"""What is taken for granted about names without formula: F is taken to be qz where ∂F/∂q = ∂(qz)/∂q is written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from symgrad.graph import total
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved, is_unnamed
from symgrad.notation.plain import plain
from symgrad.notation.scope import Scope, names_below, names_in
from symgrad.notation.syntax import Derivative, Name, Tree, Unread, bare, walk
from symgrad.notation.writer import write, written_name
from symgrad.proof import Verdict
from symgrad.review.forms import is_number
from symgrad.review.ground import Ground
from symgrad.review.lines import Line, Opened

UNSURE = ("Φ is taken", "Γ is taken")  # letters that stand for other functions, too


def take_formulas(opened: Opened) -> None:
    """A name takes the formula of its first written derivative, where it has none that tells of this quantity."""
    scope = opened.scope
    lines = [line for section in (opened, *opened.sees) for line in section.lines if not line.ignored]
    headed = {tree.name for line in opened.lines if len(line.trees) > 1 and isinstance(tree := line.trees[0], Name)
              and not is_number(line.trees[1])}  # fmt: skip
    valued = {tree.name for line in lines for tree, value in zip(line.trees, line.trees[1:], strict=False)
              if isinstance(tree, Name) and is_number(value)}  # fmt: skip
    for line in opened.lines:
        if line.ignored or len(line.trees) < 2 or line.statement.relations[0].value != "=":
            continue
        name, by = _derived(line.trees[0])
        body = _differentiated(line.trees[1], by)
        if body is None or name in headed or (name in valued and by not in valued):
            continue
        if _leaves_open(scope, name, by) and scope.function(name) is None and name not in names_below(scope, body):
            scope.formulas[name] = body
            scope.taken[name] = by


def _leaves_open(scope: Scope, name: str, by: str) -> bool:
    """Whether no formula tells how a name depends on another that has no formula itself."""
    formula = scope.formula(name)
    return formula is None or (not scope.knows(by) and by not in names_below(scope, formula))


def _derived(tree: Tree | Unread) -> tuple[str, str]:
    """(F, q) for ∂F/∂q."""
    match tree:
        case Derivative(of=Name(name=name, primes=0, dots=0), by=((Name(name=by, primes=0, dots=0), 1),), held=()):
            return name, by
    return "", ""


def _differentiated(tree: Tree | Unread, by: str) -> Tree | None:
    """The formula, which is more than a name, that a member differentiates by this name."""
    match tree:
        case Derivative(of=body, by=((Name(name=name, primes=0, dots=0), 1),), held=()) if name == by:
            return body if not isinstance(body, Name) and by in names_in(body) else None
    return None


def with_taken(ground: Ground, line: Line, k: int, nodes: tuple[int, int], verdict: Verdict) -> Verdict:
    """The verdict on sign k, noting which formulas were taken for granted.

    The author's formula may hold more than the one derivative shows, so that a difference counts only where that
    cannot matter.
    """
    if not verdict.holds and verdict.kind != "refuted":
        return verdict
    scope = ground.scope
    if verdict.kind == "refuted" and (name := _of_unnamed(ground, *nodes)):
        return Verdict("undecided", message=f"what {written_name(name)} is a function of is not given")
    if verdict.kind == "refuted" and (symbol := next((n for n in verdict.notes if n.startswith(UNSURE)), "")):
        return Verdict("undecided", message=f"{symbol}, which the text does not say; then {verdict.message}")
    members = [tree for tree in line.trees[k : k + 2] if isinstance(tree, Tree)]
    derived = [part for tree in members for part in walk(tree) if isinstance(part, Derivative)]
    used = set[str]().union(*(names_below(scope, tree) for tree in members))
    for name in sorted(filter(scope.taken_by, used)):
        formula = scope.formula(name)
        assert formula is not None
        note = f"{written_name(name)} is taken to be {plain(bare(formula))}"
        if verdict.kind == "refuted" and not _settled(ground, members, derived, name):
            return Verdict("undecided", message=f"{note}, which no formula says; then {verdict.message}")
        if verdict.kind == "proved" and any(isinstance(d.of, Name) and d.of.name == name for d in derived):
            verdict = replace(verdict, kind="agrees")
        verdict = verdict.noting(note)
    return verdict


def _settled(ground: Ground, members: list[Tree], derived: list[Derivative], name: str) -> bool:
    """Whether what is said of a name follows from its written derivative, or from a value that is given for it."""
    own = {name, ground.scope.taken_by(name)}
    above = [d for d in derived if name in names_below(ground.scope, d.of)]
    if any(not (isinstance(v, Name) and v.name in own) for d in above for v, _ in d.by):
        return False
    inside = {id(part) for d in above for part in walk(d)}
    outside = (part for tree in members for part in walk(tree) if id(part) not in inside and isinstance(part, Name))
    return name in ground.values or not any(name in names_below(ground.scope, part) for part in outside)


def _of_unnamed(ground: Ground, a: int, b: int) -> str:
    """The unknown function, taken at something that is not named, on one side alone or beside other quantities.

    What it is of may be one of them, or have a value, so that a difference means nothing.
    """
    graph = ground.graph
    free = [{id for id in graph.free(side) if is_unnamed(graph, id)} for side in (a, b)]
    unnamed = free[0] | free[1]
    if not unnamed or (free[0] and free[1] and set(graph.free(a, b)) == unnamed and len(unnamed) == 1):
        return ""
    return graph.inputs[graph.cells[min(unnamed)][1]][0].partition("/")[0]


def stands_for(ground: Ground, premise: tuple[int, int], conclusion: tuple[int, int]) -> Verdict | None:
    """`δ = c ⇒ f(z) = c` of an unknown function δ: it is taken to be f, if f has the derivative that is given for δ."""
    graph, (unknown, c), (formula, d) = ground.graph, premise, conclusion
    name, free = graph.label(unknown), graph.free(formula)
    stated = ground.scope.all_given().get((str(name), "'"))
    if stated is None or len(free) != 1 or not any(map(partial(is_unnamed, graph), graph.free(unknown))):
        return None
    try:
        slope = Meaning(ground.scope, env={str(name): graph.node(formula)}).node(stated)
    except (Unresolved, Unread, Inapplicable):
        return None
    if not (ground.judge(c, d).holds and ground.judge(total(graph, formula, free[0]), slope.id).holds):
        return None
    text = write(graph, formula)
    note = f"{written_name(str(name))} is taken to be {text}, which has the derivative that is given"
    return Verdict("agrees", "its derivative", notes=(note,))
