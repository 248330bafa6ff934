"""The access token of the model hub, kept encrypted by QGIS."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsAuthMethodConfig

from .settings import Settings

VARIABLE = "HF_TOKEN"  # through which the engine takes it


def token_variables(settings: Settings) -> dict[str, str]:
    """Return the environment variable with the token; empty if the user has named none.

    QGIS may ask for its master password, so only for the main thread.
    """
    if not settings.token_login:
        return {}
    login = QgsAuthMethodConfig()
    is_loaded, _ = QgsApplication.authManager().loadAuthenticationConfig(
        settings.token_login, login, True
    )
    token = login.config("password") if is_loaded else ""
    return {VARIABLE: token} if token else {}
