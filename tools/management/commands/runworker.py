"""`manage.py runworker text`: one worker process, which loads the models of its kind and runs what it is rung for."""

from __future__ import annotations

import os
import warnings
from argparse import ArgumentParser
from typing import Any

from celery import current_app
from celery.platforms import SecurityWarning
from django.conf import settings
from django.core.management.base import BaseCommand

KINDS = {"text": "TEXT_CONCURRENCY"}  # how many generations one process runs at the same time


class Command(BaseCommand):
    """Threads, because the requests of one model share each forward pass: one process, one model, many at a time."""

    help = "Runs a worker of one kind until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        # Celery warns root of pickled messages; ours are JSON and are never unpickled.
        warnings.simplefilter("ignore", SecurityWarning)
        os.environ["CELERY_SKIP_CHECKS"] = "1"  # Django's were made on the way here
        worker = current_app.Worker(
            hostname=f"{kind}@%h",
            queues=[kind],
            pool="threads",
            concurrency=getattr(settings, KINDS[kind]),
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            redirect_stdouts=False,
            quiet=True,
        )
        worker.start()
        raise SystemExit(worker.exitcode)
