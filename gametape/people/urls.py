"""The pledge, oneself, the people of a store, and the way in."""

from django.urls import path

from gametape.people import coming_back, views

urlpatterns = [
    path("pledge/", views.pledge, name="pledge"),
    path("me/", views.me, name="me"),
    path("people/", views.people, name="people"),
    path("people/invitations/", views.invite, name="invite"),
    path("people/stores/", views.new_store, name="new_store"),
    path("people/<int:pk>/roles/", views.roles, name="roles"),
    path("people/<int:pk>/back-in/", views.back_in, name="back_in"),
    path("people/stores/<int:pk>/", views.store, name="store"),
    path("back/", coming_back.way_back, name="way_back"),
    path("join/<str:token>/", views.join, name="join"),
]
