from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.sending"
    label = "sending"
    default_auto_field = "django.db.models.BigAutoField"
