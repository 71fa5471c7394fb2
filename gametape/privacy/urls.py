"""Whose data: find a buyer, all that is held on them, forget, hold, keep."""

from django.urls import path

from gametape.privacy import views

urlpatterns = [
    path("buyers/", views.buyers, name="buyers"),
    path("buyers/<int:pk>/", views.held_on, name="held_on"),
    path("buyers/<int:pk>/everything.json", views.everything, name="everything"),
    path("buyers/<int:pk>/forgotten/", views.forget, name="forget"),
    path("buyers/<int:pk>/hold/", views.hold, name="hold"),
    path("keeping/", views.keeping, name="keeping"),
]
