"""What the chances rest on."""

from django.urls import path

from gametape.win_probability import views

urlpatterns = [path("chance/", views.chance, name="chance")]
