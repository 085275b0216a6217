"""Plays the workers for bench/streams.py: `python -m bench.feeder` in the environment of the site that is measured.

Standard input names generations, one a line, up to an empty line; "ready" says that their rows are there; after one
more line each of them is told something every second, for ever: a delta whose text is the time.
"""

import datetime
import json
import os
import sys
import time

import django

import rewind  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from accounts.address import address_hash  # noqa: E402
from tools.models import Generation  # noqa: E402
from tools.streams.connection import client, events_key  # noqa: E402

SLICES = 50  # of a second: the streams are told by turns, as those of many workers would be


def main() -> None:
    ids = [line.strip() for line in iter(sys.stdin.readline, "\n")]
    Generation.objects.bulk_create(map(_row, ids), batch_size=500)
    print("ready", flush=True)
    sys.stdin.readline()
    number, next_at = 0, time.monotonic()
    while True:
        pipeline = client().pipeline(transaction=False)
        for generation_id in ids[number % SLICES :: SLICES]:
            data = json.dumps({"index": 0, "text": f"{time.time():.6f}"})
            pipeline.xadd(events_key(generation_id), {"type": "delta", "data": data})
        pipeline.execute()
        number += 1
        next_at += 1 / SLICES
        time.sleep(max(0.0, next_at - time.monotonic()))


def _row(generation_id: str) -> Generation:
    """A running generation of the visitor behind this machine's own address."""
    return Generation(
        id=generation_id,
        owner=f"address:{address_hash('127.0.0.1')}",
        tool="chat",
        kind="text",
        model="none",
        source="api",
        inputs={},
        held=0,
        state=Generation.State.RUNNING,
        attempt=1,
        lease_until=timezone.now() + datetime.timedelta(hours=1),
    )


if __name__ == "__main__":
    main()
