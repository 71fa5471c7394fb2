"""The worker's part: decode a recording, draw it, turn it into words. One at a time, a minute and then the others.

The promise: whatever is killed goes on. What was heard is kept piece by piece in the recording's own folder, the lines and
"ready" are one transaction, and the hold on the folder ends with the process. What fails three times without getting
further is set aside with a sentence, so that one bad file keeps nobody waiting.
"""

from __future__ import annotations

import logging
import shutil
import time
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.speech import choosing
from gametape.speech.decoding.taking_in import Sound as Decoded
from gametape.speech.decoding.taking_in import blocks_of, take_in
from gametape.speech.lines import Heard
from gametape.speech.listening import Asked, listen
from gametape.speech.prompting import sentence
from gametape.speech.transcriber import RATE, Transcriber
from gametape.tape import laying_down, places
from gametape.tape.bringing import put_away, without_a_file
from gametape.tape.models import Recording, Sound
from gametape.tape.peaking import peaks
from gametape.tape.playing import playable

log = logging.getLogger("gametape.tape")
A_WHILE = 60.0  # seconds, then imports and the purge have their turn
TELL_EVERY = 2.0  # seconds between two notes of how far it is
MOST_ATTEMPTS = 3
FILE_COMES_WITHIN = timedelta(days=1)
State = Recording.State
GAVE_UP = "It could not be listened to, three times in a row. The recording is kept; try again, or bring a transcript."
ELSEWHERE = "The sound would now go to another place than the one you agreed to. Nothing was sent. Say again if it may go there."


class Enough(Exception):
    """Its minute is over, or the rep stopped it."""


def to_hear() -> QuerySet[Recording]:
    rows = Recording.objects.filter(state__in=[State.WAITING, State.LISTENING]).order_by("pk")
    return rows.select_related("sound", "by", "deal__store")


def hear_a_little() -> int:
    """A piece of the worker: how many recordings moved."""
    for recording in to_hear()[:5]:
        with places.held(recording) as mine:
            if mine:
                return _hear(recording)
    return 0


def _hear(recording: Recording) -> int:
    if not _begun(recording):
        return 0
    try:
        _decode(recording)
        if recording.wanted:
            _turn_into_words(recording)
        else:
            _end(recording, State.KEPT)
    except Enough:
        if not to_hear().filter(pk=recording.pk).exists():
            shutil.rmtree(places.folder(recording) / places.WORK, ignore_errors=True)
    except Refusal as refused:
        _end(recording, State.KEPT, refused=refused.say)
    return 1


def _begun(recording: Recording) -> bool:
    """A counted update, with one attempt more; too many of them without getting further are enough."""
    if recording.attempts >= MOST_ATTEMPTS:
        log.warning("recording %s was given up", recording.pk)
        _end(recording, State.KEPT, refused=GAVE_UP)
        return False
    taken = Recording.objects.filter(pk=recording.pk, state__in=[State.WAITING, State.LISTENING])
    return bool(taken.update(state=State.LISTENING, attempts=F("attempts") + 1))


def _work(recording: Recording) -> Path:
    work = places.folder(recording) / places.WORK
    work.mkdir(exist_ok=True, mode=0o700)
    return work


def _decode(recording: Recording) -> None:
    """Once: how long it is, its picture, and a copy to play where no browser knows the kind. What holds no sound goes."""
    if recording.seconds is not None:
        return
    path = places.folder(recording) / recording.sound.file
    try:
        sound = take_in(path, _work(recording))
    except Refusal as refused:
        say = refused.say.replace(f"“{path.name}”", f"“{recording.name}”")
        if recording.sound.form != "wav" and not find_spec("av"):
            raise Refusal(f"It can be played; its words need one package more. {say}") from None
        _no_sound(recording, say)
        raise Enough from None
    _drawn(recording, sound)


def _no_sound(recording: Recording, say: str) -> None:
    places.sound_goes(recording.sound)
    Sound.objects.filter(recording=recording).delete()
    _end(recording, State.REFUSED, refused=say)


def _drawn(recording: Recording, sound: Decoded) -> None:
    drawn = picture(sound)
    played = playable(sound, places.folder(recording), form=recording.sound.form)
    recording.seconds = sound.seconds
    with transaction.atomic():
        Sound.objects.filter(recording=recording).update(peaks=drawn, **({"mime": "audio/wav"} if played else {}))
        rows = Recording.objects.filter(pk=recording.pk)
        rows.update(seconds=sound.seconds, flags=list(sound.flags), attempts=0)


def picture(sound: Decoded) -> list[int]:
    return peaks(blocks_of(sound), samples=round(sound.seconds * RATE))


def _turn_into_words(recording: Recording) -> None:
    engine = choosing.transcriber()
    if (engine.leaves_for or "") != recording.sent_to:
        raise Refusal(ELSEWHERE)
    path = places.folder(recording) / recording.sound.file
    heard = listen(path, _work(recording), engine, _asked(recording), told=Progress(recording))
    _lay_down(recording, heard, engine)
    shutil.rmtree(places.folder(recording) / places.WORK, ignore_errors=True)


def _asked(recording: Recording) -> Asked:
    """Which channel is the rep's they say afterwards, by ear. The sentence has the deal's own words, never the buyer's name."""
    prompt = sentence(rep=recording.by.first_name, store=recording.deal.store.name, unit=recording.deal.unit)
    return Asked(rep_channel=None, prompt=prompt)


@transaction.atomic
def _lay_down(recording: Recording, heard: Heard, engine: Transcriber) -> None:
    """All of it or nothing, and only once: a second worker finds that it is ready."""
    ready = {
        "state": State.READY, "model": heard.model[:240], "settings": heard.settings, "progress": 1.0,
        "coverage": heard.coverage.as_dict(), "flags": list(heard.flags), "refused": "", "attempts": 0,
    }  # fmt: skip
    if Recording.objects.filter(pk=recording.pk, state=State.LISTENING).update(**ready):
        laying_down.heard(recording, heard)


def _end(recording: Recording, state: str, *, refused: str = "") -> None:
    rows = Recording.objects.filter(pk=recording.pk, state__in=[State.WAITING, State.LISTENING])
    rows.update(state=state, refused=refused[:600], attempts=0)
    shutil.rmtree(places.folder(recording) / places.WORK, ignore_errors=True)


class Progress:
    """Told before each piece: writes down how far it is, and ends the minute once at least one new piece was heard."""

    def __init__(self, recording: Recording) -> None:
        self.recording, self.was, self.begun, self.told = recording, recording.progress, time.monotonic(), 0.0

    def __call__(self, what: str, share: float) -> None:
        further = share > self.was
        if further or time.monotonic() - self.told > TELL_EVERY:
            self._note(share, further)
        if further and time.monotonic() - self.begun > A_WHILE:
            raise Enough

    def _note(self, share: float, further: bool) -> None:
        self.told = time.monotonic()
        rows = Recording.objects.filter(pk=self.recording.pk, state=State.LISTENING)
        moved = {"progress": share, "attempts": 0} if further else {"attempts": F("attempts")}
        if not rows.update(**moved):
            raise Enough  # stopped, deleted, or its buyer was forgotten


def put_away_what_nobody_has() -> int:
    """A piece of the worker: consent given and no file within a day, and folders whose recording went with its deal."""
    left = list(without_a_file(before=now() - FILE_COMES_WITHIN)[:20])
    for recording in left:
        put_away(recording)
    return len(left) + sum(places.gone(number) > 0 for number in places.orphans())
