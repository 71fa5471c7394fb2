"""A text came in: Twilio calls this address with it, signed. Called again with the same text, it is heard once."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gametape.ask.coming_in import hear_text
from gametape.connectors.twilio_hook.signing import is_signed
from gametape.people.phones import e164

NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
LONGEST_MARK = 64


@csrf_exempt
@require_POST
def text_came(request: HttpRequest) -> HttpResponse:
    """Refused without the account's signature, and as if it were not there where no token is set."""
    if not settings.TWILIO_TOKEN:
        raise Http404
    if not is_signed(settings.TWILIO_TOKEN, address(), _fields(request), request.headers.get("X-Twilio-Signature", "")):
        return HttpResponse("This is not signed as Twilio signs.", status=403, content_type="text/plain")
    mark, sender = request.POST.get("MessageSid", ""), request.POST.get("From", "")
    if not mark or len(mark) > LONGEST_MARK:
        return HttpResponse("MessageSid is missing.", status=422, content_type="text/plain")
    hear_text(sender=e164(sender[:32]), words=request.POST.get("Body", ""), key=mark)
    return HttpResponse(NO_ANSWER, content_type="text/xml")


text_came.reads_fields_itself = True  # type: ignore[attr-defined]  # the signature is over what was sent, a NUL included


def address() -> str:
    """As Twilio calls it: the public address, whatever stands between."""
    return f"{settings.PUBLIC_URL}{reverse('text_came')}"


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values]
