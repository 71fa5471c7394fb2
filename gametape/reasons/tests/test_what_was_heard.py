"""On the page: what is no answer says so, a reason without a leaf is shown and not confirmed, and the error is stated."""

import pytest
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.refusal import Refusal
from gametape.reasons import finding, opening
from gametape.reasons.models import Finding, Read

pytestmark = pytest.mark.django_db
WORDS = "Nobody got back to me about the battery. And the other store was two thousand less."


@pytest.fixture
def answered(sams_no, dana):
    def answer(words=WORDS):
        made = answering.send(
            asking.asked_in_person(sams_no, by=dana), words=words, submission="one", heard=Answer.Heard.PAGE
        )
        for version in made.versions.all():
            finding.read(version)
        return Answer.objects.get(pk=made.pk)

    return answer


def page(client, answer):
    return client.get(reverse("answer", args=[answer.pk])).content.decode()


def test_what_was_measured_stands_beside_suggestions_until_one_is_confirmed(answered, signed_in_as, dana):
    answer, client = answered(), signed_in_as(dana)
    assert "Suggested, not confirmed. Measured on" in page(client, answer)
    finding.confirm(finding.shown(answer)[0], by=dana)
    assert "Suggested, not confirmed" not in page(client, answer)


def test_what_does_not_sound_like_an_answer_says_what_it_sounds_like(answered, signed_in_as, dana):
    answer = answered()
    Finding.objects.all().delete()
    Read.objects.update(status="QUESTION_BACK")
    said = page(signed_in_as(dana), answer)
    assert "This does not sound like an answer, so we suggest nothing: Asks us something; a person answers." in said


def test_a_reason_without_a_leaf_is_shown_and_nobody_confirms_it(answered, signed_in_as, dana):
    answer = answered()
    row = Finding.objects.order_by("-confidence").first()
    Finding.objects.filter(pk=row.pk).update(leaf="PRICE", confidence=0.9)
    client = signed_in_as(dana)
    assert "Which of it is not clear; pick below." in page(client, answer)
    assert row.pk not in {one.pk for one in finding.shown(answer)}
    row.refresh_from_db()
    with pytest.raises(Refusal, match="Pick which"):
        finding.confirm(row, by=dana)


def test_the_engine_is_the_one_that_is_set_and_its_name_is_kept(answered):
    answer = answered()
    assert {row.reader for row in Finding.objects.filter(loss=answer.loss)} == {"rules-2"}
    assert Read.objects.get().reader == "rules-2"


def test_an_engine_that_is_not_to_be_had_keeps_nobody_from_the_words(sams_no, dana, signed_in_as, settings):
    made = answering.send(asking.asked_in_person(sams_no, by=dana), words=WORDS, submission="one", heard="page")
    settings.READER = "openai"
    with pytest.raises(Refusal, match="GAMETAPE_READER_URL"):
        finding.read(made.versions.get())
    assert "Nobody got back" in page(signed_in_as(dana), made)
    assert not Read.objects.exists(), "it is read as soon as the engine is back"
    settings.READER = "rules"
    assert opening.suggestions(made)
