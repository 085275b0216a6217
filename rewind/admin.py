"""The admin's site: unfold's pages under a policy of their own. What is in it stands in `rewind/desk/`."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF, UNSAFE_EVAL
from csp.decorators import csp_replace
from django.contrib.admin.apps import SimpleAdminConfig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from unfold.sites import UnfoldAdminSite

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# unfold's menus, tabs and filters are Alpine expressions in attributes, which Alpine compiles (`new Function`). Scripts
# in the page and from elsewhere stay forbidden, and styles are as strict as on all pages.
POLICY = {"script-src": [SELF, UNSAFE_EVAL]}


class AdminSite(UnfoldAdminSite):
    """The pages of the staff."""

    site_header = site_title = "Rewind"
    index_title = "What there is"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The door, with the same policy."""
        return csp_replace(POLICY)(super().login)(request, extra_context)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Each page of the admin, with that policy."""
        return cast(View, csp_replace(POLICY)(super().admin_view(view, cacheable)))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without unfold's colours, which it writes into a style element: ours are in static/css/admin.css."""
        return super().each_context(request) | {"colors": {}}


class AdminConfig(SimpleAdminConfig):
    """Puts our site in the place of Django's, and on it what `rewind/desk/` registers and nothing else.

    Apps bring admins of their own, some of which show secrets (allauth's: one-time codes, tokens of other sites).
    """

    default_site = "rewind.admin.AdminSite"

    def ready(self) -> None:
        super().ready()
        from rewind import desk  # noqa: F401  (registers what there is; needs the apps)
