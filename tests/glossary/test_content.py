"""The terms that there are: every file is right, alone and beside the others."""

from dataclasses import replace

import pytest

from glossary import content, proof


def test_nothing_is_wrong_with_the_terms():
    assert list(proof.problems()) == []


def test_every_file_is_a_term():
    assert {term.slug for term in content.terms()} == {path.stem for path in content.FOLDER.glob("*.md")}


def test_every_topic_has_terms():
    assert {term.topic for term in content.terms()} == {topic.name for topic in content.TOPICS}


def test_an_unknown_term_is_none():
    assert content.term("nonsense") is None
    assert content.named("nonsense") is None
    assert content.topic("nonsense") is None


@pytest.mark.parametrize("name", ["API", "api", "application-programming-interface", "Web API", "web-api"])
def test_a_term_is_found_by_any_of_its_names(name):
    assert content.named(name).slug == "api"


class TestProblems:
    """What is wrong between terms is told with the file's name."""

    @pytest.fixture
    def pair(self):
        api = content.term("api")
        one = replace(api, slug="one", title="One", acronym="", aliases=("first",), related=("two",))
        return one, replace(one, slug="two", title="Two", aliases=(), related=("one",))

    def test_a_whole_pair_has_none(self, pair):
        assert list(content.problems(pair)) == []

    def test_a_dead_slug(self, pair):
        one, two = pair
        found = list(content.problems([replace(one, related=("two", "three")), two]))
        assert found == ["one.md: related names 'three', and there is no such term."]

    def test_a_one_way_relation(self, pair):
        one, two = pair
        found = list(content.problems([one, replace(two, related=())]))
        assert found == ["one.md: related names 'two', but two.md doesn't name 'one'."]

    def test_a_relation_to_itself(self, pair):
        one, two = pair
        assert "one.md: related names the term itself." in content.problems([replace(one, related=("two", "one")), two])

    @pytest.mark.parametrize("name", ["first", "FIRST", "One"])
    def test_a_name_that_belongs_to_another_term(self, pair, name):
        one, two = pair
        found = list(content.problems([one, replace(two, aliases=(name,))]))
        assert found == [f"two.md: the name {name!r} belongs to one.md already."]

    def test_a_name_twice(self, pair):
        one, two = pair
        found = list(content.problems([replace(one, aliases=("one",)), two]))
        assert found == ["one.md: one of its names is there twice: One, one."]

    def test_an_unlinked_name_that_isnt_one(self, pair):
        one, two = pair
        found = list(content.problems([replace(one, unlinked=("uno",)), two]))
        assert found == ["one.md: unlinked has what isn't a name of the term: uno."]
