"""The two libraries that write documents. They are large, and few requests need them: loaded here, when the first document is made."""

import importlib
from functools import cache
from typing import Any


@cache
def fpdf() -> Any:
    """PDF (LGPL-3.0, used as it is)."""
    return importlib.import_module("fpdf")


@cache
def drafthorse() -> Any:
    """EN 16931 in the syntax of UN/CEFACT, with its schema (Apache-2.0)."""
    for name in ("document", "accounting", "note", "party", "payment", "references", "tradelines"):
        importlib.import_module(f"drafthorse.models.{name}")
    return importlib.import_module("drafthorse.models")
