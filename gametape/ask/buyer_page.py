"""The buyer's page: opened by a link, no account, no cookie, no script needed. GET and HEAD change nothing, for mail
programs open links before people do."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from gametape.ask import answering, buyer_sheet, drafts, links
from gametape.ask.buyer_edges import for_the_buyer, sheet
from gametape.ask.buyer_form import Said, said
from gametape.ask.models import Answer
from gametape.ask.visiting import as_visitor
from gametape.common.pages import see_other
from gametape.common.refusal import Refusal
from gametape.people.coming_back import is_signed_in, lent_here


def not_by_us() -> Refusal:
    """Whoever wrote the message knows the link in it; they get no further than this while they are signed in."""
    say = (
        "You are signed in to gametape here, and only the buyer answers: this page takes no words from you. To let "
        "them write on this screen, choose “They’d rather write” at the no-sale and hand it over."
    )
    return Refusal(say, field="words", status=403)


@for_the_buyer
def buyer(request: HttpRequest, link: str) -> HttpResponse:
    """The open box; on a revisit what was sent, and a box for more."""
    ask = links.ask_behind(link)
    staff = _works_here(request)
    visit = buyer_sheet.visit_of(ask, visitor=_mine(request), at_the_door=_door(request))
    if request.method != "POST":
        refusal = not_by_us() if staff else None
        return sheet(request, *buyer_sheet.opened(visit, refusal=refusal, just_sent="sent" in request.GET))
    typed = said(request.POST, at_the_door=visit.at_the_door)
    try:
        if staff:
            raise not_by_us()
        answering.send(
            ask,
            words=typed.words,
            submission=typed.submission,
            heard=Answer.Heard.DOOR if visit.at_the_door else Answer.Heard.PAGE,
            reader=typed.reader,
            visitor=typed.visitor,
            rest=typed.rest if typed.says_more else None,
        )
    except Refusal as refusal:
        return sheet(request, *buyer_sheet.opened(visit, typed=typed, refusal=refusal), status=refusal.status)
    return _after(link, typed, visit)


def _after(link: str, typed: Said, visit: buyer_sheet.Visit) -> HttpResponse:
    if visit.at_the_door:
        return _to("buyer_rest", link, door="1")
    if visit.is_first and not typed.says_more:
        return _to("buyer_rest", link, mine=typed.visitor)
    if visit.is_first:
        return _to("buyer_rest", link, mine=typed.visitor, done="1")
    return _to("buyer", link, mine=typed.visitor, sent="1")


@for_the_buyer
def buyer_rest(request: HttpRequest, link: str) -> HttpResponse:
    """Thank you; and, if they like, which comes closest, the key, and another mind about the reader."""
    ask = links.ask_behind(link)
    typed = said(request.POST) if request.method == "POST" else None
    visitor = typed.visitor if typed else _mine(request)
    visit = buyer_sheet.visit_of(ask, visitor=visitor, at_the_door=_door(request))
    if visit.at_the_door:
        return sheet(request, *buyer_sheet.handed_back(visit))
    if visit.answer is None or not visit.holds:
        return _to("buyer", link)
    if typed is None:
        page = buyer_sheet.thanked if "done" in request.GET else buyer_sheet.asked_the_rest
        return sheet(request, *page(visit))
    try:
        answering.add_the_rest(visit.answer, reader=typed.reader, **typed.rest.as_told())
    except Refusal as refusal:
        page_again = buyer_sheet.asked_the_rest(visit, typed=typed, refusal=refusal)
        return sheet(request, *page_again, status=refusal.status)
    return _to("buyer_rest", link, mine=visitor, done="1")


@for_the_buyer
def buyer_draft(request: HttpRequest, link: str) -> HttpResponse:
    """Keep it for later, without script."""
    ask = links.ask_behind(link)
    if request.method != "POST" or _door(request):
        return _to("buyer", link)
    typed = said(request.POST)
    visit = buyer_sheet.visit_of(ask, visitor=typed.visitor)
    try:
        drafts.keep(ask, visitor=typed.visitor, words=typed.words, reader=typed.reader)
    except Refusal as refusal:
        return sheet(request, *buyer_sheet.opened(visit, typed=typed, refusal=refusal), status=refusal.status)
    return _to("buyer", link, mine=typed.visitor)


@for_the_buyer
def buyer_stop(request: HttpRequest, link: str) -> HttpResponse:
    """GET shows one button; POST acts and answers in place, as mail programs need it for their own unsubscribe button
    (RFC 8058 follows no redirect). A closed or withdrawn link still stops."""
    ask = links.known_ask(link)
    if request.method == "POST":
        answering.stop(ask, heard_on=Answer.Heard.PAGE)
    return sheet(request, *buyer_sheet.stop_page(ask, at_the_door=_door(request)))


def _mine(request: HttpRequest) -> str:
    return as_visitor(request.GET.get("mine", ""))


def _door(request: HttpRequest) -> bool:
    """Also where the screen was lent and the address lost its end: it goes back to the rep all the same."""
    return request.GET.get("door") == "1" or bool(lent_here(request))


def _works_here(request: HttpRequest) -> bool:
    """Somebody who is signed in, unless they lent this screen to the buyer (the only page it shows then is theirs)."""
    return is_signed_in(request) and not lent_here(request)


def _to(name: str, link: str, **query: str) -> HttpResponse:
    """On to the page `name` of this link; a part of the query that says nothing is left out."""
    on = see_other(name, link)
    if said_on := urlencode({key: value for key, value in query.items() if value}):
        on["Location"] += f"?{said_on}"
    return on
