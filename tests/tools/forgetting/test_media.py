"""What is deleted can't be read in the files again: the database's, its log's, the broker's."""

import time
from pathlib import Path

import pytest
from django.db import connection

from tests.tools.forgetting.made import DAY, generation
from tools.forgetting.purging import purge
from tools.streams.connection import events_key

MARKER = "a-secret-that-must-go-4711"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's and the embedded broker's files"),
]


def in_database() -> bool:
    """Whether the marker stands in the database's file or beside it."""
    path = Path(connection.settings_dict["NAME"])
    return any(MARKER.encode() in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def in_broker(folder: Path) -> bool:
    """Whether it stands in any of the broker's files."""
    return any(MARKER.encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_no_byte_of_a_purged_text_is_left_in_the_database_or_its_log(broker):
    for number in range(40):  # more than a page, so that pages get free
        generation(f"visitor:{number}", 2 * DAY, text=f"{MARKER} " * 50)
    generation("visitor:kept")
    assert in_database()
    purge()
    assert not in_database()


def test_nor_in_the_brokers_files(broker, settings, tmp_path):
    settings.REDIS_URL_FILE = tmp_path / "redis_url"
    settings.REDIS_URL_FILE.write_text(settings.REDIS_URL)
    made = generation("visitor:a", 2 * DAY)
    broker.client.xadd(events_key(made.pk), {"type": "delta", "data": MARKER})
    broker.wait_until_on_disk()
    assert in_broker(broker.folder)
    purge()
    end = time.monotonic() + 20
    while in_broker(broker.folder) and time.monotonic() < end:
        time.sleep(0.05)
    assert not in_broker(broker.folder)
