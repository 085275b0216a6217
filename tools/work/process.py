"""How Celery's processes become workers.

The text model runs in the threads of one process, so that its requests share every forward pass. Image and speech
models run in the one child of a process ("prefork"), which may be killed by the kernel for its memory, or by us for
taking too long: the parent starts another, and that one first ends what the lost one left.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from pathlib import Path
from typing import Any

import redis
from celery import signals

from tools.work import readiness, recovery
from tools.work.worker import Worker

POOLS = {"text": "threads", "image": "prefork", "speech": "prefork"}
LOAD_SECONDS = 3_600  # that Celery lets a child take until it is up: a large model may have to be read from a slow disk
FIRST_TO_GO = "500"  # for the kernel, when memory runs out: rather the child with the model than what minds it

logger = logging.getLogger(__name__)
_kind = ""
_pipe: tuple[int, int] | None = None  # its end tells a child that its parent stops, or has died
_worker: Worker | None = None


def run(generation_id: str) -> None:
    """Run a generation in this process's worker."""
    if _worker is None:
        raise RuntimeError("This process has loaded no models; start one by `manage.py runworker`.")
    _worker.run(generation_id)


@signals.celeryd_after_setup.connect
def _prepare(instance: Any, **_: object) -> None:
    """Before Celery takes the first message: load the models, or leave that to the child."""
    global _kind, _pipe
    _kind = next(iter(instance.app.amqp.queues.consume_from))
    if POOLS[_kind] == "threads":
        _load()
    else:
        _pipe = os.pipe()


@signals.worker_process_init.connect
def _prepare_child(**_: object) -> None:
    """In the child, before it takes the first message. Never before the fork: CUDA doesn't survive one."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    assert _pipe is not None  # noqa: S101 (made before the fork)
    reader, writer = _pipe
    os.close(writer)
    threading.Thread(target=_heed_the_parent, args=(reader,), name="parent", daemon=True).start()
    try:
        readiness.forget_the_gone(_kind)
        recovery.recover_left_behind(_kind)
    except Exception:  # the sweeper does it too, once the leases have lapsed
        logger.warning("What the worker before this one left can't be ended now.", exc_info=True)
    _load()


def _load() -> None:
    global _worker
    _worker = Worker(_kind)
    if not _worker.load():
        # Stay, and go on saying why: to end would mean to be started again and again.
        threading.Event().wait()


def _heed_the_parent(reader: int) -> None:
    os.read(reader, 1)  # nothing is ever written: this ends when the parent's end is closed
    if _worker is None or not _worker.engines:
        os._exit(0)  # still loading, or nothing to serve: nothing is lost
    _worker.stop()


@signals.worker_shutting_down.connect
def _begin_to_stop(**_: object) -> None:
    if _pipe is not None:
        os.close(_pipe[1])
    # In a thread: this runs inside the signal handler, and Celery waits for what runs after it.
    if _worker is not None:
        threading.Thread(target=_worker.stop, name="stopping", daemon=True).start()


@signals.worker_shutdown.connect
@signals.worker_process_shutdown.connect
def _stopped(**_: object) -> None:
    if _worker is not None:
        with contextlib.suppress(redis.RedisError, OSError):
            _worker.close()
