from pathlib import Path

import pytest

from corpus.page import Chunk, Contact, PageError, read_page, split_notice

HEAD = """---
id: gatlykta
url: https://www.falun.se/gatlykta.html
title: Trasig gatlykta
collection: falun
audience: invånare
category: Trafik & gata
updated: 2024-05-06
contact: {name: Kontaktcenter, phone: 023-830 00}
---
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "gatlykta.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_head_and_text(tmp_path: Path) -> None:
    page = read_page(written(tmp_path, HEAD + "Anmäl lyktan."))
    assert (page.id, page.updated, page.contact) == ("gatlykta", "2024-05-06", Contact("Kontaktcenter", "023-830 00"))


def test_notice_is_not_text(tmp_path: Path) -> None:
    page = read_page(written(tmp_path, HEAD + "> Demonstrationstext.\n> Inte godkänd.\n\nAnmäl lyktan."))
    assert page.notice == "Demonstrationstext. Inte godkänd."
    assert page.text == "Anmäl lyktan.\n"


def test_quote_inside_the_text_stays() -> None:
    assert split_notice("Först.\n\n> citat\n")[1] == "Först.\n\n> citat\n"


def test_decomposed_letters_become_nfc(tmp_path: Path) -> None:
    assert "Anmäl" in read_page(written(tmp_path, HEAD + "Anma\u0308l lyktan.")).text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Trasig gatlykta\n", "", "saknar ['title']"),
        ("id: gatlykta\n", "id: gatlykta\nfarg: blå\n", "okända nycklar ['farg']"),
        ("audience: invånare", "audience: alla i Falun", "audience ska vara en av"),
        ("updated: 2024-05-06", "updated: i maj", "updated ska vara ett datum"),
        ("{name: Kontaktcenter, phone: 023-830 00}", "{phone: 023-830 00}", "contact ska vara null eller"),
    ],
)
def test_a_wrong_head_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = written(tmp_path, HEAD.replace(old, new) + "Anmäl lyktan.")
    with pytest.raises(PageError, match=said.replace("[", r"\[").replace("]", r"\]")) as caught:
        read_page(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sida.md"
    path.write_bytes(HEAD.encode("latin-1"))
    with pytest.raises(PageError, match=r"sida\.md: väntade UTF-8"):
        read_page(path)


def test_a_chunk_survives_the_vector_store() -> None:
    chunk = Chunk("a", "https://x", "Titel", "falun", "alla", "K", ("Rubrik", "Under"), "| a |\n|---|\n| b |", 3,
                  contact=Contact("Växeln"))  # fmt: skip
    assert Chunk.from_document(chunk.to_document()) == chunk


def test_a_chunk_id_depends_on_its_content() -> None:
    one = Chunk("a", "u", "T", "falun", "alla", "K", (), "text", 0)
    assert one.id == Chunk("a", "u", "T", "falun", "alla", "K", (), "text", 0).id
    assert one.id != Chunk("a", "u", "T", "falun", "alla", "K", (), "texten", 0).id
