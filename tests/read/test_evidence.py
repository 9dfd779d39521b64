"""Text is decoded right: UTF-8 where it is valid, else by evidence, with the alternatives named and
nothing lost.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jinan_geo.cli.main import main
from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_cells, read_source
from jinan_geo.read.text import check_encoding, decode_text, find_encoding, label_of

if TYPE_CHECKING:
    from pathlib import Path

# One name of three words, and a longer remark, as people write them.
SAMPLES = {
    "gb18030": ("历下区明府城停车楼", "主体结构已完成，预计年底前投入使用"),
    "big5": ("萬華區老舊社區更新案", "主體結構已完成，預計年底前啟用"),
    "cp932": ("新宿駅西口再開発", "東京都新宿区の再開発事業は着工済みです"),
    "cp949": ("서울특별시 종로구 재개발", "공사가 진행 중이며 연말에 완료될 예정입니다"),
    "cp1252": ("Façade Ö “new” résumé", "Le marché est rénové depuis l’été dernier à Sète"),
    "cp1250": ("Łódź Piotrków ścieżka", "Nádraží Příbram – rekonstrukce bude dokončena v září"),
    "cp1251": ("улица Ленина", "Реконструкция завершена и ждём приёмки"),
}
MORE = [
    ("cp1252", "Straßenerneuerung Süd, größtenteils fertig"),
    ("cp1252", "La rehabilitación del barrio terminará el próximo año"),
    ("cp1252", "São Paulo: a construção não começou"),
    ("cp1252", "Ombygning af Nørrebrogade på Østerbro"),
    ("cp1252", "Kärnan är färdig, återstår målning på övre våningen"),
    ("cp1250", "A felújítás őszre elkészül, hátravan a tetőszerkezet"),
    ("cp1250", "Obnova mestskej časti Šaľa bude ukončená v júli"),
    ("cp1250", "Uređenje četvrti počelo je u siječnju, završit će u lipnju"),
    ("cp1251", "Реконструкцію площі завершено у вересні"),
    ("cp1251", "Ремонтът на училището приключва през юли"),
    ("iso8859-2", "Przebudowa węzła się opóźnia, koniec w październiku; część gotowa"),
    ("koi8-r", "Реконструкция завершена, ждём приёмки"),
    ("cp1254", "Kentsel dönüşüm çalışmaları başladı, yıl sonunda bitecek"),
    ("cp932", "計画中"),
    ("gb18030", "在建"),
    ("gb18030", "已完工，待验收"),
    ("big5", "規劃中，尚未動工"),
    ("cp949", "계획 중이며 아직 착공하지 않음"),
]


def table_of(encoding: str, name: str, remark: str) -> bytes:
    """Three rows, of which the first two hold only ASCII."""
    return f"id,name,remark\n1,plain,ok\n2,plain,ok\n3,{name},{remark}\n".encode(encoding)


@pytest.mark.parametrize("encoding", SAMPLES)
def test_a_table_of_three_rows_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    name, remark = SAMPLES[encoding]
    path = tmp_path / "a.csv"
    path.write_bytes(table_of(encoding, name, remark))
    table = read_cells(path, "a.csv")
    assert table.cells.iloc[2].tolist() == ["3", name, remark]
    assert table.encoding == label_of(encoding)
    assert [note.type for note in table.notes] == ["encoding-found"]
    assert name.split()[0][:12] in table.notes[0].message().en


@pytest.mark.parametrize(("encoding", "text"), MORE)
def test_other_languages_and_short_cells(encoding: str, text: str) -> None:
    data = f"id,state\n1,x\n2,{text}\n".encode(encoding)
    read, found = decode_text(data, "a.csv")
    assert read == data.decode(encoding), found


@pytest.mark.parametrize("encoding", SAMPLES)
def test_valid_utf8_is_utf8_however_short(tmp_path: Path, encoding: str) -> None:
    for text in (*SAMPLES[encoding], "é", "Über naïve résumé", "区"):
        data = f"id,remark\na,{text}\n".encode()
        assert decode_text(data, "a.csv")[0] == data.decode()
        (tmp_path / "a.csv").write_bytes(data)
        table = read_cells(tmp_path / "a.csv", "a.csv")
        assert (table.encoding, table.notes) == ("UTF-8", [])


def test_geojson_is_utf8_by_its_standard(tmp_path: Path) -> None:
    def write(name: str, encoding: str) -> Path:
        place = {"type": "Point", "coordinates": [-73.98, 40.7]}
        item = {"type": "Feature", "properties": {"name": name}, "geometry": place}
        path = tmp_path / "a.geojson"
        path.write_bytes(json.dumps(item, ensure_ascii=False).encode(encoding))
        return path

    source = read_source(write("Café Müller, São Paulo façade", "utf-8"), "a.geojson")
    assert source.frame["name"][0] == "Café Müller, São Paulo façade"
    assert source.notes == []
    source = read_source(write("Café Müller, São Paulo façade", "cp1252"), "a.geojson")
    assert source.frame["name"][0] == "Café Müller, São Paulo façade"
    assert source.encoding == "Windows-1252"
    assert source.notes[0].type.startswith("encoding-")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "cp932", "cp949"])
def test_one_broken_character_is_said_and_never_read_in_another_alphabet(encoding: str) -> None:
    text = "\n".join(f"{at},{SAMPLES.get(encoding, SAMPLES['gb18030'])[1]}" for at in range(5))
    data = text.encode(encoding)
    at = len("0,主体".encode(encoding)) if encoding == "utf-8" else 2
    broken = data[:at] + b"\xff\xff" + data[at:]
    with pytest.raises(InputError, match=r"a.csv( line 1)?: .*(broken|neither).*(correct|state)"):
        decode_text(broken, "a.csv")


def test_a_doubtful_reading_is_a_warning_that_names_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,name\n1,račun\n".encode("cp1250"))
    table = read_cells(path, "a.csv")
    assert [(note.type, note.severity) for note in table.notes] == [
        ("encoding-doubtful", "warning")
    ]
    said = table.notes[0].message()
    assert "Windows-1252" in said.en
    assert "Windows-1250" in said.en
    assert "račun" in said.en
    table = read_cells(path, "a.csv", Reading(encoding="Windows-1250"))
    assert table.cells["name"].tolist() == ["račun"]
    assert table.notes == []


def test_a_text_that_ends_with_an_accent_is_not_cut() -> None:
    found = find_encoding(["Café".encode("cp1252"), "Marché couvert".encode("cp1252")])
    assert found is not None
    assert found.encoding == "cp1252"
    found = find_encoding(["Santé".encode("cp1252")])
    assert found is not None
    assert "Santé".encode("cp1252").decode(found.encoding)[:4] == "Sant"
    assert found.encoding != "utf-8"


def test_an_encoding_whose_language_is_not_known_here_is_believed_where_it_is_stated() -> None:
    found = find_encoding(["مشروع التجديد".encode("cp1256")], "cp1256")
    assert found is not None
    assert found.encoding == "cp1256"


@pytest.mark.parametrize("encoding", [*SAMPLES, "iso8859-2", "koi8-r", "cp1254", "big5hkscs"])
def test_the_name_that_is_told_can_be_stated(encoding: str) -> None:
    assert check_encoding(label_of(encoding), "x") == encoding


@pytest.mark.slow
@given(
    st.sampled_from([*SAMPLES]),
    st.lists(st.sampled_from([0, 1]), min_size=1, max_size=4),
)
def test_what_is_read_can_be_written_again_to_the_same_bytes(
    encoding: str, which: list[int]
) -> None:
    text = "\n".join(SAMPLES[encoding][at] for at in which)
    data = text.encode(encoding)
    read, found = decode_text(data, "a.csv")
    assert read.encode(found.encoding) == data


@pytest.mark.slow
def test_every_verb_takes_an_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = {"type": "Point", "coordinates": [117.02, 36.66]}
    item = {"type": "Feature", "properties": {"id": "1", "name": "Łąka"}, "geometry": place}
    text = json.dumps(item, ensure_ascii=False)
    (tmp_path / "a.geojson").write_bytes(text.encode("cp1250"))
    (tmp_path / "t.csv").write_bytes("id,remark\n1,źle\n".encode("cp1250"))
    said = ["--encoding", "Windows-1250"]
    run = CliRunner().invoke
    page = run(main, ["map", "a.geojson", "t.csv", "--key", "id", "--out", "a.html", *said])
    assert page.exit_code == 0, page.output
    result = run(main, ["doctor", "a.geojson", "--json", *said])
    assert json.loads(result.stdout)["encoding"] == "Windows-1250"
    result = run(main, ["check", "a.geojson", "--json", *said])
    assert [row["type"] for row in json.loads(result.stdout)["issues"]] == []
    wrong = run(main, ["doctor", "a.geojson", "--encoding", "UTF-8"])
    assert wrong.exit_code == 2
    assert "not UTF-8 at byte" in wrong.output
