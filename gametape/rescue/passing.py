"""Passing a save on: to the manager, or to F&I. Whoever gets it hears of it at once; who passed it stops writing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gametape.ask import answering
from gametape.ask.readers import managers
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people import alerting
from gametape.people.models import Role, User
from gametape.rescue.saving import Save, held
from gametape.sending.models import Message


def can_go_to(save: Save) -> list[str]:
    """Where it can be passed to from here: only by who has it in hand, only to where somebody is."""
    if not save.may_write or not save.is_open or save.holder == Role.FINANCE:
        return []
    there = [Role.FINANCE.value] if alerting.those_who_are(Role.FINANCE, save.loss.deal.store) else []
    above = save.as_rep and save.holder == Role.REP and managers(save.answer.ask)
    return [Role.MANAGER.value, *there] if above else there


@transaction.atomic
def pass_on(save: Save, *, to: str, by: User) -> None:
    """The same twice is one passing on. To F&I it is held: from now on they alone read the words (law 7)."""
    if to not in (Role.MANAGER, Role.FINANCE):
        raise Refusal(_("Pick who should have it: the manager, or F&I."), field="to")
    row = held(save)
    if row.passed_to == to and save.holder == to:
        return
    if to not in can_go_to(save):
        raise Refusal(_("There is nobody to pass it to now. It stays with who has it."), field="to")
    _put_the_draft_aside(save)
    row.passed_to, row.passed_by, row.passed_at = to, by, now()
    row.save(update_fields=["passed_to", "passed_by", "passed_at"])
    if to == Role.FINANCE:
        answering.hold(save.answer)
    else:
        _tell_the_managers(save, by)


def _put_the_draft_aside(save: Save) -> None:
    """One voice. What is on a phone may have gone out, so its owner says first whether it did."""
    messages = Message.objects.select_for_update().filter(loss=save.loss, kind=Message.Kind.ANSWER)
    if messages.filter(state__in=Message.MAY_BE_OUT).exists():
        raise Refusal(_("An answer is on its way already. Say first whether it went out."), field="to")
    messages.filter(state__in=[Message.State.WAITING, Message.State.QUEUED]).update(state=Message.State.DROPPED)


def _tell_the_managers(save: Save, by: User) -> None:
    say = _("%(who)s passes one on to you: %(buyer)s would like an answer back, once.")
    alerting.alert(
        managers(save.answer.ask),
        store=save.loss.deal.store,
        about=f"passed:{save.loss.pk}",
        say=say % {"who": by.first_name, "buyer": save.loss.deal.called or _("a buyer")},
        link_name="save",
        link_pk=save.loss.pk,
    )
