"""Who hears that an answer came: whoever may read it first, and nobody else. An alert carries no words of the buyer."""

from __future__ import annotations

from gametape.ask.models import Answer
from gametape.ask.readers import managers, second_voice, sellers
from gametape.people import alerting
from gametape.people.models import Role, User


def tell(answer: Answer) -> None:
    """Once that it came, once for each version added later, once that the key was turned.

    Limited and held are alike for the rep: silence. For the store without a name too, or the hour would tell whose."""
    if answer.is_private:
        people = alerting.those_who_are(Role.FINANCE, answer.loss.deal.store)
        _alert(answer, people, "An answer was held for you to read", link="held")
    elif answer.reader == Answer.Reader.REP:
        _alert(answer, _the_person(answer), f"{answer.loss.deal.called or 'A buyer'} answered", link="answer")
    elif answer.reader == Answer.Reader.MANAGER:
        _alert(answer, managers(answer.ask), "A buyer answered, for you alone", link="monday")


def _the_person(answer: Answer) -> list[User]:
    asker = second_voice(answer.ask)
    people = ([asker] if asker else []) + sellers(answer.ask)
    return list({person.pk: person for person in people}.values()) or managers(answer.ask)


def _alert(answer: Answer, people: list[User], say: str, *, link: str) -> None:
    def once(about: str, words: str) -> None:
        alerting.alert(
            people,
            store=answer.loss.deal.store,
            about=about,
            say=words,
            link_name=link,
            link_pk=answer.pk if link == "answer" else None,
        )

    once(f"answer:{answer.pk}", f"{say}.")
    added = answer.versions.count()
    if added > 1:
        once(f"answer:{answer.pk}:{added}", f"{say}, and added to it.")
    if answer.wants_answer:
        alerting.alert(
            people,
            store=answer.loss.deal.store,
            about=f"key:{answer.pk}",
            say=f"{say}, and would like an answer back, once.",
            link_name="save",
            link_pk=answer.loss_id,
        )
