"""`python -m tests.bench`: what each request costs beside its budget (spec: performance 4), and what a real server does.

Times are CPU times as multiples of H, a bare Flask "hello" in the same run; nothing fails on them. `--inside` leaves out the servers.
"""

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventsvc.assets import build
from tests import databases
from tests.bench import inside, served, store
from tests.bench.inside import Line
from tests.serve.running import CODE, environment

HOW_DURABLE = ("listen_addresses=''", "max_connections=200", "timezone=UTC")  # as PostgreSQL comes: a promise survives a power cut


@contextmanager
def folder() -> Iterator[Path]:
    """A place for one instance."""
    with tempfile.TemporaryDirectory(prefix="bench") as made:
        (Path(made) / "instance").mkdir()
        yield Path(made)


def help_time() -> float:
    """Seconds until `eventsvc --help` has answered."""
    def once() -> float:
        began = time.monotonic()
        with folder() as made:
            subprocess.run([sys.executable, "-c", CODE, "--help"], env=environment(made), check=True, capture_output=True)
        return time.monotonic() - began

    return min(once() for _ in range(5))


def row(line: Line, h: float) -> str:
    """One line of the table."""
    times = line.seconds / h
    if line.budget is None:
        return f"{line.name:<38}{line.seconds * 1000:9.3f}{times:9.1f}"
    verdict = "ok" if times <= line.budget else f"MISSED: {times / line.budget:.1f} times"
    against = f"{line.budget:6.0f}  {verdict}"
    return f"{line.name:<38}{line.seconds * 1000:9.3f}{times:9.1f}   {against}"


def table(url: str, words: str) -> None:
    """All budgets on one database."""
    with folder() as made, store.filled(made, url) as full:
        gc.collect()
        gc.freeze()  # as the server does before it begins: else the store's making is paid for by the requests
        h = inside.hello()
        print(f"\n{words}: H = {h * 1000:.4f} ms\n{'':<38}{'ms CPU':>9}{'H':>9}   budget")
        way = 0.0
        for line in inside.lines(full):
            print(row(line, h), flush=True)
            if line.name in inside.WAY:
                way += line.seconds
        print(row(Line("from page to QR, mail included", way, None), h), "  goal 20 ms")


def main() -> None:
    """Print everything."""
    build.compile_translations(Path(build.__file__).parents[1] / "translations")
    print(f"eventsvc --help: {help_time():.2f} s (budget 0.40)")
    with databases.cluster(HOW_DURABLE) as cluster:
        table("", "SQLite")
        table(cluster.url(cluster.made()), "PostgreSQL")
        if "--inside" not in sys.argv:
            for url, words in (("", "SQLite"), (cluster.url(cluster.made()), "PostgreSQL")):
                with folder() as made:
                    served.report(made, url, words)


if __name__ == "__main__":
    main()
