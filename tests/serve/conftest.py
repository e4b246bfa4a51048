"""An empty database of each kind for a process tree of its own."""

from pathlib import Path

import pytest

from tests.databases import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database; the instance folder is there."""
    (tmp_path / "instance").mkdir(exist_ok=True)
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'instance' / 'eventsvc.sqlite'}"
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.url(cluster.made())
