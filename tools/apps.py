"""The tools as a Django app: it hears of those who come, leave, or take their data along."""

from django.apps import AppConfig

from accounts.signals import account_left, data_exported, owner_forgotten, visitor_joined


class ToolsConfig(AppConfig):
    name = "tools"

    def ready(self) -> None:
        from tools import joining
        from tools.data import persons
        from tools.forgetting.owners import forget_owner

        visitor_joined.connect(joining.take_along)
        account_left.connect(joining.count_on)
        owner_forgotten.connect(forget_owner)
        data_exported.connect(persons.export)
