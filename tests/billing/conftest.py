"""Who pays, a check of the books after every test, and worlds: databases that several processes can reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from accounts.principal import Principal
from billing import ledger
from tests.billing.world import World, postgresql_world, sqlite_world


@pytest.fixture
def visitor() -> Principal:
    """Someone with 2,500 free tokens a day and none bought."""
    return Principal("visitor", "visitor:a", "address:a")


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ada@example.org")


@pytest.fixture
def account(user: User) -> Principal:
    """Someone with 5,000 free tokens a day and none bought yet."""
    return Principal("user", f"user:{user.pk}", f"user:{user.pk}", user)


@pytest.fixture
def sound_books(db: None) -> Iterator[None]:
    """The ledger is sound after the test, whatever the test did."""
    yield
    assert ledger.verify() == []


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A migrated SQLite file that no test uses, only copies."""
    return sqlite_world(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """An empty ledger of this test's own, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_template").copy(tmp_path)
    return postgresql_world(request.getfixturevalue("postgres_url"), tmp_path)
