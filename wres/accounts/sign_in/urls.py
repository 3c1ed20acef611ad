"""A person's own pages, and those of allauth that are open here: there is no sign-up."""

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from wres.accounts.sign_in import (
    email_change,
    passwords,
    provider_views,
    second_factor_views,
    sessions,
    timeouts,
)
from wres.accounts.sign_in import views as account_views

second_factor = [
    path("", second_factor_views.Factors.as_view(), name="mfa_index"),
    path("needed/", second_factor_views.needed, name="second_factor"),
    path("sign-in/", factors.authenticate, name="mfa_authenticate"),
    path("confirm/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("app/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/code.svg", second_factor_views.picture, name="totp_picture"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", second_factor_views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes.txt", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

passkey = [
    path("", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/", login_not_required(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("", account_views.account_page, name="my_account"),
    path("second-factor/", include(second_factor)),
    path("passkeys/", include(passkey)),
    path("sessions/", sessions.page, name="usersessions_list"),
    path("session/", timeouts.session, name="session"),
    path("kept/", timeouts.kept, name="kept"),
    path("email/", email_change.change, name="email_change"),
    path("email/confirm/<str:token>/", email_change.confirm, name="email_confirm"),
    path("login/", account_views.page, name="account_login"),
    path("identity/<slug:provider_id>/", provider_views.sign_in, name="identity_sign_in"),
    path("identity/<slug:provider_id>/connect/", provider_views.connect, name="identity_connect"),
    path(
        "identity/<slug:provider_id>/disconnect/",
        provider_views.disconnect,
        name="identity_disconnect",
    ),
    path(
        "identity/<slug:provider_id>/callback/",
        provider_views.callback,
        name="openid_connect_callback",
    ),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path(
        "password/set/", reauthentication_required(views.password_set), name="account_set_password"
    ),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        passwords.choose_another,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
]
