from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.connectors.imap"
    label = "connectors_imap"
    default_auto_field = "django.db.models.BigAutoField"
