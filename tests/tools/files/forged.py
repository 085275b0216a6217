"""Small pieces of file formats, to build files that no program writes."""

import io
import struct
import zlib

import av


def wav(
    data: bytes, *, rate: int = 16_000, channels: int = 1, bits: int = 16, form: int = 1, size: int | None = None
) -> bytes:
    """A WAV file that says of itself what it is told to say."""
    size = len(data) if size is None else size
    block = channels * bits // 8
    fields = struct.pack("<HHIIHH", form, channels, rate, rate * block & 0xFFFFFFFF, block & 0xFFFF, bits)
    return b"".join(
        (b"RIFF", struct.pack("<I", 36 + size & 0xFFFFFFFF), b"WAVEfmt \x10\0\0\0", fields, b"data",
         struct.pack("<I", size), data)
    )  # fmt: skip


def box(name: bytes, content: bytes, size: int | None = None) -> bytes:
    """A box of an MP4 file."""
    return struct.pack(">I", len(content) + 8 if size is None else size) + name + content


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *extra: bytes, colour: int = 2, depth: int = 8, rows: bytes | None = None) -> bytes:
    """A PNG file that says that it is so large; the pixels are `rows`, packed, or black where that is cheap."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    rows = zeros(min(height * (1 + width * 3), 1_000)) if rows is None else rows
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """So many zeros, packed by zlib: one packed mebibyte again and again, and their checksum by hand."""
    packer = zlib.compressobj(9)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(bytes(count % (1 << 20))) + packer.flush()
    return start + one * (count >> 20) + rest[:-4] + struct.pack(">HH", count % 65_521, 1)


def silence(seconds: int, container_name: str, encoder: str, *, rate: int = 48_000, **options: str) -> bytes:
    """Hours of silence in few bytes."""
    content = io.BytesIO()
    with av.open(content, "w", format=container_name) as container:
        stream = container.add_stream(encoder, rate=rate, layout="mono", options=options)
        for second in range(seconds):
            frame = av.AudioFrame(format="s16", layout="mono", samples=rate, align=1)
            frame.sample_rate = rate
            frame.planes[0].update(bytes(rate * 2))
            frame.pts = second * rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return content.getvalue()


def repeated_flac(seconds: float, times: int) -> bytes:
    """A FLAC file whose frames come again and again."""
    from tests.tools.files.made import sound

    whole = sound("flac", seconds)
    start = whole.index(b"\xff\xf8")
    return whole[:start] + whole[start:] * times
