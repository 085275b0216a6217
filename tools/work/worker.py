"""A worker process: it loads its models, then runs what it is rung for, until it is told to end."""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from tools import catalogue, generations, toolbox
from tools.engines import registry
from tools.engines.base import Engine, EngineError, Job, Result
from tools.files.keeping import discard, keep_outputs
from tools.models import MAX_ATTEMPTS, Generation
from tools.models.generation import told
from tools.streams.channel import Channel
from tools.streams.events import completed
from tools.streams.writer import writer
from tools.work import identity, recovery
from tools.work.keeper import Keeper

FINISH_SECONDS = 3.0  # on SIGTERM, what runs may go on for so long before it is stopped or handed back
WRITE_TRIES = 5
STOPPED = "The server was restarted while it was writing this answer. Nothing was charged; please try again."
BROKEN = "Something went wrong on our side. Nothing was charged; please try again."

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Worker:
    """The engines of one kind, loaded, and the way of one generation through them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.name = identity.new()
        self.keeper = Keeper(kind, self.name)
        self.engines: dict[str, Engine] = {}
        self._is_ending = False
        self._passed_on: set[str] = set()

    def load(self) -> bool:
        """Load and warm up this machine's models; whether there is one to serve. Says on the way how it goes."""
        self.keeper.start()
        problems = []
        for model in catalogue.available(self.kind):
            self.keeper.say("loading", model.name)
            try:
                engine = registry.build(model)
                engine.load()
                engine.warm_up()
            except EngineError as error:
                problems.append(f"{model.slug}: {error}")
            except Exception as error:
                logger.exception("Model %s can't be loaded.", model.slug)
                problems.append(f"{model.slug}: {type(error).__name__}: {error}")
            else:
                self.engines[model.slug] = engine
        gc.collect()
        gc.freeze()  # or Python looks through torch's half a million objects again and again, and everybody waits
        self.keeper.models = list(self.engines)
        self.keeper.say("ready" if self.engines else "broken", "; ".join(problems))
        for problem in problems:
            logger.error("A model can't be served: %s", problem)
        return bool(self.engines)

    def run(self, generation_id: str) -> None:
        """Claim the generation and run it; nothing happens when it runs elsewhere or is over."""
        if self._is_ending:  # an attempt would be lost: `close` rings for the worker that comes after this one
            self._passed_on.add(generation_id)
            return
        generation = _persist(lambda: Generation.objects.claim(generation_id, self.name))
        if generation is None:
            lapsed = Generation.objects.lapsed().filter(pk=generation_id).first()
            if lapsed is not None:
                recovery.recover(lapsed)
            return
        channel = writer.open(generation)
        with self.keeper.keeping(generation, channel):
            try:
                self._run(generation, channel)
            finally:
                channel.drop()

    def stop(self) -> None:
        """Let what runs go on for a moment, then make it stop."""
        until = time.monotonic() + FINISH_SECONDS
        while self.keeper.busy and time.monotonic() < until:
            time.sleep(0.05)
        self.keeper.halt_all()

    def close(self) -> None:
        """Write the last events, ring for what came too late, take the worker off the list, free the models."""
        writer.drain(1.0)
        for generation_id in self._passed_on:
            generations.ring(generation_id, self.kind)
        self.keeper.close()
        for engine in self.engines.values():
            engine.close()

    def _run(self, generation: Generation, channel: Channel) -> None:
        try:
            result = self._make(generation, channel)
        except EngineError as error:
            if self._gave_up(generation.model):
                self._hand_back(generation, channel)
            else:
                self._fail(generation, channel, "engine_error", str(error))
            return
        except Exception:
            logger.exception("Generation %s failed.", generation.pk)
            self._fail(generation, channel, "internal_error", BROKEN)
            return
        cut = any(choice.finish_reason == "cancelled" for choice in result.choices)
        if channel.stop == "lost":
            return
        if cut and channel.stop == "shutdown":
            self._hand_back(generation, channel)
            return
        self._finish(generation, channel, result)

    def _finish(self, generation: Generation, channel: Channel, result: Result) -> None:
        try:
            files = _persist(lambda: keep_outputs(generation, result.choices))
        except OSError:
            logger.exception("What generation %s made can't be stored.", generation.pk)
            self._fail(generation, channel, "internal_error", BROKEN)
            return
        for index, choice in enumerate(told(result, files)):
            channel.add(*completed(index, choice))
        price = toolbox.get(generation.tool).price(result, catalogue.model(generation.model))
        if _persist(lambda: generation.finish(result, price, files)):
            channel.end(generation)
        else:
            discard(files)

    def _make(self, generation: Generation, channel: Channel) -> Result:
        engine = self.engines.get(generation.model)
        if engine is None:
            raise EngineError("This model is away at the moment. Please try another one, or try again later.")
        inputs = toolbox.get(generation.tool).job_inputs(generation.inputs)
        return engine.run(Job(str(generation.pk), inputs), channel.emit, channel.cancelled)

    def _gave_up(self, model: str) -> bool:
        """Whether the model's engine can run nothing any more; if so this process ends, and `up` starts another."""
        why = getattr(self.engines.get(model), "broken", None)
        if why:
            self._is_ending = True
            logger.error("%s broke: %s", model, why)
            self.keeper.say("broken", f"{model}: {why}")
            os.kill(os.getpid(), signal.SIGTERM)
        return bool(why)

    def _hand_back(self, generation: Generation, channel: Channel) -> None:
        if channel.shown or generation.attempt >= MAX_ATTEMPTS:
            self._fail(generation, channel, "worker_stopped", STOPPED)
        elif _persist(generation.requeue):
            generations.ring(generation.pk, generation.kind)

    def _fail(self, generation: Generation, channel: Channel, code: str, message: str) -> None:
        if _persist(lambda: generation.fail(code, message)):
            channel.end(generation)


def _persist(verb: Callable[[], T]) -> T:
    """Try a write until the database takes it; the keeper holds the lease meanwhile."""
    for attempt in range(1, WRITE_TRIES + 1):
        try:
            return verb()
        except (OperationalError, InterfaceError):
            if attempt == WRITE_TRIES:
                raise  # the lease lapses, and the sweeper ends the row
            logger.warning("The database is busy or away; trying again.")
            connection.close()
            time.sleep(0.2 * 2**attempt)
    raise AssertionError("unreachable")
