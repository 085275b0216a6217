from django.apps import AppConfig

from accounts.signals import account_left, visitor_joined


class ToolsConfig(AppConfig):
    name = "tools"

    def ready(self) -> None:
        from tools import joining

        visitor_joined.connect(joining.take_along)
        account_left.connect(joining.count_on)
