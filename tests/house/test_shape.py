"""The shape of the house: short files and functions, imports that only go down, one place for each setting."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint

from eventsvc import schema
from tests.programs import need

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
MOST_SETTINGS = 25
ABOVE = ("wsgi.py", "config.py")
OURS = ("eventsvc", "tests", "migrations", *ABOVE)
NOT_OURS = {"node_modules", "vendor", "__pycache__"}
MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work)/|\"resolved\": ")
READABLE = {".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".po", ".mako", ".json", ".mjs", ".pyi", ""}


def ours(suffix: str = ".py") -> list[Path]:
    """All files of ours with this ending."""
    found = [path for top in OURS for path in ([ROOT / top] if top in ABOVE else sorted((ROOT / top).rglob(f"*{suffix}")))]
    return [path for path in found if path.suffix == suffix and not NOT_OURS & set(path.parts)]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its length, decorators and docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in ours()}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    lengths = {name: lines for path in ours() for name, lines in functions(path)}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_package_does_work_when_it_is_imported() -> None:
    busy = [
        str(path.relative_to(ROOT)) for path in ours() if path.name == "__init__.py" and path.is_relative_to(ROOT / "eventsvc")
        and any(not isinstance(node, ast.Expr) for node in ast.parse(path.read_text()).body if not _is_version(node))
    ]

    assert busy == []


def _is_version(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"


def test_imports_only_go_down() -> None:
    lint = need("lint-imports", str(Path(sys.executable).parent / "lint-imports"))
    done = subprocess.run([lint], check=False, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", [("ruff", "check", "."), ("mypy",)], ids=["ruff", "mypy"])
def test_the_linters_have_nothing_to_say(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *words], check=False, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_only_config_reads_the_environment() -> None:
    readers = [str(path.relative_to(ROOT)) for path in ours() if path.parts[len(ROOT.parts)] != "tests" and _reads_environment(path)]

    assert readers == ["config.py"]


def _reads_environment(path: Path) -> bool:
    text = path.read_text()
    return "os.environ" in text or "getenv" in text


def test_settings_are_few_and_each_stands_in_the_readme() -> None:
    tree = ast.parse((ROOT / "config.py").read_text())
    names = [
        str(node.value.args[0].value) for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "_value"
        and isinstance(node.value.args[0], ast.Constant)
    ]

    readme = (ROOT / "README.md").read_text()

    assert 10 < len(names) < MOST_SETTINGS
    assert [name for name in names if f"`{name}`" not in readme] == []


def test_dependencies_have_a_lower_bound_and_no_upper_one() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    section = text[text.index("dependencies = ["):text.index("[project.scripts]")]
    names = re.findall(r'^    "([^"]+)",?$', section, re.MULTILINE)

    unbound = [name for name in names if not re.fullmatch(r"[A-Za-z0-9\[\]_.-]+>=[\d.]+", name) and not name.startswith("types-")]

    assert len(names) > 30
    assert unbound == []


def test_no_two_unique_things_of_a_table_share_their_columns() -> None:
    for table in schema.METADATA.tables.values():
        keys = [key for key in table.constraints if isinstance(key, (UniqueConstraint, PrimaryKeyConstraint))]
        unique: list[UniqueConstraint | PrimaryKeyConstraint | Index] = [*keys, *(index for index in table.indexes if index.unique)]
        for one, other in combinations(unique, 2):
            assert [column.name for column in one.columns] != [column.name for column in other.columns], (one.name, other.name)


def test_every_constraint_has_a_name() -> None:
    nameless = [f"{table.name}: {key}" for table in schema.METADATA.tables.values() for key in table.constraints if not key.name]

    assert nameless == []


def test_every_foreign_key_of_a_row_that_grows_is_indexed() -> None:
    """Else deleting and joining walk the whole table. First column of some index or key."""
    bare = []
    for table in schema.METADATA.tables.values():
        keys = [key for key in table.constraints if isinstance(key, (UniqueConstraint, PrimaryKeyConstraint))]
        first = {next(iter(key.columns)).name for key in (*keys, *table.indexes)}
        bare += [f"{table.name}.{column.name}" for column in table.columns if column.foreign_keys and column.name not in first]

    assert sorted(set(bare) - SELDOM) == []


SELDOM = {  # never searched by, and what they point to is never deleted
    "door_device.person_id", "settled_conflict.person_id", "scan.event_id", "scan.person_id", "admission.device_id",
    "ticket.ticket_type_id", "ticket.pool_id", "registration.person_id",
}


def test_nothing_names_the_machine_it_was_written_on() -> None:
    """No path of somebody's own folders, no download address in a lock file."""
    listed = subprocess.run([need("git"), "ls-files", "-co", "--exclude-standard"], check=True, cwd=ROOT, capture_output=True, text=True)
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}" for path in paths
        if path.is_file() and path.suffix in READABLE and path != Path(__file__)
        for match in MACHINE.finditer(path.read_text(errors="replace"))
    ]

    assert found == []
