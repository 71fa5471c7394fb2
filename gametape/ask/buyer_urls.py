"""The buyer's addresses. Short, for they travel in a text message."""

from django.urls import path

from gametape.ask import buyer_page

urlpatterns = [
    path("a/<str:link>/", buyer_page.buyer, name="buyer"),
    path("a/<str:link>/more/", buyer_page.buyer_rest, name="buyer_rest"),
    path("a/<str:link>/draft/", buyer_page.buyer_draft, name="buyer_draft"),
    path("a/<str:link>/stop/", buyer_page.buyer_stop, name="buyer_stop"),
]
