"""Fixtures of these tests: a broker in process, and clients of the running site."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from openai import OpenAI

from tests.live import Live
from tests.serving import VISITOR, serving, starter, web

__all__ = ["serving", "starter", "web"]


@pytest.fixture(scope="session")
def key(live: Live) -> str:
    """The key of an account with tokens for many runs."""
    return live.key("sdk@example.org")


@pytest.fixture(scope="session")
def sdk(live: Live, key: str) -> OpenAI:
    """The official SDK, as the guide says."""
    return OpenAI(base_url=f"{live.url}/v1", api_key=key, max_retries=0, timeout=120)


@pytest.fixture
def visitor(live: Live) -> Callable[[], tuple[OpenAI, dict[str, str]]]:
    """Makes SDK clients without a key, each of a new visitor, with the headers by which /api knows the same one."""

    def make() -> tuple[OpenAI, dict[str, str]]:
        headers = live.headers()
        without_key = {"Authorization": "", **headers}
        client = OpenAI(base_url=f"{live.url}/v1", api_key="visitor", max_retries=0, default_headers=without_key)
        return client, headers

    return make


@pytest.fixture
def openai_client(web: str) -> OpenAI:
    """The official SDK without a key, at a web server whose worker is the test."""
    return OpenAI(base_url=f"{web}/v1", **VISITOR)


@pytest.fixture
def asked() -> Iterator[Callable[..., Any]]:
    """Asks in a thread of its own, so that the test can play the worker meanwhile."""
    with ThreadPoolExecutor() as threads:
        yield threads.submit
