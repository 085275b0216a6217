import importlib

import pytest
from django.apps import apps

from accounts.models import ApiKey, User
from accounts.scopes import KINDS, SCOPES, checked, in_words
from tools import catalogue, toolbox

to_kinds = importlib.import_module("accounts.migrations.0003_scopes_are_kinds").to_kinds


def test_every_kind_of_model_and_tool_has_its_scope():
    assert {model.kind for model in catalogue.MODELS} | {tool.kind for tool in toolbox.ALL} <= KINDS


def test_scopes_come_once_and_in_the_tables_order():
    assert checked(["read", "text", "read"]) == ["text", "read"]
    assert checked([]) == []


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        ([], "everything"),
        (["read"], "reading only"),
        (["text"], "text"),
        (["read", "text"], "text and reading"),
        (list(SCOPES), "text, images, speech, embeddings and reading"),
        (["translate"], "nothing"),
    ],
)
def test_scopes_are_told_in_words(scopes, words):
    assert in_words(scopes) == words


@pytest.mark.django_db
def test_keys_for_tools_became_keys_for_kinds_and_none_may_do_more_than_before():
    user = User.objects.create_user("ada@example.org")
    before = {"all": [], "chatter": ["chat"], "both": ["chat", "read"], "gone": ["translate"]}
    for name, scopes in before.items():
        key, _ = ApiKey.objects.issue(user, name)
        ApiKey.objects.filter(pk=key.pk).update(scopes=scopes)
    to_kinds(apps, None)
    after = {key.name: key.scopes for key in ApiKey.objects.all()}
    assert after == {"all": [], "chatter": ["text"], "both": ["read", "text"], "gone": ["translate"]}
