"""Before the first release: write the first migrations anew from the models. `python -m tests.tools.remake_migrations`

One file for each room of the house, one function for each table. Never run it once a release is out.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp, UpgradeOps
from sqlalchemy import create_engine

from eventsvc import schema
from eventsvc.checkin.models import APPEND_ONLY
from eventsvc.core.db import UtcDateTime, WallTime

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
ROOMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("accounts", "Organisations and people", ("organisation", "person", "membership", "sign_in_link", "staff_session")),
    ("events", "Series, events, pools and ticket types", ("series", "event", "programme_item", "speaker", "pool", "ticket_type")),
    ("registration", "Registrations and tickets", ("registration", "roster", "ticket")),
    ("checkin", "The door", ("checkin_list", "door_link", "pairing_code", "door_device", "scan", "admission", "settled_conflict")),
    ("core", "History, limits, old addresses and the outbox", ("audit_entry", "tally", "old_address", "outbox")),
)
INSIDE, WIDEST = " " * 8, 140
TOP = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before}
branch_labels = None
depends_on = None
'''


def render_item(kind: str, thing: Any, _autogenerate: Any) -> Any:
    """As migrations/env.py does."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.DateTime()" if kind == "type" and isinstance(thing, WallTime) else False


def main() -> None:
    """Write all files and HEAD."""
    context = MigrationContext.configure(create_engine("sqlite://").connect())
    deeds = produce_migrations(context, schema.METADATA).upgrade_ops
    assert deeds is not None
    by_table: dict[str, list[Any]] = {}
    for deed in deeds.ops:
        for one in getattr(deed, "ops", [deed]):
            assert isinstance(one, (CreateTableOp, CreateIndexOp)), one
            by_table.setdefault(one.table_name, []).append(one)
    placed = [table for _, _, tables in ROOMS for table in tables]
    assert sorted(placed) == sorted(by_table), f"place these tables in ROOMS: {set(placed) ^ set(by_table)}"
    for old in (FOLDER / "versions").glob("*.py"):
        old.unlink()
    for number, (slug, title, tables) in enumerate(ROOMS, 1):
        before = f'"{number - 1:04d}"' if number > 1 else "None"
        parts = [TOP.format(title=title, number=f"{number:04d}", before=before)]
        parts += [f"def _{table}() -> None:\n    {_rendered(by_table[table], context)}\n" for table in tables]
        calls = [f"    _{table}()\n" for table in tables]
        drops = [f'    op.drop_table("{table}")\n' for table in reversed(tables)]
        if slug == "checkin":
            parts.append(f"APPEND_ONLY: dict[str, tuple[str, ...]] = {APPEND_ONLY!r}\n")
            calls.append("    for statement in APPEND_ONLY[op.get_context().dialect.name]:\n        op.execute(statement)\n")
            drops.append('    if op.get_context().dialect.name == "postgresql":\n')
            drops.append('        op.execute("DROP FUNCTION scan_is_append_only()")\n')
        parts += [f"def upgrade() -> None:\n{''.join(calls)}", f"def downgrade() -> None:\n{''.join(drops)}"]
        (FOLDER / "versions" / f"{number:04d}_{slug}.py").write_text("\n\n".join(parts))
    (FOLDER / "HEAD").write_text(f"{len(ROOMS):04d}\n")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(FOLDER / "versions")], check=True)
    for file in (FOLDER / "versions").glob("*.py"):
        file.write_text("\n".join(_packed(file.read_text().splitlines())) + "\n")


def _packed(lines: list[str]) -> list[str]:
    """Arguments that stand alone on their lines share them, so that the widest table is a function one can read."""
    packed: list[str] = []
    for line in lines:
        before = packed[-1] if packed else ""
        alone = all(one.startswith(INSIDE) and one[8] not in " )" and one.endswith(",") for one in (before, line))
        if alone and len(before) + len(line) - 7 <= WIDEST:
            packed[-1] = f"{before} {line.strip()}"
        else:
            packed.append(line)
    return packed


def _rendered(deeds: list[Any], context: MigrationContext) -> str:
    code = render_python_code(UpgradeOps(ops=deeds), migration_context=context, render_item=render_item)
    return "\n".join(line for line in code.splitlines() if "###" not in line).strip()


if __name__ == "__main__":
    main()
