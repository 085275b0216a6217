"""Files go with the last run that uses them, bytes and all, whatever is cut off where."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.principal import Principal
from tests.tools.forgetting.made import DAY, HOUR, conversation, file, generation, share, use
from tools.files.keeping import note_input
from tools.forgetting import burying
from tools.forgetting.burying import bury, delete_strays
from tools.forgetting.erasing import erase_files, erase_generations
from tools.forgetting.owners import StillBusy, forget_owner
from tools.forgetting.purging import purge
from tools.models import Generation, StoredFile
from tools.toolbox import InvalidInput

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ME = Principal("user", owner="user:1", purse="user:1")


@pytest.fixture(autouse=True)
def folder(storage, broker):
    return storage


def left(folder):
    """The rows that are there and the files that are there, which should be the same."""
    rows = set(StoredFile.objects.values_list("blob", flat=True))
    return rows, {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def purged(*arguments):
    """What `manage.py purge` says."""
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


def holds(folder, *files):
    return left(folder) == ({one.blob for one in files},) * 2


def test_a_purged_run_takes_its_files_along_and_no_others(folder):
    gone, kept, saved, shown = (file("visitor:a", word.encode()) for word in ("gone", "kept", "saved", "shown"))
    use(generation("visitor:a", 2 * DAY), gone)
    use(generation("visitor:a"), kept)
    use(generation("user:1", 90 * DAY, saved_at=timezone.now()), saved)
    linked = generation("user:1", 90 * DAY)
    use(linked, shown)
    share(linked)
    assert purge()["files"] == 1
    assert holds(folder, kept, saved, shown)


def test_a_file_of_two_runs_goes_with_the_last(folder):
    picture = file("user:1")
    first, second = generation("user:1"), generation("user:1")
    use(first, picture)
    use(second, picture, role="input")
    erase_generations(Generation.objects.filter(pk=first.pk))
    bury()
    assert holds(folder, picture)
    erase_generations(Generation.objects.filter(pk=second.pk))
    bury()
    assert holds(folder)


def test_the_files_of_a_conversations_turns_go_with_it(folder):
    talk = conversation("visitor:a", 2 * DAY)
    use(talk.generations.first(), file("visitor:a"))
    purge()
    assert holds(folder)


def test_what_was_sent_and_not_used_goes_after_a_day(folder):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        file("user:1")
        clock.shift(timedelta(hours=1))
        young = file("user:1")
        clock.shift(timedelta(hours=23))
        purge()
        assert holds(folder, young)


def test_the_dry_run_lists_exactly_the_files_that_a_run_then_takes(folder):
    gone, shared, kept, unused = (file("visitor:a") for _ in range(4))
    one, two, young = generation("visitor:a", 2 * DAY), generation("visitor:a", 2 * DAY), generation("visitor:a")
    use(one, gone, shared, kept)
    use(two, shared)
    use(young, kept)
    StoredFile.objects.filter(pk=unused.pk).update(created_at=timezone.now() - 25 * HOUR)
    file("user:2")
    listed = [line.split() for line in purged("--dry-run").splitlines() if line.startswith("file ")]
    assert {line[1] for line in listed} == {gone.pk, shared.pk, unused.pk}
    assert StoredFile.objects.count() == 5
    purge()
    assert set(StoredFile.objects.values_list("pk", flat=True)).isdisjoint(line[1] for line in listed)
    assert StoredFile.objects.count() == 2


def test_what_is_cut_off_after_the_rows_is_finished_by_the_next_purge(folder):
    run, picture = generation("user:1"), file("user:1")
    use(run, picture)
    erase_generations(Generation.objects.filter(pk=run.pk))  # and then the lights go out
    assert not StoredFile.objects.of(ME).exists()
    assert purge()["files"] == 1
    assert holds(folder)


def test_bytes_that_cannot_be_deleted_now_are_deleted_later(folder, monkeypatch, caplog):
    use(generation("visitor:a", 2 * DAY), file("visitor:a"))
    with monkeypatch.context() as patch:
        patch.setattr(type(default_storage._wrapped), "delete", lambda *_: 1 / 0)
        assert purge()["files"] == 0
        assert "tries again" in caplog.text
    assert [one.owner for one in StoredFile.objects.all()] == [""]
    assert purge()["files"] == 1
    assert holds(folder)


def test_all_files_of_an_account_go_with_it_also_unused_ones(folder):
    others = file("user:2")
    use(generation("user:1"), file("user:1"))
    file("user:1")
    forget_owner("user:1")
    assert holds(folder, others)


def test_an_account_isnt_gone_while_a_file_of_it_is_in_use(folder):
    use(generation("user:2"), file("user:1"))
    with pytest.raises(StillBusy):
        forget_owner("user:1")


def test_a_file_that_is_being_deleted_cant_be_used_any_more(folder):
    picture = file(ME.owner)
    erase_files(StoredFile.objects.all())
    with transaction.atomic(), pytest.raises(InvalidInput, match="isn't there any more"):
        note_input(ME, generation(ME.owner, inputs={"file": picture.pk}))


def test_a_file_that_is_being_used_isnt_deleted(folder):
    picture = file(ME.owner)
    run = generation(ME.owner, inputs={"file": picture.pk})
    noted, looked = threading.Event(), threading.Event()

    def start():
        try:
            with transaction.atomic():
                note_input(ME, run)
                noted.set()
                looked.wait(1)  # on SQLite the purge waits for us meanwhile
        finally:
            connection.close()

    def erase():
        try:
            noted.wait(10)
            erase_files(StoredFile.objects.all())
            looked.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda act: act(), [start, erase]))
    bury()
    assert holds(folder, picture)
    assert StoredFile.objects.get().owner == ME.owner


def test_of_two_that_delete_the_last_two_users_at_once_one_takes_the_file(folder):
    for _ in range(5):
        runs, picture = [generation("user:1") for _ in range(4)], file("user:1")
        for run in runs:
            use(run, picture)
        together = threading.Barrier(4)

        def delete(run, together=together):
            try:
                together.wait()
                while Generation.objects.filter(pk=run.pk).exists():
                    erase_generations(Generation.objects.filter(pk=run.pk))
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(delete, runs))
        bury()
        assert holds(folder)


def test_bytes_without_a_row_go_after_some_hours(folder):
    kept = file("user:1")
    old, young = (default_storage.save(f"zz/{name}.png", ContentFile(b"x")) for name in ("old", "young"))
    long_ago = (timezone.now() - timedelta(hours=burying.STRAY_HOURS + 1)).timestamp()
    for name in (old, kept.blob):
        os.utime(folder / name, (long_ago, long_ago))
    assert f"stray {old}" in purged("--dry-run")
    assert "strays: 1" in purged()
    assert left(folder)[1] == {kept.blob, young}


def test_where_nothing_was_ever_stored_there_are_no_strays(folder):
    assert delete_strays() == 0
