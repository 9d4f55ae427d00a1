"""LaTeX to PDF by whichever TeX is on this machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from symgrad.source import SymgradError

ENGINES = {
    "latexmk": ["-pdf", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"],
    "tectonic": ["--untrusted"],
    "pdflatex": ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"],
}
TIME = 120  # seconds


def engine() -> str | None:
    """The first TeX that is on the path."""
    return next((name for name in ENGINES if shutil.which(name)), None)


def needed() -> str:
    """The same; raises SymgradError where there is none."""
    name = engine()
    if name is None:
        raise SymgradError(
            "a PDF is set by TeX, and none is here",
            help="install latexmk with TeX Live (Debian: apt install latexmk texlive-latex-recommended "
            "texlive-pictures), or tectonic; or write .tex or .html",
        )
    return name


def compiled(latex: str) -> bytes:
    """The PDF of an article. Raises SymgradError where there is no TeX, or with the first thing it says."""
    return run(latex)[0]


def run(latex: str) -> tuple[bytes, str]:
    """The PDF of an article, and what TeX wrote while it made it."""
    name = needed()
    with tempfile.TemporaryDirectory() as place:
        Path(place, "sheet.tex").write_text(latex, encoding="utf-8")
        command = [name, *ENGINES[name], "sheet.tex"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, timeout=TIME, check=False)
        except subprocess.TimeoutExpired:
            raise SymgradError(f"{name} took more than {TIME} seconds") from None
        log = Path(place, "sheet.log")
        said = (
            log.read_text(encoding="utf-8", errors="replace") if log.exists() else done.stdout.decode(errors="replace")
        )
        made = Path(place, "sheet.pdf")
        if done.returncode or not made.exists():
            error = next((line for line in said.splitlines() if line.startswith("!")), f"exit code {done.returncode}")
            raise SymgradError(f"{name} failed: {error}")
        return made.read_bytes(), said
