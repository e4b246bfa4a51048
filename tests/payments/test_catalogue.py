"""Each fault of the specification is a test: its number stands at the beginning of that test's first line."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
FILES = (*HERE.glob("test_*.py"), *HERE.parent.glob("serve/test_paying_*.py"))
NUMBERS = re.compile(r"((?:S\d\d, )*S\d\d): ")


def told() -> dict[str, list[str]]:
    """The numbers, and the tests that bear them."""
    found: dict[str, list[str]] = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            words = NUMBERS.match(ast.get_docstring(node) or "") if isinstance(node, ast.FunctionDef) else None
            for number in words[1].split(", ") if words and node.name.startswith("test_") else ():
                found.setdefault(number, []).append(node.name)
    return found


def test_all_faults_are_tests() -> None:
    assert sorted(told()) == [f"S{number:02}" for number in range(1, 47)]
