"""The row and its verbs: each is won once, and the ledger is right after it."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.principal import Principal
from billing import ledger
from billing.errors import InsufficientTokens
from billing.models import Transfer
from tests.tools.running import VISITOR, ask, claimed, state
from tools.engines.base import Choice, Result
from tools.models import Conversation, Generation

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("house")]

ANSWER = Result([Choice("Hello.", "stop")], prompt_tokens=7, completion_tokens=200)


def lapse(generation: Generation) -> None:
    Generation.objects.filter(pk=generation.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))


def spent() -> int:
    balance = ledger.balance(VISITOR)
    return balance.daily - balance.free


def test_starting_holds_the_quote_and_queues_the_row() -> None:
    generation = ask("")
    assert (generation.state, generation.held) == ("queued", 500)
    assert ledger.balance(VISITOR).held == 500


def test_who_cannot_pay_leaves_neither_a_row_nor_a_hold() -> None:
    for _ in range(5):
        ask("")
    with pytest.raises(InsufficientTokens):
        ask("")
    assert Generation.objects.count() == 5
    assert ledger.balance(VISITOR).held == 2_500


def test_of_five_claims_at_the_same_moment_one_wins() -> None:
    generation = ask("")
    together = threading.Barrier(5)

    def claim(number: int) -> Generation | None:
        try:
            together.wait()
            return Generation.objects.claim(generation.pk, f"worker-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        won = [row for row in pool.map(claim, range(5)) if row is not None]
    assert [row.attempt for row in won] == [1]


def test_finishing_keeps_the_answer_and_charges_what_it_used() -> None:
    generation = claimed()
    assert generation.finish(ANSWER, 207)
    assert generation.state == "succeeded"
    assert generation.output == {"choices": [{"text": "Hello.", "finish_reason": "stop"}]}
    assert generation.receipt == {"held": 500, "charged": 207, "free": 207, "bought": 0}
    assert (spent(), ledger.balance(VISITOR).held) == (207, 0)


def test_finishing_twice_charges_once() -> None:
    generation = claimed()
    again = Generation.objects.get(pk=generation.pk)
    assert generation.finish(ANSWER, 207)
    assert not again.finish(ANSWER, 207)
    assert spent() == 207


def test_a_price_above_the_hold_is_cut_to_it() -> None:
    generation = claimed()
    assert generation.finish(ANSWER, 9_999)
    assert generation.charged == 500


def test_a_result_after_its_hold_expired_is_delivered_and_costs_nothing() -> None:
    generation = claimed()
    ledger.expire_holds(timezone.now() + datetime.timedelta(days=1))
    assert generation.finish(ANSWER, 207)
    assert (generation.state, generation.charged, spent()) == ("succeeded", 0, 0)


def test_a_cancelled_result_is_kept_and_charged() -> None:
    generation = claimed()
    assert generation.finish(Result([Choice("Hel", "cancelled")], 7, 120), 127)
    assert (generation.state, generation.charged) == ("cancelled", 127)


def test_a_result_that_costs_nothing_gives_all_back() -> None:
    generation = claimed()
    assert generation.finish(Result([Choice("", "cancelled")], 7, 0), 0)
    assert (generation.state, generation.charged, ledger.balance(VISITOR).available) == ("cancelled", 0, 2_500)


def test_failing_says_why_and_gives_all_back() -> None:
    generation = claimed()
    assert generation.fail("engine_error", "The model fell over.")
    assert (generation.state, generation.error_code) == ("failed", "engine_error")
    assert ledger.balance(VISITOR).available == 2_500


def test_a_worker_that_was_replaced_can_write_nothing() -> None:
    first = claimed()
    assert Generation.objects.get(pk=first.pk).requeue()
    second = Generation.objects.claim(first.pk, "worker-b")
    assert second is not None
    assert second.attempt == 2
    verbs = [
        first.heartbeat,
        first.show,
        first.requeue,
        lambda: first.finish(ANSWER, 207),
        lambda: first.fail("x", "y"),
    ]
    assert [verb() for verb in verbs] == [False] * 5
    assert second.finish(ANSWER, 207)
    assert spent() == 207


def test_a_row_given_back_is_safe_from_the_worker_that_had_it() -> None:
    first = claimed()
    assert Generation.objects.get(pk=first.pk).requeue()
    assert not first.fail("x", "y")
    assert state(first) == "queued"


def test_cancelling_what_waits_ends_it_at_once_and_gives_all_back() -> None:
    generation = ask("")
    assert generation.cancel()
    assert ledger.balance(VISITOR).available == 2_500
    assert Generation.objects.claim(generation.pk, "worker-a") is None


def test_cancelling_what_runs_is_not_the_rows_business() -> None:
    assert not claimed().cancel()


def test_a_heartbeat_renews_the_lease() -> None:
    generation = claimed()
    lapse(generation)
    assert list(Generation.objects.lapsed()) == [generation]
    assert generation.heartbeat()
    assert not Generation.objects.lapsed().exists()


def test_a_write_that_met_a_busy_database_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    generation = claimed()
    settle = ledger.settle

    def busy(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("busy")

    monkeypatch.setattr(ledger, "settle", busy)
    with pytest.raises(RuntimeError):
        generation.finish(ANSWER, 207)
    assert state(Generation.objects.get(pk=generation.pk)) == "running"
    monkeypatch.setattr(ledger, "settle", settle)
    assert generation.finish(ANSWER, 207)
    assert spent() == 207


def test_only_the_owner_finds_it() -> None:
    generation = ask("")
    stranger = Principal("visitor", "visitor:stranger", VISITOR.purse)
    assert list(Generation.objects.of(VISITOR)) == [generation]
    assert not Generation.objects.of(stranger).exists()


def test_generations_of_a_conversation_are_numbered_in_order() -> None:
    conversation = Conversation.objects.create(owner=VISITOR.owner)
    rows = [ask("", conversation=conversation) for _ in range(3)]
    assert [row.position for row in rows] == [0, 1, 2]
    assert not Conversation.objects.of(Principal("visitor", "visitor:stranger", "address:x")).exists()


def test_the_ledger_says_what_a_charge_was_for() -> None:
    generation = claimed()
    assert generation.finish(ANSWER, 207)
    note = Transfer.objects.get(hold__reference=str(generation.pk)).note
    assert note == f"{generation.tool} {generation.model}"
