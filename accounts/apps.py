"""The accounts as a Django app: it tells the other rooms who comes and goes."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import forgetting, persons
        from accounts.signals import data_exported
        from accounts.signing import coming_and_going  # noqa: F401  (connects the receivers; needs the apps)

        data_exported.connect(persons.export)
        post_migrate.connect(forgetting.keep_numbers, sender=self)
