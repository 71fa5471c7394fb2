"""A rep's thumb in a process of its own, made to be killed: the no, the call, the words, the hand-off."""

import django

django.setup()

from datetime import timedelta  # noqa: E402

from gametape.ask import asking, handing  # noqa: E402
from gametape.common.clock import played_at  # noqa: E402
from gametape.common.refusal import Refusal  # noqa: E402
from gametape.deals.losing import lose, seal  # noqa: E402
from gametape.deals.models import Deal  # noqa: E402
from gametape.sending.models import Message  # noqa: E402
from tests.mortal import main  # noqa: E402

WORDS = "Hi Sam, Dana at Lakeside RV. Thank you for your time. I respect your decision. Only if you feel like it: what did I miss?"


def tap(number: int, deals: list[int]) -> None:
    """All that a rep taps for one deal; tapping it again after a crash finds what was done."""
    deal = Deal.objects.select_related("owner", "store", "buyer").get(pk=deals[number])
    dana = deal.owner
    assert dana
    loss = lose(deal, where="drove_off", chip="price", by=dana)
    seal(loss.own_call, sure="counting", beliefs={"prepared": True})
    words = handing.keep(loss, kind="ask", by=dana, role="rep", channel="sms", words=f"{WORDS} {number}")
    with played_at((words.not_before or loss.at) + timedelta(minutes=1)):
        if words.state == Message.State.WAITING and not words.hand_offs.exists():
            handing.hand_over(words, by=dana, channel="sms")
        try:
            asking.went_out(Message.objects.get(pk=words.pk), by=dana)
        except Refusal:
            raise SystemExit("a recorded hand-off can always be confirmed") from None


if __name__ == "__main__":
    main(tap)
