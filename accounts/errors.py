"""Why somebody isn't let in; /api and /v1 each turn these into their own error shape."""

from typing import ClassVar


class Refused(Exception):
    """Who is asking can't be accepted. `message` is written for the caller, `code` for programs."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidKey(Refused):
    """The API key is malformed, unknown, expired, revoked, or its account is closed: a 401."""

    code = "invalid_api_key"


class KeyInQuery(Refused):
    """The address itself holds a key, where logs, histories and referrers keep it: a 400."""

    code = "key_in_query"


class MailDown(Exception):
    """A mail that somebody waits for couldn't be sent: a 503."""
