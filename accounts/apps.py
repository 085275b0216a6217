"""The accounts as a Django app: it tells the other rooms who comes and goes."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import persons
        from accounts.signals import data_exported
        from accounts.signing import coming_and_going  # noqa: F401  (connects the receivers; needs the apps)

        data_exported.connect(persons.export)
