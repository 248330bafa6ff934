"""What the set-up's programs must know of the network: proxy, certificates, mirrors."""

from __future__ import annotations

import os
from urllib.parse import quote

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

PACKAGE_INDEX = "https://pypi.org/simple"
_INDEX_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_FROM_PIP = {  # variables of pip, and what uv calls the same
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_CERT": "SSL_CERT_FILE",
}
_PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def package_index() -> str:
    """Return the address of the package index, which a mirror may replace."""
    named = [os.environ.get(name, "") for name in _INDEX_VARIABLES]
    return next((address for address in named if address), PACKAGE_INDEX).rstrip("/")


def network_variables() -> dict[str, str]:
    """Return environment variables for uv and pip; those that the user has set stay."""
    variables = {
        "UV_DEFAULT_INDEX": package_index(),
        "UV_SYSTEM_CERTS": "1",
        "UV_HTTP_TIMEOUT": "300",
        "UV_HTTP_RETRIES": "5",
        "PIP_DEFAULT_TIMEOUT": "60",
        "PIP_RETRIES": "5",
    }
    for pips, uvs in _FROM_PIP.items():
        if os.environ.get(pips):
            variables[uvs] = os.environ[pips]
    proxy = proxy_address(package_index())
    if proxy and not any(os.environ.get(name) for name in _PROXY_VARIABLES):
        variables.update({"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy})
    return {name: value for name, value in variables.items() if name not in os.environ}


def proxy_address(address: str) -> str:
    """Return the proxy for an address from the settings of QGIS or of the system; may be empty."""
    settings = QgsSettings()
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return ""
    if settings.value("proxy/proxyType", "", type=str) == "DefaultProxy":
        return _address(_system_proxy(address))
    proxy = QNetworkProxy(
        QNetworkProxy.ProxyType.HttpProxy,
        settings.value("proxy/proxyHost", "", type=str),
        settings.value("proxy/proxyPort", 8080, type=int),
        settings.value("proxy/proxyUser", "", type=str),
        settings.value("proxy/proxyPassword", "", type=str),
    )
    if settings.value("proxy/proxyType", "", type=str) == "Socks5Proxy":
        proxy.setType(QNetworkProxy.ProxyType.Socks5Proxy)
    return _address(proxy)


def _system_proxy(address: str) -> QNetworkProxy:
    found = QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(address)))
    return found[0] if found else QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)


def _address(proxy: QNetworkProxy) -> str:
    if proxy.type() == QNetworkProxy.ProxyType.NoProxy or not proxy.hostName():
        return ""
    is_socks = proxy.type() == QNetworkProxy.ProxyType.Socks5Proxy
    login = ""
    if proxy.user():
        login = "{}:{}@".format(quote(proxy.user(), safe=""), quote(proxy.password(), safe=""))
    return "{}://{}{}:{}".format(
        "socks5" if is_socks else "http", login, proxy.hostName(), proxy.port()
    )
