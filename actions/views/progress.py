from django.http import Http404


def update(request, **kwargs):
    raise Http404
