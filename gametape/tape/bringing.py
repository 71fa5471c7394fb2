"""A recording or a transcript comes in: consent, then the file, told by its content and never by its name.

A transcript is read at once. A recording waits for the worker, which decodes it and, where an engine is set that stays on
this machine, listens to it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal
from gametape.people.models import User
from gametape.speech.decoding.sniffing import GOOD, HEAD, STRANGE, TEXT, TRANSCRIPT, Kind, kind_of, other_than_sound
from gametape.tape import engine, laying_down, places, uploading
from gametape.tape.consenting import Consent
from gametape.tape.lines import Transcript
from gametape.tape.models import Recording, Sound
from gametape.tape.reading.taking import LARGEST, read

BRING = "Bring audio (wav, mp3, m4a, ogg, opus, flac, amr), a video with sound, or a transcript (VTT, SRT, text with names, JSON)."
MAY_BE_WORDS = {TEXT, TRANSCRIPT, STRANGE}  # UTF-16 has zeros in it, and is text all the same
MIMES = {
    "wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "ogg": "audio/ogg", "aac": "audio/aac",
    "m4a or a video": "audio/mp4", "a video": "video/webm", "amr": "audio/amr", "caf": "audio/x-caf", "aiff": "audio/aiff",
}  # fmt: skip


def begin(deal: Deal, *, by: User, consent: Consent) -> Recording:
    """Before any file. One that waits for its file already is that one: a second tap makes no second row."""
    told = {"agreed": consent.agreed, "agreed_by": consent.by, "agreed_at": consent.at}
    waits = Recording.objects.filter(deal=deal, by=by, state=Recording.State.OPEN).first()
    if waits is None:
        return Recording.objects.create(deal=deal, by=by, **told)
    Recording.objects.filter(pk=waits.pk).update(**told)
    return waits


def take(recording: Recording, *, name: str) -> Recording:
    """The file of an open recording, which lies there whole. The recording it became; the one that was here already where
    the same file was brought for this deal before. Refused with a sentence, it waits for another file."""
    path = uploading.came(recording)
    try:
        sound, transcript = _what_it_is(path, name)
        digest = _hash(path)
        if before := _same(recording, digest):
            put_away(recording)
            return before
        _take(recording, path, digest, name, sound, transcript)
    finally:
        uploading.put_away(recording)
    return recording


def _what_it_is(path: Path, name: str) -> tuple[Kind | None, Transcript | None]:
    if not path.exists():
        raise Refusal("Choose a file first.", field="file")
    try:
        return kind_of(path), None
    except Refusal as no_sound:
        head = _head(path)
        if not head or other_than_sound(head) not in MAY_BE_WORDS:
            raise _named(no_sound, path, name) from None
        try:
            with path.open("rb") as file:
                return None, read(file.read(LARGEST + 1), name=name)
        except Refusal as no_words:
            raise _named(no_sound if other_than_sound(head) == STRANGE else no_words, path, name) from None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _named(refusal: Refusal, path: Path, name: str) -> Refusal:
    """The sentence of a command, as a page says it: the file by its own name, and what may be brought here."""
    say = refusal.say.replace(f"“{path.name}”", f"“{name}”").replace(GOOD, BRING)
    return Refusal(say, field="file")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _same(recording: Recording, digest: str) -> Recording | None:
    """The same file of one's own: for this deal it is here, for another one it would be a mistake that nobody sees."""
    mine = Recording.objects.filter(by=recording.by_id, sha256=digest).exclude(pk=recording.pk)
    if there := mine.filter(deal=recording.deal_id).first():
        return there
    if other := mine.select_related("deal__buyer").first():
        say = f"You brought this same file to another deal: {other.deal or 'one without a name'}. If it belongs here, delete it there first."
        raise Refusal(say, field="file")
    return None


def _take(
    recording: Recording, path: Path, digest: str, name: str, sound: Kind | None, transcript: Transcript | None
) -> None:
    if sound is None and transcript is not None:
        laying_down.refuse_too_many(transcript)
        clean = laying_down.keeps_its_letters(transcript)
        if clean:
            os.replace(path, places.folder(recording) / places.SOURCE)
    elif sound is not None:
        os.replace(path, places.folder(recording) / digest)
    with transaction.atomic():
        recording.name, recording.sha256, recording.refused = name[:200], digest, ""
        if transcript is not None:
            recording.kind, recording.form, recording.state = (
                Recording.Kind.WORDS,
                transcript.kind,
                Recording.State.READY,
            )
            recording.flags = list(transcript.flags)
            laying_down.transcript(recording, transcript)
        elif sound is not None:
            recording.kind, recording.form, recording.state = (
                Recording.Kind.SOUND,
                sound.container,
                Recording.State.WAITING,
            )
            recording.wanted = engine.here()
            size = (places.folder(recording) / digest).stat().st_size
            mime = MIMES[sound.name]
            Sound.objects.create(recording=recording, file=digest, form=sound.container, mime=mime, size=size)
        recording.save()
        Deal.objects.filter(pk=recording.deal_id).update(touched_at=now())


def put_away(recording: Recording) -> None:
    """The rep deletes it: the files first, so that what is left over when this is killed is a row that can go again."""
    places.gone(recording.pk)
    recording.delete()


def without_a_file(*, before: object) -> QuerySet[Recording]:
    return Recording.objects.filter(state=Recording.State.OPEN, added_at__lt=before)
