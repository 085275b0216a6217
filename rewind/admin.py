"""The admin's site: unfold's pages under a policy of their own. What is in it stands in `rewind/desk/`."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF, UNSAFE_EVAL
from csp.decorators import csp_replace
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from unfold.sites import UnfoldAdminSite

from rewind.admin_door import SecondFactorDoor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# unfold's menus, tabs and filters are Alpine expressions in attributes, which Alpine compiles (`new Function`). Scripts
# in the page and from elsewhere stay forbidden, and styles are as strict as on all pages.
POLICY = {"script-src": [SELF, UNSAFE_EVAL]}


class AdminSite(SecondFactorDoor, UnfoldAdminSite):
    """The pages of the staff."""

    site_header = site_title = "Rewind"
    index_title = "What there is"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Each page of the admin, with that policy."""
        return cast(View, csp_replace(POLICY)(super().admin_view(view, cacheable)))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without unfold's colours, which it writes into a style element: ours are in static/css/admin.css."""
        return super().each_context(request) | {"colors": {}}
