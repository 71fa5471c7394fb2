from django.urls import path

from gametape.next_one.views import before, moving_on, resetting

urlpatterns = [
    path("next/", moving_on.next_one, name="next"),
    path("deals/<int:pk>/card/", before.card, name="card"),
    path("deals/<int:pk>/friday/", before.friday, name="friday"),
    path("practise/", before.practise, name="practise"),
    path("reminders/<int:pk>/used/", moving_on.lesson_used, name="lesson_used"),
    path("reminders/<int:pk>/recall/", moving_on.recall, name="recall"),
    path("reset/", resetting.reset, name="reset"),
    path("losses/<int:pk>/reset/", resetting.reset_after, name="reset_after"),
]
