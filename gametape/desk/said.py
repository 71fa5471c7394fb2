"""What buyers said, as words alone: for those who keep the records and met nobody."""

from __future__ import annotations

from gametape.ask.models import Words
from gametape.ask.seeing import answers_without_names, reading_of
from gametape.ask.who_reads import Reading
from gametape.people.may import Look, Viewer, log_each

SHOWN = 50


def words_for(viewer: Viewer) -> list[Words]:
    """The latest versions a CRM admin may read, newest first, with no name, no unit and no day with them.

    Each read is logged for the rep it is about."""
    rows = answers_without_names(viewer).filter(status="").order_by("-first_sent_at")[:SHOWN]
    shown: list[Words] = []
    looks: list[Look] = []
    for answer in rows:
        versions = list(answer.versions.all())
        if versions and reading_of(viewer, answer) in (Reading.NAMELESS, Reading.WORDS):
            looks.append(("a buyer’s words, without names", *answer.log_subject()))
            shown.append(max(versions, key=lambda version: version.n))
    log_each(viewer, looks)
    return shown
