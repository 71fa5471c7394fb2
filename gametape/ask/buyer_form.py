"""What a buyer's form says, read without trusting a field of it: nothing here can fail, at worst it says less."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from gametape.ask import visiting
from gametape.ask.answering import Rest
from gametape.deals.vocabulary import REASONS

NOTHING_WRONG = "nothing_wrong"
RATHER_NOT = "rather_not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The fields as they stood on the page. `form` and `visitor` are the hidden ones; "" where they are no such thing."""

    words: str = ""
    reader: str = ""
    form: str = ""
    visitor: str = ""
    ticked: tuple[str, ...] = ()
    wants_answer: bool = False
    wants_to_know: bool = False

    @property
    def submission(self) -> str:
        return visiting.submission_of(self.visitor, self.form, self.words)

    @property
    def says_more(self) -> bool:
        """Whether anything optional was touched on the first page."""
        return bool(self.ticked) or self.wants_answer or self.wants_to_know

    @property
    def rest(self) -> Rest:
        return Rest(
            closest=tuple(code for code in self.ticked if code in REASONS),
            nothing_wrong=NOTHING_WRONG in self.ticked,
            rather_not_say=RATHER_NOT in self.ticked,
            wants_answer=self.wants_answer,
            wants_to_know=self.wants_to_know,
        )


def said(posted: QueryDict, *, at_the_door: bool = False) -> Said:
    """At the door nobody keeps a key: the screen goes back to the rep, who could have read it there."""
    known = {*REASONS, NOTHING_WRONG, RATHER_NOT}
    return Said(
        words=posted.get("words", ""),
        reader=posted.get("reader", ""),
        form=posted.get("submission", "")[:64],
        visitor="" if at_the_door else visiting.as_visitor(posted.get("mine", "")),
        ticked=tuple(code for code in dict.fromkeys(posted.getlist("closest")) if code in known),
        wants_answer=posted.get("key") == "yes",
        wants_to_know=posted.get("know") == "yes",
    )
