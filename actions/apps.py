from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions import references
        from actions.quarter import large_files, papers, reminders, report  # noqa: F401
        from actions.updates import evidence
        from indicators import jobs
        from wres.audit import verification

        verification.also += [report.problems, evidence.problems]
        post_migrate.connect(references.give_to_all, self, dispatch_uid="action_references")
        jobs.jobs += [papers.make_next, large_files.make_next]
