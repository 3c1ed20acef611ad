from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "wres.audit"
    label = "audit"
    verbose_name = "Audit trail"

    def ready(self):
        from wres.audit import coverage, triggers

        post_migrate.connect(coverage.note, sender=self, dispatch_uid="audit_coverage")
        post_migrate.connect(triggers.install, dispatch_uid="audit_triggers")
