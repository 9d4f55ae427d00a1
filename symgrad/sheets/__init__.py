"""Sheets, drawings and plots: reports and derivations written out for people to read, print and hand out."""
