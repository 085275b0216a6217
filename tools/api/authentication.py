"""REST framework's door: `request.user` is the Principal, whoever asks."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.models import ApiKey
from accounts.principal import Principal
from tools.http.asker import asker


class PrincipalAuthentication(BaseAuthentication):
    """Never says "anonymous": a caller without key or session is a visitor, who may use the tools too."""

    def authenticate(self, request: Request) -> tuple[Principal, ApiKey | None]:
        principal = asker(request._request)
        return principal, principal.key
