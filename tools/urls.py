"""Addresses of the pages on which people run tools."""

from django.urls import path

from tools.pages import views

app_name = "tools"
urlpatterns = [
    path("chat/", views.chat, name="chat"),
    path("chat/<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("chat/<uuid:conversation_id>/stop/", views.stop, name="stop"),
    path("chat/<uuid:conversation_id>/retry/", views.retry, name="retry"),
    path("meter/", views.meter, name="meter"),
]
