"""The text engine itself: a chat in, pieces of text out."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

from tools.catalogue import Model
from tools.engines import tokens
from tools.engines.base import Choice, Delta, EngineError, Job, Result
from tools.engines.text.batcher import Batcher, Run
from tools.engines.text.loading import Loaded, load
from tools.engines.text.pieces import Detokeniser
from tools.engines.text.sampling import Sampling
from tools.engines.text.stops import StopBuffer
from tools.weights import BrokenWeights

_STRIDE = 0x632BE59BD9B4E019  # between the seeds of a job's choices: large and odd, so no small seed is another's
_HELLO = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 8, "temperature": 0.7, "top_p": 0.9}


class TextEngine:
    """One model, loaded once; `run` is called by as many threads as there are generations at a time."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.loaded: Loaded | None = None
        self.batcher: Batcher | None = None
        self._prompter: tokens.Prompter | None = None
        self._guard = threading.Lock()

    def load(self) -> None:
        """Bring the model into memory and start its loop. Raises EngineError with one clear line."""
        try:
            self.start(load(self.model))
        except (BrokenWeights, MemoryError) as error:
            raise EngineError(str(error)) from error

    def start(self, loaded: Loaded) -> None:
        """Start a loop on a model that is in memory; `load` does this, and it isn't done twice on one engine."""
        with self._guard:
            self._prompter = tokens.prompter(self.model)
            self.loaded = loaded
            self.batcher = Batcher(loaded.network, loaded.generation, loaded.sizes)
            self.batcher.start()

    def warm_up(self) -> None:
        """Two short answers, one sampled: the first use of an operation allocates and chooses kernels."""
        for choices in (1, 2):
            inputs = {**_HELLO, "seed": 0, "stop": [], "n": choices}
            self.run(Job("warm-up", inputs), lambda delta: None, lambda: False)

    @property
    def broken(self) -> str | None:
        """Why the engine can't run any more, None while it can; a worker whose engine is broken should exit."""
        return self.batcher.broken if self.batcher else "the model isn't loaded"

    def run(self, job: Job, emit: Callable[[Delta], None], cancelled: Callable[[], bool]) -> Result:
        """Answer the job's messages; see base.Engine. Raises EngineError."""
        if self.batcher is None or self._prompter is None:
            raise EngineError("The model isn't loaded.")
        inputs = job.inputs
        prompt = self._prompter.encode(inputs["messages"])
        room = self.room - len(prompt)
        if room < 1:
            raise EngineError(f"The prompt has {len(prompt)} tokens and the model holds {self.room} with the answer.")
        answers = [_Answer(index, self._prompter, inputs["stop"], emit) for index in range(inputs["n"])]
        run = self.batcher.submit([prompt] * len(answers), min(inputs["max_tokens"], room), _samplings(inputs))
        try:
            self._follow(run, answers, cancelled)
        finally:
            run.close()
        return Result(
            choices=[Choice(answer.text, answer.finish_reason) for answer in answers],
            prompt_tokens=len(prompt),
            completion_tokens=sum(answer.tokens for answer in answers),
        )

    @property
    def room(self) -> int:
        """Most tokens of one prompt and its answer: the model's context, or the cache where that is smaller."""
        return min(self.model.context_length, self.loaded.sizes.cache_tokens)  # type: ignore[union-attr]  # loaded before

    def close(self) -> None:
        """Stop the loop and let the weights go."""
        with self._guard:
            if self.batcher:
                self.batcher.stop()
            self.batcher = self.loaded = None

    def _follow(self, run: Run, answers: list[_Answer], cancelled: Callable[[], bool]) -> None:
        ends = set(self.ends)
        for news in run.tokens():
            if cancelled():
                break
            if news is None:
                continue
            index, new, finished = news
            if answers[index].take(new, ends, finished=finished):
                run.drop(index)
        for answer in answers:
            answer.give_up()

    @property
    def ends(self) -> list[int]:
        """The tokens that end an answer."""
        ends = self.loaded.generation.eos_token_id  # type: ignore[union-attr]  # loaded before
        return ends if isinstance(ends, list) else [ends]


class _Answer:
    """One choice in the making: its text so far, its count of tokens, and why it ended."""

    def __init__(self, index: int, prompter: tokens.Prompter, stop: list[str], emit: Callable[[Delta], None]) -> None:
        self.text = ""
        self.tokens = 0
        self.finish_reason = "cancelled"  # until it ends by itself
        self._index = index
        self._emit = emit
        self._detokeniser = Detokeniser(prompter.tokenizer)
        self._stops = StopBuffer(stop)

    def take(self, new: list[int], ends: set[int], *, finished: bool) -> bool:
        """Take the next tokens; True when the answer is over. The token that ends an answer isn't counted."""
        for token in new:
            if token in ends:
                return self._end("stop")
            self.tokens += 1
            self._write(self._stops.push(self._detokeniser.push([token])))
            if self._stops.hit:
                return self._end("stop")
        return self._end("length") if finished else False

    def give_up(self) -> None:
        """Hand out what was held back, for nothing more comes; does nothing to an answer that is over."""
        self._write(self._stops.flush())

    def _end(self, reason: str) -> bool:
        self.finish_reason = reason
        self._write(self._stops.flush())
        return True

    def _write(self, piece: str) -> None:
        if piece:
            self.text += piece
            self._emit(Delta(self._index, piece))


def _samplings(inputs: dict[str, Any]) -> list[Sampling]:
    """Each choice's sampling; choices of one seed differ, and the first is the one that n = 1 would give."""
    seed = secrets.randbits(48) if inputs["seed"] is None else inputs["seed"]
    heat, top_p = inputs["temperature"], inputs["top_p"]
    return [Sampling(heat, top_p, seed + index * _STRIDE) for index in range(inputs["n"])]
