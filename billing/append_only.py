"""Triggers that make the database itself refuse to rewrite the past: transfers never change, nor do resolved holds.

A migration installs them. SQLite drops a table's triggers when Django rebuilds the table, so a later migration that
alters one of these tables ends with `install` again; `ledger verify` says when one is missing.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# (trigger's name, table, what it refuses, under which condition)
TRIGGERS = (
    ("billing_transfer_no_update", "billing_transfer", "UPDATE", ""),
    ("billing_transfer_no_delete", "billing_transfer", "DELETE", ""),
    ("billing_hold_no_reopen", "billing_hold", "UPDATE", "OLD.state <> 'held'"),
    ("billing_hold_no_delete", "billing_hold", "DELETE", ""),
)
# A row's triggers don't see TRUNCATE, which SQLite doesn't have.
TRUNCATE_TRIGGERS = (
    ("billing_transfer_no_truncate", "billing_transfer"),
    ("billing_hold_no_truncate", "billing_hold"),
)
REFUSE = """
CREATE OR REPLACE FUNCTION billing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Creates the triggers on this database. Raises DatabaseError where one is there already."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drops the triggers that are there."""
    present = names(connection)
    with connection.cursor() as cursor:
        for name, table in required(connection):
            if name in present:
                cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def required(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """(name, table) of each trigger that this database must have."""
    rows = [(name, table) for name, table, _, _ in TRIGGERS]
    return rows + list(TRUNCATE_TRIGGERS) if connection.vendor == "postgresql" else rows


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of all the enabled triggers that this database has."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {'WHEN ' + condition if condition else ''} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
        for name, table, verb, condition in TRIGGERS
    ]


def _postgresql() -> list[str]:
    rows = [
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW "
        f"{'WHEN (' + condition + ')' if condition else ''} EXECUTE FUNCTION billing_refuse()"
        for name, table, verb, condition in TRIGGERS
    ]
    tables = [
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse()"
        for name, table in TRUNCATE_TRIGGERS
    ]
    return [REFUSE, *rows, *tables]
