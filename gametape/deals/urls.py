from django.urls import path

from gametape.deals.views import leaving, owners, the_deal, the_list, the_no

urlpatterns = [
    path("deals/new/", the_list.new_deal, name="new_deal"),
    path("deals/<int:pk>/won/", the_deal.won, name="won"),
    path("deals/<int:pk>/be-back/", the_deal.be_back, name="be_back"),
    path("deals/<int:pk>/appointment/", the_deal.appointment, name="appointment"),
    path("deals/<int:pk>/moments/", the_deal.moment, name="moment"),
    path("deals/<int:pk>/partner/", the_deal.partner, name="partner"),
    path("no/", the_no.no, name="no"),
    path("losses/<int:pk>/call/", the_no.call, name="call"),
    path("losses/<int:pk>/undo/", the_no.undo, name="undo"),
    path("losses/<int:pk>/facts/", the_no.facts, name="facts"),
    path("people/<int:store>/<int:pk>/leaving/", leaving.leaving, name="leave"),
    path("people/stores/<int:store>/owners/", owners.owners, name="owners"),
]
