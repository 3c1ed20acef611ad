from django.http import Http404


def latest(request, **kwargs):
    raise Http404


def page(request, **kwargs):
    raise Http404


def as_csv(request, **kwargs):
    raise Http404
