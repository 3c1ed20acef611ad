"""Pictures are decoded whole, to their last pixel, in memory that is known before."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from tests.evidence_files import picture
from wres.files import reader
from wres.files.evidence import pictures
from wres.files.refused import RefusedError

PNG, JPEG = picture("PNG"), picture("JPEG")
SCAN = b"\xff\xda\x00\x02"
CHECKS = {"PNG": pictures.check_png, "JPEG": pictures.check_jpeg}


def chunk(kind, data=b""):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def with_chunks(*chunks):
    """A PNG with these before its pixels."""
    place = PNG.index(b"IDAT") - 4
    return PNG[:place] + b"".join(chunks) + PNG[place:]


def of_size(width, height):
    """A PNG that says it is so large, and has hardly any pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0"))
    return pictures.PNG_START + chunk(b"IHDR", header) + pixels + chunk(b"IEND")


def several():
    """A file of a camera: a photograph, and a second one behind it."""
    file = io.BytesIO()
    second = Image.new("RGB", (9, 9))
    Image.new("RGB", (20, 20)).save(file, "MPO", save_all=True, append_images=[second])
    return file.getvalue()


@pytest.mark.parametrize("kind", CHECKS)
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("options", [{}, {"dpi": (600, 600)}, {"progressive": True}])
def test_a_whole_picture_is_taken(kind, mode, options):
    CHECKS[kind](picture(kind, mode=mode, **options))


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "I;16"])
def test_a_png_of_any_colours_is_taken(mode):
    pictures.check_png(picture("PNG", mode=mode))


def test_a_photograph_of_a_printer_or_a_camera_is_taken():
    pictures.check_jpeg(picture("JPEG", mode="CMYK"))
    pictures.check_jpeg(several())
    pictures.check_jpeg(JPEG + b"\0" * 50)


def test_a_page_scanned_with_600_dots_an_inch_is_taken():
    file = io.BytesIO()
    Image.new("L", (4_960, 7_016), 255).save(file, "JPEG")
    pictures.check_jpeg(file.getvalue())


REFUSED = {
    "a JPEG cut in half": ("JPEG", JPEG[: len(JPEG) // 2], "not a whole JPEG"),
    "a PNG cut in half": ("PNG", PNG[: len(PNG) // 2], "not a whole PNG"),
    "half a PNG with an end": ("PNG", PNG[: len(PNG) // 2] + PNG[-12:], "not a whole PNG"),
    "a PNG without its last pixels": (
        "PNG",
        of_size(40, 40),
        "not a whole PNG",
    ),
    "marks and no pixels": ("JPEG", b"\xff\xd8\xff\xda\x00\x02\x00\xff\xd9", "not a whole JPEG"),
    "no end of marks": ("JPEG", bytes.fromhex("ffd8ffc00002") + SCAN * 100_000, "not a whole"),
    "no end of passes": ("JPEG", JPEG[:-2] + SCAN * 100 + b"\xff\xd9", "not a whole JPEG"),
    "no end of pictures": ("JPEG", JPEG * 9, "behind its end"),
    "a page behind a photograph": ("JPEG", JPEG + b"<script>", "behind its end"),
    "a page behind two": ("JPEG", several() + b"<script>", "behind its end"),
    "a maker's notes behind a photograph": ("JPEG", JPEG + b"SEFH\0\0\0SEFT", "save it again as"),
    "half a photograph behind one": ("JPEG", JPEG + JPEG[:50], "not a whole JPEG"),
    "a chunk behind the last": ("PNG", PNG + chunk(b"tEXt", b"a\0b"), "not a whole PNG"),
    "a program behind the last of two ends": (
        "PNG",
        PNG + chunk(b"zaAa", b"MZ") + PNG[-12:],
        "not a whole PNG",
    ),
    "a second size": ("PNG", PNG[:33] + PNG[8:], "not a whole PNG"),
    "a wrong checksum": ("PNG", PNG[:-1] + b"!", "not a whole PNG"),
    "a text that unpacks without end": (
        "PNG",
        with_chunks(*[chunk(b"zTXt", b"a\0\0" + zlib.compress(b" " * 9_000_000))] * 9),
        "not a whole PNG",
    ),
    "too many pixels": ("PNG", of_size(10_000, 10_000), "more than 50 million pixels"),
    "a size that is none": ("PNG", of_size(0, 9), "not a whole PNG"),
    "a PNG named as a photograph": ("JPEG", PNG, "not a whole JPEG"),
    "a photograph named as a PNG": ("PNG", JPEG, "not a whole PNG"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_whole_picture_is_refused_in_words(what):
    kind, data, words = REFUSED[what]
    with pytest.raises(RefusedError, match=words):
        CHECKS[kind](data)


WAYS = {
    "grey": {"mode": "L"},
    "coloured": {},
    "a printer's": {"mode": "CMYK"},
    "in passes": {"progressive": True},
    "a printer's in passes": {"mode": "CMYK", "progressive": True},
    "with restarts": {"restart_marker_blocks": 1},
    "with restarts and in passes": {"restart_marker_rows": 1, "progressive": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_photograph_cut_anywhere_is_refused_though_an_end_was_put_on(way):
    whole = picture("JPEG", (60, 60), **WAYS[way])
    pictures.check_jpeg(whole)
    begin = whole.index(b"\xff\xda")
    for place in range(begin, len(whole) - 20, (len(whole) - begin) // 40):
        with pytest.raises(RefusedError, match="not a whole JPEG"):
            pictures.check_jpeg(whole[:place] + b"\xff\xd9")


def test_a_photograph_without_its_last_passes_is_refused():
    whole = picture("JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    with pytest.raises(RefusedError, match="not a whole JPEG"):
        pictures.check_jpeg(whole[:last] + b"\xff\xd9")


def test_a_page_cut_in_half_is_refused_though_it_is_blank():
    file = io.BytesIO()
    Image.new("L", (4_960, 7_016), 255).save(file, "JPEG")
    with pytest.raises(RefusedError, match="not a whole JPEG"):
        pictures.check_jpeg(file.getvalue()[: len(file.getvalue()) // 2] + b"\xff\xd9")


def test_a_picture_that_only_is_too_large_is_not_said_to_be_damaged():
    start, tables = JPEG.index(b"\xff\xc0"), JPEG.index(b"\xff\xc4")
    parts = b"".join(bytes([component, 0x11, 0]) for component in range(4))
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC2, 20, 8, 7_000, 7_000, 4) + parts
    scan = b"\xff\xda\x00\x0e\x04" + b"".join(bytes([each, 0]) for each in range(4))
    data = JPEG[:start] + frame + JPEG[tables : JPEG.index(b"\xff\xda")]
    passes = (scan + b"\x00\x3f\x00") * 2
    with pytest.raises(RefusedError, match="too large for one that is saved progressively"):
        pictures.check_jpeg(data + passes + b"\xff\xd9")


def test_twice_as_many_marks_take_twice_as_long():
    def seconds(count):
        data = JPEG[:-2] + b"\xff\x00" * count
        times = []
        for _ in range(5):
            before = time.process_time()
            with pytest.raises(RefusedError):
                pictures.check_jpeg(data)
            times.append(time.process_time() - before)
        return min(times)

    assert seconds(800_000) < 3 * seconds(400_000)


def test_a_picture_that_needs_too_much_memory_is_not_said_to_be_damaged(monkeypatch):
    file = io.BytesIO()
    Image.new("RGBA", (7_000, 7_000)).save(file, "PNG")
    monkeypatch.setattr(reader, "MEMORY", 100_000_000)
    with pytest.raises(RefusedError, match="needs too much memory"):
        reader.read(pictures.check_png, file.getvalue())
