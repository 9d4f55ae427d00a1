"""Names that nothing defines, beside derivatives with something held fixed."""

from symgrad.review import check

CLAIM = (
    "$C_p - C_V = T\\left(\\frac{\\partial p}{\\partial T}\\right)_V\\left(\\frac{\\partial V}{\\partial T}\\right)_p$"
)


def kinds(text: str) -> list[str]:
    return [step.kind for step in check(text).steps]


def test_quantities_without_a_definition_are_open():
    assert kinds(f"{CLAIM} holds for $pV = nRT$.") == ["undecided"]
    assert kinds(f"{CLAIM}.") == ["undecided"]


def test_quantities_with_a_definition_are_judged():
    gas = "$p = \\frac{nRT}{V}$, $C_V = \\frac{3}{2} n R$, "
    slope = "$C_V = T\\left(\\frac{\\partial p}{\\partial T}\\right)_V$"
    assert kinds(f"{gas}and {slope}.") == ["refuted"]
