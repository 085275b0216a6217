"""The database itself refuses to rewrite the ledger's past."""

import pytest
from django.db import IntegrityError, transaction

from accounts.principal import Principal
from billing import ledger
from billing.models import Hold, Transfer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
VISITOR = Principal("visitor", "visitor:a", "address:a")


@pytest.fixture
def settled() -> None:
    ledger.hold(VISITOR, 300, reference="g", seconds=60)
    ledger.settle("g", 200)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda: Transfer.objects.update(amount=1),
        lambda: Transfer.objects.filter(kind="settle")._raw_delete("default"),
        lambda: Hold.objects.update(state="held"),
        lambda: Hold.objects.update(free_settled=0),
        lambda: Hold.objects.all()._raw_delete("default"),
    ],
    ids=["change a transfer", "delete a transfer", "reopen a hold", "change a resolved hold", "delete a hold"],
)
def test_the_past_cannot_be_rewritten(settled, rewrite):
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
        rewrite()
    assert Transfer.objects.count() == 2
    assert Hold.objects.get().free_settled == 200
