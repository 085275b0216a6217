"""The glossary as a Django app: it hears of those who leave or take their data along."""

from django.apps import AppConfig

from accounts.signals import data_exported, owner_forgotten


class GlossaryConfig(AppConfig):
    name = "glossary"

    def ready(self) -> None:
        from glossary.feedback import persons

        owner_forgotten.connect(persons.forget)
        data_exported.connect(persons.export)
