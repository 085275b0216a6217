"""The queues on the admin's first page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from billing import daily
from rewind.desk import queues
from tests.valkey import Valkey
from tools.models import Generation
from tools.work import readiness

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def row(state, **fields):
    defaults = {"owner": "user:1", "tool": "chat", "kind": "text", "model": "m", "source": "api", "inputs": {}}
    return Generation.objects.create(**defaults | fields, held=1, state=state)


def test_what_waits_and_runs_is_counted_by_kind_with_the_age_of_the_oldest(cast, broker: Valkey):
    old = timezone.now() - timedelta(minutes=7)
    row("queued", created_at=old)
    row("queued")
    row("running", created_at=old - timedelta(hours=1))
    row("succeeded", created_at=old - timedelta(hours=1))
    row("queued", kind="image")
    readiness.publish("text", "w1", "ready", "all well", ["m"], 1)
    broker.client.rpush("text", "ring", "ring")
    image, text = (queue for queue in queues.queues() if queue.kind in ("image", "text"))
    assert (text.waiting, text.running, text.oldest, text.rung) == (2, 1, old, 2)
    assert [worker["state"] for worker in text.workers] == ["ready"]
    assert (image.waiting, image.running, image.rung, image.workers) == (1, 0, 0, [])
    page = cast.staff.client.get("/admin/").content.decode()
    assert "w1: ready, runs 1 (all well)" in page
    assert "7\xa0minutes" in page
    assert "No worker is running." in page


def test_without_a_broker_the_page_says_so_and_has_the_rest(cast, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"  # nothing listens there
    row("queued")
    page = cast.staff.client.get("/admin/")
    assert page.status_code == 200
    assert "The broker, through which workers report, is away." in page.content.decode()


def test_it_says_when_the_daily_jobs_last_began(cast, broker: Valkey):
    assert "reconcile hasn't run yet" in cast.staff.client.get("/admin/").content.decode()
    daily.once("reconcile", datetime(2026, 11, 24, tzinfo=UTC).date())
    assert queues.last_runs()["reconcile"] is not None
    assert "reconcile last began" in cast.staff.client.get("/admin/").content.decode()


def test_it_says_when_the_purge_is_behind(cast, broker: Valkey):
    late = timezone.now() - timedelta(hours=24) - queues.LATE
    run = row("succeeded", owner="visitor:1", created_at=late + timedelta(minutes=5))
    assert "The hourly purge keeps up." in cast.staff.client.get("/admin/").content.decode()
    Generation.objects.filter(pk=run.pk).update(created_at=late - timedelta(minutes=5))
    assert "The hourly purge is behind" in cast.staff.client.get("/admin/").content.decode()


def test_only_who_may_see_runs_sees_the_queues(cast, broker: Valkey):
    cast.staff.user.is_superuser = False
    cast.staff.user.save()
    assert "Queues" not in cast.staff.client.get("/admin/").content.decode()
