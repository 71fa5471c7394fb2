"""The words of the asking pages that depend on a channel, a count or a status."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from gametape.ask.composing import Sheet
from gametape.ask.linting.judging import NAMES
from gametape.ask.replies import Reply

register = template.Library()

AS_WORDS = {
    "sms": lazy("A text"),
    "phone": lazy("A script for a call"),
    "email": lazy("An e-mail"),
    "copy": lazy("Copied words"),
}
AS_WAY = {
    "sms": lazy("Text, from your own phone"),
    "phone": lazy("Call, with the words in front of you"),
    "email": lazy("E-mail, from your own mailbox"),
}
AS_ACT = {"sms": lazy("Open the text"), "phone": lazy("Show the script"), "email": lazy("Open the e-mail")}
AS_ACT_NOW = {"sms": lazy("Open the text"), "phone": lazy("Call them"), "email": lazy("Open the e-mail")}
AS_SWITCH = {"sms": lazy("Write a text"), "phone": lazy("Write a script"), "email": lazy("Write an e-mail")}
NUMBERS = [lazy("None"), lazy("One"), lazy("Two"), lazy("Three"), lazy("Four"), lazy("Five"), lazy("Six")]
READS_AS = {
    "": lazy("This reads as an answer"),
    "NO_REASON": lazy("They give no reason"),
    "OPT_OUT": lazy("They want to hear nothing more"),
    "NOT_THE_BUYER": lazy("This is the wrong person"),
    "QUESTION_BACK": lazy("They ask you something"),
    "AUTO_REPLY": lazy("A machine wrote this"),
}
CHOICES = {
    "ANSWER": (lazy("It is an answer"), lazy("Kept as their words.")),
    "NO_REASON": (lazy("No reason given"), lazy("Kept, and counted as an answer without a reason.")),
    "QUESTION_BACK": (lazy("They ask me something"), lazy("Kept as a question. It never counts as a reason.")),
    "AUTO_REPLY": (lazy("A machine wrote it"), lazy("Nothing is kept. It is still their turn.")),
    "NOT_THE_BUYER": (lazy("Wrong person"), lazy("The number or address is taken out. Nothing else is kept.")),
    "OPT_OUT": (
        lazy("They said stop"),
        lazy("Do not contact, on every channel, for everyone here. Their words are kept."),
    ),
}


@register.filter
def as_words(channel: str) -> str:
    return str(AS_WORDS.get(channel, ""))


@register.filter
def as_way(channel: str) -> str:
    return str(AS_WAY.get(channel, ""))


@register.filter
def as_act(channel: str) -> str:
    return str(AS_ACT.get(channel, ""))


@register.filter
def as_act_now(channel: str) -> str:
    return str(AS_ACT_NOW.get(channel, ""))


@register.filter
def as_switch(channel: str) -> str:
    return str(AS_SWITCH.get(channel, ""))


@register.filter
def as_virtues(said: tuple[str, ...]) -> str:
    return ", ".join(NAMES[virtue] for virtue in said)


@register.filter
def without_stop(sentence: str) -> str:
    """A sentence as a heading."""
    return sentence.removesuffix(".")


@register.filter
def tally(sheet: Sheet) -> str:
    """ "One to change, two to look at again", or that nothing is."""
    if sheet.too_long:
        return _("Too long to look over")
    must = (
        [ngettext("%(n)s to change", "%(n)s to change", sheet.must) % {"n": _count(sheet.must)}] if sheet.must else []
    )
    maybe = [_("%(n)s to look at again") % {"n": _count(sheet.maybe)}] if sheet.maybe else []
    said = ", ".join([*must, *(part.lower() if must else part for part in maybe)])
    return said or _("Read through once more: nothing to change")


def _count(n: int) -> str:
    return str(NUMBERS[n]) if n < len(NUMBERS) else str(n)


@register.filter
def reads_as(status: str) -> str:
    return str(READS_AS[status])


@register.filter
def choices(reply: Reply) -> list[tuple[str, str, str]]:
    """(code, what it is, what follows), the one we understood first and "it is an answer" always among them."""
    first = "OPT_OUT" if reply.unsure else reply.status
    ordered = [first, *(code for code in CHOICES if code != first)]
    return [(code, str(CHOICES[code][0]), str(CHOICES[code][1])) for code in ordered if code in CHOICES]
