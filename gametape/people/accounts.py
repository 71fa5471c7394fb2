"""Signing in and looking after one's own way in: the parts of allauth that we use, under /account/."""

from allauth.account import views as account
from allauth.mfa import urls as mfa
from django.urls import include, path

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include(mfa)),
]
