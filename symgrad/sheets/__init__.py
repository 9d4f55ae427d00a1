"""Sheets, drawings and plots: reports and derivations written out for people to read, print and hand out."""

from symgrad.sheets.content import Sheet
from symgrad.sheets.drawing import Drawing, draw
from symgrad.sheets.sheet import sheet

__all__ = ["Drawing", "Sheet", "draw", "sheet"]
