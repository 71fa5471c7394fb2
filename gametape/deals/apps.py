from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.deals"
    label = "deals"
    default_auto_field = "django.db.models.BigAutoField"
