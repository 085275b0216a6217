"""Addresses of the page about one's data."""

from django.urls import path

from tools.data import views

app_name = "data"
urlpatterns = [
    path("", views.data, name="data"),
    path("export/", views.export, name="export"),
    path("delete/", views.leave, name="leave"),
    path("deleted/", views.gone, name="gone"),
]
