"""The page that asks whether a file of a large plan is to be made."""

from django.shortcuts import redirect, render

from actions.cycle import large_files

WORDS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "csv": "CSV"}


def asked_for(request, plan, kind, quarter=None):
    """Before it is asked for, a page that says what is made; then the page of the file."""
    if request.method == "POST":
        facts = {"by": request.user, "today": request.today, "quarter": quarter}
        return redirect(large_files.ask(plan, kind, **facts))
    context = {"plan": plan, "quarter": quarter, "kind": WORDS[kind]}
    context["earlier"] = large_files.of(request.user, plan, kind, quarter).defer("data").first()
    return render(request, "large_files/ask.html", context | {"count": plan.actions.count()})
