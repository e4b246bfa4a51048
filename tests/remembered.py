"""What the application of each test would work out anew, though it is the same for all: addresses, templates, how SQL reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, MethodType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_rules: dict[tuple[object, ...], Rule] = {}
_engines: dict[str, Engine] = {}


class KnownRule(Rule):
    """Werkzeug compiles two functions for each address, which takes longer than all else at the start; they hang on its text alone."""

    def compile(self) -> None:
        """As the first rule with this text did it."""
        known = _rules.setdefault((self.rule, *sorted((self.defaults or {}).items())), self)
        if known is self:
            super().compile()
            return
        self._parts, self._trace, self._converters = known._parts, known._trace, known._converters
        self.arguments = set(known.arguments)
        for name in ("_build", "_build_unknown"):
            setattr(self, name, MethodType(getattr(known, name).__func__, self))


@contextmanager
def addresses() -> Iterator[None]:
    """Applications that are made from now on know their addresses."""
    plain, Flask.url_rule_class = Flask.url_rule_class, KnownRule
    yield
    Flask.url_rule_class = plain


class Templates(BytecodeCache):
    """Compiled templates, for the environments of all applications."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """As it was compiled from the same text."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """For the next one."""
        self.kept[bucket.key, bucket.checksum] = bucket.code


def statements(engine: Engine) -> None:
    """This engine knows how statements read that an earlier one of its kind has sent; to be told before its first connection."""
    kept = _engines.setdefault(engine.dialect.name, engine)
    if kept is engine:
        engine._compiled_cache = LRUCache(3000)
    engine.dialect, engine._compiled_cache = kept.dialect, kept._compiled_cache
