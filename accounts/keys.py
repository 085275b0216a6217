"""The text of an API key: `rw_live_`, 30 random base62 characters, then six that check them.

The shape is GitHub's (github.blog/2021-04-05-behind-githubs-new-authentication-token-formats): the prefix lets secret
scanners find a leaked key, the checksum lets us refuse junk without asking the database. The checksum is no security;
that is in the 178 random bits. For secret scanners: `rw_live_[0-9A-Za-z]{36}`.
"""

import re
import secrets
import string
import zlib

from django.conf import settings
from django.utils.crypto import salted_hmac

PREFIX = "rw_live_"
RANDOM_LENGTH = 30
CHECKSUM_LENGTH = 6
SHOWN_LENGTH = len(PREFIX) + 4  # of a key, what is kept in clear, so that its owner can tell it from the others

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SHAPE = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{RANDOM_LENGTH + CHECKSUM_LENGTH}}}")
_SALT = "accounts.keys"


def make() -> str:
    """A new key, from the system's random source."""
    body = PREFIX + "".join(secrets.choice(_BASE62) for _ in range(RANDOM_LENGTH))
    return body + checksum(body)


def checksum(body: str) -> str:
    """CRC-32 of everything that stands before it, the prefix included, as six base62 digits (62**6 > 2**32)."""
    rest = zlib.crc32(body.encode())
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits


def is_well_formed(secret: str) -> bool:
    """Whether `secret` has the shape of a key and its checksum is right; says nothing of whether such a key exists."""
    if not _SHAPE.fullmatch(secret):
        return False
    return checksum(secret[:-CHECKSUM_LENGTH]) == secret[-CHECKSUM_LENGTH:]


def digest(secret: str) -> str:
    """What is kept of a key: 64 hexadecimal digits of HMAC-SHA-256, under a key derived from SECRET_KEY."""
    return _digest(secret, settings.SECRET_KEY)


def digests(secret: str) -> list[str]:
    """The digests under SECRET_KEY and each of SECRET_KEY_FALLBACKS, so that keys outlive a change of the secret."""
    return [_digest(secret, pepper) for pepper in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(secret: str, pepper: str) -> str:
    return salted_hmac(_SALT, secret, secret=pepper, algorithm="sha256").hexdigest()
