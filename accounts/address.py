"""Where a request comes from, as far as that can be known, and the keyed hash that stands for it in the database."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

UNKNOWN = "unknown"  # such as on a Unix socket without a proxy; all of them share one allowance

_IPV6_PREFIX = 64  # a household or a server is given at least this much, so one machine can have any address in it
_HASH_LENGTH = 32  # hexadecimal digits: 128 bits
_SALT = "accounts.address"


def client_address(request: HttpRequest) -> str:
    """The address that the request came from, in its shortest writing, or "unknown".

    Each proxy adds the address of its own client at the right end of X-Forwarded-For, so with a fixed count of trusted
    proxies (settings.TRUSTED_PROXIES) that many entries from the right is the last one that one of ours wrote; whatever
    stands to the left of it, the client may have made up. Where that entry is missing or isn't an address, the request
    didn't come by our proxies and counts for the connection's own address, which can't be made up.
    """
    proxies: int = settings.TRUSTED_PROXIES
    if proxies > 0:
        entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        forwarded = _parse(entries[-proxies]) if len(entries) >= proxies else None
        if forwarded is not None:
            return str(forwarded)
    return str(_parse(request.META.get("REMOTE_ADDR", "")) or UNKNOWN)


def address_hash(address: str) -> str:
    """32 hexadecimal digits that stand for an address, IPv6 ones by their /64; keyed from SECRET_KEY.

    The key keeps the addresses from being had back by trying all of them. The hash is the same every day, for a
    generation that runs over midnight must stay its owner's; a new SECRET_KEY makes all of them new.
    """
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        place = str(IPv6Network((parsed, _IPV6_PREFIX), strict=False))
    else:
        place = str(parsed or address)
    return salted_hmac(_SALT, place, algorithm="sha256").hexdigest()[:_HASH_LENGTH]


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """The address in `text`, which may have a port, as some proxies write it; IPv4 mapped into IPv6 as plain IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
