"""Addresses of files, below /files/."""

from django.urls import path

from tools.files import views

app_name = "files"
urlpatterns = [
    path("<str:token>/", views.file, name="file"),
    path("signed/<str:signature>/", views.signed, name="signed"),
]
