from django.apps import AppConfig


class Config(AppConfig):
    name = "gametape.postmortem"
    label = "postmortem"
    default_auto_field = "django.db.models.BigAutoField"
