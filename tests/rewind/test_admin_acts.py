"""What the staff does in the admin: once, for a reason, and written to the log without names."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from accounts import forgetting
from accounts.models import ApiKey, User
from accounts.signals import owner_forgotten
from billing import ledger
from billing.models import Transfer
from glossary.models import Report
from rewind.desk import purchases
from tests.rewind.desk import furnish
from tools.models import Share

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def things(cast):
    yield furnish(cast)
    assert ledger.verify() == []


def act(cast, thing, name, **data):
    """The staff's answer to the page of one act."""
    place = f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/{name}/"
    return cast.staff.client.post(place, {"once": str(uuid.uuid4()), "reason": "Ticket 12", **data})


def said():
    """What was written to the log last."""
    return LogEntry.objects.order_by("-pk").first()


def text(response):
    return response.content.decode()


def test_an_adjustment_is_one_entry_of_the_ledger_and_one_of_the_log(cast, things):
    user, form = cast.owner.user, str(uuid.uuid4())
    for _ in range(2):  # a double click
        assert act(cast, user, "adjust", amount=500, once=form).status_code == 302
    assert ledger.balance(cast.owner.principal).bought == 500
    entry = Transfer.objects.get(kind="adjust")
    assert (entry.amount, entry.note) == (500, "Ticket 12")
    assert LogEntry.objects.filter(change_message__startswith="Adjusted").count() == 1
    assert said().change_message == "Adjusted the balance by +500 tokens. Reason: Ticket 12"
    assert (said().user, said().object_id, said().object_repr) == (cast.staff.user, str(user.pk), f"user {user.pk}")


def test_no_more_can_be_taken_than_there_is_and_nothing_without_a_reason(cast, things):
    user = cast.owner.user
    assert act(cast, user, "adjust", amount=500).status_code == 302
    too_much = act(cast, user, "adjust", amount=-501)
    assert (too_much.status_code, "Only 500 bought tokens can be taken away." in text(too_much)) == (400, True)
    for wrong in ({"amount": 0}, {"amount": ""}, {"amount": 10**18}, {"amount": 1, "reason": ""}):
        assert act(cast, user, "adjust", **wrong).status_code == 400, wrong
    assert act(cast, user, "adjust", amount=-500).status_code == 302
    assert ledger.balance(cast.owner.principal).bought == 0
    assert LogEntry.objects.filter(change_message__startswith="Adjusted").count() == 2


def test_a_closed_account_gets_in_nowhere_until_it_is_reopened(cast, things):
    user = cast.owner.user
    assert act(cast, user, "close").status_code == 302
    assert cast.owner.client.get("/account/").status_code == 302
    assert cast.program.client.get("/api/balance/").status_code == 401
    assert said().change_message == "Closed the account. Reason: Ticket 12"
    assert "nothing was changed" in text(cast.staff.client.get(act(cast, user, "close")["Location"]))
    assert act(cast, user, "reopen").status_code == 302
    assert cast.program.client.get("/api/balance/").status_code == 200
    assert User.objects.get(pk=user.pk).is_active


def test_an_account_that_its_owner_deletes_is_not_reopened(cast, things):
    forgetting.begin(cast.owner.user)
    assert act(cast, cast.owner.user, "reopen").status_code == 400
    assert not User.objects.get(pk=cast.owner.user.pk).is_active


def test_a_reset_goes_to_the_owner_and_no_password_can_be_set_by_hand(cast, things):
    assert act(cast, cast.owner.user, "send_reset").status_code == 302
    assert [message.to for message in mail.outbox] == [["owner@example.org"]]
    assert said().change_message.startswith("Sent a link to set a new password.")
    page = text(cast.staff.client.get(f"/admin/accounts/user/{cast.owner.user.pk}/change/"))
    assert 'name="password' not in page
    assert cast.owner.user.password not in page


def test_a_key_is_revoked_at_once(cast, things):
    key = ApiKey.objects.get()
    assert act(cast, key, "revoke").status_code == 302
    assert cast.program.client.get("/api/balance/").status_code == 401
    assert said().change_message == "Revoked the key. Reason: Ticket 12"


def test_a_share_is_revoked_by_its_link_which_the_log_does_not_keep(cast, things):
    token = Share.objects.get().pk
    place = "/admin/tools/share/revoke/"
    assert cast.staff.client.post(place, {"link": f"{token[:-1]}?", "reason": "x"}).status_code == 400
    link = f"https://rewind.example/s/{token}/?from=mail"
    assert cast.staff.client.post(place, {"link": link, "reason": "Abuse"}).status_code == 302
    assert not Share.objects.exists()
    assert said().change_message == "Revoked the link. Reason: Abuse"
    assert not LogEntry.objects.filter(object_id__contains=token).exists()
    assert token not in said().object_repr


def test_a_look_at_stripe_needs_keys_a_session_and_an_answer(cast, things, settings, monkeypatch):
    purchase = things[purchases.Purchase]
    assert "Buying is switched off" in text(act(cast, purchase, "look_again"))
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "sk_test_1", ["whsec_1"]
    settings.STRIPE_API_URL = "http://127.0.0.1:9"  # nothing listens there
    monkeypatch.setattr(purchases.gateway, "RETRIES", 0)
    unanswered = act(cast, purchase, "look_again")
    assert unanswered.status_code == 400
    assert "Stripe doesn&#x27;t answer" in text(unanswered)


def test_looking_at_what_is_a_persons_is_logged_and_looking_at_lists_is_not(cast, things):
    before = LogEntry.objects.count()
    cast.staff.client.get("/admin/accounts/user/")
    cast.staff.client.get("/admin/billing/transfer/")
    assert LogEntry.objects.count() == before
    for model in (User, ApiKey, Report, purchases.Purchase):
        thing = things[model]
        cast.staff.client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/{thing.pk}/change/")
        assert (said().action_flag, said().object_id) == (4, str(thing.pk)), model


def test_changes_by_form_are_logged_by_number_and_not_by_name(cast, things):
    report = things[Report]
    place = f"/admin/glossary/report/{report.pk}/change/"
    assert cast.staff.client.post(place, {"done": "on", "note": "Mended."}).status_code == 302
    assert Report.objects.get().done
    assert (said().object_repr, said().change_message) == (f"report {report.pk}", "Changed Done and Note.")
    user = cast.owner.user
    place = f"/admin/accounts/user/{user.pk}/change/"
    assert cast.staff.client.post(place, {"is_staff": "on"}).status_code == 302
    assert "example.org" not in said().object_repr


def test_the_log_and_the_money_can_be_changed_by_nobody(cast, things):
    for model in (LogEntry, Transfer, purchases.Purchase, purchases.StripeEvent):
        thing, name = things[model], f"/admin/{model._meta.app_label}/{model._meta.model_name}"
        for address in (f"{name}/add/", f"{name}/{thing.pk}/delete/", f"{name}/{thing.pk}/change/"):
            assert cast.staff.client.post(address, {"post": "yes"}).status_code == 403, address


def test_what_staff_did_stays_known_when_they_delete_their_account(cast, things):
    act(cast, things[ApiKey], "revoke")
    number = cast.staff.user.pk
    owner_forgotten.send(sender=User, owner=f"user:{number}")
    User.objects.get(pk=number).delete()
    assert said().change_message == f"By user {number}: Revoked the key. Reason: Ticket 12"
    assert "staff@example.org" not in said().user.email
    assert not said().user.is_active
    assert not said().user.has_usable_password()


def test_forgetting_others_leaves_the_log_alone(cast, things):
    before = list(LogEntry.objects.values())
    for owner in (f"user:{cast.owner.user.pk}", "visitor:7", "address:7"):
        owner_forgotten.send(sender=User, owner=owner)
    assert list(LogEntry.objects.values()) == before
