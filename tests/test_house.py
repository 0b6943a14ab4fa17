"""The house is in order: who imports whom, what lies where, and what the tools say."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESSONS = sorted(folder.parent.name for folder in (ROOT / "nnviz/lessons").glob("*/__init__.py"))
EACH = {f"nnviz.lessons.{name}" for name in LESSONS}
FORBIDDEN = {
    "nnviz/core": {"streamlit", "plotly", "pandas", "nnviz.figures", "nnviz.lessons", "nnviz.ui", "pages", "app"},
    "nnviz/figures": {"streamlit", "plotly", "nnviz.lessons", "nnviz.ui", "pages", "app"},
    "nnviz/lessons": {"streamlit", "plotly", "nnviz.ui", "pages", "app"},
    **{f"nnviz/lessons/{name}": EACH - {f"nnviz.lessons.{name}"} for name in LESSONS},
    "nnviz/export": {"streamlit", "plotly", "nnviz.ui", "pages", "app"} | EACH,
    "nnviz/ui": {"pages", "app"} | EACH,
    "pages": {"plotly", "numpy", "app"},
}
TOP = {
    "README.md", "LICENSE", "app.py", "pyproject.toml", "requirements.txt", "assets", "nnviz", "pages", "tests",
}  # fmt: skip


def imported(file):
    """Return the full names of all that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*file.relative_to(ROOT).parts[: -node.level], *([node.module] if node.module else [])])
            base = base if node.level else node.module
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


def tracked():
    """Return the files that belong to the project, as git knows them; new ones that are not ignored count."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.fail(f"git cannot list the files: {listed.stderr}")
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_run_one_way(folder):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for file in files:
        for name in imported(file):
            wrong = [bad for bad in FORBIDDEN[folder] if name == bad or name.startswith(f"{bad}.")]
            assert not wrong, f"{file.relative_to(ROOT)} imports {name}"


def test_core_needs_numpy_and_nothing_else():
    outside = {
        name.partition(".")[0] for file in (ROOT / "nnviz/core").rglob("*.py") for name in imported(file)
    } - sys.stdlib_module_names  # fmt: skip
    assert outside == {"numpy", "nnviz"}


def test_there_is_one_package_code_that_imports_streamlit():
    users = {
        str(file.parent.relative_to(ROOT)) for file in ROOT.glob("nnviz/**/*.py") if "streamlit" in imported(file)
    }  # fmt: skip
    assert users == {"nnviz/ui"}


@pytest.mark.parametrize(
    "tool", [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)], ids=lambda tool: " ".join(tool)
)
def test_tools_have_nothing_to_say(tool):
    said = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr


LONGEST = {"nnviz": 260, "assets/player": 260, "pages": 120}


@pytest.mark.parametrize("folder", LONGEST)
def test_every_file_can_be_read_in_one_sitting(folder):
    files = [file for kind in ("py", "js", "css") for file in (ROOT / folder).rglob(f"*.{kind}")]
    assert files
    long = {
        str(file.relative_to(ROOT)): n for file in files if (n := len(file.read_text().splitlines())) > LONGEST[folder]
    }
    assert not long


def test_the_top_level_holds_only_what_belongs_there():
    top = {file.parts[0] for file in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP


def requirements(listed):
    """Return the lines of a file of requirements that name one."""
    return [line for line in (ROOT / listed).read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("listed", ["requirements.txt", "tests/requirements.txt"])
def test_what_the_requirements_name_is_installed(listed):
    for line in requirements(listed):
        name = re.match(r"[\w-]+", line).group()
        assert importlib.metadata.version(name)


def test_the_program_is_tested_with_exactly_the_versions_that_it_is_started_with():
    for line in requirements("requirements.txt"):
        name, version = re.fullmatch(r"([\w-]+)==([\w.]+)(?:; .*)?", line).groups()
        assert importlib.metadata.version(name) == version


def test_the_program_needs_no_package_that_is_not_required():
    required = set(re.findall(r"^[\w-]+", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    brought_along = {"pandas", "starlette"}  # by streamlit, which cannot do without them
    files = [ROOT / "app.py", *ROOT.glob("nnviz/**/*.py"), *ROOT.glob("pages/**/*.py")]
    used = {name.partition(".")[0] for file in files for name in imported(file)} - sys.stdlib_module_names
    assert used - {"nnviz"} <= required | brought_along
