"""The Celery app: one queue for each kind of model, and a broker that may go away and come back.

The broker is a doorbell. A message carries a generation's id; the row says whether there is anything to do. So a
message that is delivered twice, late or never does no harm, and nothing here keeps results.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")

VISIBILITY_SECONDS = 3_600  # a message that a killed worker took rings again after this; the sweeper rings sooner


def _broker_url(url: str) -> str:
    # kombu has its own name for Redis over a Unix socket.
    return url.replace("unix://", "redis+socket://", 1)


def _settings() -> dict[str, Any]:
    return {
        "broker_url": _broker_url(settings.REDIS_URL),
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_SECONDS,
            # A web request that can't ring within about a second leaves the row queued; the sweeper rings later.
            "socket_connect_timeout": 1,
            "socket_timeout": 5,  # longer than the worker's blocking read of one second
            "socket_keepalive": True,
            "health_check_interval": 25,
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.2,
            "interval_max": 0.2,
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # a worker waits for its broker for ever
        "task_publish_retry": False,
        "task_acks_late": True,
        "task_ignore_result": True,
        "task_default_queue": "text",
        "worker_prefetch_multiplier": 1,
        "worker_send_task_events": False,
        "worker_enable_remote_control": False,
        # A thread keeps its database connection: to open one costs more than to claim a row. tools/work/worker.py
        # replaces one that broke.
        "CELERY_DB_REUSE_MAX": 1_000_000,
    }


@signals.setup_logging.connect
def _keep_our_logging(**_: object) -> None:
    """Stands in for Celery's own set-up of logging: Django's is done. A line for each message would drown the rest."""
    logging.getLogger("celery").setLevel(logging.WARNING)


app = Celery("rewind", set_as_current=True)
app.add_defaults(_settings)
app.autodiscover_tasks()
