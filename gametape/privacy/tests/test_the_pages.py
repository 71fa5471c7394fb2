"""Looking a buyer up, all that is held, a copy, forgetting, a hold, how long: by whom, and what it must not show."""

import json

import pytest
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.deals.losing import dump
from gametape.people.models import AccessLog, Alert, Buyer, Membership, Suppression
from gametape.privacy import ledger
from gametape.privacy.models import Forgetting, Hold, Keeping, Purge, Round
from gametape.reasons import finding

pytestmark = pytest.mark.django_db
WORDS = "Nobody got back to me about the battery."
NOTES = "They looked at the clock twice."
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE people_buyer; --",
    "x" * 100_000,
    "🚐🚐",
    "\u202eمرحبا",
    "a\x00b",
]


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME, settings.UPLOADS = tmp_path, tmp_path / "uploads"


@pytest.fixture
def sam(sams_no, dana):
    ask = asking.asked_in_person(sams_no, by=dana)
    answer = answering.send(ask, words=WORDS, submission="one", heard="page")
    finding.read(answer.versions.get())
    dump(sams_no, words=NOTES, by=dana)
    return Buyer.objects.get(pk=sams_no.deal.buyer_id)


def page(client, sam, name="held_on"):
    return client.get(reverse(name, args=[sam.pk]))


class TestLookingUp:
    def test_one_person_is_gone_to_at_once_and_the_number_stands_in_no_address(self, sam, ada, signed_in_as):
        there = signed_in_as(ada).post(reverse("buyers"), {"address": "(608) 555-0142"})
        assert (there.status_code, there.headers["Location"]) == (303, reverse("held_on", args=[sam.pk]))

    def test_several_are_listed_by_name(self, sam, ada, lakeside, signed_in_as):
        Buyer.objects.create(store=lakeside, first_name="Lena", phone=sam.phone)
        shown = signed_in_as(ada).post(reverse("buyers"), {"address": sam.phone}).content.decode()
        assert "Lena" in shown
        assert "Sam" in shown

    def test_nobody_is_a_sentence_and_what_was_typed_stays(self, sam, ada, signed_in_as):
        shown = signed_in_as(ada).post(reverse("buyers"), {"address": "608-555-0100"}).content.decode()
        assert "Nobody is kept under it" in shown
        assert "608-555-0100" in shown

    def test_a_foreign_store_finds_nobody(self, sam, hilltop, mo, signed_in_as):
        Membership.objects.create(user=mo, store=hilltop, role="admin")
        assert b"Nobody is kept under it" in signed_in_as(mo).post(reverse("buyers"), {"address": sam.phone}).content

    @pytest.mark.parametrize("typed", HOSTILE)
    def test_whatever_is_typed_is_answered(self, sam, ada, signed_in_as, typed):
        answer = signed_in_as(ada).post(reverse("buyers"), {"address": typed})
        assert answer.status_code in (200, 422)
        assert b"<script>alert" not in answer.content


class TestAllThatIsHeld:
    def test_shows_who_they_are_and_opens_nobodys_words(self, sam, ada, olga, maria, signed_in_as):
        for who in (ada, olga, maria):
            shown = page(signed_in_as(who), sam).content.decode()
            assert "Meadowlark 27" in shown
            assert sam.phone in shown
            for kept_back in (WORDS, "battery", NOTES, "clock", "Price"):
                assert kept_back not in shown
            assert "Their own words" in shown

    def test_what_a_rep_keeps_for_themselves_looks_the_same_whether_there_is_any(
        self, sams_no, ada, dana, signed_in_as
    ):
        buyer = sams_no.deal.buyer
        client = signed_in_as(ada)
        page(client, buyer)  # the look itself is a row of theirs
        before = page(client, buyer).content.decode()
        dump(sams_no, words=NOTES, by=dana)
        after = page(client, buyer).content.decode()
        assert _without_the_token(before) == _without_the_token(after)

    def test_the_look_is_on_the_reps_own_page(self, sam, ada, dana, signed_in_as):
        page(signed_in_as(ada), sam)
        log = AccessLog.objects.get(who=ada)
        assert (log.whose, log.buyer, log.what) == (dana, sam, "all that is kept")
        assert b"all that is kept" in signed_in_as(dana).get(reverse("me")).content

    def test_reps_and_strangers_get_a_404_and_nobody_a_sign_in(self, sam, dana, frank, nia, mo, signed_in_as, client):
        for who in (dana, frank, nia, mo):
            for name in ("held_on", "everything"):
                assert page(signed_in_as(who), sam, name).status_code == 404
        assert page(client, sam).status_code == 302

    def test_a_name_with_tags_is_text(self, sam, ada, signed_in_as):
        Buyer.objects.filter(pk=sam.pk).update(first_name=HOSTILE[0])
        assert b"<script>alert" not in page(signed_in_as(ada), sam).content


def _without_the_token(shown: str) -> str:
    return "\n".join(line for line in shown.splitlines() if "csrf" not in line)


class TestACopy:
    def test_of_an_admin_holds_no_words(self, sam, ada, signed_in_as):
        copy = page(signed_in_as(ada), sam, "everything")
        told = json.loads(copy.content)
        assert told["rows"]["people.buyer"][0]["phone"] == sam.phone
        assert told["words"] == []
        assert WORDS not in copy.content.decode()
        assert {"what": "Their own words. They go, and the page says on which day.", "rows": 1} in told["also_kept"]
        assert "attachment" in copy.headers["Content-Disposition"]

    def test_of_a_manager_holds_what_a_manager_reads(self, sam, maria, signed_in_as, sams_no):
        copy = json.loads(page(signed_in_as(maria), sam, "everything").content)
        assert copy["words"] == [], "the rep is alone with it for a day"
        sams_no.answer.opened_at = sams_no.answer.first_sent_at
        sams_no.answer.save()
        copy = json.loads(page(signed_in_as(maria), sam, "everything").content)
        assert [one["said"] for one in copy["words"]] == [WORDS]
        assert NOTES not in json.dumps(copy)

    @pytest.mark.parametrize("held", ["credit", "private"])
    def test_what_was_held_is_in_nobodys(self, sam, maria, ada, signed_in_as, sams_no, held):
        sams_no.answer.opened_at, sams_no.answer.held_for = sams_no.answer.first_sent_at, held
        sams_no.answer.save()
        for who in (maria, ada):
            copy = page(signed_in_as(who), sam, "everything").content.decode()
            assert WORDS not in copy
            assert held not in copy.replace("private notes", "")

    def test_what_only_the_store_may_read_is_in_no_copy_with_a_name(self, sam, maria, signed_in_as, sams_no):
        sams_no.answer.opened_at, sams_no.answer.reader = sams_no.answer.first_sent_at, "store"
        sams_no.answer.save()
        assert WORDS not in page(signed_in_as(maria), sam, "everything").content.decode()

    def test_is_in_the_log_and_the_owner_is_told_without_a_name(self, sam, ada, olga, dana, signed_in_as):
        page(signed_in_as(ada), sam, "everything")
        assert AccessLog.objects.filter(who=ada, whose=dana, what="a copy of all that is kept").exists()
        alert = Alert.objects.get(to=olga)
        assert "Ada Lund took a copy" in alert.say
        assert "Sam" not in alert.say
        assert signed_in_as(olga).get(alert.path).status_code == 200


class TestForgetting:
    def path(self, sam):
        return reverse("forget", args=[sam.pk])

    def test_with_the_word_they_are_forgotten_and_the_page_says_when(self, sam, ada, signed_in_as):
        client = signed_in_as(ada)
        answer = client.post(self.path(sam), {"word": " Forget "})
        assert answer.status_code == 303
        shown = client.get(answer.headers["Location"]).content.decode()
        assert "Forgotten on their request" in shown
        assert sam.phone not in shown
        assert "Sam" not in shown.replace("Same", "")
        assert Forgetting.objects.get().by == ada

    @pytest.mark.parametrize("word", ["", "yes", *HOSTILE])
    def test_without_it_nothing_goes_and_what_was_typed_stays(self, sam, ada, signed_in_as, word):
        answer = signed_in_as(ada).post(self.path(sam), {"word": word, "stop": "1"})
        assert answer.status_code == 422
        assert b"Type the word forget" in answer.content
        assert b'name="stop" value="1" checked' in answer.content
        assert b"<script>alert" not in answer.content
        assert not ledger.is_empty(Buyer.objects.get(pk=sam.pk))

    def test_twice_is_once(self, sam, ada, signed_in_as):
        client = signed_in_as(ada)
        for _ in range(2):
            assert client.post(self.path(sam), {"word": "forget"}).status_code == 303
        assert Forgetting.objects.filter(done_at=None).count() <= 2
        assert Buyer.objects.get(pk=sam.pk).first_name == ""

    def test_and_nobody_writes_them_again_where_that_was_asked_for(self, sam, ada, signed_in_as):
        signed_in_as(ada).post(self.path(sam), {"word": "forget", "stop": "1"})
        assert Suppression.objects.count() == 1

    def test_under_a_hold_it_is_refused_with_its_reason_and_logged_nowhere_as_done(self, sam, ada, signed_in_as):
        client = signed_in_as(ada)
        client.post(reverse("hold", args=[sam.pk]), {"why": "Case 12"})
        answer = client.post(self.path(sam), {"word": "forget"})
        assert answer.status_code == 409
        assert b"There is a legal hold on this person since" in answer.content
        assert not AccessLog.objects.filter(what="forgot them").exists()
        assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"

    @pytest.mark.parametrize(("act", "typed"), [("forget", {"word": "wrong"}), ("hold", {"why": ""})])
    def test_a_refusal_shows_the_page_again_and_that_look_is_written_down_too(
        self, sam, ada, dana, signed_in_as, act, typed
    ):
        answer = signed_in_as(ada).post(reverse(act, args=[sam.pk]), typed)
        assert answer.status_code == 422
        assert sam.phone in answer.content.decode()
        log = AccessLog.objects.get(who=ada)
        assert (log.whose, log.buyer, log.what) == (dana, sam, "all that is kept")

    def test_a_manager_and_a_foreign_admin_cannot(self, sam, maria, mo, hilltop, signed_in_as):
        Membership.objects.create(user=mo, store=hilltop, role="admin")
        for who in (maria, mo):
            assert signed_in_as(who).post(self.path(sam), {"word": "forget"}).status_code == 404
        assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"

    def test_another_store_keeps_its_own_row_until_its_own_people_act(self, sam, ada, hilltop, signed_in_as):
        there = Buyer.objects.create(store=hilltop, first_name="Sam", phone=sam.phone)
        signed_in_as(ada).post(self.path(sam), {"word": "forget"})
        there.refresh_from_db()
        assert there.first_name == "Sam"


class TestAHold:
    def test_begins_and_ends_each_with_who_and_when(self, sam, ada, signed_in_as):
        client, path = signed_in_as(ada), reverse("hold", args=[sam.pk])
        assert client.post(path, {"why": "Case 12"}).status_code == 303
        assert b"Case 12" in page(client, sam).content
        client.post(path, {"lift": "1"})
        hold = Hold.objects.get()
        assert (hold.by, hold.lifted_by) == (ada, ada)
        assert set(AccessLog.objects.values_list("what", flat=True)) >= {"put a hold on them", "lifted the hold"}

    @pytest.mark.parametrize("why", ["", *HOSTILE])
    def test_whatever_is_typed_is_answered(self, sam, ada, signed_in_as, why):
        answer = signed_in_as(ada).post(reverse("hold", args=[sam.pk]), {"why": why})
        assert answer.status_code in (303, 422)
        assert b"<script>alert" not in page(signed_in_as(ada), sam).content


class TestKeeping:
    def test_the_owner_chooses_within_limits(self, lakeside, olga, signed_in_as):
        client = signed_in_as(olga)
        saved = client.post(reverse("keeping"), {"store": lakeside.pk, "kind": "private_notes", "days": "60"})
        assert saved.status_code == 303
        assert Keeping.objects.get().days == 60
        assert b'value="60"' in client.get(reverse("keeping")).content

    @pytest.mark.parametrize("days", ["0", "9999", "", "-3", "²", *HOSTILE])
    def test_beyond_them_is_refused_beside_the_box_with_what_was_typed(self, lakeside, olga, signed_in_as, days):
        answer = signed_in_as(olga).post(reverse("keeping"), {"store": lakeside.pk, "kind": "drafts", "days": days})
        assert answer.status_code == 422
        assert b"between 1 and 30 days" in answer.content
        assert b"<script>alert" not in answer.content
        assert not Keeping.objects.exists()

    def test_another_store_is_not_theirs_to_choose_for(self, hilltop, olga, signed_in_as):
        told = {"store": hilltop.pk, "kind": "drafts", "days": "3"}
        assert signed_in_as(olga).post(reverse("keeping"), told).status_code == 404

    def test_it_says_what_went(self, lakeside, olga, signed_in_as):
        made = Round.objects.create(day="2026-06-17")
        Purge.objects.create(round=made, store=lakeside, kind="access_log", what="people.accesslog", rows=12)
        Purge.objects.create(round=made, store=lakeside, kind="private_notes", what="deals.dump", rows=34)
        shown = signed_in_as(olga).get(reverse("keeping")).content.decode()
        assert "Who looked at what, and sign-ins: 12" in shown
        assert "34" not in shown
