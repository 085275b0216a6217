"""`manage.py terms check`: what is wrong with the terms' files, and where."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from glossary import content, proof


class Command(BaseCommand):
    """Check the terms' files."""

    help = "Check the terms' files: `terms check` for all, `terms check SLUG …` for some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="print what is wrong with the terms' files, and where")
        check.add_argument("slugs", nargs="*", metavar="SLUG", help="only these terms")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each problem on a line. Raises CommandError if there is one."""
        slugs = set(options["slugs"])
        unknown = slugs - {path.stem for path in content.FOLDER.glob("*.md")}
        if unknown:
            raise CommandError(f"There is no file for {', '.join(sorted(unknown))}.")
        found = [line for line in proof.problems() if not slugs or line.partition(".md")[0] in slugs]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} problems.")
        self.stdout.write(f"{len(slugs) or len(list(content.FOLDER.glob('*.md')))} terms, nothing wrong.")
