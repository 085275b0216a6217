"""Addresses by which readers speak to us."""

from django.urls import path

from glossary.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.report, name="report"),
    path("thanks/", views.thanks, name="thanks"),
    path("rate/", views.rate, name="rate"),
    path("challenge/", views.challenge, name="challenge"),
]
