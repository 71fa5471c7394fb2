"""It is Friday and they passed: ninety seconds, from what buyers really said, for the rep alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now, played_at
from gametape.deals.vocabulary import REASONS
from gametape.next_one.fridays import likeliest_for
from gametape.next_one.likely import From
from gametape.next_one.models import Premortem
from gametape.reasons import finding
from tests.frame.cast import works_at

pytestmark = pytest.mark.django_db


def body(response):
    return response.content.decode()


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


@pytest.fixture
def answered(a_no, dana):
    """`answered("PRICE", 6)`: six no-sales whose buyers said why, confirmed."""

    def why(reason, times, *, by=None, **columns):
        for _ in range(times):
            loss = a_no(f"B{Answer.objects.count()}", hours=100, by=by)
            with played_at(now() - timedelta(hours=60)):
                ask = asking.asked_in_person(loss, by=by or dana)
                answer = answering.send(ask, words="It was what it was.", submission=f"s{loss.pk}", heard="page")
                finding.pick(
                    answer,
                    leaf=next(leaf.code for leaf in REASONS[reason].leaves if not leaf.private),
                    quote="",
                    by=by or dana,
                )
            Answer.objects.filter(pk=answer.pk).update(**columns)

    return why


class TestWhatIsLikely:
    def test_from_ones_own_with_how_many(self, danas, viewer_of, dana, nguyens, answered):
        answered("PRICE", 7)
        answered("DECIDER", 3)
        found = likeliest_for(viewer_of(dana), nguyens)
        assert (found.of, found.n) == (From.OWN_STAGE, 10)
        page = body(danas.get(reverse("friday", args=[nguyens.pk])))
        assert "7 of 10" in page
        assert "From 10 no-sales of yours" in page
        assert page.index(REASONS["PRICE"].buyer.split("’")[0]) < page.index(REASONS["DECIDER"].buyer)

    def test_what_a_buyer_kept_from_the_rep_does_not_count_as_theirs(self, viewer_of, dana, nguyens, answered):
        answered("PRICE", 9)
        answered("PRICE", 5, reader="manager")
        assert likeliest_for(viewer_of(dana), nguyens).of is From.PLAIN

    def test_the_stores_from_five_people_on(self, viewer_of, danas, dana, lakeside, nguyens, answered):
        for n in range(5):
            answered("STOCK", 2, by=works_at(lakeside, f"Rep{n} Six", "rep"))
        found = likeliest_for(viewer_of(dana), nguyens)
        assert (found.of, found.n) == (From.STORE, 10)
        assert "of the store" in body(danas.get(reverse("friday", args=[nguyens.pk])))

    def test_a_plain_list_where_there_is_nothing_to_count(self, danas, nguyens):
        page = body(danas.get(reverse("friday", args=[nguyens.pk])))
        assert "Too few answers to say" in page
        assert " of " not in page.split("<fieldset>")[1].split("</fieldset>")[0].replace(REASONS["PRICE"].buyer, "")


class TestKeepingIt:
    def test_stands_on_the_card_once(self, danas, nguyens):
        for _ in range(2):
            done = danas.post(
                reverse("friday", args=[nguyens.pk]),
                {"reason": "DECIDER", "words": "", "will_do": "Film the bunks for his father"},
            )
        assert (done.status_code, done.headers["Location"]) == (303, reverse("card", args=[nguyens.pk]))
        assert Premortem.objects.count() == 1
        page = body(danas.get(done.headers["Location"]))
        assert "Film the bunks for his father" in page
        assert REASONS["DECIDER"].buyer in page

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({}, "reason"),
            ({"will_do": "Film it"}, "reason"),
            ({"reason": "CREDIT"}, "reason"),
            ({"reason": "<script>"}, "reason"),
            ({"reason": "PRICE", "words": "Their credit score was 540"}, "words"),
            ({"words": "y" * 501}, "words"),
            ({"words": "No.", "will_do": "z" * 201}, "will_do"),
        ],
    )
    def test_what_cannot_be_kept_is_said_beside_its_box_with_all_still_there(self, danas, nguyens, typed, field):
        page = danas.post(reverse("friday", args=[nguyens.pk]), typed)
        assert page.status_code == 422
        assert page.context["refusal"].field == field
        assert typed.get("will_do", "") in body(page)
        assert not Premortem.objects.exists()

    @pytest.mark.parametrize("words", ["<script>alert(1)</script>", "'; DROP TABLE", "🚐" * 100, "سام"])
    def test_hostile_words_are_text(self, danas, nguyens, words):
        danas.post(reverse("friday", args=[nguyens.pk]), {"words": words, "will_do": words})
        for name in ("friday", "card"):
            assert "<script>alert" not in body(danas.get(reverse(name, args=[nguyens.pk])))
        assert Premortem.objects.get().words == words

    def test_a_second_rep_on_the_deal_thinks_for_themselves(self, danas, signed_in_as, nguyens, ben):
        nguyens.partner = ben
        nguyens.save()
        danas.post(reverse("friday", args=[nguyens.pk]), {"words": "Too long, they said."})
        bens = signed_in_as(ben)
        for name in ("friday", "card"):
            assert "Too long, they said." not in body(bens.get(reverse(name, args=[nguyens.pk])))
