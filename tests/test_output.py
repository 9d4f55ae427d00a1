"""A report in a file: what would be printed, whole or not at all."""

import os
import re
import stat
import subprocess
import sys

import pytest

from symgrad.cli import main
from symgrad.formats import FORMATS
from symgrad.output import replacing
from symgrad.source import SymgradError


@pytest.mark.parametrize("format", ["text", *FORMATS])
def test_the_output_file_holds_what_would_be_printed(capsys, tmp_path, format):
    path = tmp_path / "out"
    arguments = ["check", "--format", format, "-e", "2 = 3"]
    assert main([*arguments, "--output", str(path)]) == 1 and capsys.readouterr().out == ""
    assert main(arguments) == 1

    def timeless(text):
        return re.sub(r'time(stamp)?="[^"]*"', "", text)

    assert timeless(path.read_text(encoding="utf-8")) == timeless(capsys.readouterr().out)


def test_an_output_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "out"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(RuntimeError), replacing(str(path)) as stream:
        stream.write("half")
        stream.flush()
        assert path.read_text(encoding="utf-8") == "old"
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [path]
    with replacing(str(path)) as stream:
        stream.write("new")
    assert path.read_text(encoding="utf-8") == "new" and list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 or os.name == "nt"


def test_input_that_cannot_be_used_leaves_the_output_alone(capsys, tmp_path):
    path = tmp_path / "out"
    path.write_text("old", encoding="utf-8")
    assert main(["check", "no/such/file.md", "-o", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_an_output_that_is_a_link_stays_one(tmp_path):
    path, link = tmp_path / "out", tmp_path / "link"
    link.symlink_to(path)
    for word in ("one", "two"):
        with replacing(str(link)) as stream:
            stream.write(word)
        assert link.is_symlink() and path.read_text(encoding="utf-8") == word


@pytest.mark.skipif(os.name == "nt", reason="there is no such device there")
def test_an_output_that_is_a_device_is_written_to():
    command = [sys.executable, "-m", "symgrad", "check", "-e", "2 = 3", "--format", "github", "-o", "/dev/stdout"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1 and done.stdout.startswith(b"::error file=<formula>,")


@pytest.mark.parametrize("name", ["no/such/folder/out", "."])
def test_an_output_that_cannot_be_written_is_said_before_the_work(capsys, tmp_path, name):
    with pytest.raises(SymgradError), replacing(str(tmp_path / name)):
        pytest.fail("there is nothing to write to")
    assert main(["check", "-e", "2 = 3", "-o", str(tmp_path / name)]) == 2
    assert "symgrad: " in capsys.readouterr().err
