"""A small file that would unpack to far more than it says is refused with a sentence, in bounded memory."""

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from sfo_data.definitions.settings import PROJECT

MOST = 1_000_000_000  # bytes a reader may take on top of Python and its libraries
READ = """
import resource, sys
from pathlib import Path
from sfo_data.publishing import provenance
from sfo_data.store.ingest import parquet_file, workbook
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import table
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
path = Path(sys.argv[1])
try:
    if path.suffix == ".parquet":
        parquet_file.read(path, table("agencies"))
    elif path.suffix == ".xlsx":
        workbook.read(workbook.Workbook(path), "agencies", table("agencies"))
    else:
        provenance.check(path.read_bytes(), path.name)
    print("read")
except (Refused, provenance.Unreadable) as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


def read(path: Path) -> tuple[str, int]:
    """What the reader says of the file, and the bytes it took, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    said, taken = done.stdout.splitlines()
    return said, int(taken)


@pytest.mark.parametrize("member", ["ppt/presentation.xml", "word/media/image1.png"])
def test_a_packed_file_of_400_megabytes(tmp_path: Path, member: str):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(member, "w", force_zip64=True) as out:
        for _ in range(400):
            out.write(bytes(1_000_000))
    said, taken = read(path)
    assert "would unpack to" in said and taken < MOST


def test_a_parquet_file_of_gigabytes(tmp_path: Path):
    # One name a million bytes long, 4,000 times, stored once in a dictionary.
    name = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000, pa.int32()), pa.array(["x" * 1_000_000]))
    codes = pa.array([f"A{place}" for place in range(4_000)])
    arrow_parquet.write_table(pa.table({"agency_code": codes, "agency": name}), tmp_path / "bomb.parquet")
    assert (tmp_path / "bomb.parquet").stat().st_size < 2_000_000
    said, taken = read(tmp_path / "bomb.parquet")
    assert "would unpack to 4.0 GB" in said and taken < MOST


def test_a_workbook_that_would_unpack_to_gigabytes(tmp_path: Path):
    path = tmp_path / "bomb.xlsx"
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(sheet, "w", force_zip64=True) as out:
        for _ in range(1_100):
            out.write(bytes(1_000_000))
    said, taken = read(path)
    assert "would unpack to 1.1 GB" in said and taken < MOST


def test_a_workbook_of_two_cells_with_17_billion_between_them(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "agencies"
    sheet["A1"], sheet["XFD1048576"] = "agency_code", "x"
    book.save(tmp_path / "far.xlsx")
    said, taken = read(tmp_path / "far.xlsx")
    assert "row 1,048,576" in said and "column XFD" in said and taken < MOST


def test_a_workbook_that_declares_ten_million_rows_is_read_by_those_it_has(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "agencies"
    sheet.append(["agency_code", "agency"])
    sheet.append(["A1", "Police"])
    book.save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "long.xlsx", "w") as long:
        for each in plain.namelist():
            long.writestr(each, plain.read(each).replace(b'ref="A1:B2"', b'ref="A1:B10000000"'))
    said, taken = read(tmp_path / "long.xlsx")
    assert said == "read" and taken < MOST


def test_a_deck_of_so_many_marks_that_they_would_fill_the_memory(tmp_path: Path):
    """Its 38 MB of XML would become 2.7 GB."""
    path = tmp_path / "deck.pptx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ppt/presentation.xml", b"<p>" + b"<a/>" * 10_000_000 + b"</p>")
    said, taken = read(path)
    assert "besides pictures" in said and taken < MOST
