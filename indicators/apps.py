from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self):
        from audit import attested
        from indicators import wres
        from indicators.models import Indicator, Round, Standard

        post_migrate.connect(wres.add, sender=self, dispatch_uid="wres")
        for model in (Standard, Round, Indicator):
            attested.follow(model)
