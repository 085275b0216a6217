"""Fixtures for tests of generations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from billing import ledger
from billing.models import Hold
from tests.valkey import Valkey
from tools.models import FINAL, Generation


@pytest.fixture
def short_times(settings: Any) -> None:
    """Leases that lapse while a test waits."""
    settings.LEASE_SECONDS = 1.0
    settings.READER_SECONDS = 30
    settings.RING_SECONDS = 0.5


@pytest.fixture
def house(transactional_db: None, broker: Valkey, short_times: None) -> Iterator[Valkey]:
    """Database and broker as they run in the site, with short times; the books must be right at the end."""
    yield broker
    assert ledger.verify() == []
    over = [str(pk) for pk in Generation.objects.filter(state__in=FINAL).values_list("pk", flat=True)]
    assert not Hold.objects.open().filter(reference__in=over).exists(), "A generation is over and its hold isn't."


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Path:
    """The folder of stored files, empty and of this test alone."""
    folder = tmp_path / "files"
    default = settings.STORAGES["default"]
    options = default.get("OPTIONS", {}) | {"location": folder}
    settings.STORAGES = settings.STORAGES | {"default": default | {"OPTIONS": options}}
    return folder
