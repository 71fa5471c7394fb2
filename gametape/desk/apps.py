from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
