"""Addresses of the files of one's own results, below the history's."""

from django.urls import path

from tools.downloads import views

app_name = "downloads"
urlpatterns = [
    path("generation/<uuid:generation_id>/download/<slug:format_slug>/", views.generation, name="generation"),
    path("conversation/<uuid:conversation_id>/download/<slug:format_slug>/", views.conversation, name="conversation"),
]
