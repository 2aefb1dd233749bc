"""Figures that another language writes otherwise are silent, and their neighbours are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import languages
from pipeline.build.surroundings import lexicon
from pipeline.checks import Subject, Surroundings, spelled, tables
from pipeline.checks.digits import english_numbers
from pipeline.checks.multipliers import multiplier
from pipeline.checks.reading import Text
from pipeline.languages import SOURCE
from pipeline.languages.vocabulary import words
from pipeline.model import Location, Unit

FIGURES = ("numbers", "units", "phones", "times", "dates")


def told(tag: str, english: str, translation: str) -> dict[str, list[str]]:
    """What the checks of figures say of one translation."""
    at = Location("x.po", 1)
    made = Subject(
        unit=Unit(owner="x", section="x", role="paragraph", msgid=english, places=(at,)),
        strings=(translation,),
        around=Surroundings(
            language=languages.find(tag), lexicon=lexicon(tag), english=lexicon(SOURCE)
        ),
    )
    found = {
        check.id: [said.message for said in check.ask(made)]
        for check in tables.CHECKS
        if check.id in FIGURES
    }
    return {name: messages for name, messages in found.items() if messages}


SAME = [
    # Codes: the letters are the language's own.
    ("es", "It binds to ACE2.", "Se une a la ECA2."),
    ("ar", "It binds to ACE2.", "يرتبط بالإنزيم المحول للأنجيوتنسين 2."),
    ("ar", "Take vitamin B12.", "تناول فيتامين ب12."),
    ("ar", "Wear an N95 mask.", "ارتدِ كمامة إن 95."),
    ("ta", "The virus is SARS-CoV-2.", "இது சார்ஸ்-கோ.வி-2 (SARS-CoV-2) ஆகும்."),
    ("sw", "It binds to ACE2.", "Inashikamana na ACE-2."),
    ("pl", "COVID-19 spreads. COVID-19 kills.", "COVID-19 szerzy się i zabija."),
    ("pl", "Use code U07.1 here.", "Tu użyj kodu U07.1."),
    ("prs", "The enzyme 2 (ACE2) binds.", "انزایم (ACE2) وصل می شود."),
    # Decades, centuries and years in short.
    ("zh-Hans", "In the 1960s it was rare.", "20世纪60年代很少见。"),
    ("zh-Hans", "In the 1980s it was rare.", "二十世纪八十年代很少见。"),
    ("ru", "In the late 1990s", "в конце 90-х годов"),
    ("ar", "In the 1960s", "في ستينيات القرن العشرين"),
    ("es", "In the 21st century", "En el siglo XXI"),
    ("prs", "In the 21st century", "در قرن بیست و یکم"),
    ("pt-PT", "The 2019–20 season", "A época de 2019-2020"),
    ("es", "Between 2019-2020", "Entre 2019-20"),
    # Signs of thousands and of decimals between Arabic letters.
    ("prs", "Over 80,000 cases", "بیش از ۸۰٫۰۰۰ فقره"),
    ("ps", "Of 7,162 cases", "د 7,162 کسانو"),
    ("fa", "Take 1.5 g.", "۱/۵ گرم مصرف کنید."),
    ("fa", "Of 1,099 cases", "از ۱،۰۹۹ مورد"),
    # Ranges that are typed from right to left.
    ("fa", "Take 2–14 days off.", "۱۴-۲ روز استراحت کنید."),
    ("prs", "It was 9.5 (4.8-13) days.", "۹.۵ (۱۳-۴.۸) روز بود."),
    # Multiplied numbers.
    ("pt-PT", "It costs 520,000.", "Custa 520 mil."),
    ("zh-Hans", "Between 14 and 22 million more", "多出1,400万至2,200万"),
    ("zh-Hans", "More than 50 million people", "5,000多万人"),
    ("zh-Hans", "Surpassed one million.", "超过100万。"),
    ("zh-Hans", "Half a million died.", "50万人死亡。"),
    ("es", "A $300+ billion impact", "Un impacto de más de $300 000 millones"),
    ("hi", "Over 244 thousand cases", "2 लाख 44 हज़ार से अधिक"),
    ("hi", "Over 1,100,000 cases", "2 लाख 900 हज़ार से अधिक"),
    # Noughts that say nothing.
    ("prs", "From 2.0 days to 4.7 days", "از ۲ روز به ۴.۷ روز"),
    ("es", "It is .08% there.", "Es del 0,08 % allí."),
    ("pt-PT", "On 06 February 2020", "A 6 de fevereiro de 2020"),
    # Parts that are no day, month and year.
    ("es", "It was 9.5 (4.8-13) days.", "Fue de 9,5 días (entre 4,8 y 13)."),
    ("zh-Hans", "Men (0.31/100,000)", "男性（0.31/10万）"),
    ("prs", "Below 4×109/L", "کمتر از ۱۰<sup>۹</sup>×۴ در لیتر"),
    # Hours as one number, and a long number that nobody dials.
    ("ne", "At 10 am (0800 UTC)", "बिहान 10 बजे (08:00 UTC)"),
    ("prs", "There are 473,933,356 learners.", "473933356 متعلم است."),
    # Words.
    ("pt-PT", "At least 24 countries", "Vinte e quatro países, pelo menos"),
    ("es", "Twenty-four hours", "24 horas"),
    ("es", "Two hundred and fifty people", "250 personas"),
    ("ar", "Type II cells", "خلايا من النوع 2"),
    ("es", "Angiotensin 2", "Angiotensina II"),
    ("ar", "Type-I cells", "خلايا من النوع 1"),
    ("zh-Hans", "Open 24/7.", "全天候开放。"),
    ("pl", "The first 10 miles", "Pierwsze 10 mil"),
    ("hi", "More than 42.000 people", "42,000 से अधिक लोग"),
    ("pt-PT", "They tested 10.700 people.", "Testaram 10.700 pessoas."),
    # Months.
    ("hi", "In May 2015", "मई 2015 में"),
    ("ta", "On 28 February", "ஃபிப்ரவரி 28-ஆம் தேதி"),
    ("ps", "On 1 December 2019", "په 1ډسمبر 2019"),
    ("ar", "January and February 2020", "في يناير وفبراير 2020"),
    ("fil", "On 14 March, 2020", "14 March, 2020"),
    ("ta", "On 7 April about 5 died.", "7 ஏப்ரல் அன்று சுமார் 5 பேர் இறந்தனர்."),
    ("zh-Hans", "Before 23 Jan. 2020", "2020年1月23日之前"),
    ("ta", "In January and on 8 February 2020", "2020 ஜனவரி மற்றும் 8 பிப்ரவரி 2020"),
    ("bn", "In May 2014 in the United States", "মে 2014-তে মার্কিন যুক্তরাষ্ট্রে"),
    # Units.
    ("pt-PT", "At 37 °C", "A 37 ºC"),
    ("sw", "20 hours a week", "saa 20 kwa wiki"),
    ("ur", "At 56 °C", "56° سینٹی گریڈ پر"),
]


@pytest.mark.parametrize(("tag", "english", "translation"), SAME)
def test_figures_in_the_way_of_another_language_are_silent(
    tag: str, english: str, translation: str
) -> None:
    assert told(tag, english, translation) == {}


OTHER = [
    ("dates", "pl", "Come on 5 Jan for a scan.", "Proszę przyjść 5 lutego na badanie."),
    ("numbers", "es", "It binds to ACE2.", "Se une a la ECA3."),
    ("numbers", "es", "Take vitamin B12.", "Tome vitamina D12."),
    ("numbers", "ar", "Take vitamin B12.", "تناول فيتامين D12."),
    ("numbers", "es", "It binds to ACE2.", "Se une a la ECA."),
    ("numbers", "ar", "It spreads COVID-19.", "ينشر كوفيد-91."),
    ("numbers", "pl", "COVID-19 spreads. COVID-19 kills.", "COVID-19 trwa. COVID-91 zabija."),
    ("numbers", "pl", "The H1N1 flu", "Grypa H5N1"),
    ("numbers", "pl", "The H1N1 flu", "Jedna grypa H1N"),
    ("numbers", "es", "A virus called SARS-CoV-2", "Un virus llamado SARS-CoV-1"),
    ("numbers", "prs", "The enzyme 2 (ACE2) binds.", "انزایم 3 (ACE2) وصل می شود."),
    ("numbers", "pl", "Take this with COVID-19.", "Przy COVID-19 weź 19 mg."),
    ("numbers", "zh-Hans", "In the 1960s it was rare.", "20世纪70年代很少见。"),
    ("numbers", "zh-Hans", "In the 1960s it was rare.", "19世纪60年代很少见。"),
    ("numbers", "zh-Hans", "In the 1980s it was rare.", "二十世纪七十年代很少见。"),
    ("numbers", "es", "In the 21st century", "En el siglo XX"),
    ("numbers", "pt-PT", "The 2019–20 season", "A época de 2019-2021"),
    ("numbers", "pl", "From 2019 to 2020", "Od 2020 do 2020"),
    ("numbers", "pl", "In 2019 and 2020", "W 2019 i 2021"),
    ("numbers", "prs", "Over 80,000 cases", "بیش از ۸۰۰٫۰۰۰ فقره"),
    ("numbers", "prs", "There were 17,750 cases.", "۱٫۷۷۵۰ فقره بود."),
    ("numbers", "es", "Of 7,162 cases", "De 7,162 casos"),
    ("numbers", "fa", "Take 1.5 g.", "۱/۶ گرم مصرف کنید."),
    ("numbers", "fa", "Take 2 to 14 mg.", "از ۱۴ تا ۲ میلی‌گرم."),
    ("numbers", "fa", "Take 2–14 days off.", "۱۴-۳ روز استراحت کنید."),
    ("numbers", "pl", "Take 2–14 days off.", "Odpocznij 14-2 dni."),
    ("numbers", "pt-PT", "It costs 520,000.", "Custa 52 mil."),
    ("units", "pt-PT", "Take 5 mg.", "Tome 5 mil."),
    ("numbers", "zh-Hans", "Between 14 and 22 million more", "多出140万至220万"),
    ("numbers", "zh-Hans", "Surpassed one million.", "超过10万。"),
    ("numbers", "es", "US$50 billion", "50 000 USD"),
    ("numbers", "hi", "Over 244 thousand cases", "2 लाख 54 हज़ार से अधिक"),
    ("numbers", "prs", "From 2.0 days to 4.7 days", "از ۲۰ روز به ۴.۷ روز"),
    ("numbers", "es", "It is .08% there.", "Es del 0,8 % allí."),
    ("numbers", "pl", "Below 4×109/L", "Poniżej 4×106/l"),
    ("numbers", "ne", "At 10 am (0800 UTC)", "बिहान 10 बजे (08:30 UTC)"),
    ("numbers", "pt-PT", "At least 24 countries", "Vinte e cinco países"),
    ("numbers", "es", "Twenty-four hours", "25 horas"),
    ("numbers", "es", "Half of a people", "51 personas"),
    ("numbers", "es", "12 to 17 days", "1217 días"),
    ("numbers", "pl", "The first 10,000 miles", "Pierwsze 10 mil"),
    ("numbers", "pl", "Take 2.500 g.", "Weź 2500 g."),
    ("numbers", "pl", "Rated at 2.555.", "Ocena 2555."),
    ("numbers", "es", "Take 4 mg IV.", "Tome mg IV."),
    ("numbers", "es", "I took an X-ray.", "Hice 10 radiografías."),
    ("phones", "pl", "Call 0808 157 0246.", "Tel. 0808 157 0264."),
    ("dates", "hi", "In May 2015", "जून 2015 में"),
    ("dates", "ta", "On 28 February", "மார்ச் 28-ஆம் தேதி"),
    ("dates", "ps", "On 1 December 2019", "په 1 مارچ 2019"),
    ("dates", "fil", "On 14 March, 2020", "14 April, 2020"),
    ("dates", "zh-Hans", "Before 23 Jan. 2020", "2020年7月23日之前"),
    ("dates", "ta", "In January and on 8 February", "ஜனவரி மற்றும் 8 மார்ச்"),
    ("units", "sw", "20 hours", "siku 20"),
    ("units", "prs", "Aged 19 years, a percentage", "سن ۱۹ فیصد، سال"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "tag", "english", "translation"), OTHER)
def test_other_figures_beside_them_are_told(
    check: str, tag: str, english: str, translation: str
) -> None:
    assert check in told(tag, english, translation)


def test_a_lost_code_is_told_once() -> None:
    assert told("pl", "The H1N1 flu and H1N1", "Grypa") == {
        "numbers": ["H1N1 is in the source but not in the translation"]
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty four", "24"),
        ("twenty-four", "24"),
        ("a million", "1000000"),
        ("half a million", "500000"),
        ("two hundred and fifty thousand", "250000"),
        ("ten million", "10000000"),
        ("one million two hundred thousand", "1200000"),
    ],
)
def test_english_words_are_numbers(text: str, value: str) -> None:
    assert spelled.english(f"about {text} people".split()) == {value}


def test_words_that_are_no_numbers_say_none() -> None:
    assert spelled.english(["half", "and", "a", "well"]) == set()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", "10"),
        ("二十四", "24"),
        ("八十", "80"),
        ("三百五十万", "3500000"),
        ("二〇二〇", "2020"),
    ],
)
def test_chinese_signs_are_numbers(text: str, value: str) -> None:
    assert list(spelled.chinese(f"约{text}人")) == [value]


@pytest.mark.parametrize(("text", "value"), [("XXI", "21"), ("VI", "6"), ("ХХ", "20")])
def test_roman_numerals_are_numbers(text: str, value: str) -> None:
    assert list(spelled.roman(f"the {text} one")) == [value]


@pytest.mark.parametrize("text", ["I am", "An X-ray", "4 mg IV", "Vitamin"])
def test_letters_that_are_no_roman_numerals_say_none(text: str) -> None:
    assert list(spelled.roman(text)) == []


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("5 mil", 1000),
        ("5 miligramas", 1),
        ("5 mil milhões", 10**9),
        ("5 bn", 10**9),
        ("5 binary", 1),
        ("5多万", 10**4),
        ("5 to 6 million", 10**6),
        ("5. In 6 million", 1),
    ],
)
def test_a_word_behind_a_number_multiplies_it(text: str, times: int) -> None:
    assert multiplier(text, 1) == times


@given(st.text(alphabet="0123456789.,-–/×x س(al", max_size=60))
def test_no_text_makes_reading_stumble(text: str) -> None:
    for number in english_numbers(text):
        assert text[number.start : number.end]
    told("fa", text, text[::-1])


def test_months_have_more_spellings_than_cldr() -> None:
    months = words("ps").months
    assert {"ډسمبر", "دسمبر"} <= {*months[11]}
    assert len(months) == 12


@pytest.mark.parametrize(
    "text",
    ["九" * 9000, "十" * 9000 + "万", "9" * 9000 + "万", f"1,{'9' * 9000}万", "X" * 9000],
    ids=["nines", "tens", "digits", "decimals", "roman"],
)
@pytest.mark.parametrize("tag", ["zh-Hans", "pl"])
def test_a_number_that_nobody_reads_makes_no_check_stumble(tag: str, text: str) -> None:
    assert "numbers" in told(tag, "Take 5 mg of it.", text)
    assert told(tag, text, "5") is not None
    assert told(tag, "Take 24.5 mg.", f"1{',111' * 1500} million 5 thousand")


@pytest.mark.parametrize("sign", "!?…。！？।॥۔؟\u1362\u17d4\u17d5\u104b")
def test_every_sign_that_ends_a_sentence_ends_one(sign: str) -> None:
    assert len(Text(f"aa bb{sign} cc dd").sentences) == 2
