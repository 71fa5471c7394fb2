"""Today, Monday, what buyers said, and the deal on one page."""

from django.urls import path

from gametape.desk import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("monday/", views.monday, name="monday"),
    path("said/", views.said, name="said"),
    path("alerts/<int:pk>/seen/", views.alert_seen, name="alert_seen"),
]
