import re

import pytest
from django.test import RequestFactory

from accounts.address import address_hash, client_address


def address(settings, proxies: int, forwarded: str | None, connection: str = "10.0.0.1") -> str:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=connection, headers=headers).get("/"))


@pytest.mark.parametrize("forwarded", [None, "", "203.0.113.9", "203.0.113.9, 203.0.113.8"])
def test_without_proxies_only_the_connection_counts(settings, forwarded):
    assert address(settings, 0, forwarded, connection="198.51.100.7") == "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9,203.0.113.8 ,  198.51.100.7 ", "198.51.100.7"),
        (2, "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
    ],
)
def test_what_a_client_writes_itself_into_the_header_changes_nothing(settings, proxies, forwarded, expected):
    assert address(settings, proxies, forwarded) == expected


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        (1, None),
        (1, ""),
        (1, "unknown"),
        (1, "198.51.100.7, "),
        (1, "999.1.1.1"),
        (1, "'; DROP TABLE--"),
        (1, "," * 10_000),
        (2, "198.51.100.7"),
        (2, "junk, 10.0.0.2"),
        (3, "198.51.100.7, 10.0.0.2"),
    ],
)
def test_a_missing_or_junk_entry_counts_for_the_connection(settings, proxies, forwarded):
    assert address(settings, proxies, forwarded, connection="10.0.0.1") == "10.0.0.1"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("::FFFF:c633:6407", "198.51.100.7"),
    ],
)
def test_the_ways_to_write_an_address_come_to_one(settings, written, meant):
    assert address(settings, 1, written) == meant
    assert address(settings, 0, None, connection=written) == meant


@pytest.mark.parametrize("connection", ["", "/run/rewind.sock"])
def test_a_connection_without_an_address_is_unknown(settings, connection):
    assert address(settings, 0, None, connection=connection) == "unknown"


def test_ipv4_addresses_each_have_their_own_hash():
    assert address_hash("198.51.100.7") != address_hash("198.51.100.8")


def test_ipv6_addresses_of_one_64_share_a_hash_and_those_of_the_next_do_not():
    here = address_hash("2001:db8:1:2::1")
    assert address_hash("2001:db8:1:2:ffff:ffff:ffff:ffff") == here
    assert address_hash("2001:db8:1:3::1") != here


def test_ipv4_mapped_into_ipv6_is_the_same_place_and_not_one_with_all_others():
    assert address_hash("::ffff:198.51.100.7") == address_hash("198.51.100.7")
    assert address_hash("::ffff:198.51.100.8") != address_hash("198.51.100.7")


def test_the_hash_is_of_one_length_and_differs_between_installations(settings):
    here = address_hash("198.51.100.7")
    settings.SECRET_KEY = "another installation's"
    assert re.fullmatch("[0-9a-f]{32}", here)
    assert address_hash("198.51.100.7") != here
