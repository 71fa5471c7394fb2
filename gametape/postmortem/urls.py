"""Look at the tape."""

from django.urls import path

from gametape.postmortem.views.screens import tape_screen
from gametape.postmortem.views.sharing import mark_shared, note_shared
from gametape.postmortem.views.tape import tape

urlpatterns = [
    path("losses/<int:pk>/tape/", tape, name="tape"),
    path("losses/<int:pk>/tape/memory/", tape_screen, {"screen": "memory"}, name="tape_memory"),
    path("losses/<int:pk>/tape/<slug:screen>/", tape_screen, name="tape_screen"),
    path("marked/<int:pk>/shared/", mark_shared, name="mark_shared"),
    path("notes/<int:pk>/shared/", note_shared, name="note_shared"),
]
