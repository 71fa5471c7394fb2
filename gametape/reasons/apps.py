from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.reasons"
    label = "reasons"
    default_auto_field = "django.db.models.BigAutoField"
