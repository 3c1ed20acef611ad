"""To an identity provider and back."""

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from wres.accounts import mail
from wres.accounts.sign_in import identity, sessions
from wres.accounts.sign_in.provider import Adapter
from wres.audit import event_log


@require_POST
@login_not_required
def sign_in(request, provider_id):
    """Go to the provider; `next` is the page of ours to which the person comes back."""
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return _go(request, provider_id, AuthProcess.LOGIN, back if is_ours else None)


@reauthentication_required
def connect(request, provider_id):
    """Tie the provider to the account of who is signed in, who has just said so again."""
    if request.method != "POST":
        return redirect("my_account")
    return _go(request, provider_id, AuthProcess.CONNECT)


@reauthentication_required
def disconnect(request, provider_id):
    """Untie it again, while there is a password to sign in with."""
    if request.method != "POST":
        return redirect("my_account")
    if not request.user.has_usable_password():
        messages.error(request, "Set a password first, or you could not sign in any more")
        return redirect("my_account")
    name = _provider(request, provider_id).app.name
    SocialAccount.objects.filter(user=request.user, provider=provider_id).delete()
    sessions.way_in_changed(request.user, request)
    notice = "socialaccount/email/account_disconnected"
    mail.queue(notice, person=request.user, email=request.user.email)
    event_log.record(event_log.Kind.ADMINISTERED, label=f"{name} untied", request=request)
    messages.success(request, f"You do not sign in with {name} any more")
    return redirect("my_account")


@require_safe
@login_not_required
@never_cache
def callback(request, provider_id):
    provider = _provider(request, provider_id)
    view = Callback.adapter_view(Adapter(request, provider.app.provider_id))
    return _in_words(request, provider, lambda: view(request))


class Callback(OAuth2CallbackView):
    """The way back; the nonce of the sign-in that was begun here is what the answer must bear."""

    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def _go(request, provider_id, process, back=None):
    """A page that leads on at once: our policy for forms lets none end at another site."""
    provider = _provider(request, provider_id)
    answer = _in_words(
        request, provider, lambda: provider.redirect(request, process, next_url=back)
    )
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    context = {"provider": provider.app, "address": answer.url}
    page = render(request, "identity/going.html", context)
    page.headers["Refresh"] = f"0; url={answer.url}"
    return page


def _in_words(request, provider, act):
    """What `act` answers; a page in words where the library lets an error of the provider out."""
    try:
        return act()
    except (RequestException, OAuth2Error) as error:
        return identity.failed(request, provider.app, exception=error)


def _provider(request, provider_id):
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
