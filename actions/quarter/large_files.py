"""Files of a large plan: asked for by a person, made by the worker, fetched when they are ready."""

from django.db import OperationalError, connection, transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from actions.models import LargeFile
from actions.quarter import closed, papers
from actions.reports.plan_files import as_document, as_workbook
from actions.reports.published import PublishedPlan

MOST_AT_ONCE = 500  # actions of a plan that is written as a file while a person waits
TRIES = 3
WRITERS = {"xlsx": as_workbook, "docx": as_document}


def is_large(actions: int, kind: str, quarter=None) -> bool:
    """Whether the plan with so many actions, or the quarter's draft, is left to the worker."""
    return actions > (papers.MOST_OF_DRAFT[kind] if quarter else MOST_AT_ONCE)


def of(person, plan, kind, quarter=None):
    """What the person has asked for already: one file at most."""
    return LargeFile.objects.filter(plan=plan, quarter=quarter, kind=kind, person=person)


def ask(plan, kind, *, by, today, quarter=None) -> LargeFile:
    """The file that is being made for the person already, else one that is asked for anew."""
    mine = of(by, plan, kind, quarter)
    with transaction.atomic():
        under_way = mine.filter(state__in=LargeFile.MOVING, day=today).first()
        if under_way is None:
            mine.delete()
            under_way = mine.create(plan=plan, quarter=quarter, kind=kind, person=by, day=today)
    return under_way


def make_next() -> bool:
    """Make the file that has waited longest; whether there was one. For the worker."""
    wanted = _take()
    if wanted is None:
        return False
    try:
        name, data = _made(wanted)
    except OperationalError:  # the database went: another try is worth it
        raise
    except Exception:
        _note(wanted, state=LargeFile.FAILED)
        raise
    _note(wanted, state=LargeFile.MADE, file_name=name, data=data)
    return True


def _take() -> LargeFile | None:
    if not LargeFile.objects.for_a_worker().exists():  # without the lock that SQLite has one of
        return None
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        wanted = LargeFile.objects.for_a_worker().select_for_update(skip_locked=skips).first()
        if wanted is None:
            return None
        wanted.state = LargeFile.FAILED if wanted.tries >= TRIES else LargeFile.READING
        wanted.tries += 1
        wanted.moved_at = timezone.now()
        wanted.save()
    found = LargeFile.objects.select_related("plan__organisation", "plan__standard", "quarter")
    return _take() if wanted.state == LargeFile.FAILED else found.get(pk=wanted.pk)


def _made(wanted) -> tuple[str, bytes]:
    """The name of the file and its bytes, as the plan stands while they are made."""
    plan, quarter, day = wanted.plan, wanted.quarter, wanted.day
    if quarter is None:
        published = PublishedPlan(plan, day, plan.updates_expected_since(day))
        published.rows  # noqa: B018 - read while the page says so
        _note(wanted, state=LargeFile.WRITING)
        return plan.file_name(wanted.kind), WRITERS[wanted.kind](published)
    quarter.plan = plan
    document = closed.stand(quarter, day).document(is_draft=True)
    _note(wanted, state=LargeFile.WRITING)
    name, made = papers.draft(quarter, document, wanted.kind)
    return name, made.data


def _note(wanted, **facts):
    """What has become of it, unless another worker has it by now or it is no longer wanted."""
    facts["moved_at"] = timezone.now()
    LargeFile.objects.filter(pk=wanted.pk, tries=wanted.tries).update(**facts)


WORDS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "csv": "CSV"}


def asked_for(request, plan, kind, quarter=None):
    """Before it is asked for, a page that says what is made; then the page of the file."""
    if request.method == "POST":
        facts = {"by": request.user, "today": request.today, "quarter": quarter}
        return redirect(ask(plan, kind, **facts))
    context = {"plan": plan, "quarter": quarter, "kind": WORDS[kind]}
    context["earlier"] = of(request.user, plan, kind, quarter).defer("data").first()
    return render(request, "large_files/ask.html", context | {"count": plan.actions.count()})
