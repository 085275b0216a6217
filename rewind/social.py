"""The companies by whose accounts people may sign in: those whose keys are in the environment."""

from collections.abc import Callable
from typing import Any

# We ask for no more than the address and that it is theirs.
_ASKED: dict[str, dict[str, Any]] = {
    "google": {"SCOPE": ["openid", "email"], "AUTH_PARAMS": {"access_type": "online"}, "OAUTH_PKCE_ENABLED": True},
    "github": {"SCOPE": ["user:email"], "OAUTH_PKCE_ENABLED": True},
}


def social_providers(read: Callable[[str], Any]) -> dict[str, dict[str, Any]]:
    """allauth's table of providers; one without both of its keys isn't in it."""
    found = {}
    for name, asked in _ASKED.items():
        client, secret = read(f"{name.upper()}_CLIENT_ID"), read(f"{name.upper()}_CLIENT_SECRET")
        if client and secret:
            found[name] = {**asked, "APPS": [{"client_id": client, "secret": secret, "key": ""}]}
    return found
