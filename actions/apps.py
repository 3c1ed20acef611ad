from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions import references
        from actions.cycle import evidence, frozen, large_files, papers, reminding  # noqa: F401
        from audit import verification
        from indicators import also

        verification.also += [frozen.problems, evidence.problems]
        post_migrate.connect(references.give_to_all, self, dispatch_uid="action_references")
        also.jobs += [papers.make_next, large_files.make_next]
