"""Addresses of prices and purchases."""

from django.urls import path

from tools.pricing import views

app_name = "pricing"
urlpatterns = [
    path("pricing/", views.pricing, name="pricing"),
    path("pricing/buy/", views.buy, name="buy"),
    path("pricing/thanks/", views.thanks, name="thanks"),
    path("account/purchases/", views.purchases, name="purchases"),
]
