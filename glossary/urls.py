"""Addresses of the glossary."""

from django.urls import path

from glossary import lists, views
from glossary.machines import feeds, pictures, plain

app_name = "glossary"
urlpatterns = [
    path("", lists.index, name="index"),
    path("found/", lists.found, name="found"),
    path("topics/", lists.topics, name="topics"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("acronyms/", lists.short_names, name="acronyms"),
    path("feed.xml", feeds.feed, name="feed"),
    path("<slug:slug>.md", plain.term, name="markdown"),
    path("<slug:slug>.png", pictures.picture, name="picture"),
    path("<slug:slug>/", views.term, name="term"),
]
