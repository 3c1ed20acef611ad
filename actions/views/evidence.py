"""Evidence of an action: added, given as a download to whoever may read it, withdrawn."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.evidence import EvidenceForm, WithdrawForm
from actions.models import Evidence
from actions.updates import evidence as kept
from actions.updates.file_kinds import MEDIA_TYPES
from wres.files.names import ending_of


@require_http_methods(["GET", "POST"])
def add(request, pk):
    actions = request.organisation.actions.select_related("plan__standard")
    action = get_object_or_404(actions, pk=pk)
    if not action.can_be_updated_by(request.membership):
        raise PermissionDenied("You do not lead this action.")
    request.plan = action.plan
    form = EvidenceForm.of(request, action=action)
    if form.is_valid():
        form.save(by=request.user, today=request.today)
        messages.success(request, f"Evidence of “{action.title}” added.")
        return redirect(action)
    return render(request, "evidence/add.html", {"action": action, "form": form})


@require_safe
def download(request, pk):
    """The file, only ever as a download: nothing of it runs or shows as a page of ours."""
    files = Evidence.objects.exclude(sha256="").select_related("file")
    evidence = get_object_or_404(files, action__organisation=request.organisation, pk=pk)
    if evidence.withdrawn_on:
        raise Http404("This evidence was withdrawn.")
    media_type = MEDIA_TYPES[ending_of(evidence.file_name)]
    return HttpResponse(
        bytes(evidence.file.data),
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, evidence.file_name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    rows = Evidence.objects.select_related("action__plan__standard")
    evidence = get_object_or_404(rows, action__organisation=request.organisation, pk=pk)
    if not kept.may_withdraw(evidence, request.membership):
        raise PermissionDenied("Somebody else added this evidence.")
    request.plan = evidence.action.plan
    if evidence.withdrawn_on:
        return redirect(evidence.action)
    form = WithdrawForm.of(request, evidence=evidence)
    if form.is_valid():
        form.save(by=request.user, today=request.today)
        messages.success(request, f"“{evidence.title}” is withdrawn.")
        return redirect(evidence.action)
    return render(request, "evidence/withdraw.html", {"evidence": evidence, "form": form})
