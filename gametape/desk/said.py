"""What buyers said, as words alone: for those who keep the records and met nobody."""

from __future__ import annotations

from gametape.ask.models import Answer, Words
from gametape.ask.seeing import answers_without_names, are_hidden_in_a_crowd, reading_of
from gametape.ask.who_reads import Reading
from gametape.people.may import Look, Viewer, log_each
from gametape.people.models import Role, Store

SHOWN = 50


def words_for(viewer: Viewer) -> list[Words]:
    """The latest versions a CRM admin may read, newest first, with no name, no unit and no day with them.

    Each read is logged for the rep it is about."""
    stores = Store.objects.filter(pk__in=viewer.stores(Role.ADMIN, Role.OWNER))
    crowds = {store.pk for store in stores if are_hidden_in_a_crowd(viewer, store)}
    shown: list[Words] = []
    looks: list[Look] = []
    for answer in answers_without_names(viewer, newest=SHOWN):
        if answer.reader == Answer.Reader.STORE and answer.loss.deal.store_id not in crowds:
            continue
        versions = list(answer.versions.all())
        if versions and reading_of(viewer, answer) in (Reading.NAMELESS, Reading.WORDS):
            looks.append(("a buyer’s words, without names", *answer.log_subject()))
            shown.append(max(versions, key=lambda version: version.n))
    log_each(viewer, looks)
    return shown
