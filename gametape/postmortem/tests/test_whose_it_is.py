"""It is theirs: how they were is nowhere, nobody else reaches a word of it, and what they share can be taken back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.common.forgetting import TABLES, Decision
from gametape.common.refusal import Refusal
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Deal, Loss
from gametape.people.may import Viewer
from gametape.people.models import AccessLog, Invitation, Membership, Role, Store, User
from gametape.postmortem import forgetting, reviewing, seeing, sharing
from gametape.postmortem.models import Marked, Note, Remembered, Review, Step
from gametape.postmortem.seeing import shared_at
from gametape.postmortem.tests.looking import Look

OURS = [Review, Note, Marked, Remembered, Step]


@pytest.fixture
def looked(danas_look: Look) -> Review:
    """Dana has looked: two moments and a note."""
    danas_look.open()
    danas_look.settle()
    for _page in ("frame", "plan", "facts"):
        danas_look.send()
    totals = danas_look.loss.deal.moments.get(words="Three totals on the sheet")
    danas_look.send(
        worked_on="memory", worked_at="11:30", worked_saw="Both sat on the bed and laughed.",
        turned_on=str(totals.pk), turned_saw="Nobody looked at the sheet any more.",
    )  # fmt: skip
    danas_look.send()
    danas_look.send()
    danas_look.send("no_lesson", keep="The walk-through, slowly.")
    danas_look.send("next", friend="You were good. Go home.")
    return Review.objects.get()


class TestHowTheyWere:
    @pytest.mark.parametrize("answer", ["fine", "stings", "bruised", "not_today"])
    def test_it_is_in_no_table_no_log_and_no_address(
        self, danas_look: Look, answer: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        danas_look.open()
        response = danas_look.settle(answer)
        assert answer not in everything_kept()
        assert answer not in caplog.text
        assert not [to for to, _status in response.redirect_chain if answer in to]  # type: ignore[attr-defined]

    def test_fine_stings_and_bruised_leave_the_very_same(
        self, sams_no: Loss, dana: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        left = []
        for answer in ("fine", "stings", "bruised"):
            Review.objects.all().delete()
            look = Look(signed_in_as(dana), sams_no)
            look.open()
            look.settle(answer)
            told = Review.objects.values("path", "screen", "as_outsider", "rests_until", "started_at", "leaf").get()
            left.append((told, look.at))
        assert left[0] == left[1] == left[2]

    def test_no_report_of_an_error_has_it(
        self, danas_look: Look, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any
    ) -> None:
        """The page that breaks while it is sent: whoever gets the report does not get what was tapped."""

        def breaks(*args: object, **kwargs: object) -> None:
            raise RuntimeError("broke")

        monkeypatch.setattr(reviewing, "begin", breaks)
        danas_look.browser.raise_request_exception = False
        response = danas_look.browser.post(
            reverse("tape", args=[danas_look.loss.pk]), {"settle": "bruised", "path": "ten"}
        )
        assert response.status_code == 500
        request = next(record.request for record in caplog.records if hasattr(record, "request"))
        report = ExceptionReporter(request, *caplog.records[-1].exc_info).get_traceback_text()
        assert "broke" in report
        assert "bruised" not in report


def everything_kept() -> str:
    """Every text of every table of the database, sessions and logs of looks with it."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            found += [str(row) for row in cursor.fetchall() if not name.startswith(("django_content", "auth_perm"))]
    return "\n".join(found)


class TestNobodyElse:
    def test_no_colleague_manager_admin_or_owner_opens_a_page_of_it(
        self, looked: Review, ben: User, maria: User, ada: User, frank: User, nia: User, olga: User, rita: User,
        signed_in_as: Callable[[User], Client],
    ) -> None:  # fmt: skip
        mark, note = Marked.objects.first(), Note.objects.first()
        pages = [reverse("tape", args=[looked.loss_id])]
        pages += [reverse("tape_screen", args=[looked.loss_id, name]) for name in ("keep", "memory", "friend")]
        acts = [reverse("mark_shared", args=[mark.pk]), reverse("note_shared", args=[note.pk])]
        for somebody in (ben, maria, ada, frank, nia, olga, rita):
            browser = signed_in_as(somebody)
            assert {browser.get(page).status_code for page in pages} == {404}
            assert {browser.post(act, {"how": "name"}).status_code for act in acts} == {404}
        assert not Marked.objects.filter(shared_at__isnull=False).exists()
        assert {Client().get(page).status_code for page in pages} == {302}

    def test_two_who_share_a_deal_have_a_review_each(
        self, looked: Review, ben: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        Deal.objects.update(partner=ben)
        bens = Look(signed_in_as(ben), looked.loss)
        bens.open()
        bens.settle()
        bens.open(reverse("tape_screen", args=[looked.loss_id, "keep"]))
        assert "The walk-through, slowly." not in bens.page
        bens.send("pause", keep="Let Dana talk.")
        assert dict(Note.objects.filter(screen="keep").values_list("review__by__name", "text")) == {
            "Dana Brooks": "The walk-through, slowly.", "Ben Ortiz": "Let Dana talk.",
        }  # fmt: skip

    def test_somebody_else_who_came_in_as_them_finds_it_closed_whether_there_was_one_or_not(
        self, looked: Review, dana: User, olga: User, signed_in_as: Callable[[User], Client], lakeside: Store,
        clock: time_machine.Coordinates,
    ) -> None:  # fmt: skip
        deal = add_deal(lakeside, dana, first_name="Lee", unit="Cedar 19")
        other = lose(deal, where="drove_off", chip="price", by=dana)
        seal(other.own_call, sure="good")
        clock.shift(timedelta(hours=2))
        _came_in_as(dana, olga, lakeside)
        browser = signed_in_as(dana)
        replies = [browser.get(reverse("tape", args=[pk])) for pk in (looked.loss_id, other.pk)]
        assert [reply.status_code for reply in replies] == [403, 403]
        said = [reply.content.decode().split("<main")[1] for reply in replies]
        assert said[0] == said[1]
        assert not seeing.own_marked(Viewer(dana)).exists()
        clock.shift(timedelta(days=8))
        assert seeing.own_marked(Viewer(dana)).count() == 2

    def test_who_left_the_store_reads_nothing_and_shares_nothing(
        self, looked: Review, dana: User, maria: User, lakeside: Store
    ) -> None:
        sharing.share(Marked.objects.get(kind="turned"), nameless=False)
        Membership.objects.filter(user=dana).delete()
        assert not seeing.own(Viewer(dana)).exists()
        assert shared_at(Viewer(maria), lakeside) == []


def _came_in_as(person: User, maker: User, store: Store) -> None:
    Invitation.objects.create(
        token_hash="x" * 64, store=store, role=Role.REP, for_user=person, made_by=maker, used_at=now(), used_by=person,
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip


class TestSharing:
    def share(self, browser: Client, row: Marked | Note, how: str) -> str:
        name = "mark_shared" if isinstance(row, Marked) else "note_shared"
        return browser.post(reverse(name, args=[row.pk]), {"how": how}, follow=True).content.decode()

    def test_with_a_name_the_manager_reads_it_and_the_owner_sees_that(
        self, looked: Review, danas_look: Look, maria: User, dana: User, lakeside: Store
    ) -> None:
        assert shared_at(Viewer(maria), lakeside) == []
        page = self.share(danas_look.browser, Marked.objects.get(kind="turned"), "name")
        assert "Shared with your name." in page
        (one,) = shared_at(Viewer(maria), lakeside)
        assert (one.by, one.kind, one.said) == ("Dana", "turned", "Nobody looked at the sheet any more.")
        assert one.deal == looked.loss.deal
        log = AccessLog.objects.get(who=maria)
        assert (log.what, log.whose, log.buyer) == ("what they shared", dana, looked.loss.deal.buyer)

    def test_without_a_name_nothing_leads_to_one(
        self, looked: Review, danas_look: Look, maria: User, lakeside: Store
    ) -> None:
        self.share(danas_look.browser, Marked.objects.get(kind="turned"), "nameless")
        self.share(danas_look.browser, Note.objects.get(screen="keep"), "nameless")
        mark, note = shared_at(Viewer(maria), lakeside)
        for one in (mark, note):
            assert (one.by, one.deal, one.at, one.day, one.quote) == ("", None, None, None, "")
        log = AccessLog.objects.get(who=maria)
        assert (log.whose, log.buyer) == (None, None)

    def test_it_is_taken_back_in_one_tap(self, looked: Review, danas_look: Look, maria: User, lakeside: Store) -> None:
        mark = Marked.objects.get(kind="worked")
        self.share(danas_look.browser, mark, "name")
        page = self.share(danas_look.browser, mark, "back")
        assert "Shared with your name." not in page
        assert shared_at(Viewer(maria), lakeside) == []

    def test_changing_it_takes_it_back(self, looked: Review, danas_look: Look, maria: User, lakeside: Store) -> None:
        self.share(danas_look.browser, Marked.objects.get(kind="turned"), "name")
        self.share(danas_look.browser, Note.objects.get(screen="keep"), "name")
        danas_look.open(reverse("tape_screen", args=[looked.loss_id, "tape"]))
        danas_look.send("pause", turned_saw="I talked on.")
        danas_look.open(reverse("tape_screen", args=[looked.loss_id, "keep"]))
        danas_look.send("pause", keep="Another.")
        assert shared_at(Viewer(maria), lakeside) == []

    def test_a_page_saved_as_it_was_takes_nothing_back(
        self, looked: Review, danas_look: Look, maria: User, lakeside: Store
    ) -> None:
        self.share(danas_look.browser, Marked.objects.get(kind="turned"), "name")
        danas_look.open(reverse("tape_screen", args=[looked.loss_id, "tape"]))
        danas_look.send("pause", worked_saw="Both laughed.")
        assert [one.kind for one in shared_at(Viewer(maria), lakeside)] == ["turned"]

    def test_the_letter_to_a_friend_cannot_be_shared(
        self, looked: Review, danas_look: Look, maria: User, lakeside: Store
    ) -> None:
        note = Note.objects.get(screen="friend")
        page = self.share(danas_look.browser, note, "name")
        assert "This one stays with you." in page
        Note.objects.filter(pk=note.pk).update(shared_at=now())
        assert shared_at(Viewer(maria), lakeside) == [], "not even if a row said so"

    def test_it_names_no_buyer_and_without_a_name_not_its_owner(self, looked: Review, dana: User) -> None:
        mark = Marked.objects.get(kind="turned")
        Marked.objects.filter(pk=mark.pk).update(saw="Sam looked away.")
        with pytest.raises(Refusal, match="Write “the buyer” instead"):
            sharing.share(mark, nameless=False)
        Marked.objects.filter(pk=mark.pk).update(saw="Dana talked on.")
        with pytest.raises(Refusal, match="Your own name stands in it"):
            sharing.share(mark, nameless=True)
        sharing.share(mark, nameless=False)

    def test_good_turn_good_is_the_order(self, looked: Review, maria: User, lakeside: Store) -> None:
        for row in Marked.objects.order_by("-pk"):
            sharing.share(row, nameless=False)
        sharing.share(Note.objects.get(screen="keep"), nameless=False)
        assert [one.kind for one in shared_at(Viewer(maria), lakeside)] == ["worked", "turned", "keep"]

    def test_nobody_but_the_manager_of_that_store_gets_anything(
        self, looked: Review, lakeside: Store, hilltop: Store, maria: User, ben: User, ada: User, frank: User, nia: User,
        olga: User, mo: User,
    ) -> None:  # fmt: skip
        sharing.share(Marked.objects.get(kind="turned"), nameless=False)
        for somebody in (ben, ada, frank, nia, olga, mo):
            assert shared_at(Viewer(somebody), lakeside) == []
        assert shared_at(Viewer(maria), hilltop) == []

    def test_a_shared_quote_is_there_only_for_who_may_read_those_words(
        self, looked: Review, answers: Callable[..., Answer], danas_look: Look, maria: User, lakeside: Store
    ) -> None:
        answer = answers()
        danas_look.open(reverse("tape_screen", args=[looked.loss_id, "buyer"]))
        danas_look.send("pause", kind="turned", quote="the warranty was extra", saw="")
        sharing.share(Marked.objects.get(kind="turned"), nameless=False)
        assert [one.quote for one in shared_at(Viewer(maria), lakeside)] == ["the warranty was extra"]
        Answer.objects.filter(pk=answer.pk).update(held_for="private")
        assert [one.quote for one in shared_at(Viewer(maria), lakeside)] == [""]

    def test_few_who_sell_are_told_that_a_missing_name_hides_little(self, looked: Review, danas_look: Look) -> None:
        danas_look.open()
        assert "it may still be guessed whose it is" in danas_look.page


class TestWhatBecomesOfIt:
    def test_every_table_of_this_room_is_declared_private_with_its_author(self) -> None:
        tables = apps.get_app_config("postmortem").get_models()
        assert set(tables) == set(OURS)
        for model in OURS:
            assert TABLES[model].private
            assert TABLES[model].author.endswith("by")
            assert TABLES[model].kind == "private_notes"
        assert forgetting.__name__

    def test_the_ways_to_the_buyer_and_the_author_are_real(self, looked: Review, dana: User) -> None:
        buyer = looked.loss.deal.buyer
        for model in OURS:
            table = TABLES[model]
            if model.objects.exists():
                assert model.objects.filter(
                    **{table.buyer: buyer, table.author: dana, table.store: looked.loss.store}
                ).exists()

    def test_what_is_blanked_leaves_a_row_the_database_accepts(self, looked: Review) -> None:
        assert TABLES[Marked].decision is Decision.BLANK
        Marked.objects.update(**TABLES[Marked].blank)
        assert not Marked.objects.exclude(saw="", quote="").exists()


def test_reviewing_knows_nothing_of_how_somebody_was() -> None:
    names = set(reviewing.begin.__kwdefaults__ or {}) | set(reviewing.begin.__annotations__)
    assert names == {"loss", "by", "path", "return"}
