"""Stop listening, and listen after all. The recording stays, whatever becomes of its words."""

from __future__ import annotations

import shutil

from gametape.common.refusal import Refusal
from gametape.tape import engine, places
from gametape.tape.models import Recording, Sound

State = Recording.State


def stop(recording: Recording) -> None:
    """At once where it waits; where the worker is at it, after the piece it is at. Stopping twice is stopping."""
    Recording.objects.filter(pk=recording.pk, state__in=[State.WAITING, State.LISTENING]).update(state=State.STOPPED)
    with places.held(recording) as mine:
        if mine:
            shutil.rmtree(places.folder(recording) / places.WORK, ignore_errors=True)


def want_words(recording: Recording, *, to: str) -> None:
    """The rep wants its words. `to` is the host that stood on the page they agreed on, "" for this machine: where the
    sound would go somewhere else by now, nothing is sent and they are asked again."""
    if engine.name() == "none":
        raise Refusal("No engine is set up here that turns sound into words. Bring a transcript instead, or listen.")
    if wrong := engine.wrong():
        raise Refusal(f"{wrong} Whoever runs gametape here can do that.")
    if to != (engine.goes_to() or ""):
        raise Refusal("The sound would go somewhere else by now. Look where to, and say again.")
    if not Sound.objects.filter(recording=recording).exists():
        raise Refusal("Its sound is gone, so nobody can listen to it any more.")
    free = Recording.objects.filter(pk=recording.pk, state__in=[State.KEPT, State.STOPPED])
    free.update(state=State.WAITING, wanted=True, sent_to=to, progress=0.0, attempts=0, refused="")
