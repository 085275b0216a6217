"""`manage.py weights`: put the served models' weights in their place and check them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tools import catalogue, weights


class Command(BaseCommand):
    help = "Unpacks or downloads the weights of the models that this installation serves, and checks their hashes."
    requires_system_checks = ()  # it runs before there is a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", help="models of the catalogue; none means those that are served")

    def handle(self, *args: Any, slugs: list[str], **options: Any) -> None:
        try:
            models = [catalogue.model(slug) for slug in slugs] or weights.served()
            for model in models:
                weights.prepare(model, self.stdout.write)
        except (catalogue.UnknownModel, weights.BrokenWeights) as error:
            raise CommandError(str(error)) from error
