from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "wres.files"
    label = "files"
