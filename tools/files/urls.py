"""Addresses of files, below /files/."""

from django.urls import path

from tools.files import views

app_name = "files"
urlpatterns = [
    path("<str:token>/", views.file, name="file"),
    path("<str:token>/small/", views.small, name="small"),
    path("signed/<str:signature>/", views.signed, name="signed"),
]
