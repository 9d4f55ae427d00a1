"""Sheets, drawings and plots: reports and derivations written out for people to read, print and hand out."""

from symgrad.sheets.drawing import Drawing, draw

__all__ = ["Drawing", "draw"]
