"""The small site of `whoami`, asked in both ways that Django serves: sync and async."""

from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse

from tests.cast import Member

Ask = Callable[..., HttpResponse]


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, settings) -> Ask:
    """`ask(member, path)`: the site's answer to that member; run once through sync and once through async code."""
    settings.ROOT_URLCONF = "tests.accounts.whoami"
    settings.ALLOWED_HOSTS = ["testserver"]

    def ask(member: Member, path: str = "/who/", **headers: str) -> HttpResponse:
        if request.param == "sync":
            return member.client.get(path, headers=headers)
        return async_to_sync(member.aclient.get)(f"/async{path}", headers=headers)

    return ask
