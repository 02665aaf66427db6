"""The page of the demo that shows what was mailed; it exists in demo settings alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.demo.mailbox import find, newest


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails, the newest first."""
    return render(request, "config/demo/mailbox.html", {"mails": newest()})


@require_safe
@never_cache
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as plain text, escaped: a mail's own markup is never run."""
    found = find(name)
    if found is None:
        raise Http404
    return render(request, "config/demo/mail.html", {"mail": found})
