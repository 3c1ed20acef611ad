from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self):
        from actions.cycle import frozen, papers
        from audit import verification
        from indicators import also

        verification.also.append(frozen.problems)
        also.jobs.append(papers.make_next)
