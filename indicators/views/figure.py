"""One figure: its page, and typing it in by hand."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from indicators import figure_page
from indicators.forms.figure import ChooseFigureForm, FigureForm
from indicators.imports import templates
from indicators.imports.figure_load import STANDARD
from indicators.models import FIRST_YEAR, LAST_YEAR, Figure, Indicator
from indicators.rules.comparison import Unit
from wres.accounts.access import IMPORT_FIGURES, allowed
from wres.audit.stale import Stale
from wres.files.exports import download
from wres.nhsuk.forms import number_in


@require_safe
def page(request, number, year):
    indicator = get_object_or_404(Indicator, standard=STANDARD, number=number)
    if indicator.unit_of_measure == Unit.GRID:
        there = reverse("indicator", args=[request.organisation.pk, number])
        return redirect(f"{there}?year={year}")
    found = _found(request, indicator, year)
    if found.figure is None and not found.history:
        raise Http404("There is no figure of this indicator and year.")
    can_edit = request.membership.may(IMPORT_FIGURES)
    return render(request, "figures/figure.html", {"found": found, "can_edit": can_edit})


@require_http_methods(["GET", "POST"])
@allowed(IMPORT_FIGURES)
def edit(request, number, year):
    indicator = get_object_or_404(Indicator, standard=STANDARD, number=number)
    if indicator.unit_of_measure == Unit.GRID or not FIRST_YEAR <= year <= request.today.year:
        raise Http404("Such a figure is not typed in.")  # but comes from a file, or is to come
    found = _found(request, indicator, year)
    form = FigureForm.of(request, found=found)
    if form.is_ready():
        try:
            has_changed = form.save(by=request.user, today=request.today)
        except Stale as stale:
            form = form.after(stale)
        else:
            saved = f"Saved the figure of indicator {number} for {year}"
            messages.success(request, saved if has_changed else "Nothing was changed")
            there = reverse("figure", args=[request.organisation.pk, number, year])
            kept = {name: request.GET[name] for name in ("figure", "part") if name in request.GET}
            return redirect(f"{there}?{urlencode(kept)}" if kept else there)
    context = {"form": form, "found": found}
    return render(request, "figures/edit.html", context, status=form.status)


@require_safe
@allowed(IMPORT_FIGURES)
def add(request):
    indicators = Indicator.objects.filter(standard=STANDARD).exclude(unit_of_measure=Unit.GRID)
    sent = request.GET if request.GET else None
    form = ChooseFigureForm(sent, indicators=indicators, today=request.today)
    if not form.is_valid():
        return render(request, "figures/add.html", {"form": form})
    chosen = form.cleaned_data
    there = reverse(
        "figure_edit", args=[request.organisation.pk, chosen["indicator"], chosen["year"]]
    )
    is_part = chosen["part"] != figure_page.OVERALL
    return redirect(f"{there}?part={chosen['part']}" if is_part else there)


@require_safe
@allowed(IMPORT_FIGURES)
def template(request, shape, kind):
    """A file to fill in, of one of the shapes that an import reads."""
    if shape not in templates.SHAPES or kind not in ("csv", "xlsx"):
        raise Http404("There is no such file to fill in.")
    chosen = templates.SHAPES[shape]
    data = templates.write(request.organisation, chosen, kind, request.today)
    return download(f"{request.organisation.pk}-figures-{shape}.{kind}", data)


def _found(request, indicator, year):
    """The figure that `?figure=` or `?part=` asks for, else the whole organisation's, else 404."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("There is no such round.")
    key, part = number_in(request.GET, "figure"), request.GET.get("part", figure_page.OVERALL)
    parts = dict(Figure.PARTS) if indicator.unit_of_measure == Unit.POINTS else ()
    if request.GET.get("figure") and key is None:
        raise Http404("There is no such figure.")
    if part != figure_page.OVERALL and part not in parts:
        raise Http404("There is no such part.")
    hides_below = request.membership.hides_below
    found = figure_page.find(
        request.organisation, indicator, year, number=key, part=part, hides_below=hides_below
    )
    if found is None:
        raise Http404("There is no such figure.")
    return found
