"""Addresses of the pages on which people run tools. A tool's page is named by the tool's slug."""

from django.urls import path
from django.views.generic import RedirectView

from tools.pages import index, views

app_name = "tools"
urlpatterns = [
    path("chat/", views.chat, name="chat"),
    path("chat/<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("chat/<uuid:conversation_id>/stop/", views.stop, name="stop"),
    path("chat/<uuid:conversation_id>/retry/", views.retry, name="retry"),
    path("meter/", views.meter, name="meter"),
    path("tools/", index.index, name="index"),
    path("tools/chat/", RedirectView.as_view(pattern_name="tools:chat", query_string=True)),
]
