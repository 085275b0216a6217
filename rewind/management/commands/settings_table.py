"""`manage.py settings_table`: the table of docs/settings.md, out of rewind/env.py."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from rewind.env import BASE_DIR, KINDS, SETTINGS, Setting

PAGE = BASE_DIR / "docs" / "settings.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


class Command(BaseCommand):
    help = "Prints the table of all settings, or writes it into docs/settings.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="put it into docs/settings.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            before, _, rest = PAGE.read_text().partition(BEGIN)
            PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2])
        else:
            self.stdout.write(table())


def table() -> str:
    """All settings as a Markdown table, in the order of rewind/env.py."""
    rows = ["| variable | takes | default | what it is for |", "|---|---|---|---|", *map(_row, SETTINGS)]
    return "\n".join(rows) + "\n"


def _row(setting: Setting) -> str:
    takes = " or ".join(f"`{choice}`" for choice in setting.choices) or KINDS[setting.kind]
    bounds = [f"at least {setting.least:g}"] if setting.least is not None else []
    bounds += [f"at most {setting.most:g}"] if setting.most is not None else []
    default = setting.default
    if isinstance(default, Path):
        default = default.relative_to(BASE_DIR)
    if isinstance(default, list):
        default = ",".join(default)
    shown = "" if default == "" else f"`{default}`"
    return f"| `{setting.name}` | {', '.join([takes, *bounds])} | {shown} | {setting.help} |"
