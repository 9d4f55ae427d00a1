"""The sizes that a declaration gives: of `\\mathbb{R}^n` a column, of `m \\times n` as written."""

from __future__ import annotations

from symgrad.notation.plain import plain
from symgrad.notation.syntax import Name, Num, Power, Product, Space, Tree, Unread


def sizes_of(tree: Tree | Unread) -> tuple[str, str] | None:
    """Rows and columns: of \\mathbb{R}^n a column, of m \\times n as written."""
    match tree:
        case Space(sizes=()):
            return "1", "1"
        case Space(sizes=(n,)):
            return _size(n), "1"
        case Space(sizes=(m, n)):
            return _size(m), _size(n)
        case Product(factors=((_, m), ("×", n))):
            return _size(m), _size(n)
        case Power(base=Name(name="R"), exponent=Product(factors=((_, m), (_, Name(name="x")), (_, n)))):
            return _size(m), _size(n)
        case Power(base=Name(name="R"), exponent=exponent):
            return sizes_of(exponent) or (_size(exponent), "1")
    return None


def _size(tree: Tree) -> str:
    return tree.name if isinstance(tree, Name) else tree.text if isinstance(tree, Num) else plain(tree)
