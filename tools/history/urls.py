"""Addresses of the history's pages."""

from django.urls import path, register_converter

from tools.history import views


class KindConverter:
    """The two kinds of entries."""

    regex = "conversation|generation"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KindConverter, "entry_kind")

app_name = "history"
urlpatterns = [
    path("", views.history, name="list"),
    path("delete/", views.delete, name="delete"),
    path("<entry_kind:kind>/<uuid:pk>/", views.one, name="entry"),
    path("<entry_kind:kind>/<uuid:pk>/save/", views.save, name="save"),
    path("<entry_kind:kind>/<uuid:pk>/name/", views.rename, name="rename"),
    path("generation/<uuid:pk>/again/", views.again, name="again"),
]
