"""The buyer's page, as a buyer without script meets it: a link, an open box, Send. And as somebody else with the link."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from gametape.ask import asking
from gametape.ask.links import path_of
from gametape.ask.models import Answer, Ask, Draft, Words
from gametape.common.clock import now
from gametape.deals.losing import reopen
from gametape.deals.models import Deal
from gametape.people.models import Membership, Suppression, User
from gametape.sending import outbox

FIFTEEN_KB = 15_000
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE ask_words; --",
    "🚐🤷🏽‍♀️" * 50,
    "הרכב היה יקר מדי \u202e txet",
    "{{ 7|add:7 }}{% load x %}",
    "x" * 100_000,
    "%00%ff\u0000nul",
]


@pytest.fixture
def sams_ask(sams_no, dana, maria) -> Ask:
    return asking.asked_in_person(sams_no, by=dana)


@pytest.fixture
def at(sams_ask) -> str:
    return path_of(sams_ask)


@pytest.fixture
def sam() -> Client:
    """A browser that knows nobody and would be refused if the page relied on a CSRF cookie."""
    return Client(enforce_csrf_checks=True)


def html(response) -> str:
    return response.content.decode()


def fields(response) -> dict[str, str]:
    """The hidden fields of the page, as a browser sends them back."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html(response)))


def sends(browser: Client, at: str, words: str, *, door: bool = False, **more):
    """Opens the page, types, presses Send."""
    where = f"{at}?door=1" if door else at
    return browser.post(where, {**fields(browser.get(where)), "words": words, "key": "no", "reader": "rep", **more})


def mine(response) -> str:
    return parse_qs(urlsplit(response["Location"]).query)["mine"][0]


class TestFirstPage:
    def test_it_respects_the_decision_in_its_first_line_and_opens_at_the_box(self, sam, at):
        page = html(sam.get(at))
        first = re.search(r"<main>\s*<p[^>]*>(.*?)</p>", page, re.S).group(1)
        assert first == "You decided not to go ahead, and that is fine. Nobody will try to change it."
        assert re.search(r'<h1><label for="words">What did we miss\?<br>Say it in your own words\.</label></h1>', page)
        assert '<textarea id="words" name="words" autofocus' in page

    def test_who_will_read_it_stands_above_the_box_by_name(self, sam, at):
        page = html(sam.get(at))
        above = page[: page.index("<textarea")]
        for reader in ("Dana, whom I met at Lakeside RV", "Only Maria, the manager", "The store, without my name"):
            assert reader in above
        assert "A day later Maria, the manager, too" in above

    def test_a_store_without_a_manager_offers_none(self, sam, at):
        Membership.objects.filter(role="manager").delete()
        page = html(sam.get(at))
        assert 'value="manager"' not in page
        assert "A day later" not in page

    def test_two_managers_are_both_named(self, sam, at, lakeside):
        Membership.objects.create(user=User.objects.create_user("Mark Stone"), store=lakeside, role="manager")
        assert "Only Maria and Mark, the managers" in html(sam.get(at))

    def test_a_manager_who_sold_it_is_no_other_reader(self, sam, at, maria):
        Deal.objects.update(owner=maria)
        page = html(sam.get(at))
        assert "Maria, whom I met" in page
        assert 'value="manager"' not in page

    def test_a_second_voice_is_the_first_reader(self, sam, sams_no, nia, dana, maria):
        ask = asking.asked_in_person(sams_no, by=nia, role="neutral")
        assert "Nia, who asked me, then Dana" in html(sam.get(path_of(ask)))

    def test_a_rep_who_left_is_not_offered(self, sam, at, dana):
        User.objects.filter(pk=dana.pk).update(is_active=False)
        page = html(sam.get(at))
        assert 'value="rep"' not in page
        assert re.search(r'value="manager" checked', page)

    def test_all_eleven_reasons_and_two_more_are_in_the_buyers_words(self, sam, at):
        page = html(sam.get(at))
        assert page.count('name="closest"') == 13
        assert "You did nothing wrong" in page
        assert "Rather not say" in page

    def test_the_key_says_no_until_somebody_says_yes(self, sam, at):
        assert re.search(r'name="key" value="no" checked', html(sam.get(at)))

    def test_opening_it_changes_nothing_for_scanners_open_links_before_people(self, sam, at, sams_ask):
        for page in ("", "?door=1", "more/", "more/?done=1", "stop/", "draft/"):
            sam.get(f"{at}{page}")
            sam.head(f"{at}{page}")
        assert [model.objects.count() for model in (Answer, Draft, Suppression)] == [0, 0, 0]

    def test_no_buyer_field_is_needed_but_the_box(self, sam, at):
        assert sam.post(at, {"words": "Too long a wait."}).status_code == 303
        assert Words.objects.get().text == "Too long a wait."


class TestQuiet:
    """No cookie, no tracker, no memory of it anywhere but on the buyer's own device."""

    def every_page(self, sam, at):
        sent = sends(sam, at, "Too long a wait.")
        me = mine(sent)
        yield from (sent, sam.get(at), sam.get(f"{at}?mine={me}"), sam.get(sent["Location"]))
        yield from (sam.get(f"{at}more/?mine={me}&done=1"), sam.get(f"{at}?door=1"), sam.get(f"{at}more/?door=1"))
        yield from (
            sam.get(f"{at}stop/"),
            sam.get("/a/nonsense/"),
            sam.get("/a/nonsense/stop/"),
            sam.post(at, {"words": ""}),
        )
        yield sam.put(at)

    def test_no_page_sets_or_reads_a_cookie(self, sam, at):
        for response in self.every_page(sam, at):
            assert not response.cookies
            assert "Cookie" not in response.headers.get("Vary", "")

    def test_every_page_says_so_to_caches_crawlers_and_the_next_site(self, sam, at):
        for response in self.every_page(sam, at):
            assert response["Cache-Control"] == "no-store"
            assert response["Referrer-Policy"] == "no-referrer"
            assert "noindex" in response["X-Robots-Tag"]

    def test_nothing_is_loaded_from_anywhere(self, sam, at):
        for response in self.every_page(sam, at):
            policy = response["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert not re.search(r'(?:src|srcset|action|href)="(?:https?:)?//', html(response))

    def test_a_rep_who_is_signed_in_leaves_no_trace_and_finds_no_name_of_theirs(self, at, signed_in_as, dana):
        response = signed_in_as(dana).get(at)
        assert not response.cookies
        assert "Brooks" not in html(response)

    def test_the_first_page_is_within_fifteen_kilobytes(self, sam, at):
        size = len(sam.get(at).content)
        assert size <= FIFTEEN_KB, size

    def test_every_page_is_within_fifteen_kilobytes(self, sam, at):
        assert max(len(response.content) for response in self.every_page(sam, at)) <= FIFTEEN_KB


class TestSend:
    def test_words_arrive_and_a_page_of_their_own_asks_the_rest(self, sam, at):
        sent = sends(sam, at, "We loved it. The warranty on top broke it.")
        assert sent.status_code == 303
        page = html(sam.get(sent["Location"]))
        assert "Your words are sent" in page
        assert "which comes closest" in page
        assert Answer.objects.get().reader == "rep"

    def test_what_was_ticked_on_the_first_page_goes_with_it(self, sam, at, sams_ask):
        sent = sends(sam, at, "Too dear.", closest=["PRICE", "nothing_wrong"], key="yes", reader="manager")
        answer = Answer.objects.get()
        assert (answer.closest, answer.nothing_wrong, answer.wants_answer) == (["PRICE"], True, True)
        assert answer.reader == "manager"
        assert outbox.key_is_open(sams_ask.loss)
        assert "You will be answered, once." in html(sam.get(sent["Location"]))

    def test_a_double_tap_adds_nothing(self, sam, at):
        form = {**fields(sam.get(at)), "words": "Too long a wait."}
        first, second = sam.post(at, form), sam.post(at, form)
        assert first.status_code == second.status_code == 303
        assert Words.objects.count() == 1

    def test_three_ticks_are_refused_with_everything_typed_still_there(self, sam, at):
        refused = sends(sam, at, "Too dear.", closest=["PRICE", "FIT", "STOCK"], key="yes", reader="store")
        page = html(refused)
        assert refused.status_code == 422
        assert "Two at most, please" in page
        assert "Too dear.</textarea>" in page
        assert page.count('name="closest" value="PRICE" checked') == 1
        assert re.search(r'value="store" checked', page)
        assert re.search(r'name="key" value="yes" checked', page)
        assert re.search(r'<details class="rule" open>', page)
        assert not Answer.objects.exists()

    def test_an_empty_box_is_answered_beside_it(self, sam, at):
        refused = sends(sam, at, "   ", reader="store")
        assert refused.status_code == 422
        assert "There is nothing in the box yet" in html(refused)
        assert re.search(r'value="store" checked', html(refused))

    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_hostile_words_are_words(self, sam, at, words):
        sent = sends(sam, at, words)
        assert sent.status_code == 303
        page = html(sam.get(f"{at}?mine={mine(sent)}"))
        assert "<script>alert" not in page
        assert Words.objects.get().text == words.replace("\0", "")

    @pytest.mark.parametrize("field", ["reader", "closest", "key", "submission", "mine", "unknown"])
    def test_hostile_fields_lose_no_words(self, sam, at, field):
        for value in [*HOSTILE, "", ["rep", "store"]]:
            Answer.objects.all().delete()
            assert sends(sam, at, "Too long a wait.", **{field: value}).status_code == 303
            assert Words.objects.get().text == "Too long a wait."
            assert Answer.objects.get().reader in Answer.Reader.values

    def test_bytes_that_are_no_text_lose_no_words(self, sam, at):
        form = "application/x-www-form-urlencoded"
        assert sam.post(at, b"words=caf%E9+\xff%ED%A0%BD+was+cold", content_type=form).status_code == 303
        assert "was cold" in Words.objects.get().text

    def test_a_file_instead_of_words_is_an_empty_box(self, sam, at, tmp_path):
        (tmp_path / "x").write_bytes(b"\0" * 100)
        with (tmp_path / "x").open("rb") as file:
            assert sam.post(at, {"words": file}).status_code == 422

    def test_a_huge_post_is_answered_in_a_sentence(self, sam, at):
        response = sam.post(at, {"words": "x" * 3_000_000})
        assert response.status_code == 413
        assert "shorten it a little" in html(response)
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"words=x&" + b"&".join(b"a%d=" % n for n in range(2_000)), "application/x-www-form-urlencoded"),
            (b"--nonsense", "multipart/form-data; boundary="),
            (b"words=x", "application/x-www-form-urlencoded; charset=utf-16"),
        ],
    )
    def test_what_does_not_arrive_whole_is_answered_in_a_sentence(self, sam, at, body, kind):
        response = sam.generic("POST", at, body, content_type=kind)
        assert response.status_code == 400
        assert "send it once more" in html(response)

    def test_a_number_that_is_taken_out_is_told_to_its_sender_alone(self, sam, at):
        sent = sends(sam, at, "Charge 4111 1111 1111 1111, I said.")
        assert "We took a number out for your safety" in html(sam.get(sent["Location"]))
        assert "We took a number out" not in html(sam.get(at))
        assert "4111" not in Words.objects.get().text

    def test_private_words_change_nothing_on_the_page(self, sam, at, sams_no, dana, frank):
        plain = sends(sam, at, "The payment was too high for us.")
        as_plain = html(sam.get(plain["Location"]))
        Answer.objects.all().delete()
        held = sends(sam, at, "My credit score is too low for it.")
        assert Answer.objects.get().is_private
        assert without_keys(html(sam.get(held["Location"]))) == without_keys(as_plain)


def without_keys(page: str) -> str:
    return re.sub(r'nonce="[^"]*"|mine=[\w-]{16}|value="[\w-]{16}"|data-mine="[^"]*"', "", page)


class TestRest:
    @pytest.fixture
    def me(self, sam, at) -> str:
        return mine(sends(sam, at, "Too long a wait."))

    def rest(self, sam, at, me, **more):
        return sam.post(f"{at}more/", {"mine": me, "reader": "rep", "key": "no", **more})

    def test_it_says_thank_you_and_what_happens(self, sam, at, me):
        done = self.rest(sam, at, me, closest=["EXPERIENCE"], key="yes")
        page = html(sam.get(done["Location"]))
        assert "Thank you. That helps." in page
        assert "You will be answered, once." in page

    def test_a_no_promises_no_more_than_a_thank_you(self, sam, at, me):
        assert "A short thank-you may come, and that is all." in html(sam.get(self.rest(sam, at, me)["Location"]))

    def test_minds_may_change_until_the_page_closes(self, sam, at, me, sams_ask):
        self.rest(sam, at, me, key="yes", closest=["PRICE"])
        with time_machine.travel(sams_ask.closes_at - timedelta(hours=1), tick=False):
            page = html(sam.get(f"{at}more/?mine={me}"))
            assert re.search(r'name="key" value="yes" checked', page)
            assert re.search(r'value="PRICE" checked', page)
            self.rest(sam, at, me, reader="manager")
        answer = Answer.objects.get()
        assert (answer.reader, answer.wants_answer, answer.closest) == ("manager", False, [])

    def test_who_read_it_already_is_said(self, sam, at, me):
        assert "has read it already" not in html(sam.get(f"{at}more/?mine={me}"))
        Answer.objects.update(opened_at=now())
        assert "Dana has read it already; a change holds from now on." in html(sam.get(f"{at}more/?mine={me}"))

    def test_three_ticks_are_refused_with_the_ticks_still_there(self, sam, at, me):
        refused = self.rest(sam, at, me, closest=["PRICE", "FIT", "STOCK"], key="yes")
        assert refused.status_code == 422
        assert html(refused).count(" checked") == 3 + 1 + 1

    def test_before_any_words_it_leads_to_the_box(self, sam, at, sams_no):
        assert sam.get(f"{at}more/")["Location"] == at
        assert self.rest(sam, at, "x" * 16)["Location"] == at
        assert not Answer.objects.exists()


class TestRevisit:
    @pytest.fixture
    def me(self, sam, at) -> str:
        return mine(sends(sam, at, "Too long a wait."))

    def test_it_shows_what_was_sent_and_a_box_for_more(self, sam, at, me):
        page = html(sam.get(f"{at}?mine={me}"))
        assert "Too long a wait.</blockquote>" in page
        assert 'dir="auto"' in page
        assert "Anything to add?" in page

    def test_it_adds(self, sam, at, me):
        again = sam.post(f"{at}", {**fields(sam.get(f"{at}?mine={me}")), "words": "And cold."})
        page = html(sam.get(again["Location"]))
        assert "Thank you. It is added." in page
        assert page.index("Too long a wait.") < page.index("And cold.")

    def test_adding_leaves_reader_ticks_and_key_alone(self, sam, at, me):
        sam.post(f"{at}more/", {"mine": me, "reader": "manager", "key": "yes", "closest": "PRICE"})
        sam.post(f"{at}", {**fields(sam.get(f"{at}?mine={me}")), "words": "And cold."})
        answer = Answer.objects.get()
        assert (answer.reader, answer.wants_answer, answer.closest) == ("manager", True, ["PRICE"])

    def test_a_day_later_the_words_are_final_and_shown(self, sam, at, me):
        form = {**fields(sam.get(f"{at}?mine={me}")), "words": "And cold."}
        with time_machine.travel(now() + timedelta(hours=25), tick=False):
            page = html(sam.get(f"{at}?mine={me}"))
            assert "these words are final" in page
            assert "Too long a wait.</blockquote>" in page
            assert "<textarea" not in page
            late = sam.post(at, form)
        assert late.status_code == 422
        assert "And cold.</textarea>" in html(late)
        assert Words.objects.count() == 1


class TestSomebodyElseWithTheLink:
    """Whoever wrote the message knows the link. It shows them nothing."""

    def test_the_link_alone_shows_no_words_no_ticks_no_reader_no_key(self, sam, at):
        me = mine(sends(sam, at, "Dana was rude.", reader="manager", key="yes", closest="EXPERIENCE"))
        page = re.sub(r"<style.*?</style>", "", html(Client().get(at)), flags=re.S)
        assert "Dana was rude" not in page
        assert "checked" not in page
        assert "manager" not in page.replace("may read them", "")
        for other in (f"{at}more/", f"{at}more/?done=1", f"{at}?mine={'x' * 16}", f"{at}more/?mine={me[:-1]}x"):
            answer = Client().get(other, follow=True)
            assert "Dana was rude" not in html(answer)
            assert "You will be answered" not in html(answer)

    def test_limited_private_and_plain_look_alike_behind_it(self, sam, at, frank):
        pages = set()
        with time_machine.travel(now(), tick=False):
            for words, reader in [
                ("Too dear.", "rep"),
                ("Dana was rude.", "manager"),
                ("My credit score was too low.", "rep"),
            ]:
                Answer.objects.all().delete()
                sends(sam, at, words, reader=reader)
                pages.add(re.sub(r'nonce="[^"]*"|value="[^"]*"', "", html(Client().get(at))))
        assert len(pages) == 1

    def test_nobody_else_can_change_who_reads_it_or_turn_the_key(self, sam, at):
        sends(sam, at, "Dana was rude.", reader="manager")
        Client().post(f"{at}more/", {"mine": "x" * 16, "reader": "rep", "key": "yes"})
        Client().post(at, {"words": "x", "mine": "x" * 16, "reader": "rep", "key": "yes"})
        answer = Answer.objects.get()
        assert (answer.reader, answer.wants_answer) == ("manager", False)

    def test_who_adds_words_sees_their_own_and_no_more(self, sam, at):
        sends(sam, at, "Dana was rude.", reader="manager")
        other = Client()
        added = sends(other, at, "I am Sam's wife.")
        page = html(other.get(added["Location"]))
        assert "I am Sam&#x27;s wife." in page
        assert "rude" not in page


class TestDraft:
    def keep(self, browser, at, words, **more):
        return browser.post(f"{at}draft/", {**fields(browser.get(at)), "words": words, "reader": "store", **more})

    def test_without_script_a_draft_is_kept_behind_its_own_address(self, sam, at):
        assert "Keep it for later" in re.search(r"<noscript>.*?</noscript>", html(sam.get(at))).group(0)
        kept = self.keep(sam, at, "Still thinking")
        page = html(sam.get(kept["Location"]))
        assert "Still thinking</textarea>" in page
        assert re.search(r'value="store" checked', page)
        assert not Answer.objects.exists()

    def test_nobody_else_with_the_link_reads_it(self, sam, at):
        self.keep(sam, at, "Still thinking")
        assert "Still thinking" not in html(Client().get(at))
        assert "Still thinking" not in html(Client().get(f"{at}?mine={'x' * 16}"))

    def test_it_is_gone_on_send(self, sam, at):
        kept = self.keep(sam, at, "Still thinking")
        form = fields(sam.get(kept["Location"]))
        sam.post(at, {**form, "words": "Thought about it."})
        assert not Draft.objects.exists()

    def test_an_emptied_box_takes_it_away(self, sam, at):
        kept = self.keep(sam, at, "Still thinking")
        sam.post(f"{at}draft/", {**fields(sam.get(kept["Location"])), "words": " "})
        assert not Draft.objects.exists()

    def test_a_card_number_is_not_kept_in_it_either(self, sam, at):
        self.keep(sam, at, "my card 4111 1111 1111 1111")
        assert "4111" not in Draft.objects.get().text

    def test_a_draft_too_long_is_given_back_whole(self, sam, at):
        refused = self.keep(sam, at, "x" * 200_001)
        assert refused.status_code == 422
        assert "x" * 200_001 in html(refused)


class TestDoor:
    def test_after_send_it_asks_for_itself_back_and_shows_no_words_and_no_way_on(self, sam, at):
        page = html(sam.get(sends(sam, at, "Dana was rude.", door=True)["Location"]))
        assert "Thank you. Please hand it back." in page
        assert "rude" not in page
        assert "href=" not in page.replace('<link rel="icon" href="data:,">', "")
        assert "<form" not in page

    def test_the_next_look_is_an_empty_box(self, sam, at):
        sends(sam, at, "Dana was rude.", door=True, reader="manager")
        for where in (f"{at}?door=1", at):
            page = html(sam.get(where))
            assert "rude" not in page
            assert 'value="manager" checked' not in page
        assert ">\n</textarea>" in html(sam.get(f"{at}?door=1"))

    def test_no_draft_is_kept_there_and_no_browser_fills_it_in(self, sam, at):
        page = html(sam.get(f"{at}?door=1"))
        assert "Keep it for later" not in page
        assert "<script" not in page
        assert page.count('autocomplete="off"') == 2
        sam.post(f"{at}draft/?door=1", {"words": "Still thinking", "mine": "x" * 16})
        assert not Draft.objects.exists()

    def test_a_key_read_from_the_screen_before_opens_nothing_after(self, sam, at):
        form = fields(sam.get(f"{at}?door=1"))
        sam.post(f"{at}?door=1", {**form, "words": "Dana was rude."})
        assert "rude" not in html(sam.get(f"{at}?mine={form['mine']}"))

    def test_it_is_marked_as_said_at_the_door(self, sam, at):
        sends(sam, at, "Dana was rude.", door=True)
        assert Answer.objects.get().heard == Words.objects.get().heard == "door"

    def test_once_final_there_is_no_box_to_be_refused_by(self, sam, at):
        sends(sam, at, "Dana was rude.", door=True)
        with time_machine.travel(now() + timedelta(hours=25), tick=False):
            assert "Please hand it back." in html(sam.get(f"{at}?door=1"))


class TestStop:
    def test_one_press_on_the_foot_stops_everything(self, sam, at, sams_no, dana):
        assert f'action="{at}stop/"' in html(sam.get(at))
        message = outbox.keep(sams_no, kind="thanks", channel="sms", words="Thank you", by=dana)
        done = sam.post(f"{at}stop/")
        assert done.status_code == 200
        assert "Nobody here will contact you again" in html(done)
        message.refresh_from_db()
        assert message.state == "dropped"
        assert Suppression.objects.exists()

    def test_its_own_page_has_one_button_and_looking_at_it_stops_nothing(self, sam, at):
        page = html(sam.get(f"{at}stop/"))
        assert page.count("<button") == 1
        assert not Suppression.objects.exists()

    def test_a_mail_programs_own_unsubscribe_button_works(self, sam, at):
        body = b"List-Unsubscribe=One-Click"
        done = sam.generic("POST", f"{at}stop/", body, content_type="application/x-www-form-urlencoded")
        assert done.status_code == 200
        assert Suppression.objects.exists()

    def test_it_works_when_the_page_has_closed_or_the_deal_is_on_again(self, sam, at, sams_ask, dana):
        reopen(sams_ask.loss.deal, by=dana)
        with time_machine.travel(sams_ask.closes_at + timedelta(days=100), tick=False):
            assert f'action="{at}stop/"' in html(sam.get(at))
            sam.post(f"{at}stop/")
        assert Suppression.objects.exists()

    def test_afterwards_every_page_says_so_and_offers_no_key(self, sam, at):
        sam.post(f"{at}stop/")
        page = html(sam.get(at))
        assert "You asked not to be contacted. Nobody will." in page
        assert 'name="key"' not in page
        assert "Nobody here will contact you again" in html(sam.get(f"{at}stop/"))

    def test_words_can_still_be_sent_after_it(self, sam, at):
        sam.post(f"{at}stop/")
        assert sends(sam, at, "It was the price.").status_code == 303

    def test_said_in_words_it_is_heard_and_said_back(self, sam, at):
        sent = sends(sam, at, "Please stop texting me.", closest="nothing_wrong")
        assert "nobody will write or call" in html(sam.get(sent["Location"]))

    def test_a_guessed_link_stops_nobody(self, sam, at):
        assert sam.post("/a/nonsense/stop/").status_code == 404
        assert not Suppression.objects.exists()


class TestDeadLinks:
    def test_an_altered_link_is_a_404_with_a_whole_sentence(self, sam, at):
        response = sam.get(at[:-2] + "~/")
        assert response.status_code == 404
        assert "This link is not whole." in html(response)
        assert "Open it from the message itself, or copy all of it." in html(response)

    def test_a_closed_page_is_a_410_that_owes_nothing(self, sam, at, sams_ask):
        with time_machine.travel(sams_ask.closes_at, tick=False):
            response = sam.get(at)
        assert response.status_code == 410
        assert "This page has closed." in html(response)
        assert "Do not contact me again" in html(response)

    def test_after_a_be_back_it_is_kind_and_gives_back_what_was_typed(self, sam, at, sams_ask, dana):
        form = {**fields(sam.get(at)), "words": "Too long a wait."}
        reopen(sams_ask.loss.deal, by=dana)
        response = sam.post(at, form)
        assert response.status_code == 404
        assert "There is nothing to answer here any more." in html(response)
        assert "Too long a wait.</textarea>" in html(response)

    @pytest.mark.parametrize("part", ["", "more/", "draft/", "stop/"])
    def test_none_of_its_pages_knows_a_link_that_never_was(self, sam, part):
        for link in ("nonsense", "a.b", "1", "%F0%9F%A4%B7", "%00", "x" * 2_000):
            assert sam.get(f"/a/{link}/{part}").status_code == 404
            assert sam.post(f"/a/{link}/{part}", {"words": "x"}).status_code == 404

    def test_a_foreign_answer_is_not_reached_by_an_own_key(self, sam, at, hilltop, rita):
        me = mine(sends(sam, at, "Too long a wait."))
        assert "Too long" not in html(sam.get(f"/a/other.{at.split('.')[-1]}?mine={me}"))
