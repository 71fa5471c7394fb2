"""Why deals are lost: the page, the deals behind a pattern, the table, the sheet."""

from django.urls import path

from gametape.patterns import views

urlpatterns = [
    path("patterns/", views.patterns, name="patterns"),
    path("patterns/<int:pk>/deals/<int:place>/", views.pattern_deals, name="pattern_deals"),
    path("patterns/<int:pk>/closed-deals.csv", views.pattern_table, name="pattern_table"),
    path("patterns/<int:pk>/patterns.pdf", views.pattern_sheet, name="pattern_sheet"),
]
