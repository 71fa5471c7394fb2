"""What did I miss? The answer, the leaves it suggests, and what F&I was handed to read."""

from django.urls import path

from gametape.reasons import views

urlpatterns = [
    path("answers/<int:pk>/", views.answer, name="answer"),
    path("answers/<int:pk>/reason/", views.pick, name="pick"),
    path("findings/<int:pk>/confirmed/", views.confirm, name="confirm"),
    path("findings/<int:pk>/put-aside/", views.put_aside, name="put_aside"),
    path("held/", views.held, name="held"),
    path("held/<int:pk>/", views.held_answer, name="held_answer"),
    path("held/<int:pk>/released/", views.release, name="release"),
]
