"""The list of all tools, and the ways to it."""

from html import unescape

import pytest

from tools import toolbox
from tools.pages.index import address


def test_every_tool_is_there_with_what_it_does_costs_and_runs_on(client):
    page = unescape(client.get("/tools/").content.decode())
    for tool in toolbox.ALL:
        assert tool.summary in page
        assert tool.price_note in page
        assert tool.models()[0].name in page
        assert f'<a href="{address(tool)}">{tool.name}</a>' in page


def test_it_is_the_same_for_everybody_and_makes_no_cookie(client):
    answer = client.get("/tools/")
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_chats_place_among_the_tools_leads_to_the_chat(client):
    answer = client.get("/tools/chat/?ask=Hello")
    assert (answer.status_code, answer["Location"]) == (302, "/chat/?ask=Hello")


@pytest.mark.parametrize("path", ["/", "/tools/", "/nowhere/"])
def test_header_and_footer_lead_to_it(client, path):
    assert client.get(path).content.decode().count('href="/tools/"') >= 2


def test_the_sitemap_has_it_and_each_tools_page(client):
    sitemap = client.get("/sitemap.xml").content.decode()
    for path in ["/tools/", *(address(tool) for tool in toolbox.ALL)]:
        assert f"{path}</loc>" in sitemap
