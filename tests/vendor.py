"""The browser libraries for tests that need them: built once, by whichever test process comes first."""

import fcntl
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def built() -> Path:
    """Runs the build if something is missing and answers the folder static/vendor."""
    build = ROOT / "eventsvc" / "assets" / "build.py"
    with build.open() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        subprocess.run([sys.executable, str(build)], check=True, timeout=600, capture_output=True)
    return ROOT / "eventsvc" / "static" / "vendor"
