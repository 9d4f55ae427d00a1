"""What is said of the signs of a text."""

from symgrad import check


def verdicts(text: str, **how) -> list[str]:
    """The verdict on each relation sign, in order."""
    return [step.kind for step in check(text, **how).steps]


def last_verdicts(text: str) -> list[str]:
    """Those of the last statement."""
    return [step.kind for step in check(text).files[0].statements[-1].steps]
