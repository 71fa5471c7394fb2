"""All addresses. Each room has its own; URLs are nouns, and an act is a new noun."""

from django.urls import include, path

from gametape.project.front import be_somebody, door, healthz, readyz

urlpatterns = [
    path("", door, name="front"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("demo/<slug:who>/", be_somebody, name="demo_door"),
    path("", include("gametape.people.urls")),
    path("", include("gametape.deals.urls")),
    path("", include("gametape.ask.urls")),
    path("", include("gametape.tape.urls")),
    path("", include("gametape.win_probability.urls")),
    path("", include("gametape.reasons.urls")),
    path("", include("gametape.rescue.urls")),
    path("", include("gametape.postmortem.urls")),
    path("", include("gametape.lessons.urls")),
    path("", include("gametape.patterns.urls")),
    path("", include("gametape.next_one.urls")),
    path("", include("gametape.desk.urls")),
    path("", include("gametape.privacy.urls")),
    path("import/", include("gametape.connectors.csv.urls")),
    path("hooks/twilio/", include("gametape.connectors.twilio_hook.urls")),
    path("account/", include("gametape.people.accounts")),
]

handler403 = "gametape.project.edges.not_like_this"
handler404 = "gametape.project.edges.not_found"
handler500 = "gametape.project.edges.broke"
