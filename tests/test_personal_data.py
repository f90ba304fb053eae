"""Every written form of personal data is masked, whatever the numbers; what only looks alike stays."""

import re
import time
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from bot.safety.personal_data import mask
from bot.safety.shadow import shadow

AROUND = st.sampled_from(
    [("", ""), ("Mitt nummer är ", ", vad gäller?"), ("(", ")"), ("Anna, ", ". Hej"), ("hej\n", "\nVad kostar det?"), ("nr:", " tack")]
)  # fmt: skip
DAYS = st.dates(date(1900, 1, 1), date(2025, 12, 31))


@st.composite
def identities(draw: st.DrawFn) -> tuple[str, str]:
    """(ÅÅÅÅMMDD, last four): a personnummer or samordningsnummer with a right check digit."""
    born = draw(DAYS)
    day = born.day + draw(st.sampled_from([0, 60]))
    eight = f"{born:%Y%m}{day:02}"
    serial = f"{draw(st.integers(1, 999)):03}"
    return eight, serial + luhn.calc_check_digit(eight[2:] + serial)


def full_width(text: str) -> str:
    return text.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


FORMS = {
    "ÅÅMMDD-NNNN": lambda d, n: f"{d[2:]}-{n}",
    "ÅÅMMDDNNNN": lambda d, n: f"{d[2:]}{n}",
    "ÅÅÅÅMMDD-NNNN": lambda d, n: f"{d}-{n}",
    "ÅÅÅÅMMDDNNNN": lambda d, n: f"{d}{n}",
    "ÅÅMMDD+NNNN": lambda d, n: f"{d[2:]}+{n}",
    "ÅÅÅÅMMDD NNNN": lambda d, n: f"{d} {n}",
    "ÅÅMMDD - NNNN": lambda d, n: f"{d[2:]} - {n}",
    "tankstreck": lambda d, n: f"{d[2:]}–{n}",
    "minustecken": lambda d, n: f"{d}−{n}",
    "hårt bindestreck": lambda d, n: f"{d[2:]}‑{n}",
    "hårt mellanslag": lambda d, n: f"{d[2:]}\u00a0{n}",
    "ÅÅ MM DD NNNN": lambda d, n: f"{d[2:4]} {d[4:6]} {d[6:]} {n}",
    "ÅÅ-MM-DD-NNNN": lambda d, n: f"{d[2:4]}-{d[4:6]}-{d[6:]}-{n}",
    "ÅÅÅÅ-MM-DD-NNNN": lambda d, n: f"{d[:4]}-{d[4:6]}-{d[6:]}-{n}",
    "ÅÅ.MM.DD.NNNN": lambda d, n: f"{d[2:4]}.{d[4:6]}.{d[6:]}.{n}",
    "ÅÅ/MM/DD-NNNN": lambda d, n: f"{d[2:4]}/{d[4:6]}/{d[6:]}-{n}",
    "ÅÅMMDD/NNNN": lambda d, n: f"{d[2:]}/{n}",
    "ÅÅMMDD.NNNN": lambda d, n: f"{d[2:]}.{n}",
    "ÅÅMMDD_NNNN": lambda d, n: f"{d[2:]}_{n}",
    "radbrytning": lambda d, n: f"{d[2:]}\n{n}",
    "streck och radbrytning": lambda d, n: f"{d}-\n{n}",
    "NN NN": lambda d, n: f"{d[2:]}-{n[:2]} {n[2:]}",
    "siffra för siffra": lambda d, n: " ".join(d[2:] + n),
    "siffra för siffra, tolv": lambda d, n: " ".join(d + n),
    "breda siffror": lambda d, n: full_width(f"{d[2:]}－{n}"),
    "arabiska siffror": lambda d, n: f"{d[2:]}-{n}".translate({48 + i: 0x660 + i for i in range(10)}),
    "bokstaven O för noll": lambda d, n: re.sub(r"(?<=\d)0(?=\d)", "O", f"{d[2:]}{n}", count=1),
    "dolda fyra": lambda d, n: f"{d}-XXXX",
    "dolda fyra med stjärnor": lambda d, n: f"{d[2:]}-****",
    "interimsnummer": lambda d, n: f"{d[2:]}-T{n[:3]}",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(identity=identities(), around=AROUND)
@settings(max_examples=40, deadline=None)
def test_a_personnummer_is_masked_in_every_written_form(
    form: str, identity: tuple[str, str], around: tuple[str, str]
) -> None:
    before, after = around
    assert mask(before + FORMS[form](*identity) + after) == f"{before}[personnummer]{after}"


@pytest.mark.parametrize(
    "word", ["personnummer", "Personnr:", "pers.nr", "pnr", "samordningsnummer är", "personnummret", "personal number", "My social security number is"],
)  # fmt: skip
@given(born=DAYS, last=st.from_regex(r"[0-9]{4}", fullmatch=True))
@settings(max_examples=20, deadline=None)
def test_a_mistyped_number_that_is_called_a_personnummer_is_masked(word: str, born: date, last: str) -> None:
    assert mask(f"{word} {born:%y%m%d}-{last}") == f"{word} [personnummer]"


@pytest.mark.parametrize(
    "written", ["född 85-02-30", "född den 3 mars 1985", "hon är född 2019-05-12", "född 12/5 2019", "born 1985-03-03", "född 3.3.1985", "fött 20240102"],
)  # fmt: skip
def test_a_birth_date_is_masked(written: str) -> None:
    assert mask(written).endswith("[födelsedatum]")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mitt personnummer är nittonhundraåttiofem noll tre tolv nittioåtta sjuttionio", "mitt personnummer är [personnummer]"),
        ("pnr: åttio noll tre fjorton streck nittioåtta tjugofem", "pnr: [personnummer]"),
        ("ring mig på noll sju noll ett sju fyra noll sex ett två", "ring mig på [telefonnummer]"),
        ("noll sjuttio, sjutton, fyrtio, sex, ett, två", "[telefonnummer]"), ("(850312)-(9879)", "([personnummer])"),
        ("8 5 0 3 1 2 - 9 8 7 9", "[personnummer]"), ("min son f. 2016-09-08", "min son f. [födelsedatum]"),
        ("passnummer AA1234567", "passnummer [passnummer]"), ("LMA-kort 50-123456", "LMA-kort [passnummer]"),
        ("regnr ABC 123 står fel", "regnr [registreringsnummer] står fel"), ("reg.nr: abc12d", "reg.nr: [registreringsnummer]"),
        ("kortnummer 4571-6666-6666-6666", "kortnummer [kortnummer]"),
    ],
)  # fmt: skip
def test_what_is_said_in_words_mistyped_or_of_another_kind_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text", ["fem sex sju åtta nio barn", "ett, två, tre, fyra, fem: nu kör vi", "passet kostar 400", "pass 2024-05-12", "reg.nr?", "kort 30 dagar", "grupp f 12"],
)  # fmt: skip
def test_words_and_names_that_are_no_number_of_anybody_stay(text: str) -> None:
    assert mask(text) == text


def test_the_last_four_alone_are_masked() -> None:
    assert mask("mina fyra sista siffror är 9874") == "mina fyra sista siffror är [siffror]"


def test_children_born_before_a_day_are_nobody() -> None:
    assert mask("gäller det barn födda 2020-01-01 eller senare?") == "gäller det barn födda 2020-01-01 eller senare?"


# -- phones and e-mail --------------------------------------------------------------------------------------------------

MOBILE = st.builds("70174{:02}{:02}".format, st.integers(0, 99), st.integers(0, 99))
PHONE_FORMS = {
    "0NN-NNN NN NN": lambda n: f"0{n[:2]}-{n[2:5]} {n[5:7]} {n[7:]}",
    "0NNNNNNNNN": lambda n: f"0{n}",
    "+46 NN": lambda n: f"+46 {n[:2]} {n[2:5]} {n[5:7]} {n[7:]}",
    "+46NNNNNNNNN": lambda n: f"+46{n}",
    "+46(0)NN": lambda n: f"+46(0){n[:2]}-{n[2:]}",
    "0046": lambda n: f"0046 {n}",
    "(0NN)": lambda n: f"(0{n[:2]}) {n[2:5]} {n[5:7]} {n[7:]}",
    "punkter": lambda n: f"0{n[:2]}.{n[2:5]}.{n[5:7]}.{n[7:]}",
    "snedstreck": lambda n: f"0{n[:2]}/{n[2:]}",
    "tankstreck": lambda n: f"0{n[:2]} – {n[2:5]} {n[5:]}",
    "hårda mellanslag": lambda n: f"0{n[:2]}\u00a0{n[2:5]}\u00a0{n[5:7]}\u00a0{n[7:]}",
    "breda siffror": lambda n: full_width(f"0{n}"),
    "radbrytning": lambda n: f"0{n[:2]}\n{n[2:5]} {n[5:7]} {n[7:]}",
    "siffra för siffra": lambda n: " ".join(f"0{n}"),
}


@pytest.mark.parametrize("form", PHONE_FORMS)
@given(number=MOBILE, around=AROUND)
@settings(max_examples=25, deadline=None)
def test_a_phone_number_is_masked_in_every_written_form(form: str, number: str, around: tuple[str, str]) -> None:
    before, after = around
    masked = mask(before + PHONE_FORMS[form](number) + after)
    assert number[-4:] not in re.sub(r"\D", "", shadow(masked)) and masked.endswith(after)


@pytest.mark.parametrize("text", ["tel 123 45", "mobil: 70 174 06", "ring mig på 123456", "telefonnummer är 12 34 56"])
def test_a_number_called_a_phone_number_is_masked(text: str) -> None:
    assert mask(text).endswith("[telefonnummer]")


EMAIL_FORMS = ["{n}@{d}.se", "{n} @ {d}.se", "{n}+falun@{d}.co.uk", "{n}＠{d}．se", "{n} (at) {d} punkt se", "{n}[at]{d}[dot]se",
               "{n} snabel-a {d}.se", "{n} snabela {d} punkt se", "{n} at {d} punkt com", "{n} at gmail.com", "{n} (a) {d}.se", "{n}@{d}"]  # fmt: skip


@pytest.mark.parametrize("form", EMAIL_FORMS)
@given(
    name=st.from_regex(r"[a-zåäö]{3,8}\.[a-z]{3,8}", fullmatch=True),
    domain=st.from_regex(r"[a-z]{4,9}", fullmatch=True),
)
@settings(max_examples=20, deadline=None)
def test_an_address_is_masked_in_every_written_form(form: str, name: str, domain: str) -> None:
    assert mask(f"mejla {form.format(n=name, d=domain)} tack") == "mejla [e-postadress] tack"


# -- money --------------------------------------------------------------------------------------------------------------


@given(st.from_regex(r"[45][0-9]{14}", fullmatch=True), st.sampled_from(["", " ", "-", ".", "  "]))
@settings(max_examples=60, deadline=None)
def test_a_card_is_masked(first: str, gap: str) -> None:
    card = first + luhn.calc_check_digit(first)
    written = gap.join(card[place : place + 4] for place in range(0, 16, 4))
    assert re.fullmatch(r"kort \[\w+\] tack", mask(f"kort {written} tack"))


@given(st.from_regex(r"[0-9]{20}", fullmatch=True), st.sampled_from(["", " "]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_iban_is_masked(account: str, gap: str, low: bool) -> None:
    number = f"SE{iban.calc_check_digits(f'SE00{account}')}{account}"
    written = gap.join(number[place : place + 4] for place in range(0, 24, 4))
    assert mask(f"mitt {written.lower() if low else written} tack") == "mitt [kontonummer] tack"


@pytest.mark.parametrize(
    "text",
    ["bankgiro 5050-1055", "bg: 991-2346", "plusgiro 12 34 56-7", "pg 1234567-8", "Swish 123 456 78 90", "konto 8327-9, 123 456 789-0",
     "kontonummer: 6123 123 456 789", "clearing 6123, konto 123456789", "Nordea 3300 123456 7890", "account number 12345678", "8327-9, 123 456 789-0",
     "6123-123 456 789", "IBAN DE89 3704 0044 0532 0130 00", "DE89370400440532013000"],
)  # fmt: skip
def test_an_account_is_masked(text: str) -> None:
    masked = mask(text)
    assert "[kontonummer]" in masked and len(re.findall(r"\d", masked)) <= 4


def test_a_clearing_number_is_masked_beside_its_account() -> None:
    assert mask("clearing 8327-9 konto 123 456 789-0, tack") == "clearing [kontonummer] konto [kontonummer], tack"


def test_a_bankgiro_before_its_name_is_masked() -> None:
    assert mask("991-2346, är det ert bankgiro?") == "[kontonummer], är det ert bankgiro?"


# -- what stays ---------------------------------------------------------------------------------------------------------

SMALL = st.integers(1, 999)


def thousands(number: int, gap: str) -> str:
    return f"{number:,}".replace(",", gap)


@given(
    st.integers(1, 99_999_999),
    st.sampled_from(["", " ", "\u00a0", "."]),
    st.sampled_from([" kr", " kronor", ":-", " SEK", "%"]),
)
@example(19811228_98, " ", " kr")
@settings(max_examples=300, deadline=None)
def test_amounts_stay(number: int, gap: str, unit: str) -> None:
    text = f"Det kostar {thousands(number, gap)}{unit} 2024-05-12, stämmer det?"
    assert mask(text) == text


@given(
    DAYS,
    st.sampled_from(["%Y-%m-%d", "%d/%m %Y", "%y%m%d", "%Y%m%d", "%d.%m.%Y", "den %d %B %Y"]),
    st.integers(0, 23),
    st.integers(0, 59),
)
@settings(max_examples=200, deadline=None)
def test_dates_and_times_stay(day: date, form: str, hour: int, minute: int) -> None:
    text = f"Gäller det {day.strftime(form)} klockan {hour:02}.{minute:02}–{(hour + 1) % 24:02}.{minute:02}?"
    assert mask(text) == text


@given(DAYS, DAYS)
@settings(max_examples=200, deadline=None)
def test_a_period_stays(first: date, last: date) -> None:
    text = f"öppet {first}–{last} och {first:%Y}–{last:%Y}"
    assert mask(text) == text


@given(SMALL, SMALL, st.integers(2000, 2030), st.integers(1, 99999))
@settings(max_examples=200, deadline=None)
def test_names_of_properties_cases_and_laws_stay(block: int, unit: int, year: int, number: int) -> None:
    text = (f"Fastigheten Falun Slaggen {block}:{unit}, dnr BYGG {year}-{number:06}, KS{number:04}/{year % 100}, SFS {year}:{block}, "
            f"{block % 30} kap. {unit} § PBL, 791 {block % 100:02} Falun, Stora vägen {block}")  # fmt: skip
    assert mask(text) == text


@pytest.mark.parametrize(
    "text",
    ["811228-9875", "1 547 kronor", "791 83 Falun", "den 19 april 2024", "212000-2221", "kl. 8.00–16.00", "2024-05-12 08.30", "112 eller 1177",
     "ring 114 14", "90101", "020-50 50 50", "0771-567 567", "0774-44 00 00", "buss 15 från 0830", "på kontot 2024-05-12", "konto med 30 000 kr",
     "30 000 på sparkontot", "3 st @ 40 kr", "I looked at falun.se", "läsåret 2024/2025", "200 Bq/m3", "grupp 1-2-3-4-5", "tel: växeln", "§ 12 a"],
)  # fmt: skip
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_what_everybody_may_know_stays() -> None:
    public = ["023-830 00", "Kontaktcenter@falun.se"]
    assert (
        mask("ring +46 23 830 00 eller kontaktcenter@falun.se", public)
        == "ring +46 23 830 00 eller kontaktcenter@falun.se"
    )
    assert mask("ring 023-123 45 eller anna@falun.se", public) == "ring [telefonnummer] eller [e-postadress]"


# -- the whole ----------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="0123456789 -+./@aåse\n()å,:", max_size=60))
@settings(max_examples=300, deadline=None)
def test_masking_again_changes_nothing_and_text_keeps_its_words(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_the_shadow_is_as_long_as_its_text(text: str) -> None:
    assert len(shadow(text)) == len(text)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1-", "a@", "a.", "0 ", "070 ", "SE45 ", "a at ", "konto ", "(0", "född 1", "1o", "+46"]
)
def test_no_text_takes_long(piece: str) -> None:
    start = time.perf_counter()
    mask(piece * (8000 // len(piece)))
    assert time.perf_counter() - start < 2.0
