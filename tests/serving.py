"""What in-process tests of /api and /v1 need around the web process: a broker, the model's tokenizer, a ready worker.

No worker runs: what these tests start waits in the queue, or the test itself plays the worker (`Played`), so that each
event comes at the moment that the test wants. `tests.live` has the whole site.
"""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import uvicorn

from rewind.asgi import application
from tests.valkey import Valkey
from tests.waiting import until
from tools import catalogue, toolbox, weights
from tools.engines.base import Choice, Delta, News, Result
from tools.files.keeping import keep_outputs
from tools.models import Generation
from tools.models.generation import told
from tools.streams.events import completed
from tools.streams.writer import writer
from tools.work import readiness

# What OpenAI's clients are made with to come without a key.
VISITOR: dict[str, Any] = {"api_key": "visitor", "max_retries": 0, "default_headers": {"Authorization": ""}}


@pytest.fixture(scope="session")
def starter() -> catalogue.Model:
    """The starter model, its weights unpacked: counting a prompt needs the tokenizer's file."""
    model = catalogue.model("smollm2-135m-instruct")
    weights.prepare(model)
    return model


@pytest.fixture
def serving(starter: catalogue.Model, broker: Valkey) -> catalogue.Model:
    """A site whose workers said that they are ready."""
    for kind in catalogue.KINDS:
        readiness.publish(kind, "test", "ready", "", [model.slug for model in catalogue.available(kind)], 0)
    return starter


@pytest.fixture
def web(transactional_db: None, serving: catalogue.Model, settings: Any) -> Iterator[str]:
    """A real uvicorn in this process, on the test's database and broker; its address, without a slash at the end."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for channel in writer.channels():  # runs that a test left in the middle
        channel.drop()
    writer.drain(5)
    server.should_exit = True
    thread.join(10)
    listener.close()


def begun(url: str, **parts: Any) -> http.client.HTTPConnection:
    """A POST of `parts` (as requests takes them) whose answer nobody has read; closing it is leaving."""
    prepared = requests.Request("POST", url, **parts).prepare()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("POST", prepared.path_url, prepared.body, dict(prepared.headers))
    return connection


class Played:
    """The one run that waits, played by the test in a worker's stead."""

    def __init__(self, seconds: float = 30) -> None:
        row = until(Generation.objects.waiting().first, seconds)
        self.row: Generation = Generation.objects.claim(row.pk, "played")
        self._channel = writer.open(self.row)

    def say(self, text: str) -> None:
        """Write a piece of the answer."""
        self._channel.emit(Delta(0, text))

    def tell(self, *news: News) -> None:
        """Say whatever else an engine can say."""
        for item in news:
            self._channel.emit(item)

    def complete(self, *choices: Choice, seconds: float = 0.0) -> None:
        """End well, with these choices, as the worker does."""
        result = Result(list(choices), seconds=seconds)
        files = keep_outputs(self.row, result.choices)
        for index, choice in enumerate(told(result, files)):
            self._channel.add(*completed(index, choice))
        price = toolbox.get(self.row.tool).price(result, catalogue.model(self.row.model))
        self.row.finish(result, price, files)
        self._channel.end(self.row)

    def is_asked_to_stop(self, seconds: float = 30) -> bool:
        """Wait until somebody cancels it."""
        return until(self._channel.cancelled, seconds)

    def finish(self, text: str, reason: str = "stop") -> None:
        """End well, with this text."""
        self._channel.add("choice", {"index": 0, "finish_reason": reason})
        self.row.finish(Result([Choice(text, reason)], 31, len(text.split())), 100)
        self._channel.end(self.row)

    def fail(self, message: str) -> None:
        """End in an error of the engine."""
        self.row.fail("engine_error", message)
        self._channel.end(self.row)
