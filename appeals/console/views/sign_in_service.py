"""To the sign-in service and back: the token it gave is believed only with its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter, login as to_service
from django.http import Http404
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["back_from_service", "to_service"]


class SignedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth brings no types
    """The library trusts a token it fetched itself over TLS; we also look at the signature, whoever stands between."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


@never_cache
def back_from_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whoever the service vouches for; 404 where no such service is set."""
    try:
        view = OAuth2CallbackView.adapter_view(SignedTokens(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
