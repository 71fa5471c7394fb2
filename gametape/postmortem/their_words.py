"""The buyer's words beside one's own view: after it, and only as far as the ask room lets this person read them.

What the buyer confirmed is never excused away: its column is its leaf's, and nobody moves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gametape.ask.models import Words
from gametape.ask.seeing import answers_near, reading_beside_a_name
from gametape.ask.who_reads import Reading
from gametape.common.refusal import NotYours
from gametape.deals.vocabulary import LEAVES, Leaf
from gametape.people.may import Viewer
from gametape.postmortem.models import Review
from gametape.reasons.models import Finding
from gametape.reasons.opening import Version, open_answer

IN_HANDS, NOT_IN_HANDS = "in_hands", "not_in_hands"


@dataclass(frozen=True)
class Confirmed:
    """The reason somebody confirmed on the buyer's words, those words, and the column it stands in."""

    finding: Finding
    leaf: Leaf

    @property
    def column(self) -> str:
        return column_of(self.leaf)


@dataclass(frozen=True)
class TheirWords:
    """`how` is none (we do not know), words, call_first, mask or not_yet; `versions` and `confirmed` only with words."""

    how: str = "none"
    answer: int | None = None
    versions: list[Version] = field(default_factory=list)
    confirmed: Confirmed | None = None

    @property
    def readable(self) -> list[Words]:
        return [version.words for version in self.versions if not version.words.purged_at]

    @property
    def is_in_hands(self) -> bool:
        return self.confirmed is not None and self.confirmed.column == IN_HANDS


def column_of(leaf: Leaf) -> str:
    """In the rep's hands is what a rep can fix; what a manager, the company, the buyer or nobody can is not."""
    return IN_HANDS if leaf.fix_by == "rep" else NOT_IN_HANDS


def nobody_could(viewer: Viewer, review: Review) -> bool:
    """What its owner found, as long as nothing the buyer confirmed since, in words this person may read, says otherwise.
    Opens nothing: the words are not shown for it."""
    if not review.nobody_could:
        return False
    answer = answers_near(viewer).filter(loss=review.loss).first()
    if answer is None or reading_beside_a_name(viewer, answer) is not Reading.WORDS:
        return True
    named = Finding.objects.filter(loss=review.loss, confirmed_at__isnull=False).values_list("leaf", flat=True)
    return not any(column_of(LEAVES[leaf]) == IN_HANDS for leaf in named)


def their_words(viewer: Viewer, review: Review) -> TheirWords:
    """Opening them here is opening them: it is noted as on their own page, which is why nothing is fetched before the
    own view was given."""
    if review.viewed_at is None:
        return TheirWords()
    answer = answers_near(viewer).filter(loss=review.loss).first()
    if answer is None:
        return TheirWords()
    try:
        opened = open_answer(viewer, answer.pk)
    except NotYours:
        return TheirWords()
    if opened.what is not Reading.WORDS:
        return TheirWords(opened.what.value, answer.pk)
    found = next((one for one in opened.suggested if one.finding.confirmed_at), None)
    confirmed = Confirmed(found.finding, found.leaf) if found else None
    return TheirWords("words", answer.pk, opened.versions, confirmed)
