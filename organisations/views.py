from django.contrib.auth.decorators import login_not_required
from django.http import Http404


def people(request, **kwargs):
    raise Http404


def add(request, **kwargs):
    raise Http404


def edit(request, **kwargs):
    raise Http404


@login_not_required
def demonstration_sign_in(request):
    raise Http404
