"""Every address of the site, room by room."""

from django.urls import URLPattern, URLResolver, include, path

from rewind.pages import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("tools.urls")),
    path("glossary/", include("glossary.urls")),
    path("api/", include("tools.api.urls")),
    path("v1/", include("tools.v1.urls")),
]
