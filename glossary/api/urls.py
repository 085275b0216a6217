"""The addresses under /api/glossary/."""

from django.urls import path

from glossary.api import views

app_name = "glossary_api"
urlpatterns = [
    path("", views.Terms.as_view(), name="terms"),
    path("search/", views.Search.as_view(), name="search"),
    path("<slug:slug>/", views.OneTerm.as_view(), name="term"),
]
