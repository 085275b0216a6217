"""`manage.py terms check`: what is wrong with the terms' files, and where. `terms index`: what the search needs."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from glossary import content, proof
from glossary.search import vectors
from tools.weights import BrokenWeights


class Command(BaseCommand):
    """Check the terms' files, or index them for the search."""

    help = "Check the terms' files: `terms check` for all, `terms check SLUG …` for some; index them: `terms index`."
    requires_system_checks = ()  # it asks nothing of the database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="print what is wrong with the terms' files, and where")
        check.add_argument("slugs", nargs="*", metavar="SLUG", help="only these terms")
        actions.add_parser("index", help="compute what the search needs to find terms by meaning")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do one of the two. Raises CommandError."""
        if action == "index":
            self._index()
        else:
            self._check(set(options["slugs"]))

    def _index(self) -> None:
        try:
            self.stdout.write(vectors.prepare(self.stdout.write, threads=len(os.sched_getaffinity(0))))
        except (content.BrokenTerm, BrokenWeights, OSError) as error:
            raise CommandError(str(error)) from error

    def _check(self, slugs: set[str]) -> None:
        """Print each problem on a line. Raises CommandError if there is one."""
        unknown = slugs - {path.stem for path in content.FOLDER.glob("*.md")}
        if unknown:
            raise CommandError(f"There is no file for {', '.join(sorted(unknown))}.")
        found = [line for line in proof.problems() if not slugs or line.partition(".md")[0] in slugs]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} problems.")
        self.stdout.write(f"{len(slugs) or len(list(content.FOLDER.glob('*.md')))} terms, nothing wrong.")
