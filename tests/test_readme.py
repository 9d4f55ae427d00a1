"""The README is executed: its Python examples, its console output, its commands' files."""

import contextlib
import doctest
import io
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from xml.etree import ElementTree

from symgrad.cli import main
from symgrad.formats import FORMATS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONSOLE = re.compile(r"<!-- console: symgrad (.*?) -->\n```text\n(.*?)```", re.DOTALL)


def run(command: str) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed):
        main(shlex.split(command))
    return printed.getvalue()


def test_the_python_examples_hold() -> None:
    found = doctest.testfile(str(README), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 5 and found.failed == 0


def test_the_console_shows_what_the_readme_shows(update: bool) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = CONSOLE.findall(text)
    assert len(blocks) >= 2
    for command, shown in blocks:
        printed = run(command)
        if update:
            text = text.replace(f"{command} -->\n```text\n{shown}```", f"{command} -->\n```text\n{printed}```")
            README.write_text(text, encoding="utf-8")
        else:
            assert printed == shown


def test_the_counts_in_the_readme_are_those_of_the_problems(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    printed = run("check problems").splitlines()
    readme = README.read_text(encoding="utf-8")
    for line in [*printed[:4], printed[-1]]:
        assert line in readme


def test_the_workflows_hold(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    workflows = [block for block in blocks if "jobs:" in block]
    commands = [re.search(r"- run: symgrad (.*)", workflow)[1] for workflow in workflows]
    assert ["github" in commands[0], "sarif" in commands[1]] == [True, True]
    for command, workflow in zip(commands, workflows, strict=True):
        arguments = shlex.split(command)
        if "--output" in arguments:
            place = arguments.index("--output") + 1
            assert f"sarif_file: {arguments[place]}" in workflow
            arguments[place] = str(tmp_path / arguments[place])
        with redirect_stdout(io.StringIO()):
            assert main(arguments) == 0


def test_the_hook_for_commits_holds(monkeypatch, capsys) -> None:
    """The hook that the README names is the one that the repository offers, and what it runs tells right from wrong."""
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (block,) = (
        b for b in re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL) if "hooks:" in b
    )
    assert re.search(r"- id: (\S+)", block)[1] == re.search(r"- id: (\S+)", hooks)[1]
    program, *arguments = shlex.split(re.search(r"entry: (.*)", hooks)[1])
    arguments += re.search(r"args: \[(.*)\]", block)[1].split(", ")
    pattern = re.compile(re.search(r"files: (.*)", hooks)[1])
    monkeypatch.chdir(ROOT)
    files = [str(path) for path in Path("problems").iterdir() if pattern.search(str(path))]
    assert program == "symgrad" and len(files) > 20 and not pattern.search("module.py")
    assert main([*arguments, *files[:3]]) == 0
    assert main([*arguments, "-e", "1 = 2"]) == 1
    capsys.readouterr()


def test_the_test_file_in_the_readme_passes_and_fails_as_it_says(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    ((name, code),) = re.findall(r"<!-- file: (.*?) -->\n```python\n(.*?)```", text, re.DOTALL)
    ((same, old, new, said),) = re.findall(
        r"<!-- failure: (.*?): (.*?) -> (.*?) -->\n```text\n(.*?)\n```", text, re.DOTALL
    )
    assert name == same and code.count(old) == 1

    def tested(content: str) -> str:
        (tmp_path / name).write_text(content, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", name]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    assert "1 passed" in tested(code)
    assert f"E       {said}\n" in tested(code.replace(old, new))


def test_every_option_of_check_stands_in_the_readme() -> None:
    printed = io.StringIO()
    with redirect_stdout(printed), contextlib.suppress(SystemExit):
        main(["check", "--help"])
    options = set(re.findall(r"--[a-z-]+", printed.getvalue().split("examples:")[0])) - {"--help"}
    text = README.read_text(encoding="utf-8")
    assert len(options) >= 7 and all(re.search(rf"^\| .*`{option}\b", text, re.MULTILINE) for option in options)
    assert all(f"| `{format}` |" in text for format in ("text", *FORMATS))


def test_both_commands_stand_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    assert "<!-- command: run -->" in text and "<!-- command: test -->" in text


def test_the_picture_in_the_readme_is_the_one_that_its_command_draws(tmp_path: Path, monkeypatch) -> None:
    def texts(path: Path) -> list[str]:
        return sorted(
            "".join(text.itertext()) for text in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
        )

    (command,) = re.findall(r"`symgrad (draw problems/.*? -o (?:tests/.*?))`", README.read_text(encoding="utf-8"))
    shown = ROOT / command.rpartition(" ")[2]
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command.replace(str(shown.relative_to(ROOT)), str(tmp_path / "drawn.svg")))) == 0
    assert texts(tmp_path / "drawn.svg") == texts(shown)
