"""Addresses that programs of others call."""

from django.urls import path

from billing.shop.webhook import webhook

app_name = "billing"
urlpatterns = [path("stripe/webhook/", webhook, name="webhook")]
