"""Addresses of what is shared: short, for they are sent about."""

from django.urls import path

from tools.sharing import public

app_name = "shared"
urlpatterns = [
    path("<slug:token>/", public.page, name="page"),
    path("<slug:token>.png", public.image, name="picture"),
    path("<slug:token>/<slug:format_slug>/", public.download, name="download"),
]
