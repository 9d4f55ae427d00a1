"""What declarations say of names: `x \\in [0, 1)`, `y \\in \\{-1, 1\\}`, `n \\in \\mathbb{N}`, `x \\in S`."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.notation.reader import read
from symgrad.notation.scope import names_in
from symgrad.notation.sets import Domain, read_set
from symgrad.notation.syntax import Bracket, Name, Tree, Unread
from symgrad.notation.tokens import Token
from symgrad.review.lines import Doubt, Line, Opened


def declare_in(opened: Opened, line: Line, k: int) -> None:
    """Enter what `x \\in S`, a line's sign number k, says; what is not read is left as a doubt about its names."""
    tokens = line.statement.members[k]
    try:
        subject = _subject(line.trees[k], tokens)
        names = names_in(subject)
    except Unread as unread:
        names = {token.value for token in tokens if token.kind in ("name", "word")}
        _leave_open(opened, line, names, unread)
        return
    opened.scope.declared |= names
    try:
        domain = _domain(opened, line.statement.members[k + 1])
        if domain is not None:
            _enter(opened, subject, domain)
    except Unread as unread:
        _leave_open(opened, line, names, unread)


def declare_outside(opened: Opened, line: Line, k: int) -> None:
    """`x \\notin \\{0, 1\\}`"""
    subject = line.trees[k]
    if not isinstance(subject, Tree):
        return
    opened.scope.declared |= names_in(subject)
    try:
        domain = read_set(line.statement.members[k + 1])
        if not domain.elements:
            raise Unread("only single numbers are read behind this sign", *_ends(line.statement.members[k + 1]))
        opened.assumed += [(subject, "≠", element) for element in domain.elements]
    except Unread as unread:
        _leave_open(opened, line, names_in(subject), unread)


def _ends(tokens: Sequence[Token]) -> tuple[int, int]:
    return tokens[0].start, tokens[-1].end


def _leave_open(opened: Opened, line: Line, names: set[str], unread: Unread) -> None:
    line.unread = unread
    opened.domains.doubts.append(Doubt(frozenset(names), "what the text says of {} is not read"))


def _subject(tree: Tree | Unread, tokens: Sequence[Token]) -> Tree:
    """The left side, without a quantifier before it."""
    if isinstance(tree, Tree):
        return tree
    if len(tokens) > 1 and tokens[0].value in ("forall", "exists", "∀", "∃"):
        return read(tokens[1:])
    raise tree


def _domain(opened: Opened, tokens: Sequence[Token]) -> Domain | None:
    """The set that is written, or that the text gives this name to; None for a name that says nothing."""
    name = _set_name(tokens)
    if name is None:
        return read_set(tokens)
    for line in opened.lines:
        gives = bool(line.statement.relations) and line.statement.relations[0].value in ("=", ":=")
        if gives and _set_name(line.statement.members[0]) == name:
            return read_set(line.statement.members[1])
    return None


def _set_name(tokens: Sequence[Token]) -> str | None:
    """`S`, `\\mathcal{X}`: the letters of a set that is known by its name alone."""
    try:
        tree = read(tokens)
    except Unread:
        return None
    return tree.name if isinstance(tree, Name) else None


def _enter(opened: Opened, subject: Tree, domain: Domain) -> None:
    if isinstance(subject, Bracket) and len(subject.parts) > 1:
        if domain != Domain():
            raise Unread("a set of lists is not read yet", subject.start, subject.end)
        return
    if isinstance(subject, Name) and len(subject.name) == 1 and domain.whole and len(domain.bounds) == 2:
        (_, low), (_, high) = domain.bounds
        opened.scope.ranges[subject.name] = low, high
        opened.scope.indices.add(subject.name)
        if any(subject.name in name.partition("_")[2] for line in opened.lines for name in line.names):
            return  # it is an index and no quantity
    opened.assumed += [(subject, relation, bound) for relation, bound in domain.bounds]
    names = frozenset(names_in(subject))
    domains = opened.domains
    if domain.elements:
        domains.elements.append((subject, domain.elements))
    if domain.whole:
        domains.whole.append(subject)
    if domain.perhaps:
        stricter = tuple((subject, relation, bound) for relation, bound in domain.perhaps)
        domains.doubts.append(Doubt(names, domain.why, stricter))
    if not domain.real:
        domains.doubts.append(Doubt(names, "{} need not be real", real=False))
