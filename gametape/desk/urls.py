"""Today, Monday, what buyers said, and the deal on one page."""

from django.urls import path

from gametape.desk import deal_page, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("monday/", views.monday, name="monday"),
    path("weekly/", views.weekly, name="weekly"),
    path("unexpected/", views.unexpected, name="unexpected"),
    path("deals/", deal_page.deals, name="deals"),
    path("deals/<int:pk>/", deal_page.deal, name="deal"),
    path("said/", views.said, name="said"),
    path("alerts/<int:pk>/seen/", views.alert_seen, name="alert_seen"),
]
