from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self):
        from indicators import wres
        from indicators.models import Indicator, Round, Standard
        from wres.audit import attested

        post_migrate.connect(wres.add, sender=self, dispatch_uid="wres")
        for model in (Standard, Round, Indicator):
            attested.follow(model)
