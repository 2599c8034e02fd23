"""A spreadsheet file is a zip of parts: how are parts changed, and the hour of packing left out?"""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(package: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The package with some parts changed and one fixed time on each, so that the same parts give the same bytes."""
    fixed = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as parts, zipfile.ZipFile(fixed, "w") as out:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename in changes:
                content = changes[part.filename](content)
            out.writestr(zipfile.ZipInfo(part.filename, ZIP_EPOCH), content, part.compress_type)
    return fixed.getvalue()
