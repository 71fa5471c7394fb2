from django.urls import path

from gametape.deals.views import the_no

urlpatterns = [
    path("no/", the_no.no, name="no"),
    path("losses/<int:pk>/call/", the_no.call, name="call"),
    path("losses/<int:pk>/undo/", the_no.undo, name="undo"),
    path("losses/<int:pk>/facts/", the_no.facts, name="facts"),
]
