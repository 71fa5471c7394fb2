"""A QR code as a picture in the page: dark on light whatever the page's light, since cameras expect that."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """Inline SVG without style attributes. Error correction M; a quiet border of four modules, as the standard asks."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        scale=1, border=4, dark="#1d221f", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)
