"""Addresses of the pages of one's own links."""

from django.urls import path

from tools.sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.shares, name="list"),
    path("new/", views.new, name="new"),
    path("<slug:token>/revoke/", views.revoke, name="revoke"),
]
