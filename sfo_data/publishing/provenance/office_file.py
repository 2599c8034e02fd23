"""Opening a file of an office program safely: is it one, is it whole, and would it burst?"""

import zipfile
from io import BytesIO

from sfo_data.publishing.provenance.content import Unreadable, parsing

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A deck of ours has about 100 members of 10 MB in all.
MOST_MEMBERS, MOST_UNPACKED = 5_000, 300 * 1024 * 1024
# What an XML parser is given becomes up to 70 times as much in memory. A deck of ours has 0.2 MB of it.
MOST_PARSED = 10 * 1024 * 1024
NOT_PARSED = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04")


def members(data: bytes) -> list[str]:
    """The names of the files packed in it. Raises Unreadable, also where it would unpack to more than ours do."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(f"It is damaged: it cannot be unpacked ({type(error).__name__}).") from error
    if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise Unreadable(
            f"It would unpack to {len(infos):,} files of {sum(i.file_size for i in infos) / 1024**2:,.0f} MB; "
            f"the most that are read are {MOST_MEMBERS:,} and {MOST_UNPACKED // 1024**2} MB."
        )
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable("It is protected by a password.")
    names = [info.filename for info in infos]
    if len({name.lower() for name in names}) < len(names):
        raise Unreadable("It holds two files of one name: programs may show another than the one that can be checked.")
    return names


def check_parsed(data: bytes) -> None:
    """Whether all in it that is neither a picture nor packed again is small enough to be parsed. Raises Unreadable.

    By the first bytes and not by the names: which part is XML is said by another part.
    """
    with parsing("what is packed in it"), zipfile.ZipFile(BytesIO(data)) as packed:
        parsed = sum(info.file_size for info in packed.infolist() if not _begins(packed, info).startswith(NOT_PARSED))
    if parsed > MOST_PARSED:
        raise Unreadable(
            f"It has {parsed / 1024**2:,.0f} MB besides pictures; the most that is read is {MOST_PARSED // 1024**2}."
        )


def _begins(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with packed.open(info) as file:
        return file.read(4)


def member(data: bytes, name: str) -> bytes:
    """One file packed in it. Raises Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return packed.read(name)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"It is damaged: {name} in it cannot be unpacked ({type(error).__name__}).") from error


def packed_alike(data: bytes) -> bytes:
    """The same files packed so that the same content always gives the same bytes: no clock, compressed alike."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            same = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            same.compress_type, same.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(same, old.read(info))
    return out.getvalue()
