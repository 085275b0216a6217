"""One continuous-batching manager of transformers, and the fan-out of its tokens to the threads that wait for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any

from transformers import ContinuousBatchingConfig, GenerationConfig, PreTrainedModel
from transformers.generation.continuous_batching.continuous_api import OutputRouter
from transformers.generation.continuous_batching.requests import GenerationOutput

from tools.engines.base import EngineError
from tools.engines.sizing import Sizes
from tools.engines.text import scheduling
from tools.engines.text.sampling import PerRequestSampling, Sampling

_LOOK_UP = 0.1  # seconds a waiting thread sleeps at most before it looks whether it was cancelled


class FanOut(OutputRouter):
    """Hands each output to the queue of the run that asked for it, on the manager's thread, with no thread between.

    transformers' own ways put back what isn't theirs (get_result) or want an event loop (register_result_handler).
    """

    def __init__(self) -> None:
        super().__init__()
        self.queues: dict[str, SimpleQueue[GenerationOutput]] = {}

    def deliver(self, output: GenerationOutput) -> None:
        waiting = self.queues.get(output.request_id)
        if waiting is not None:  # None: cancelled a moment ago
            waiting.put(output)

    def deliver_batch(self, outputs: list[GenerationOutput]) -> None:
        for output in outputs:
            self.deliver(output)


class Batcher:
    """Runs requests of token ids together; `start` first, then `submit` from any thread."""

    def __init__(self, model: PreTrainedModel, config: GenerationConfig, sizes: Sizes) -> None:
        # Our sampling leaves the chosen token highest, so the manager itself has to be greedy.
        greedy = GenerationConfig(do_sample=False, eos_token_id=config.eos_token_id, pad_token_id=config.pad_token_id)
        self._manager = model.init_continuous_batching(greedy, sizes_config(sizes))
        self._manager.logit_processor = PerRequestSampling()
        self._manager.output_router = self._router = FanOut()
        self._numbers = itertools.count()

    def start(self) -> None:
        """Allocate the cache, capture what is to be captured, and start the manager's thread."""
        self._manager.warmup()
        self._manager.start()

    def stop(self) -> None:
        """End the manager's thread; what still runs fails."""
        if self._manager.is_running():
            self._manager.stop(block=True, timeout=10, hard_stop=True)

    @property
    def broken(self) -> str | None:
        """Why the manager can't run anything any more; None while it can."""
        if self._manager.is_running() and self._manager.background_thread_status.fatal_error is None:
            return None
        return str(self._manager.background_thread_status.fatal_error or "the generation thread has ended")

    @property
    def steps(self) -> int:
        """Forward passes made since the start."""
        return getattr(self._manager, "current_batch", 0)

    @property
    def active(self) -> set[str]:
        """The ids of requests that hold a part of the cache or wait for one."""
        scheduler = self._manager.batch_processor.scheduler
        return {*scheduler.active_requests, *scheduler.waiting_requests}

    def submit(self, prompts: list[list[int]], max_tokens: int, sampling: list[Sampling]) -> Run:
        """Start one request for each prompt. Raises EngineError when the manager is dead."""
        run = Run(self)
        for prompt, how in zip(prompts, sampling, strict=True):
            name = f"r{next(self._numbers)}"
            run.names.append(name)
            self._router.queues[name] = run.outputs
            accepted = self._manager.add_request(
                prompt, request_id=name, max_new_tokens=max_tokens, streaming=True, sampling=how
            )
            if accepted is None:
                run.close()
                raise EngineError(f"The text engine has stopped: {self.broken}.")
        return run

    def forget(self, name: str, *, cancel: bool) -> None:
        """Stop listening to a request; `cancel` frees its place in the batch before the next step."""
        self._router.queues.pop(name, None)
        if cancel:
            self._manager.cancel_request(name)


class Run:
    """The requests of one job, and the tokens that come back from them."""

    def __init__(self, batcher: Batcher) -> None:
        self.names: list[str] = []
        self.outputs: SimpleQueue[GenerationOutput] = SimpleQueue()
        self._batcher = batcher
        self._seen: dict[str, int] = {}

    def tokens(self) -> Iterator[tuple[int, list[int], bool] | None]:
        """Each request's new tokens as (request's index, tokens, finished), and None now and then while none come.

        Ends when all requests have. Raises EngineError when one fails or the manager dies.
        """
        while self.names != [""] * len(self.names):
            try:
                output = self.outputs.get(timeout=_LOOK_UP)
            except Empty:
                if self._batcher.broken:
                    raise EngineError(f"The text engine has stopped: {self._batcher.broken}.") from None
                yield None
                continue
            if output.error:
                raise EngineError(f"The text engine failed: {output.error}.")
            yield from self._read(output)

    def _read(self, output: GenerationOutput) -> Iterator[tuple[int, list[int], bool]]:
        name = output.request_id
        if name not in self.names:  # an output from before it was dropped
            return
        index, seen = self.names.index(name), self._seen.get(name, 0)
        self._seen[name] = len(output.generated_tokens)
        finished = output.is_finished()
        if finished:
            self.drop(index, cancel=False)
        yield index, output.generated_tokens[seen:], finished

    def drop(self, index: int, *, cancel: bool = True) -> None:
        """End one request, if it hasn't ended by itself."""
        name, self.names[index] = self.names[index], ""
        if name:
            self._batcher.forget(name, cancel=cancel)

    def close(self) -> None:
        """End all requests that are still running."""
        for index in range(len(self.names)):
            self.drop(index)


def sizes_config(sizes: Sizes) -> ContinuousBatchingConfig:
    """The manager's settings for these sizes; the bench gives `generate_batch` the same."""
    options: dict[str, Any] = {}
    if sizes.device == "cpu":
        options = {"use_async_batching": False, "use_cuda_graph": False, "scheduler_type": scheduling.NAME}
    return ContinuousBatchingConfig(
        page_size=sizes.page_tokens,
        num_blocks=sizes.pages,
        max_batch_tokens=sizes.batch_tokens,
        max_requests_per_batch=sizes.requests,
        max_memory_percent=0.95,  # the sizes were chosen with the memory in view
        **options,
    )
