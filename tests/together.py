"""Which tests one test process gets, because they share what is costly to start: the site and its tour, a browser, a server."""

from xdist.scheduler import LoadScopeScheduling

SITE = {f"tests/e2e/test_{name}.py" for name in ("evening", "keyboard", "look", "weight")}
SERVER = {"tests/serve/test_standing.py"}


class Together(LoadScopeScheduling):
    """The site's tests first, as they take longest; each other file of browser tests by itself; all else test by test."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file in SITE:
            return "site"
        return file if file.startswith("tests/e2e/") or file in SERVER else nodeid
