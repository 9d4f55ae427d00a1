"""Letters: their names, and those that Unicode has with an accent, in a typeface, above or below the line."""

from __future__ import annotations

import itertools
import string
import unicodedata

GREEK_LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell", "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi",
}  # fmt: skip
GREEK = {*GREEK_LETTERS.values(), "varepsilon", "vartheta", "varpi", "varrho", "varphi", "hbar", "imath", "jmath"}
ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot", "\u0308": "ddot",
           "\u030c": "check", "\u20d7": "vec"}  # fmt: skip
_ACCENTED = "".join(
    whole
    for letter, mark in itertools.product((*string.ascii_letters, *GREEK_LETTERS), ACCENTS)
    if len(whole := unicodedata.normalize("NFC", letter + mark)) == 1 and whole not in "äëïöüÄËÏÖÜ"
)
STYLED = "\U0001d400-\U0001d7e1ℂℊℋℌℍℎℐℑℒℕℙℚℛℜℝℤℬℭℯℰℱℳℴⅆⅇ"
_FACED = {"DOUBLE-STRUCK": "mathbb", "SCRIPT": "mathcal", "FRAKTUR": "mathfrak", "BLACK-LETTER": "mathfrak",
          "SANS-SERIF": "mathsf", "BOLD": "mathbf"}  # fmt: skip
MARKED = rf"(?:[{_ACCENTED}]|[A-Za-zΑ-Ωα-ωϕµℓ][{''.join(ACCENTS)}])"
_BELOW = ("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx")
_ABOVE = ("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ", "0123456789+-nT")
SUBSCRIPTS, SUPERSCRIPTS = str.maketrans(*_BELOW), str.maketrans(*_ABOVE)
SUB_CLASS, SUP_CLASS = f"[{_BELOW[0]}]+", f"[{_ABOVE[0]}]+"


def accented(char: str) -> tuple[str, str]:
    """The accent and the name of the letter below it.

    >>> accented("ŷ"), accented("σ̃")
    (('hat', 'y'), ('tilde', 'sigma'))
    """
    letter, mark = tuple(unicodedata.normalize("NFD", char))
    return ACCENTS[mark], GREEK_LETTERS.get(letter, letter)


def styled(char: str) -> tuple[str, str]:
    """The typeface ('' for italics, which all names have) and the letter, digit or sign itself.

    >>> styled("𝐱"), styled("𝔼"), styled("𝑥")
    (('mathbf', 'x'), ('mathbb', 'E'), ('', 'x'))
    """
    style = unicodedata.name(char, "")  # the blocks of styled letters have gaps
    face = "" if "STRUCK ITALIC" in style else next((face for word, face in _FACED.items() if word in style), "")
    return face, unicodedata.normalize("NFKC", char)


def spells_a_letter(word: str) -> bool:
    """Whether a word is the name of one letter: `sigma`, `xbar`."""
    bare = next((word.removesuffix(accent) for accent in ACCENTS.values() if word.endswith(accent)), word)
    return bare in GREEK or (bare != word and len(bare) == 1)
