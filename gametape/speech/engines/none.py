"""`none`: no engine. Recordings are kept to be listened to; a transcript can be brought from elsewhere."""

from __future__ import annotations

from typing import NoReturn

from gametape.common.refusal import Refusal


def engine(value: str) -> NoReturn:
    raise Refusal(
        "No speech engine is set. Give --stt bundled (needs `pip install 'gametape[speech-tiny]'`), --stt path:DIR with a model"
        " of your own, or set GAMETAPE_STT. Or bring the transcript that your phone system or Zoom made: `gametape measure`."
    )
