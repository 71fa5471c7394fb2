"""A reply that waits, on every screen: read, and placed."""

from django.urls import reverse

from gametape.ask import asking
from gametape.ask.models import Incoming
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from tests.frame.browser import on_every_screen


@on_every_screen
def test_a_reply_is_placed(page, live_server, sign_in, axe, lakeside, dana):
    for unit in ("Meadowlark 27", "Cedar 24"):
        loss = lose(
            add_deal(lakeside, dana, first_name="Sam", unit=unit, email="sam@mail.example"),
            where="drove_off",
            chip="price",
            by=dana,
        )
        seal(loss.own_call, sure="good")
        asking.asked_in_person(loss, by=dana)
    told = {"channel": "email", "kind": "words", "state": "waits", "store": lakeside, "sender": "sam@mail.example"}
    row = Incoming.objects.create(key="1", words="We loved it. The warranty on top broke it.", why="several", **told)
    sign_in(page, dana)
    page.goto(live_server.url + reverse("unplaced"))
    axe()
    page.get_by_role("link", name="sam@mail.example").click()
    axe()
    page.get_by_label("Which deal is it about?").select_option(index=1)
    page.get_by_role("button", name="It belongs to this deal").click()
    page.get_by_text("Kept with the deal.").wait_for()
    row.refresh_from_db()
    assert row.state == "placed"
