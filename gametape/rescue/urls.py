"""They want an answer: the save, who has it, what came of it, and what is open."""

from django.urls import path

from gametape.rescue import settings_page, views

urlpatterns = [
    path("losses/<int:pk>/save/", views.save, name="save"),
    path("losses/<int:pk>/save/passed/", views.save_passed, name="save_passed"),
    path("losses/<int:pk>/save/outcome/", views.save_outcome, name="save_outcome"),
    path("saves/", views.saves, name="saves"),
    path("people/stores/<int:pk>/unasked/", settings_page.left_unasked, name="left_unasked"),
]
