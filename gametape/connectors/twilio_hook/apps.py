from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.connectors.twilio_hook"
    label = "connectors_twilio_hook"
    default_auto_field = "django.db.models.BigAutoField"
