"""Makes a Folium page stand alone: Leaflet inlined from its package, every other outside script and style removed."""

import base64
import re
from pathlib import Path

import xstatic.pkg.leaflet as leaflet

BASE = Path(leaflet.BASE_DIR)
OUTSIDE = re.compile(r'<script[^>]+src="https?://[^"]*"[^>]*>\s*</script>|<link[^>]+href="https?://[^"]*"[^>]*/?>', re.I)
IMAGE = re.compile(r"url\((?:\"|')?(images/[\w.-]+)(?:\"|')?\)")


def stand_alone(page: str) -> str:
    """The page with Leaflet inside and no address left that a browser would fetch."""
    bare = OUTSIDE.sub("", page)
    script = (BASE / "leaflet.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    style = IMAGE.sub(lambda match: f"url({_data(match.group(1))})", (BASE / "leaflet.css").read_text(encoding="utf-8"))
    inside = f"<style>{style}</style>\n<script>L_DISABLE_3D=true;</script>\n<script>{script}</script>\n"
    return bare.replace("<head>", "<head>\n" + inside, 1)


def _data(name: str) -> str:
    path = BASE / name
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode() if path.exists() else "none"
