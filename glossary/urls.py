"""Addresses of the glossary."""

from django.urls import path

from glossary import views
from glossary.machines import feeds, pictures, plain

app_name = "glossary"
urlpatterns = [
    path("", views.index, name="index"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("feed.xml", feeds.feed, name="feed"),
    path("<slug:slug>.md", plain.term, name="markdown"),
    path("<slug:slug>.png", pictures.picture, name="picture"),
    path("<slug:slug>/", views.term, name="term"),
]
