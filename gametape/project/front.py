from django.http import HttpRequest, HttpResponse


def door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x")


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


readyz = healthz


def be_somebody(request: HttpRequest, who: str) -> HttpResponse:
    return HttpResponse("x")
