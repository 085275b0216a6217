"""The money as a Django app: it brings its checks, and hears of people who leave."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import checks  # noqa: F401  (registers them; needs the apps)
        from billing.shop import people  # noqa: F401  (connects the receivers)
