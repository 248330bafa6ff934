"""Upload the plugin's zip to plugins.qgis.org, as a new version that waits for approval.

    OSGEO_USER=name OSGEO_PASSWORD=… scripts/upload.py dist/landsketch-0.1.0.zip

PLUGIN_REPOSITORY is another address of the service.
"""

import os
import sys
import xmlrpc.client
from pathlib import Path
from urllib.parse import quote, urlsplit

ADDRESS = "https://plugins.qgis.org/plugins/RPC2/"


def main(arguments: list[str]) -> int:
    """Upload the zip that the arguments name and return the exit code."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    user, password = os.environ.get("OSGEO_USER"), os.environ.get("OSGEO_PASSWORD")
    if not user or not password:
        print("upload: set OSGEO_USER and OSGEO_PASSWORD.", file=sys.stderr)
        return 2
    parts = urlsplit(os.environ.get("PLUGIN_REPOSITORY", ADDRESS))
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    server = xmlrpc.client.ServerProxy(f"{parts.scheme}://{login}@{parts.netloc}{parts.path}")
    try:
        plugin, version = server.plugin.upload(
            xmlrpc.client.Binary(Path(arguments[0]).read_bytes())
        )
    except xmlrpc.client.Fault as fault:  # its text says which rule the zip breaks
        print(f"upload: refused: {fault.faultString}", file=sys.stderr)
        return 1
    except xmlrpc.client.ProtocolError as error:  # the address in it holds the password
        print(f"upload: the service answered {error.errcode} {error.errmsg}.", file=sys.stderr)
        return 1
    print(f"uploaded as version {version} of plugin {plugin}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
