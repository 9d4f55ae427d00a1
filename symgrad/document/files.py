"""The files that are read: those that were asked for, and those that a TeX file inputs."""

from __future__ import annotations

import re
from pathlib import Path

from symgrad.source import Source, SymgradError

SUFFIXES = (".md", ".markdown", ".txt", ".tex")
INPUT = re.compile(r"(?<!\\)\\(?:input|include|subfile)\b\s*(?:\{([^{}\n]*)\}|([^\s{}\\%]+))")
_COMMENT = re.compile(r"(?<!\\)%.*")


def load(path: str) -> Source:
    """A file as a source. Raises SymgradError with the reason."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SymgradError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    try:
        return Source(data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), path)
    except UnicodeDecodeError as error:
        raise SymgradError(f"{path}: not UTF-8 text (byte {error.start})", help="convert the file to UTF-8") from None


def collect(paths: list[str]) -> list[str]:
    """The files that some paths stand for: a directory stands for the texts in it, in order of name.

    A TeX file of a directory that another one inputs is read there, and not once more.
    """
    found: list[str] = []
    for path in paths:
        if Path(path).is_dir():
            inside = sorted(str(p) for p in Path(path).rglob("*") if p.suffix in SUFFIXES and p.is_file())
            inside = [p for p in inside if not any(part.startswith(".") for part in Path(p).relative_to(path).parts)]
            if not inside:
                raise SymgradError(f"{path}: no text in this directory", help=f"files end in {', '.join(SUFFIXES)}")
            found += _outermost(inside)
        elif Path(path).exists():
            found.append(path)
        else:
            raise SymgradError(f"{path}: no such file or directory")
    return found


def _outermost(paths: list[str]) -> list[str]:
    """Without the TeX files that others of them input."""
    files = {Path(path).resolve(): path for path in paths if path.endswith(".tex")}
    inputs = {file: _inputs(file) & files.keys() - {file} for file in files}
    reached: set[Path] = set()
    waiting = [file for file in files if not any(file in others for others in inputs.values())]
    while waiting:
        for other in inputs[waiting.pop()] - reached:
            reached.add(other)
            waiting.append(other)
    return [path for path in paths if Path(path).resolve() not in reached]


def _inputs(file: Path) -> set[Path]:
    try:
        text = _COMMENT.sub("", file.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return set()
    folder = Folder(str(file))
    found = (folder.find(match[1] or match[2] or "") for match in INPUT.finditer(text))
    return {path.resolve() for path in found if isinstance(path, Path)}


class Folder:
    """The folder of a TeX file: what it inputs stands there or below. Without a file nothing is read."""

    def __init__(self, top: str | None) -> None:
        self.root = Path(top).parent if top and _is_file(Path(top)) else None
        self.read: dict[Path, Source] = {}

    def find(self, name: str, suffix: str = ".tex") -> Path | str:
        """The path of a file by the name that `\\input` gives it, or the reason why it is not read."""
        name = name.strip().strip('"')
        if self.root is None:
            return f"'{name}' is not read: the text itself is no file, so that no folder is known"
        if not name or "\0" in name or len(name) > 300:
            return f"'{name[:40]}' is no file name"
        written = Path(name)
        if written.is_absolute() or written.anchor or ".." in written.parts or name.startswith(("~", "\\")):
            return f"'{name}' is not read: only files in the folder of the document or below are"
        root = self.root.resolve()
        for path in (self.root / f"{name}{suffix}", self.root / name):
            if _is_file(path):
                inside = path.resolve().is_relative_to(root)
                return path if inside else f"'{name}' is not read: it leads out of the folder of the document"
        return f"there is no file '{name}' in the folder of the document"

    def source(self, path: Path) -> Source:
        """The text of a file that was found. Raises SymgradError."""
        if path not in self.read:
            self.read[path] = load(str(path))
        return self.read[path]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
