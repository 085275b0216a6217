"""Any server that speaks OpenAI's protocol (vLLM, SGLang, llama.cpp, Ollama), through the `openai` client.

Adds to the protocol what it leaves open: cancelling closes the stream, which is how such servers learn of it; and what
a stream that was cut short has used is counted here, for its last chunk with the usage never came.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError, OpenAI, Stream
from openai.types.chat import ChatCompletionChunk

from tools.catalogue import Model
from tools.engines.base import Choice, Delta, EngineError, Job, Result

_LOOK_UP = 0.1  # seconds between two looks at `cancelled` while the server is silent
_CONNECT, _SILENCE = 10.0, 120.0  # seconds to reach the server, and that it may be silent in mid-answer
_BYTES_A_TOKEN = 4  # of English, roughly; only for a prompt whose count the server never got to tell


def build(model: Model) -> UpstreamEngine:
    """An engine that asks the server of the settings UPSTREAM_*, not yet reached."""
    return UpstreamEngine(model)


class UpstreamEngine:
    """One model of one server; `run` is called by as many threads as there are generations at a time."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._client: OpenAI | None = None

    def load(self) -> None:
        """Reach the server. Raises EngineError when it isn't there or doesn't know the model."""
        # A retry would generate, and use, twice: the generation's own attempts are the only ones.
        self._client = OpenAI(
            base_url=settings.UPSTREAM_BASE_URL,
            api_key=settings.UPSTREAM_API_KEY or "none",
            timeout=_SILENCE,
            max_retries=0,
        )
        with _plain_errors():
            names = [entry.id for entry in self._client.with_options(timeout=_CONNECT).models.list()]
        if names and self.model.source not in names:
            raise EngineError(f"{settings.UPSTREAM_BASE_URL} has no model {self.model.source!r}: {', '.join(names)}.")

    def warm_up(self) -> None:
        """One token, so that a server that loads its model when asked for it does so now."""
        hello = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1, "temperature": 0.0, "top_p": 1.0}
        self.run(Job("warm-up", {**hello, "seed": None, "stop": [], "n": 1}), lambda delta: None, lambda: False)

    def run(self, job: Job, emit: Callable[[Delta], None], cancelled: Callable[[], bool]) -> Result:
        """Answer the job's messages; see base.Engine. Choices are asked for one by one: few servers know `n`."""
        answers = []
        for index in range(job.inputs["n"]):
            answer = _Answer(index, emit)
            answers.append(answer)
            with _plain_errors(), self._ask(job.inputs, index) as stream:
                _follow(stream, answer, cancelled)
            if answer.finish_reason == "cancelled":
                break
        prompt = next((answer.prompt_tokens for answer in answers if answer.prompt_tokens), 0)
        return Result(
            choices=[Choice(answer.text, answer.finish_reason) for answer in answers],
            prompt_tokens=prompt or _guess(job.inputs["messages"]),
            completion_tokens=sum(answer.completion_tokens for answer in answers),
        )

    @property
    def broken(self) -> str | None:
        """Never for good: a server that is away may come back."""
        return None

    def close(self) -> None:
        """Close the connections."""
        if self._client:
            self._client.close()
            self._client = None

    def _ask(self, inputs: dict[str, Any], index: int) -> Stream[ChatCompletionChunk]:
        if self._client is None:
            raise EngineError("The model's server hasn't been reached yet.")
        options: dict[str, Any] = {}
        if inputs["seed"] is not None:
            options["seed"] = inputs["seed"] + index
        if inputs["stop"]:
            options["stop"] = inputs["stop"]
        return self._client.chat.completions.create(
            model=self.model.source,
            messages=[_known_role(message) for message in inputs["messages"]],
            max_tokens=inputs["max_tokens"],
            temperature=inputs["temperature"],
            top_p=inputs["top_p"],
            stream=True,
            stream_options={"include_usage": True},
            **options,
        )


class _Answer:
    """One choice in the making."""

    def __init__(self, index: int, emit: Callable[[Delta], None]) -> None:
        self.text = ""
        self.finish_reason = "cancelled"  # until the server gives another reason
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self._index = index
        self._emit = emit

    def take(self, chunk: ChatCompletionChunk) -> None:
        for choice in chunk.choices:
            if choice.delta.content:
                self.text += choice.delta.content
                self.completion_tokens += 1  # until the usage comes: a chunk holds a token or more
                self._emit(Delta(self._index, choice.delta.content))
            if choice.finish_reason:
                self.finish_reason = "length" if choice.finish_reason == "length" else "stop"
        if chunk.usage:
            self.prompt_tokens = chunk.usage.prompt_tokens
            self.completion_tokens = chunk.usage.completion_tokens


def _follow(stream: Stream[ChatCompletionChunk], answer: _Answer, cancelled: Callable[[], bool]) -> None:
    """Give the stream's chunks to the answer until it ends or the job is cancelled.

    A thread of its own reads, because the client can't wait for a chunk and look at `cancelled` at the same time.
    """
    chunks: SimpleQueue[ChatCompletionChunk | Exception | None] = SimpleQueue()
    threading.Thread(target=_read, args=(stream, chunks), daemon=True).start()
    for chunk in _until(chunks, cancelled):
        answer.take(chunk)
    stream.close()


def _read(stream: Stream[ChatCompletionChunk], chunks: SimpleQueue[Any]) -> None:
    try:
        for chunk in stream:
            chunks.put(chunk)
        chunks.put(None)
    except Exception as error:  # whatever it is, the waiting thread has to know
        chunks.put(error)


def _until(chunks: SimpleQueue[Any], cancelled: Callable[[], bool]) -> Iterator[ChatCompletionChunk]:
    while not cancelled():
        try:
            chunk = chunks.get(timeout=_LOOK_UP)
        except Empty:
            continue
        if chunk is None:
            return
        if isinstance(chunk, Exception):
            raise chunk
        yield chunk


class _plain_errors:
    """Turns the client's errors into EngineErrors that can be shown."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, APITimeoutError):
            raise EngineError("The model's server didn't answer in time.") from error
        if isinstance(error, APIConnectionError):
            raise EngineError("The model's server can't be reached.") from error
        if isinstance(error, APIStatusError):
            raise EngineError(f"The model's server refused ({error.status_code}): {_said(error)}") from error
        if isinstance(error, APIError) or (error is not None and type(error).__module__.startswith("http")):
            raise EngineError("The model's server broke off in mid-answer.") from error


def _said(error: APIStatusError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    return str(body.get("message") or error.message)[:300]


def _known_role(message: dict[str, str]) -> dict[str, str]:
    return {**message, "role": "system"} if message["role"] == "developer" else message


def _guess(messages: list[dict[str, str]]) -> int:
    """What the prompt of a stream that was cut before its usage came is taken to be."""
    return sum(len(message["content"].encode()) for message in messages) // _BYTES_A_TOKEN
