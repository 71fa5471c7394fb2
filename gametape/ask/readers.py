"""Who may read an answer, as the buyer is offered it above the box: by first name, and only those who are there.

What stands here is what `who_reads` does; nobody is named who will not read it, nobody reads who is not named.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from gametape.ask.models import Answer, Ask
from gametape.people.alerting import those_who_are
from gametape.people.models import Role, User

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`name` is who would do something about it; `later` says who else reads it a day after."""

    value: str
    label: str
    name: str
    later: str = ""


def sellers(ask: Ask) -> list[User]:
    """The people of the deal who still work here: one, or two on a split deal."""
    deal = ask.loss.deal
    return [person for person in (deal.owner, deal.partner) if person is not None and person.is_active]


def second_voice(ask: Ask) -> User | None:
    """The manager or neutral who asked in the rep's place."""
    asker = ask.asker
    return asker if asker is not None and asker.is_active and ask.asker_role != Role.REP else None


def managers(ask: Ask) -> list[User]:
    """Those who read as managers. Whoever sold it reads as its rep, manager or not."""
    deal = ask.loss.deal
    here = those_who_are(Role.MANAGER, deal.store)
    return [person for person in here if person.pk not in (deal.owner_id, deal.partner_id)]


def choices(ask: Ask) -> list[Choice]:
    """In the order they are shown; the first is chosen until the buyer chooses. The store is always there."""
    store, above = ask.loss.deal.store, managers(ask)
    offered = [_person(ask, above), _manager(above)]
    nameless = Choice(value=Answer.Reader.STORE, label=_("The store, without my name"), name=store.name)
    return [choice for choice in offered if choice is not None] + [nameless]


def _person(ask: Ask, above: list[User]) -> Choice | None:
    met, asker, store = sellers(ask), second_voice(ask), ask.loss.deal.store
    names = {"who": _named(met), "store": store.name}
    if asker is not None:
        then = _("%(asker)s, who asked me, then %(who)s") if met else _("%(asker)s, who asked me")
        label, name = then % {**names, "asker": asker.first_name}, asker.first_name
    elif met:
        handed_over = ask.loss.deal.handovers.exists()
        label = (_("%(who)s, at %(store)s") if handed_over else _("%(who)s, whom I met at %(store)s")) % names
        name = _named(met)
    else:
        return None
    others = [person for person in above if person != asker]
    later = _("A day later %(who)s, too") % {"who": _called(others)} if others else ""
    return Choice(value=Answer.Reader.REP, label=label, name=name, later=later)


def _manager(above: list[User]) -> Choice | None:
    if not above:
        return None
    label = _("Only %(who)s") % {"who": _called(above)}
    return Choice(value=Answer.Reader.MANAGER, label=label, name=_named(above), later="")


def _called(above: list[User]) -> str:
    if len(above) > MOST_NAMED:
        return _("the managers")
    title = _("the manager") if len(above) == 1 else _("the managers")
    return f"{_named(above)}, {title}"


def _named(people: list[User]) -> str:
    if len(people) > MOST_NAMED:
        return _("the managers")
    return get_text_list([person.first_name for person in people], _("and")) if people else ""
