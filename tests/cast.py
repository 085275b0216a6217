"""The cast: everyone against whom an access rule is tried, each with a client of the site."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, fields

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import AsyncClient, Client, RequestFactory

from accounts import visitors
from accounts.identify import principal_of
from accounts.models import ApiKey, User
from accounts.principal import Principal


class AddressedAsyncClient(AsyncClient):
    """Django's async test client, from a given address; the sync one takes REMOTE_ADDR itself."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        super().__init__(**headers)  # as `headers` they would be sent under WSGI's names
        self.address = address

    def _base_scope(self, **request: object) -> dict[str, object]:
        return super()._base_scope(**request) | {"client": [self.address, 50_000]}


@dataclass(frozen=True)
class Member:
    """One of the cast. `client` and `aclient` ask as it does: its cookies, its key, its address."""

    name: str
    address: str
    client: Client
    aclient: AsyncClient
    user: User | None = None
    secret: str | None = None

    @property
    def principal(self) -> Principal:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        request = RequestFactory(REMOTE_ADDR=self.address, headers=headers).get("/")
        request.COOKIES = {name: morsel.value for name, morsel in self.client.cookies.items()}
        SessionMiddleware(lambda request: HttpResponse()).process_request(request)
        return principal_of(request)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Cast:
    """`owner` has what is at stake and `program` is its API key; nobody else may touch it.

    `visitor` and `neighbour` are two visitors with a cookie each behind one address; `script` has its own address and
    keeps no cookies.
    """

    owner: Member
    program: Member
    other: Member
    staff: Member
    visitor: Member
    neighbour: Member
    script: Member

    def __iter__(self) -> Iterator[Member]:
        return (getattr(self, field.name) for field in fields(self))

    def everyone_but(self, *members: Member) -> list[Member]:
        """The rest, who must be turned away."""
        return [member for member in self if member not in members]


def assemble() -> Cast:
    """A cast in the test's database."""
    owner = User.objects.create_user("owner@example.org")
    other = User.objects.create_user("other@example.org")
    staff = User.objects.create_superuser("staff@example.org")
    _, secret = ApiKey.objects.issue(owner, "program")
    return Cast(
        owner=_account("owner", owner, "192.0.2.1"),
        program=_program("program", owner, secret, "192.0.2.2"),
        other=_account("other", other, "192.0.2.3"),
        staff=with_second_factor(_account("staff", staff, "192.0.2.4")),
        visitor=_visitor("visitor", "192.0.2.5"),
        neighbour=_visitor("neighbour", "192.0.2.5"),
        script=Member("script", "192.0.2.6", *_clients("192.0.2.6")),
    )


def with_second_factor(member: Member) -> Member:
    """The account has an authenticator app, and its session was opened with it, as the admin asks of staff."""
    assert member.user is not None
    TOTP.activate(member.user, generate_totp_secret())
    session = member.client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(member.user.pk)
    session.save()
    return member


def _clients(address: str, **headers: str) -> tuple[Client, AsyncClient]:
    return Client(REMOTE_ADDR=address, headers=headers), AddressedAsyncClient(address, headers)


def _account(name: str, user: User, address: str) -> Member:
    client, aclient = _clients(address)
    client.force_login(user)
    aclient.cookies = client.cookies
    return Member(name, address, client, aclient, user=user)


def _program(name: str, user: User, secret: str, address: str) -> Member:
    return Member(name, address, *_clients(address, authorization=f"Bearer {secret}"), user=user, secret=secret)


def _visitor(name: str, address: str) -> Member:
    client, aclient = _clients(address)
    response = HttpResponse()
    visitors.write(response, visitors.new_id())
    client.cookies = aclient.cookies = response.cookies
    return Member(name, address, client, aclient)
