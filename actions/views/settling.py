from django.http import Http404


def roles(request, **kwargs):
    raise Http404


def all_roles(request, **kwargs):
    raise Http404


def questions(request, **kwargs):
    raise Http404


def question(request, **kwargs):
    raise Http404
