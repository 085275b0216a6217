"""What may come in and what goes out, for the child, the pages and the docs."""

MEBIBYTE = 1024 * 1024

MOST_BYTES = 25 * MEBIBYTE

RATE = 16_000  # samples a second of the clean copy, which is what Whisper hears
MOST_SECONDS = 600
GRACE_SECONDS = 0.5  # encoders fill up their last block, so a recording of ten minutes may be a little longer; cut off
LEAST_SECONDS = 0.1
RATES = (4_000, 384_000)  # samples a second that a file may have
MOST_CHANNELS = 8
MOST_STREAMS = 64
MOST_PEAKS = 600

SIDE = 1_024  # pixels of the clean copy's longer side
MOST_PIXELS = 40_000_000
MOST_SCANS = 64  # of a progressive JPEG, each a pass over all its pixels; cameras and programs make about ten

# One child's share of the machine.
MEMORY = 1_024 * MEBIBYTE  # address space, of which Python and FFmpeg take some 130 MiB
CPU_SECONDS = 20
WALL_SECONDS = 120  # for machines that have much else to do
OUTPUT = 24 * MEBIBYTE  # ten minutes of noise as FLAC have 19 MiB, 1024 x 1024 pixels of noise as PNG 3 MiB
