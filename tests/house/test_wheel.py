"""What is installed holds what a checkout holds."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import vendor
from tests.programs import need

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that is built now."""
    need("npm")
    vendor.built()
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


@pytest.mark.slow
def test_templates_migrations_and_settings_are_in_the_wheel(packed: set[str]) -> None:
    files = [path for top in ("templates", "migrations") for path in (ROOT / top).rglob("*") if path.is_file() and path.suffix != ".pyc"]

    missing = {f"eventsvc/{path.relative_to(ROOT)}" for path in files} - packed

    assert missing == set()
    assert "eventsvc/config.py" in packed


@pytest.mark.slow
def test_code_styles_and_browser_libraries_are_in_the_wheel(packed: set[str]) -> None:
    files = [
        path for path in (ROOT / "eventsvc").rglob("*")
        if path.suffix in {".py", ".css", ".js", ".svg", ".woff2", ".wasm", ".po"} and "node_modules" not in path.parts
    ]

    assert {str(path.relative_to(ROOT)) for path in files} - packed == set()
    assert "eventsvc/translations/de/LC_MESSAGES/messages.mo" in packed
    assert any(name.endswith("zxing_reader.wasm") for name in packed)


@pytest.mark.slow
def test_nothing_else_is_in_the_wheel(packed: set[str]) -> None:
    strange = [name for name in packed if not name.startswith(("eventsvc/", "eventsvc-"))]

    assert strange + [name for name in packed if "node_modules" in name or "__pycache__" in name] == []
