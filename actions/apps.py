from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions.cycle import frozen, large_files, papers, reminding  # noqa: F401
        from audit import verification
        from indicators import also

        verification.also.append(frozen.problems)
        also.jobs += [papers.make_next, large_files.make_next]
