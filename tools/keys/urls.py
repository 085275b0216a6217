"""Addresses of the pages about API keys."""

from django.urls import path

from tools.keys import views

app_name = "account_keys"
urlpatterns = [
    path("", views.keys, name="list"),
    path("new/", views.new, name="new"),
    path("<int:key_id>/", views.one, name="one"),
    path("<int:key_id>/rotate/", views.rotate, name="rotate"),
    path("<int:key_id>/revoke/", views.revoke, name="revoke"),
]
