from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.patterns"
    label = "patterns"
    default_auto_field = "django.db.models.BigAutoField"
