"""The pages of those who ask. The buyer's own page has its addresses in buyer_urls."""

from django.urls import include, path

from gametape.ask.views import at_the_no, going, hand_off, heard, later, unplaced

rep_pages = [
    path("losses/<int:pk>/here/", at_the_no.here, name="here"),
    path("losses/<int:pk>/told/", at_the_no.told, name="told"),
    path("losses/<int:pk>/quiet/", at_the_no.quiet, name="quiet"),
    path("losses/<int:pk>/manager/", at_the_no.need_manager, name="need_manager"),
    path("losses/<int:pk>/manager/there/", at_the_no.was_there, name="was_there"),
    path("losses/<int:pk>/door/", at_the_no.door, name="door"),
    path("losses/<int:pk>/door/screen/", at_the_no.screen, name="screen"),
    path("losses/<int:pk>/ask/", later.ask, name="ask"),
    path("losses/<int:pk>/ask/words/", later.ask_words, name="ask_words"),
    path("losses/<int:pk>/thanks/", later.thanks, name="thanks"),
    path("losses/<int:pk>/answer-back/", later.answer_back, name="answer_back"),
    path("losses/<int:pk>/changed/", later.changed, name="changed"),
    path("losses/<int:pk>/pasted/", heard.pasted, name="pasted"),
    path("losses/<int:pk>/stop/", heard.they_said_stop, name="they_said_stop"),
    path("losses/<int:pk>/not-me/", heard.not_me, name="not_me"),
    path("messages/<int:pk>/", hand_off.message, name="message"),
    path("messages/<int:pk>/hand-offs/", hand_off.hand_off, name="hand_off"),
    path("messages/<int:pk>/out/", hand_off.went_out, name="went_out"),
    path("messages/<int:pk>/not-yet/", hand_off.not_yet, name="not_yet"),
    path("messages/<int:pk>/veto/", going.veto, name="veto"),
    path("messages/<int:pk>/unsure/", going.unsure, name="unsure"),
    path("losses/<int:pk>/texts/", going.may_text, name="may_text"),
    path("unplaced/", unplaced.waiting, name="unplaced"),
    path("unplaced/<int:pk>/", unplaced.one, name="unplaced_one"),
    path("unplaced/<int:pk>/placed/", unplaced.placed, name="unplaced_placed"),
    path("unplaced/<int:pk>/nothing/", unplaced.nothing, name="unplaced_nothing"),
    path("unplaced/<int:pk>/stop/", unplaced.stop, name="unplaced_stop"),
    path("unplaced/<int:pk>/store/", unplaced.for_store, name="unplaced_store"),
]

urlpatterns = [*rep_pages, path("", include("gametape.ask.buyer_urls"))]
