"""Addresses of the account's first page and of the ledger's lines."""

from django.urls import path

from tools.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger.csv", views.ledger_csv, name="csv"),
]
