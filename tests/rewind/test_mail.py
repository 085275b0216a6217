"""How mail goes, by what the environment says."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from rewind.env import BASE_DIR
from rewind.mail import PROVIDERS, mail_settings


def found(**given):
    return mail_settings(lambda name: given.get(name, {"EMAIL_URL": "console:", "MAIL_PROVIDER": "none"}.get(name, "")))


def test_by_itself_it_goes_to_the_console():
    assert found()["EMAIL_BACKEND"].endswith("console.EmailBackend")


def test_it_goes_into_a_folder():
    made = found(EMAIL_URL="file:///var/mail%20here")
    assert made["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert made["EMAIL_FILE_PATH"] == "/var/mail here"


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://mail.example", 25, None),
        ("smtp+tls://mail.example", 587, "EMAIL_USE_TLS"),
        ("smtps://mail.example", 465, "EMAIL_USE_SSL"),
        ("smtp+tls://mail.example:2525", 2525, "EMAIL_USE_TLS"),
    ],
)
def test_it_goes_by_smtp(url, port, tls):
    made = found(EMAIL_URL=url)
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"]) == ("mail.example", port)
    assert {name for name in ("EMAIL_USE_TLS", "EMAIL_USE_SSL") if made.get(name)} == ({tls} if tls else set())


def test_user_and_password_may_have_any_letters():
    made = found(EMAIL_URL="smtps://me%40site.example:p%2Fw%3A1@mail.example")
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == ("me@site.example", "p/w:1")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://m:port", "file:"])
def test_what_isnt_an_address_of_mail_is_refused_without_showing_it(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be") as refused:
        found(EMAIL_URL=url)
    assert "example" not in str(refused.value)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_service_has_what_its_backend_asks_for(provider, settings):
    given = {"MAIL_PROVIDER": provider, "MAIL_KEY": "key", "MAIL_SECRET": "second", "MAIL_DOMAIN": "mail.example"}
    made = mail_settings(lambda name: given.get(name, ""))
    settings.ANYMAIL = made["ANYMAIL"]
    import_string(made["EMAIL_BACKEND"])()
    assert "key" in made["ANYMAIL"].values()


def test_a_service_without_its_key_is_refused():
    with pytest.raises(ImproperlyConfigured, match="MAIL_PROVIDER=postmark needs MAIL_KEY"):
        found(MAIL_PROVIDER="postmark")


def test_the_docs_name_each_service():
    page = (BASE_DIR / "docs" / "accounts.md").read_text()
    for provider, names in PROVIDERS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{provider}` |"))
        assert all(f"`{name}`" in row for name in names), provider
