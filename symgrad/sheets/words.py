"""The few fixed words of a sheet, in English, German and French."""

from __future__ import annotations

from symgrad.source import SymgradError

WORDS: dict[str, tuple[str, str, str]] = {
    "language": ("en", "de", "fr"),
    "sheet": ("Worked solution", "Ausführliche Lösung", "Solution détaillée"),
    "blank": ("Exercise sheet", "Übungsblatt", "Feuille d’exercices"),
    "definitions": ("Definitions", "Definitionen", "Définitions"),
    "graph": ("Computational graph", "Berechnungsgraph", "Graphe de calcul"),
    "forward": ("Forward mode", "Vorwärtsmodus", "Mode direct"),
    "reverse": ("Reverse mode", "Rückwärtsmodus", "Mode inverse"),
    "by input": ("by", "nach", "par rapport à"),
    "derivative": ("derivative", "Ableitung", "dérivée"),
    "tangent": ("tangent", "Tangente", "tangente"),
    "shapes": ("shapes", "Formen", "formes"),
    "chain rule": ("chain rule", "Kettenregel", "règle de la chaîne"),
    "put in": ("local partials put in", "lokale Ableitungen eingesetzt", "dérivées locales insérées"),
    "result": ("result", "Ergebnis", "résultat"),
    "name": ("name", "Name", "nom"),
    "formula": ("formula", "Formel", "formule"),
    "shape": ("shape", "Format", "format"),
    "value": ("value", "Wert", "valeur"),
    "nearest": (
        "The graph has {} inputs and intermediates. Its end nearest to the output is written out; given: ",
        "Der Graph hat {} Eingaben und Zwischenergebnisse. Sein Ende nahe der Ausgabe ist ausgeführt; gegeben: ",
        "Le graphe a {} entrées et intermédiaires. Sa fin près de la sortie est développée ; donné : ",
    ),
    "arrays": (
        "vectors and matrices stand in it",
        "darin stehen Vektoren und Matrizen",
        "elle contient des vecteurs et des matrices",
    ),
    "cost": ("Cost", "Aufwand", "Coût"),
    "operations of": ("Operations: {} for ", "Rechenschritte: {} für ", "Opérations : {} pour "),
    "operations with": (
        "; {} with all derivatives in reverse mode; {} in forward mode, one sweep for each input.",
        "; {} mit allen Ableitungen im Rückwärtsmodus; {} im Vorwärtsmodus, ein Durchlauf je Eingabe.",
        " ; {} avec toutes les dérivées en mode inverse ; {} en mode direct, un passage par entrée.",
    ),
    "checked": (
        "Every derivative above was confirmed by a second computation.",
        "Jede Ableitung wurde durch eine zweite Rechnung bestätigt.",
        "Chaque dérivée a été confirmée par un second calcul.",
    ),
    "questions": ("Answers", "Antworten", "Réponses"),
    "asked": ("Questions", "Fragen", "Questions"),
    "not answered": ("not answered", "nicht beantwortet", "sans réponse"),
    "undefined": ("has no definition", "ist nicht definiert", "n’a pas de définition"),
    "author": ("The steps of the text", "Die Schritte des Textes", "Les étapes du texte"),
    "line": ("line", "Zeile", "ligne"),
    "step": ("step", "Schritt", "étape"),
    "verdict": ("verdict", "Urteil", "verdict"),
    "proved": ("proved", "bewiesen", "prouvé"),
    "agrees": ("agrees", "stimmt überein", "concorde"),
    "refuted": ("refuted", "widerlegt", "réfuté"),
    "given": ("given", "gegeben", "donné"),
    "undecided": ("undecided", "unentschieden", "indécis"),
    "unread": ("unread", "nicht gelesen", "non lu"),
    "follows": ("follows from line", "folgt aus Zeile", "découle de la ligne"),
    "right": ("right", "richtig", "correct"),
    "page": ("All sheets", "Alle Blätter", "Toutes les feuilles"),
    "signs": ("relation signs", "Relationszeichen", "signes de relation"),
    "gradient flow": ("Size of the adjoints", "Größe der Adjungierten", "Taille des adjoints"),
    "curves": (
        "The function (solid), its derivative (dashed) and their extrema",
        "Die Funktion (durchgezogen), ihre Ableitung (gestrichelt) und ihre Extrema",
        "La fonction (trait plein), sa dérivée (tirets) et leurs extrema",
    ),
    "hint": (
        "Point at a node, or go to it with the tabulator key, to see its value and its derivatives.",
        "Ein Knoten zeigt seinen Wert und seine Ableitungen, sobald der Zeiger oder die Tabulatortaste ihn erreicht.",
        "Un nœud montre sa valeur et ses dérivées dès que le pointeur ou la touche de tabulation l’atteint.",
    ),
}
LANGUAGES = WORDS["language"]


def words(language: str) -> dict[str, str]:
    """The words in one language. Raises SymgradError for a language that is not there."""
    if language not in LANGUAGES:
        raise SymgradError(f"'{language}' is no language of sheets", help=", ".join(LANGUAGES))
    k = LANGUAGES.index(language)
    return {key: versions[k] for key, versions in WORDS.items()}
