"""Good files of every type that is taken, made on the spot."""

import io
import math
from array import array

import av
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

# What FFmpeg calls the container and the encoder, by the ending that people know.
SOUNDS = {
    "wav": ("wav", "pcm_s16le"),
    "float.wav": ("wav", "pcm_f32le"),
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("ipod", "aac"),
    "aac": ("adts", "aac"),
    "ogg": ("ogg", "vorbis"),
    "opus": ("ogg", "libopus"),
    "flac": ("flac", "flac"),
    "webm": ("webm", "libopus"),
}
SAME = {"fflags": "bitexact"}  # no random numbers in them: the same file each time
PICTURES = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP", "avif": "AVIF"}


def tone(seconds: float, rate: int = 48_000, channels: int = 1) -> bytes:
    """A tone of 440 Hz that gets louder, 16-bit."""
    count = int(seconds * rate)
    values = (int(12_000 * (n / count) * math.sin(math.tau * 440 * n / rate)) for n in range(count))
    return array("h", (value for value in values for _ in range(channels))).tobytes()


def sound(ending: str, seconds: float = 1.0, *, rate: int = 48_000, pcm: bytes | None = None) -> bytes:
    """A file of that ending with the tone, or with 16-bit mono `pcm`, in it."""
    container_name, encoder = SOUNDS[ending]
    content = io.BytesIO()
    with av.open(content, "w", format=container_name, options=SAME) as container:
        loose = {"strict": "experimental"}
        # FFmpeg's own Vorbis encoder knows stereo only.
        layout = "stereo" if encoder == "vorbis" else "mono"
        stream = container.add_stream(encoder, rate=rate, layout=layout, options=loose)
        pcm = tone(seconds, rate) if pcm is None else pcm
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2, align=1)
        frame.sample_rate = rate
        frame.planes[0].update(pcm)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return content.getvalue()


def movie(*, with_sound: bool, seconds: float = 1.0) -> bytes:
    """An MP4 with moving pictures."""
    content = io.BytesIO()
    with av.open(content, "w", format="mp4", options=SAME) as container:
        video = container.add_stream("mpeg4", rate=10, width=32, height=32, pix_fmt="yuv420p")
        audio = container.add_stream("aac", rate=48_000, layout="mono") if with_sound else None
        for _ in range(int(10 * seconds)):
            frame = av.VideoFrame(32, 32, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio:
            pcm = tone(seconds)
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2, align=1)
            frame.sample_rate = 48_000
            frame.planes[0].update(pcm)
            container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
    return content.getvalue()


def picture(ending: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    """A file of that ending with colours that change from left to right."""
    content = io.BytesIO()
    Image.linear_gradient("L").rotate(90).resize(size).convert(mode).save(content, PICTURES[ending], **options)
    return content.getvalue()


def upload(content: bytes, name: str = "a file") -> SimpleUploadedFile:
    """As Django hands it to a view."""
    return SimpleUploadedFile(name, content, "application/x-nothing")
