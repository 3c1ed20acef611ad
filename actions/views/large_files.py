"""Files of a large plan: how far the worker is with one, and fetching it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from actions.large_file_page import WORDS
from actions.models import LargeFile
from files.writing import download
from indicators.progress_page import refreshing
from organisations.access import TAKE_PART


@require_safe
def page(request, pk):
    wanted = _asked(request, pk)
    request.plan = wanted.plan
    ahead = LargeFile.objects.for_a_worker().filter(at__lt=wanted.at).count()
    context = {"wanted": wanted, "kind": WORDS[wanted.kind]}
    context["ahead"] = ahead if wanted.state == LargeFile.WAITING else 0
    return refreshing(request, wanted, "large_files/page.html", context)


@require_safe
def file(request, pk):
    wanted = _asked(request, pk)
    if wanted.state != LargeFile.MADE:
        raise Http404("This file is not ready.")
    return download(wanted.file_name, bytes(wanted.data))


def _asked(request, pk):
    asked = LargeFile.objects.filter(plan__organisation=request.organisation)
    if not request.membership.may(TAKE_PART):
        asked = asked.filter(quarter=None)  # drafts are for who works on them
    if not request.path.endswith("/download/"):
        asked = asked.defer("data")
    return get_object_or_404(asked.select_related("plan__standard", "quarter"), pk=pk)
