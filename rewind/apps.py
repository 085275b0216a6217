"""The wiring as a Django app: it brings the checks and the commands."""

from django.apps import AppConfig


class RewindConfig(AppConfig):
    name = "rewind"

    def ready(self) -> None:
        from rewind import checks  # noqa: F401  (registers them; needs the apps)
