"""What `up` makes sure of before it starts the programs. Each step says what it found, or raises CannotStart."""

import errno
import hashlib
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from glossary.content import BrokenTerm
from glossary.search import vectors
from rewind.supervisor import CannotStart
from tools import catalogue, weights

ROOM_MB = 64  # what a start writes besides weights: changes of the broker, static files, the database


@contextmanager
def failing_clearly(what: str) -> Iterator[None]:
    """Turn what disks and databases raise into one line that begins with `what`."""
    try:
        yield
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise CannotStart(f"{what}: {(error.strerror or str(error)).lower()}{where}") from error
    except DatabaseError as error:
        line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise CannotStart(f"{what}: {line}") from error


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address, to be handed to the web server."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise CannotStart(f"HOST={host} is no address that this machine knows.") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            why = f"Port {port} of {host} is taken: stop the program that listens there, or set PORT."
        elif error.errno == errno.EADDRNOTAVAIL:
            why = f"HOST={host} isn't an address of this machine."
        else:
            why = f"Port {port} of {host} can't be listened on: {(error.strerror or '').lower()}."
        raise CannotStart(why) from error
    return listener


def room(folder: Path) -> None:
    """Enough disk for a start."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < ROOM_MB:
        raise CannotStart(f"The disk of {folder} is full: {free} MB are left, and a start needs {ROOM_MB} MB.")


def broker(url: str) -> str:
    """The Redis or Valkey of REDIS_URL answers."""
    client = None
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        client.ping()
    except (redis.RedisError, ValueError) as error:
        # Never the address: the password is in it.
        raise CannotStart(f"The broker of REDIS_URL can't be used: {str(error).splitlines()[0]}") from error
    finally:
        if client is not None:
            client.close()
    return "the one of REDIS_URL"


def database() -> str:
    """The database can be reached, and its tables are those of this code."""
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    with failing_clearly(f"The {kind} database can't be used"):
        if connection.vendor == "postgresql":
            # Asked directly, for a pool would try in silence until its patience ends.
            settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
        connection.close()
    return f"{kind}, {missing} migrations applied" if missing else f"{kind}, up to date"


def static_files() -> str:
    """The static files lie where the web server takes them from, under names with a hash."""
    with failing_clearly("The static files can't be put in place"):
        said = settings.STATIC_ROOT / "collected"
        now = _static_fingerprint()
        if said.exists() and said.read_text() == now:
            return "in place"
        call_command("collectstatic", interactive=False, verbosity=0)
        said.write_text(now)
    return "collected"


def _static_fingerprint() -> str:
    """Changes when a static file does; collecting anew would take seconds at each start."""
    digest = hashlib.sha256(repr(settings.STORAGES).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def search_is_ready() -> bool:
    """Whether the glossary's search finds by meaning at once. Raises CannotStart for a term that can't be read."""
    try:
        return vectors.ready()
    except BrokenTerm as error:
        raise CannotStart(str(error)) from error


def missing_weights() -> list[catalogue.Model]:
    """The served models whose weights aren't there yet. Raises CannotStart for unknown models and broken weights."""
    try:
        models = [model for model in weights.served() if model.engine != "upstream"]
        there = [model for model in models if weights.present(model)]
        for model in there:
            weights.check(model, thorough=True)
    except (catalogue.UnknownModel, weights.BrokenWeights) as error:
        raise CannotStart(str(error)) from error
    return [model for model in models if model not in there]
