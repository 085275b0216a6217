"""One of each thing that the admin shows, with a marker in all that it must not show."""

import uuid

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiKey
from billing import ledger
from billing.packs import get
from billing.shop.models import Purchase, StripeEvent
from glossary.models import Rating, Report
from rewind.desk.base import note
from tests.cast import Cast
from tools.models import Conversation, Generation, Share, Words

SECRET = "the-marker-of-what-is-private"


def furnish(cast: Cast) -> dict[type[Model], Model]:
    """One row of every model that the admin registers; the owner's name is in none of the texts."""
    principal = cast.owner.principal
    talk = Conversation.objects.create(owner=principal.owner, title=SECRET)
    run = Generation(
        owner=principal.owner,
        tool="chat",
        kind="text",
        model="smollm2-135m-instruct",
        source="page",
        inputs={"messages": [{"role": "user", "content": SECRET}]},
        output={"choices": [{"text": SECRET, "finish_reason": "stop"}]},
        state="succeeded",
        error_message=SECRET,
        name=SECRET,
        conversation=talk,
        held=100,
    )
    hold = ledger.hold(principal, 100, reference=str(run.pk), seconds=60)
    ledger.settle(str(run.pk), 100)
    run.save(force_insert=True)
    Words.objects.update_or_create(generation=run, defaults={"text": SECRET})
    share = Share.objects.create(owner=principal.owner, generation=run, snapshot={"text": SECRET})
    key = ApiKey.objects.get(user=cast.owner.user)
    rating = Rating.objects.create(page="/glossary/api/", owner=principal.owner, purse=principal.purse, stars=5)
    report = Report.objects.create(
        message="A typo.", owner=principal.owner, purse=principal.purse, proof=str(uuid.uuid4())
    )
    note_of = admin.models.LogEntry.objects
    note(_Asked(cast.staff.user), key, "Looked at it.")
    purchase = Purchase.objects.create(**Purchase.terms(cast.owner.user, get("usd-1")), session_id="cs_test_1")
    event = StripeEvent.objects.create(id="evt_1", type="charge.refunded", created=timezone.now(), purchase=purchase)
    things = [
        purchase,
        event,
        cast.owner.user,
        key,
        run,
        share,
        rating,
        report,
        hold,
        hold.transfers.get(),
        note_of.get(),
    ]
    things.append(Group.objects.create(name="Support"))
    return {type(thing): thing for thing in things}


class _Asked:
    """As much of a request as the log needs."""

    def __init__(self, user: object) -> None:
        self.user = user


def addresses(things: dict[type[Model], Model]) -> list[str]:
    """Every page of the admin: the first one, each list, each detail, each history, each act."""
    found = [reverse("admin:index")]
    for model, desk in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pk = things[model].pk
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[pk])]
        found += [reverse(f"{name}_history", args=[pk])]
        found += [reverse(f"{name}_{act}", args=[pk]) for act in desk.actions_detail]
        found += [reverse(f"{name}_{act}") for act in desk.actions_list]
    return found
