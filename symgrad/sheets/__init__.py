"""Sheets, drawings and plots: reports and derivations written out for people to read, print and hand out."""

from symgrad.sheets.compose import sheet
from symgrad.sheets.content import Sheet
from symgrad.sheets.drawing import Drawing, draw
from symgrad.sheets.notebook import attach

attach()

__all__ = ["Drawing", "Sheet", "draw", "sheet"]
