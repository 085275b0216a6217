"""A worker process with the starter model: it answers, stops when told to, and its death costs nobody anything."""

from typing import Any

import pytest

from accounts.principal import Principal
from billing import ledger
from tests.tools.running import events_of, final, process, sweeper, types_of
from tests.valkey import Valkey
from tests.waiting import until
from tools import catalogue, generations, toolbox, weights
from tools.models import Generation
from tools.work.readiness import workers

pytestmark = pytest.mark.slow
LOAD_SECONDS = 180


def somebody(number: int) -> Principal:
    return Principal("visitor", f"visitor:{number}", f"address:{number}")


def chat(principal: Principal, prompt: str, max_tokens: int) -> Generation:
    tool = toolbox.get("chat")
    data = {"messages": [{"role": "user", "content": prompt}], "max_tokens": max_tokens, "temperature": 0}
    inputs = tool.clean(data, principal)
    return generations.start(principal, tool, tool.model(inputs), inputs, source="api")


def text_of(generation: Generation) -> str:
    return "".join(data["text"] for event_type, data in events_of(generation) if event_type == "delta")


def test_it_answers_stops_and_dies_without_charging_for_what_it_lost(house: Valkey, settings: Any) -> None:
    weights.prepare(catalogue.model(settings.TEXT_MODEL))
    settings.LEASE_SECONDS = 5
    with process("manage.py", "runworker", "text", "--skip-checks") as worker:
        until(lambda: any(one["state"] == "ready" for one in workers().get("text", [])), LOAD_SECONDS)

        first, second = (chat(somebody(number), "What is the sea?", 12) for number in (1, 2))
        assert [final(first, 60), final(second, 60)] == ["succeeded", "succeeded"]
        until(lambda: types_of(first)[-1] == types_of(second)[-1] == "done")
        assert text_of(first) == text_of(second) == first.output["choices"][0]["text"]
        assert first.completion_tokens == 12
        assert first.charged == 100

        stopped = chat(somebody(3), "Count from one to a thousand.", 2_000)
        until(lambda: text_of(stopped), 60)
        generations.cancel(stopped)
        assert final(stopped, 30) == "cancelled"
        assert 0 < stopped.completion_tokens < 2_000
        assert stopped.output["choices"][0]["text"].startswith(text_of(stopped)[:10])

        lost = chat(somebody(4), "Count from one to a thousand.", 2_000)
        until(lambda: text_of(lost), 60)
        worker.kill()
    with sweeper():
        assert final(lost, 60) == "failed"
    assert lost.error_code == "worker_lost"
    assert ledger.balance(somebody(4)).available == 2_500
