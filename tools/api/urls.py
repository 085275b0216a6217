"""The addresses under /api/."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from tools.api import views
from tools.api.docs import Docs, Schema
from tools.api.errors import not_found
from tools.api.events import events
from tools.api.files import Files, OneFile
from tools.history.api import Conversations, Generations, OneConversation, OneGeneration
from tools.overview.api import Ledger
from tools.sharing.api import ConversationDownload, Download, Shares, Unshare

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Index.as_view(), name="index"),
    path("tools/", views.Tools.as_view(), name="tools"),
    path("tools/<slug:slug>/", views.OneTool.as_view(), name="tool"),
    path("tools/<slug:slug>/quote/", views.Quotes.as_view(), name="quote"),
    path("tools/<slug:slug>/runs/", views.Runs.as_view(), name="runs"),
    path("files/", Files.as_view(), name="files"),
    path("files/<str:token>/", OneFile.as_view(), name="file"),
    path("generations/", Generations.as_view(), name="generations"),
    path("generations/<uuid:generation_id>/", OneGeneration.as_view(), name="generation"),
    path("generations/<uuid:generation_id>/events", csrf_exempt(events), name="events"),
    path("generations/<uuid:generation_id>/cancel/", views.Cancel.as_view(), name="cancel"),
    path("conversations/", Conversations.as_view(), name="conversations"),
    path("conversations/<uuid:conversation_id>/", OneConversation.as_view(), name="conversation"),
    path(
        "generations/<uuid:generation_id>/download/<slug:format_slug>/",
        Download.as_view(),
        name="download",
    ),
    path(
        "conversations/<uuid:conversation_id>/download/<slug:format_slug>/",
        ConversationDownload.as_view(),
        name="download_conversation",
    ),
    path("shares/", Shares.as_view(), name="shares"),
    path("shares/<slug:token>/", Unshare.as_view(), name="unshare"),
    path("balance/", views.Balance.as_view(), name="balance"),
    path("ledger/", Ledger.as_view(), name="ledger"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    re_path(r"^(?P<path>.*)$", csrf_exempt(not_found)),
]
