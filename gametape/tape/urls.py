"""The tape: a recording or a transcript comes in, is listened to, told apart, put right, marked, taken out again."""

from django.urls import path

from gametape.tape.views.bringing import new_recording, recording_file, recording_parts
from gametape.tape.views.lines import line, mark, mark_gone
from gametape.tape.views.listening import recording_gone, recording_stop, recording_words
from gametape.tape.views.playing import (
    recording,
    recording_export,
    recording_numbers,
    recording_sound,
    recording_words_timed,
)
from gametape.tape.views.who import who, who_said, who_undo

urlpatterns = [
    path("deals/<int:pk>/recordings/", new_recording, name="new_recording"),
    path("recordings/<int:pk>/", recording, name="recording"),
    path("recordings/<int:pk>/file/", recording_file, name="recording_file"),
    path("recordings/<int:pk>/parts/", recording_parts, name="recording_parts"),
    path("recordings/<int:pk>/sound/", recording_sound, name="recording_sound"),
    path("recordings/<int:pk>/timed/", recording_words_timed, name="recording_words_timed"),
    path("recordings/<int:pk>/as/<slug:form>/", recording_export, name="recording_export"),
    path("recordings/<int:pk>/numbers/", recording_numbers, name="recording_numbers"),
    path("recordings/<int:pk>/words/", recording_words, name="recording_words"),
    path("recordings/<int:pk>/stop/", recording_stop, name="recording_stop"),
    path("recordings/<int:pk>/gone/", recording_gone, name="recording_gone"),
    path("recordings/<int:pk>/who/", who, name="who"),
    path("recordings/<int:pk>/who/lines/", who_said, name="who_said"),
    path("recordings/<int:pk>/who/undo/", who_undo, name="who_undo"),
    path("recordings/<int:pk>/lines/<int:number>/", line, name="line"),
    path("recordings/<int:pk>/lines/<int:number>/mark/", mark, name="mark"),
    path("recordings/<int:pk>/lines/<int:number>/mark/gone/", mark_gone, name="mark_gone"),
]
