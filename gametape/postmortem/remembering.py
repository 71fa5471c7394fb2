"""The tape in one's head: four lines of a walk, each with how sure one is; and the fundamentals as facts, without a sum."""

from __future__ import annotations

from collections.abc import Mapping

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.postmortem.flow import MEMORY, STEPS
from gametape.postmortem.keeping import words
from gametape.postmortem.models import Remembered, Review, Step

PARTS = [part.id for part in MEMORY]
CODES = [step.id for step in STEPS]


class Memory:
    """Fields `setting`, `setting_sure` and so on."""

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(PARTS)

    def typed(self, data: Mapping[str, str]) -> dict[str, str]:
        """A line says how sure one is of it; without a line there is nothing to be sure of."""
        found: dict[str, str] = {}
        for part in PARTS:
            line, sure = words(data, part), data.get(f"{part}_sure", "")
            if line and sure not in Remembered.Sure.values:
                raise Refusal("How sure are you of that one? “A guess” is fine.", field=f"{part}_sure")
            found |= {part: line, f"{part}_sure": sure if line else ""}
        return found

    def read(self, review: Review) -> dict[str, str]:
        found = {name: "" for part in PARTS for name in (part, f"{part}_sure")}
        for row in review.remembered.all():
            found |= {row.part: row.text, f"{row.part}_sure": row.sure}
        return found

    def write(self, review: Review, values: Mapping[str, str]) -> None:
        for part in PARTS:
            told = {"text": values[part], "sure": values[f"{part}_sure"]}
            if told["text"]:
                Remembered.objects.update_or_create(review=review, part=part, defaults={**told, "kept_at": now()})
            else:
                Remembered.objects.filter(review=review, part=part).delete()


class Fundamentals:
    """One field for each code of `steps`: done, left_out, not_here, or "" for not told."""

    texts: frozenset[str] = frozenset()

    def typed(self, data: Mapping[str, str]) -> dict[str, str]:
        told = {code: data.get(code, "") for code in CODES}
        if wrong := [code for code, was in told.items() if was and was not in Step.Was.values]:
            raise Refusal("Done, left out, or it did not apply. One tap each, or none.", field=wrong[0])
        return told

    def read(self, review: Review) -> dict[str, str]:
        told = dict(review.steps.values_list("code", "was"))
        return {code: told.get(code, "") for code in CODES}

    def write(self, review: Review, values: Mapping[str, str]) -> None:
        for code in CODES:
            if values[code]:
                Step.objects.update_or_create(review=review, code=code, defaults={"was": values[code]})
            else:
                Step.objects.filter(review=review, code=code).delete()


def left_out(review: Review, *, b2b: bool) -> list[str]:
    """The fundamentals that were left out, in the order of the road. No share is made of them, here or anywhere."""
    out = set(review.steps.filter(was=Step.Was.LEFT_OUT).values_list("code", flat=True))
    return [step.called(b2b=b2b) for step in STEPS if step.id in out]
