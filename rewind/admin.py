"""The admin: Django's own, under a policy that lets its script files run."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AdminSite(admin.AdminSite):
    """Its templates know no nonce, so their scripts are let in by where they come from."""

    site_header = site_title = "Rewind"
    index_title = "What there is"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The door, with the same policy."""
        return csp_replace({"script-src": [SELF]})(super().login)(request, extra_context)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Each page of the admin, with that policy."""
        return cast(View, csp_replace({"script-src": [SELF]})(super().admin_view(view, cacheable)))


class AdminConfig(DjangoAdminConfig):
    """Puts our site in the place of Django's."""

    default_site = "rewind.admin.AdminSite"
