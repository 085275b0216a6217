"""`manage.py runworker KIND`: one worker process, which loads the models of its kind and runs what it is rung for."""

from __future__ import annotations

import os
import warnings
from argparse import ArgumentParser
from typing import Any

from celery import current_app
from celery.platforms import SecurityWarning
from django.conf import settings
from django.core.management.base import BaseCommand

from tools.work.process import LOAD_SECONDS, POOLS


class Command(BaseCommand):
    """One process, one model. Text runs many requests at a time, image and speech one (tools/work/process.py)."""

    help = "Runs a worker of one kind until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(POOLS))

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        # Celery warns root of pickled messages; ours are JSON and are never unpickled.
        warnings.simplefilter("ignore", SecurityWarning)
        os.environ["CELERY_SKIP_CHECKS"] = "1"  # Django's were made on the way here
        current_app.conf.worker_proc_alive_timeout = LOAD_SECONDS
        worker = current_app.Worker(
            hostname=f"{kind}@%h",
            queues=[kind],
            pool=POOLS[kind],
            concurrency=settings.TEXT_CONCURRENCY if kind == "text" else 1,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            redirect_stdouts=False,
            quiet=True,
        )
        worker.start()
        raise SystemExit(worker.exitcode)
