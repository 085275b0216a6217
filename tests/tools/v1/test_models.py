"""GET /v1/models and /v1/models/<id>."""

import pytest

from tests.problems import assert_problem
from tools import catalogue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kinds", [("text",), ("text", "image", "speech")])
def test_the_list_has_the_models_of_the_kinds_served_here(client, settings, kinds):
    settings.KINDS = kinds
    body = client.get("/v1/models").json()
    assert body["object"] == "list"
    served = [model.slug for kind in kinds for model in catalogue.available(kind)]
    assert [model["id"] for model in body["data"]] == served
    starters = ("smollm2-135m-instruct", "rewind-icons", "whisper-base")
    assert set(starters[: len(kinds)]) <= set(served)
    assert set(body["data"][0]) == {"id", "object", "created", "owned_by"}


def test_one_model_is_the_same_as_in_the_list(client):
    (first, *_) = client.get("/v1/models").json()["data"]
    assert client.get(f"/v1/models/{first['id']}").json() == first


@pytest.mark.parametrize("slug", ["gpt-9", "qwen2.5-7b-instruct", "a/b"])
def test_a_model_that_is_not_served_here_is_not_found(client, slug):
    assert_problem(client.get(f"/v1/models/{slug}"), 404, "model_not_found", field="model")


def test_models_are_only_for_reading(client):
    assert_problem(client.post("/v1/models"), 405, "method_not_allowed")
    assert_problem(client.delete("/v1/models/x"), 405, "method_not_allowed")
