"""Every address of the site, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("tools.api.urls")),
    path("v1/", include("tools.v1.urls")),
]
