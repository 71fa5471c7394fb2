"""Where Twilio calls: /hooks/twilio/"""

from django.urls import path

from gametape.connectors.twilio_hook import views

urlpatterns = [path("", views.text_came, name="text_came")]
