"""The embedded broker: it wants a password, keeps what it is given, and says why it doesn't start."""

import signal

import pytest
import redis

from rewind.supervisor import CannotStart, valkey


@pytest.fixture
def start(tmp_path):
    started = []

    def run():
        server = valkey.configure(tmp_path / "valkey", {})
        server.child.start()
        started.append(server.child)
        server.wait(lambda: False)
        return server

    yield run
    for child in started:
        child.kill()


def test_it_keeps_what_it_was_given_when_it_is_killed(start):
    first = start()
    redis.Redis.from_url(first.url).rpush("text", "a", "b")
    first.child.kill()
    assert redis.Redis.from_url(start().url).lrange("text", 0, -1) == [b"a", b"b"]


def test_it_wants_the_password_and_listens_to_this_machine_only(start, tmp_path):
    server = start()
    port = server.url.rsplit(":", 1)[1].split("/")[0]
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(f"redis://127.0.0.1:{port}/0").ping()
    said = redis.Redis.from_url(server.url, decode_responses=True).config_get()
    assert said["bind"] == "127.0.0.1"
    assert said["maxmemory-policy"] == "noeviction"
    assert (said["appendonly"], said["appendfsync"]) == ("yes", "everysec")
    assert (tmp_path / "valkey" / "valkey.conf").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "valkey").stat().st_mode & 0o777 == 0o700


def test_it_stops_when_asked(start):
    server = start()
    server.child.terminate()
    server.child._process.wait(5)
    assert server.child.exit_code() in (0, -signal.SIGTERM)


def test_a_damaged_file_of_changes_is_told_in_its_own_words(start, tmp_path):
    start().child.kill()
    for base in (tmp_path / "valkey" / "appendonlydir").glob("*.rdb"):
        base.write_bytes(b"not what it was")
    with pytest.raises(CannotStart, match=r"The embedded Valkey doesn't start: .*(format|signature)"):
        start()
