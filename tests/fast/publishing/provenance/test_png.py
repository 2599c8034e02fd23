"""A picture: every changed pixel is found and placed; what leaves the pixels alone leaves it genuine."""

import random
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sfo_data.publishing.provenance import Unreadable, check, issue, png
from tests.material.checking import issued, only, verdict
from tests.material.marked_files import chunk, picture, pixels, saved, view, with_chunk


def with_description_of(data: bytes, other: bytes) -> bytes:
    """`data` carrying the signed description that `other` carries."""
    return png.with_token(data, png.tokens(other)[0])


def touched(data: bytes, place: tuple[int, int]) -> bytes:
    """The picture with one bit of one pixel turned, its description kept."""
    made = pixels(data)
    red, *rest = made.getpixel(place)
    made.putpixel(place, (red ^ 1, *rest))
    return with_description_of(saved(made), data)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_a_signed_picture_is_genuine_and_shows_its_view(mode: str):
    signed = issue("png", picture(mode=mode), view())
    assert only(signed).view == view() and verdict(signed) == ("genuine", ())
    assert pixels(signed).convert("RGBA").tobytes() == pixels(picture(mode=mode)).convert("RGBA").tobytes()


def test_signing_again_gives_the_same_bytes_and_replaces_the_description():
    signed = issued("png")
    assert issued("png") == signed == issue("png", signed, view())
    other = issue("png", signed, view(version="9"))
    assert len(png.tokens(other)) == 1 and only(other).view == view(version="9")


@pytest.mark.parametrize(
    ("place", "ninth"),
    [
        ((0, 0), "top left"),
        ((120, 80), "centre"),
        ((239, 0), "top right"),
        ((0, 80), "middle left"),
        ((120, 159), "bottom centre"),
    ],
)
def test_one_bit_of_one_pixel_is_found_and_placed(place: tuple[int, int], ninth: str):
    assert verdict(touched(issued("png"), place)) == ("altered", (f"{ninth} (1 of 64 parts of the picture)",))


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), width=st.integers(1, 40), height=st.integers(1, 40))
def test_any_single_changed_pixel_of_any_picture_is_found(seed: int, width: int, height: int):
    random_of = random.Random(seed)
    made = Image.frombytes("RGBA", (width, height), random_of.randbytes(width * height * 4))
    before = png.content(saved(made))
    place = (random_of.randrange(width), random_of.randrange(height))
    values = list(made.getpixel(place))
    band = random_of.randrange(4)
    values[band] ^= 1 << random_of.randrange(8)
    made.putpixel(place, tuple(values))
    after = png.content(saved(made))
    assert after.sha256 != before.sha256
    assert sum(a != b for a, b in zip(after.parts, before.parts, strict=True)) == 1


def test_a_picture_packed_anew_stays_genuine():
    signed = issued("png")
    info = PngInfo()
    info.add_itxt("sfo-testimony", png.tokens(signed)[0])
    smaller = saved(pixels(signed), optimize=True, compress_level=9, pnginfo=info)
    with_alpha = saved(pixels(signed).convert("RGBA"), pnginfo=info)
    assert smaller != signed and verdict(smaller) == verdict(with_alpha) == ("genuine", ())


def test_a_picture_without_its_description_is_known_by_its_pixels():
    signed = issued("png")
    bare = saved(pixels(signed))
    assert png.tokens(bare) == []
    found = only(bare)
    assert (found.verdict, found.view, found.from_register) == ("genuine", view(), True)


def test_a_picture_changed_and_without_its_description_is_not_signed():
    made = pixels(issued("png"))
    made.putpixel((5, 5), (255, 255, 254))
    assert verdict(saved(made)) == ("unsigned", ())


def test_the_description_of_another_picture_is_found_out():
    first, second = issued("png"), issue("png", picture("141"), view(showing="Other."))
    found = only(with_description_of(first, second))
    assert found.verdict == "altered" and found.view == view() and "not its own" in found.where[0]


def test_the_description_of_another_picture_on_a_strange_one_is_found_out():
    found = only(with_description_of(picture("999"), issued("png")))
    assert found.verdict == "altered" and found.where[0].startswith("top left")


def test_a_cut_or_resized_picture_says_so():
    signed = issued("png")
    cut = with_description_of(saved(pixels(signed).crop((0, 0, 200, 160))), signed)
    assert verdict(cut) == ("altered", ("its size: 240 by 160 pixels were signed, 200 by 160 pixels are here",))


def test_an_edited_description_is_found_though_the_pixels_are_known():
    signed = issued("png")
    edited = png.with_token(signed, png.tokens(signed)[0].replace("England", "Scotland"))
    found = only(edited)
    assert found.verdict == "genuine" and found.from_register and found.view == view()
    assert found.notes == ("Its description is not what was signed: it was edited.",)


def test_an_edited_description_of_a_picture_not_given_out_here_is_altered(own_folder):
    signed = issued("png")
    (own_folder / "issued.jsonl").unlink()
    edited = png.with_token(signed, png.tokens(signed)[0].replace("England", "Scotland"))
    found = only(edited)
    assert (found.verdict, found.where, found.view) == ("altered", ("its signed description",), None)


def test_of_several_descriptions_the_one_that_fits_counts():
    signed, other = issued("png"), issue("png", picture("141"), view(version="9"))
    text = b"sfo-testimony\0\0\0\0\0" + png.tokens(other)[0].encode()
    assert only(with_chunk(signed, b"iTXt", text)).view == view()


def test_an_animation_is_refused_because_programs_show_another_picture():
    animated = with_chunk(issued("png"), b"acTL", bytes(8))
    with pytest.raises(Unreadable, match="animation"):
        check(animated, "a.png")


def test_a_colour_profile_is_mentioned():
    found = only(with_chunk(issued("png"), b"gAMA", (10).to_bytes(4)))
    assert found.verdict == "genuine" and "otherwise than we made it" in found.notes[0]


def header(width: int, height: int, depth: int = 8) -> bytes:
    return png.SIGNATURE + chunk(b"IHDR", width.to_bytes(4) + height.to_bytes(4) + bytes([depth, 2, 0, 0, 0]))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (picture()[:-20], "not whole"),
        (picture()[:40], "not whole"),
        (png.SIGNATURE, "not whole"),
        (header(100_000, 100_000) + chunk(b"IEND", b""), "100,000 by 100,000 pixels"),
        (header(10, 10) + chunk(b"IEND", b""), "picture cannot be read"),
        (header(10, 10) + chunk(b"IDAT", b"no zlib stream") + chunk(b"IEND", b""), "picture cannot be read"),
        (with_chunk(picture(), b"iCCP", b"x"), "picture cannot be read"),
        (header(10, 10, 16) + chunk(b"IEND", b""), "16 bits a colour"),
        (picture().replace(b"IDAT", b"IDAX"), "a check sum in it is wrong"),
        (with_chunk(picture(), b"ABCD", b""), "not made as a PNG picture is"),
        (with_chunk(with_chunk(picture(), b"tRNS", bytes(6)), b"tRNS", bytes(6)), "not made as a PNG picture is"),
    ],
)
def test_a_damaged_or_hostile_picture_is_named(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        check(data, "a.png")


def test_a_flipped_bit_in_the_packed_pixels_is_damage_or_change():
    signed = bytearray(issued("png"))
    place = signed.index(b"IDAT") + 40
    signed[place] ^= 4
    with pytest.raises(Unreadable, match="damaged"):
        check(bytes(signed), "a.png")


def test_the_picture_opens_in_pillow_with_its_description_as_text():
    with Image.open(BytesIO(issued("png"))) as opened:
        assert '"showing":"1 January 2020' in opened.text["sfo-testimony"]
