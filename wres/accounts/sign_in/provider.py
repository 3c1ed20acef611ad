"""A trust's own identity provider, by OpenID Connect with PKCE, and what we check of its answer.

The library sends the state and the PKCE challenge and fetches the ID token. It leaves to us: the
nonce, the signature of a token that came over a direct connection, the algorithms, that the
provider calls itself what we configured, and the party that the token was made for.
"""

import hashlib
import hmac
import secrets

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import provider, views
from requests import RequestException

WELL_KNOWN = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 60  # seconds by which the provider's clock may differ from ours
ENDPOINTS = ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"]


class Unreachable(RequestException):
    """The provider does not answer as a provider does."""


class Adapter(views.OpenIDConnectOAuth2Adapter):
    """Speaks with the provider; `nonce` is the one that this sign-in was begun with."""

    nonce = ""

    @property
    def openid_config(self):
        """What the provider says of itself, when it is the issuer that we configured."""
        if not hasattr(self, "_openid_config"):
            try:
                found = super().openid_config
            except ValueError as error:
                raise Unreachable("It does not describe itself in JSON.") from error
            if not isinstance(found, dict) or any(name not in found for name in ENDPOINTS):
                raise Unreachable("It does not say where its pages are.")
            if found["issuer"].rstrip("/") != self.issuer.rstrip("/"):
                raise OAuth2Error(f"It calls itself {found['issuer']}.")
        return self._openid_config

    @property
    def issuer(self) -> str:
        return self.get_provider().app.settings["server_url"].removesuffix(WELL_KNOWN)

    def complete_login(self, request, app, token, **kwargs):
        """The sign-in of whom the ID token names; nothing is asked of the userinfo address."""
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise OAuth2Error("There is no ID token.")
        claims = self.checked(raw, app.client_id)
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def checked(self, raw: str, client_id: str) -> dict:
        """What the ID token says; OAuth2Error unless all of it is in order."""
        try:
            claims = jwt.decode(
                raw,
                self._key(raw),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=client_id,
                leeway=LEEWAY,
                options={"require": REQUIRED, "verify_signature": True},
            )
        except (jwt.PyJWTError, TypeError, ValueError, KeyError) as error:
            raise OAuth2Error(f"The ID token is refused: {error}") from error
        if not self.nonce or not hmac.compare_digest(str(claims["nonce"]), self.nonce):
            raise OAuth2Error("The ID token answers another sign-in.")
        many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", client_id) != client_id or (many and "azp" not in claims):
            raise OAuth2Error("The ID token was made for another party.")
        return claims

    def _key(self, raw):
        """The provider's key with which this token was signed."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(response.json()).keys
        wanted = jwt.get_unverified_header(raw).get("kid")
        fitting = [key for key in keys if wanted in (None, key.key_id)]
        if len(fitting) != 1:
            raise jwt.PyJWTError("its key is not among those of the provider")
        return fitting[0]


class Provider(provider.OpenIDConnectProvider):
    """One identity provider; a person there is known by issuer and subject, and nothing else."""

    oauth2_adapter_class = Adapter
    pkce_enabled_default = True

    def extract_uid(self, data):
        """A digest of issuer and subject: both may be longer than the library's column."""
        claims = data["id_token"]
        return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data):
        """What is kept of a person: no more than an operator needs to find the account."""
        return {name: data["id_token"][name] for name in ("iss", "sub")}

    def extract_common_fields(self, data):
        """Nothing: a newcomer's name and address come with their invitation."""
        return {}

    def extract_email_addresses(self, data):
        """None: an address that a provider names ties no account."""
        return []

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """To the provider, with our scope and parameters only, and a nonce of this sign-in."""
        nonce = secrets.token_urlsafe(32)
        kwargs["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        kwargs["scope"] = self.get_scope()
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
