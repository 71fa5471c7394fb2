"""Every kind of recording comes out as the same sound; everything else as a sentence."""

import gzip
import io
import struct
import wave
import zipfile
from fractions import Fraction

import av
import numpy as np
import pytest

from gametape.common.refusal import Refusal
from gametape.speech import choosing
from gametape.speech.decoding import taking_in
from gametape.speech.decoding.plain_wav import READERS
from gametape.speech.decoding.taking_in import take_in
from gametape.speech.tests.calls import write_wav
from gametape.speech.transcriber import RATE


def tones(*, seconds=2.0, rate=RATE):
    """220 Hz on the first channel, 440 Hz on the second."""
    at = np.arange(int(seconds * rate)) / rate
    return np.stack([0.4 * np.sin(2 * np.pi * 220 * at), 0.4 * np.sin(2 * np.pi * 440 * at)]).astype(np.float32)


def pitch(samples):
    """The loudest frequency in Hz."""
    return np.abs(np.fft.rfft(samples)).argmax() * RATE / len(samples)


def encoded(path, codec, *, container, rate=RATE, channels=2, video=False):
    """The two tones, by PyAV."""
    sound = tones(rate=rate)
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate)
        stream.layout = "stereo" if channels == 2 else "mono"
        if video:
            picture = out.add_stream("mpeg4", rate=5)
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
            for n in range(10):
                frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 25 * n, dtype=np.uint8), format="rgb24")
                out.mux(picture.encode(frame))
            out.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray(
            (sound[:channels] * 32767).astype("<i2").T.reshape(1, -1).copy(), format="s16", layout=stream.layout.name
        )
        frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
        resampler = av.AudioResampler(
            format=stream.format, layout=stream.layout, rate=rate, frame_size=stream.frame_size or 1024
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


class TestKinds:
    @pytest.mark.parametrize(
        ("codec", "container", "rate", "channels"),
        [
            ("libmp3lame", "mp3", 44100, 2),
            ("aac", "mp4", 48000, 2),
            ("aac", "adts", 44100, 2),
            ("libopus", "ogg", 48000, 2),
            ("flac", "flac", 44100, 2),
            ("libopencore_amrnb", "amr", 8000, 1),
            ("pcm_s16be", "aiff", 22050, 2),
        ],
    )
    def test_a_recording_is_known_by_its_content(self, tmp_path, work, codec, container, rate, channels):
        sound = take_in(encoded(tmp_path / "phone.wav", codec, container=container, rate=rate, channels=channels), work)
        assert sound.channels == channels
        assert abs(sound.seconds - 2) < 0.2
        assert [round(pitch(sound.samples(n)) / 220) for n in range(channels)] == [1, 2][:channels]
        assert sound.flags == ()

    def test_a_video_gives_its_sound(self, tmp_path, work):
        sound = take_in(encoded(tmp_path / "walkaround.mov", "aac", container="mov", rate=48000, video=True), work)
        assert (sound.channels, round(sound.seconds)) == (2, 2)

    @pytest.mark.parametrize(("code", "bits"), sorted(READERS))
    @pytest.mark.parametrize("rate", [8000, 11025, 48000])
    def test_wav_needs_no_library(self, tmp_path, work, monkeypatch, code, bits, rate):
        monkeypatch.setitem(choosing.PARTS, "decoder", ("no_such_library", "", "gametape.speech.decoding.no_libav"))
        sound = take_in(wav_of(tmp_path / "a.wav", code, bits, rate), work)
        assert abs(sound.seconds - 2) < 0.01
        assert [round(pitch(sound.samples(n))) for n in (0, 1)] == pytest.approx([220, 440], abs=1)
        assert np.abs(sound.samples(0)).max() == pytest.approx(0.4, abs=0.02)

    def test_mp3_without_the_library_says_what_to_install(self, tmp_path, work, monkeypatch):
        path = encoded(tmp_path / "a.mp3", "libmp3lame", container="mp3")
        monkeypatch.setitem(choosing.PARTS, "decoder", ("no_such_library", "", "gametape.speech.decoding.no_libav"))
        with pytest.raises(Refusal, match=r"pip install 'gametape\[speech\]'"):
            take_in(path, work)

    def test_both_ways_to_read_a_wav_agree(self, tmp_path, work):
        path = wav_of(tmp_path / "a.wav", 7, 8, 8000)
        plain = take_in(path, work).samples(0)
        opened = choosing.part("decoder").Opened(path, taking_in.kind_of(path))
        other = np.concatenate([block[0] for block in opened.blocks()])
        size = min(len(plain), len(other)) - 400
        assert np.abs(plain[400:size] - other[400:size]).max() < 0.02

    def test_blocks_join_without_a_seam(self, tmp_path, work):
        sound = take_in(write_wav(tmp_path / "long.wav", tones(seconds=70, rate=44100), rate=44100), work)
        assert sound.seconds == 70
        jump = np.abs(np.diff(sound.samples(0, start=1, end=69))).max()
        assert jump < 1.1 * 0.4 * 2 * np.pi * 220 / RATE


def wav_of(path, code, bits, rate):
    sound = tones(rate=rate).T
    if code == 1:
        scaled = sound * (1 << (bits - 1))
        raw = {
            8: lambda: (scaled + 128).astype("<u1").tobytes(),
            16: lambda: scaled.astype("<i2").tobytes(),
            24: lambda: np.ascontiguousarray(scaled.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3]).tobytes(),
            32: lambda: scaled.astype(np.float64).astype("<i4").tobytes(),
        }[bits]()
    elif code == 3:
        raw = sound.astype("<f4" if bits == 32 else "<f8").tobytes()
    else:
        table = READERS[code, 8](bytes(range(256)))
        raw = bytes(np.abs(table[None, :] - sound.reshape(-1, 1)).argmin(axis=1).astype(np.uint8))
    head = struct.pack("<HHIIHH", code, 2, rate, rate * 2 * bits // 8, 2 * bits // 8, bits)
    body = b"fmt " + struct.pack("<I", 16) + head + b"LIST\x04\0\0\0INFO" + b"data" + struct.pack("<I", len(raw)) + raw
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body)
    return path


def zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 10_000_000)
    return held.getvalue()


class TestNoSound:
    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            (b"", "is empty (0 bytes)"),
            (b"%PDF-1.7\n1 0 obj", "is a PDF, whatever its name says"),
            (zipped(), "is a ZIP archive"),
            (gzip.compress(b"\0" * 50_000_000), "is a compressed archive"),
            (b"Dear Dana,\nhere is the call", "is text"),
            (b"\0" * 5000, "is nothing but zeros"),
            (b"#EXTM3U\nhttps://example.org/a.mp3\n", "is a play list"),
            (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0", "and cannot be read further"),
            (b"ID3\x04\0\0\0\0\0\0" + b"\x55" * 4000, "and cannot be read further"),
            (b"OggS" + b"\0" * 4000, "and cannot be read further"),
        ],
    )
    def test_it_says_what_it_is_and_what_to_bring(self, tmp_path, work, raw, says):
        path = tmp_path / "call.wav"
        path.write_bytes(raw)
        with pytest.raises(Refusal) as refused:
            take_in(path, work)
        assert says in str(refused.value)
        assert str(refused.value).endswith(".")

    def test_a_file_that_is_not_there_and_a_folder(self, tmp_path, work):
        with pytest.raises(Refusal, match="There is no file"):
            take_in(tmp_path / "none.wav", work)
        with pytest.raises(Refusal, match="is a folder"):
            take_in(tmp_path, work)

    def test_eight_channels_at_96_khz(self, tmp_path, work):
        path = write_wav(tmp_path / "desk.wav", np.zeros((8, 9600), dtype=np.float32), rate=96_000)
        with pytest.raises(Refusal, match="has 8 channels at 96 kHz: a call has one or two"):
            take_in(path, work)

    def test_a_video_without_sound(self, tmp_path, work):
        path = tmp_path / "silent.mp4"
        with av.open(str(path), "w", format="mp4") as out:
            picture = out.add_stream("mpeg4", rate=5)
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
            out.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")))
            out.mux(picture.encode(None))
        with pytest.raises(Refusal, match="a video without sound"):
            take_in(path, work)

    def test_a_small_file_that_unfolds_to_days_is_stopped(self, tmp_path, work, monkeypatch):
        monkeypatch.setattr(taking_in, "LONGEST", 1.0)
        path = encoded(tmp_path / "a.ogg", "libopus", container="ogg", rate=48000)
        with pytest.raises(Refusal, match="is longer than"):
            take_in(path, work)

    def test_one_that_takes_for_ever_is_stopped(self, tmp_path, work, monkeypatch):
        monkeypatch.setattr(taking_in, "LONGEST_WORK", -1.0)
        with pytest.raises(Refusal, match="takes longer than 15 minutes"):
            take_in(write_wav(tmp_path / "a.wav", tones()), work)

    def test_one_that_is_too_large_is_not_read(self, tmp_path, work, monkeypatch):
        monkeypatch.setattr(taking_in, "LARGEST", 1000)
        with pytest.raises(Refusal, match="larger than 4 GB"):
            take_in(write_wav(tmp_path / "a.wav", tones()), work)


class TestDamage:
    def test_a_truncated_mp3_is_taken_as_far_as_it_goes(self, tmp_path, work):
        whole = encoded(tmp_path / "whole.mp3", "libmp3lame", container="mp3", rate=44100).read_bytes()
        path = tmp_path / "cut.mp3"
        path.write_bytes(whole[: len(whole) // 3])
        sound = take_in(path, work)
        assert 0.3 < sound.seconds < 1.2
        assert any(flag.startswith("cut-short: The file says that it is 2 s long") for flag in sound.flags)

    def test_a_truncated_wav_is_taken_as_far_as_it_goes(self, tmp_path, work):
        whole = write_wav(tmp_path / "whole.wav", tones(seconds=4)).read_bytes()
        path = tmp_path / "cut.wav"
        path.write_bytes(whole[: len(whole) // 4])
        sound = take_in(path, work)
        assert abs(sound.seconds - 1) < 0.01
        assert sound.flags == (
            "cut-short: The file says that it is 4 s long, and 1 s are there. Copy it again if the end matters.",
        )

    def test_an_mp3_with_rubbish_in_the_middle_is_taken_around_it(self, tmp_path, work):
        whole = encoded(tmp_path / "whole.mp3", "libmp3lame", container="mp3", rate=44100).read_bytes()
        half = len(whole) // 2
        path = tmp_path / "spoiled.mp3"
        path.write_bytes(
            whole[:half] + bytes(np.random.default_rng(3).integers(0, 256, 3000, dtype=np.uint8)) + whole[half + 3000 :]
        )
        assert take_in(path, work).seconds > 1.3

    def test_a_wav_whose_length_was_never_written(self, tmp_path, work):
        raw = bytearray(write_wav(tmp_path / "a.wav", tones()).read_bytes())
        for length in (0, 0x7FFFFFFF, 0xFFFFFFFF):
            raw[40:44] = struct.pack("<I", length)
            (tmp_path / "b.wav").write_bytes(raw)
            sound = take_in(tmp_path / "b.wav", work)
            assert (sound.seconds, sound.flags) == (2.0, ())

    def test_no_numbers_in_floating_sound_are_silence(self, tmp_path, work):
        raw = bytearray(wav_of(tmp_path / "a.wav", 3, 32, RATE).read_bytes())
        raw[-4000:] = np.full(1000, np.nan, dtype="<f4").tobytes()
        (tmp_path / "b.wav").write_bytes(raw)
        assert not np.abs(take_in(tmp_path / "b.wav", work).samples(0)[-400:]).any()


def test_what_was_decoded_before_is_used_again(tmp_path, work, monkeypatch):
    path = write_wav(tmp_path / "a.wav", tones())
    first = take_in(path, work)
    monkeypatch.setattr(taking_in, "_decoded", lambda *args: pytest.fail("decoded again"))
    assert take_in(path, work) == first


def test_half_of_it_is_not(tmp_path, work):
    path = write_wav(tmp_path / "a.wav", tones())
    take_in(path, work)
    with (work / "channel1.s16").open("r+b") as file:
        file.truncate(100)
    assert len(take_in(path, work).samples(1)) == 2 * RATE


def test_the_wave_module_agrees_on_what_we_write(tmp_path):
    with wave.open(str(write_wav(tmp_path / "a.wav", tones()))) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, RATE, 2 * RATE)
