"""axe-core, the accessibility checker, as text to run inside a page. Fetched once by npm, never shipped."""

import fcntl
import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules" / "axe-core" / "axe.min.js"


@cache
def source() -> str:
    """The script. Several test processes may ask at once: the first one fetches."""
    with (HERE / "package.json").open() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not SOURCE.exists():
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(HERE)],
                check=True,
                timeout=300,
                capture_output=True,
            )
    return SOURCE.read_text(encoding="utf-8")
