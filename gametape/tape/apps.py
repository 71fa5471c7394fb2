from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.tape"
    label = "tape"
    default_auto_field = "django.db.models.BigAutoField"
