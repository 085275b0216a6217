"""GET /api/, /api/tools/ and /api/tools/<slug>/."""

import pytest

from tests.problems import assert_problem
from tools import catalogue, toolbox

pytestmark = pytest.mark.django_db


def test_the_index_leads_to_everything(cast):
    client = cast.owner.client
    addresses = client.get("/api/").json()
    own = {"files", "generations", "conversations", "ledger", "shares", "balance"}
    assert set(addresses) == {"tools", "glossary", "schema", "docs", *own}
    for address in addresses.values():
        assert client.get(address).status_code == 200, address


def test_anybody_sees_the_tools_with_their_models_and_prices(client, starter):
    tools = client.get("/api/tools/").json()
    assert [tool["slug"] for tool in tools] == [tool.slug for tool in toolbox.ALL]
    chat = tools[0]
    assert chat["slug"] == "chat"
    assert chat["models"][0]["slug"] == starter.slug
    assert chat["models"][0]["licence"] == "Apache-2.0"
    assert "at least 100" in chat["price"]
    assert chat["models"][0]["image"] is None
    assert chat == client.get("/api/tools/chat/").json()


def test_an_image_model_says_what_it_can_draw(client):
    (model, *_) = client.get("/api/tools/text-to-image/").json()["models"]
    limits = catalogue.available("image")[0].image
    assert model["image"]["sizes"] == [f"{width}x{height}" for width, height in limits.sizes]
    assert model["image"]["steps"] == dict(zip(("default", "least", "most"), limits.steps, strict=True))
    assert model["image"]["longest_prompt"] == limits.longest


def test_a_tools_example_can_be_run_as_it_is(client, serving):
    tool = client.get("/api/tools/chat/").json()
    answer = client.post(tool["runs_url"], tool["example"], content_type="application/json")
    assert answer.status_code == 201


def test_an_unknown_tool_is_not_found(client):
    assert_problem(client.get("/api/tools/nope/"), 404, "not_found", says="nope")


@pytest.mark.parametrize("path", ["/api/nope", "/api/tools", "/api/tools/chat/runs", "/api/generations/7/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address_answers_in_json_and_is_not_redirected(client, path, method):
    assert_problem(getattr(client, method)(path), 404, "not_found", says="/api/ lists")


def test_the_wrong_method_is_refused_with_the_right_one(client):
    answer = client.delete("/api/tools/")
    assert_problem(answer, 405, "method_not_allowed", says="DELETE")
    assert "GET" in answer.headers["Allow"]


def test_a_caller_that_takes_no_json_is_told_so(client):
    assert_problem(client.get("/api/tools/", headers={"Accept": "image/png"}), 406, "not_acceptable")
