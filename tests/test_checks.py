"""Each check is silent on good translations and speaks of bad ones: tests/checks/<id>/."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from conftest import Site
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import checks, gate, languages, po
from pipeline.build.workspace import Workspace
from pipeline.checks import (
    CatalogueCheck,
    Check,
    Rendering,
    SourceCheck,
    Subject,
    Surroundings,
    Whole,
    comparing,
    meaning,
    process,
    structure,
    tables,
)
from pipeline.checks.lexicon import MAYBE, NEGATION
from pipeline.edition import lay_out
from pipeline.errors import ProjectError
from pipeline.languages.vocabulary import words
from pipeline.markdown import parse_document
from pipeline.model import (
    Block,
    Catalogue,
    Entry,
    Finding,
    Kind,
    Leaflet,
    Location,
    Section,
    Severity,
    State,
    Unit,
)
from pipeline.source import build_leaflet

FOLDER = Path(__file__).parent / "checks"
IDS = sorted(path.name for path in FOLDER.iterdir())
Any_ = Check | CatalogueCheck | SourceCheck
ALL: tuple[Any_, ...] = (*tables.CHECKS, *tables.CATALOGUE_CHECKS, *tables.SOURCE_CHECKS)
AT = Location("x.po", 1)

each_folder = pytest.mark.parametrize("name", IDS)


def written() -> Iterator[tuple[str, Any_]]:
    """Every check that stands in a module of the package, with where it stands."""
    for module in pkgutil.iter_modules(checks.__path__):
        for name, value in vars(import_module(f"pipeline.checks.{module.name}")).items():
            if isinstance(value, Any_):
                yield f"{module.name}.{name}", value


def unit(entry: Entry) -> Unit:
    """The unit that an entry of an example translates."""
    section, role, *context = (entry.context or "first/paragraph").split("/")
    return Unit(
        owner="example",
        section=section,
        role=role,
        context="/".join(context),
        msgid=entry.id,
        msgid_plural=entry.plural or "",
        places=(entry.at,),
    )


def example(name: str, file: str) -> Catalogue:
    catalogue = po.read_catalogue(FOLDER / name / file, file)
    assert catalogue is not None
    return catalogue


def told(workspace: Workspace, catalogue: Catalogue) -> list[Finding]:
    """What all checks say of a file; `X-Folder` is the folder that it would stand in.

    Of a unit whose English says that it is gone, there is only the entry.
    """
    fields = catalogue.fields
    language = languages.find(fields.get("X-Folder") or fields["Language"])
    gone = "no longer has"
    units = [
        unit(entry)
        for entry in catalogue.entries
        if not entry.obsolete and not any(gone in remark for remark in entry.comments)
    ]
    try:
        around = replace(workspace.around(language), misspelt=misspelt)
    except ProjectError:  # Its font is not vendored.
        around = Surroundings(language=language)
    return list(gate.findings(units, catalogue, catalogue.path, around, {}))


def misspelt(text: str) -> list[str]:
    """As a dictionary would that lacks one word."""
    return [word for word in text.split() if "Geirixau" in word]


def of_source(name: str, file: str, workspace: Workspace) -> list[Finding]:
    """What the checks of the English say of an example."""
    document = parse_document((FOLDER / name / file).read_text(encoding="utf-8"), file)
    leaflet = build_leaflet("example", document, {})
    around = workspace.around(languages.find("en-GB"))
    return list(gate.source_findings([], around, leaflet))


def asked(
    around: Surroundings,
    english: str,
    *strings: str,
    plural: str = "",
    keep: tuple[str, ...] | None = None,
) -> dict[str, list[str]]:
    """What the checks say of one translation, by their ids."""
    made = Subject(
        unit=Unit(
            owner="example",
            section="first",
            role="paragraph",
            msgid=english,
            msgid_plural=plural,
            places=(AT,),
        ),
        strings=strings,
        around=around
        if keep is None
        else Surroundings(language=around.language, keep=keep, lone_forms=around.lone_forms),
    )
    found = {check.id: [said.message for said in check.ask(made)] for check in tables.CHECKS}
    return {name: messages for name, messages in found.items() if messages}


@pytest.fixture(scope="session")
def around(workspace: Workspace) -> Callable[[str], Surroundings]:
    return lambda tag: workspace.around(languages.find(tag))


IN_CATALOGUES = [name for name in IDS if (FOLDER / name / "good.po").exists()]
IN_SOURCE = [name for name in IDS if name not in IN_CATALOGUES]
each_catalogue = pytest.mark.parametrize("name", IN_CATALOGUES)
each_source = pytest.mark.parametrize("name", IN_SOURCE)
Golden = Callable[[Path, str], None]


@each_catalogue
def test_every_check_is_silent_on_good_translations(name: str, workspace: Workspace) -> None:
    assert [str(finding) for finding in told(workspace, example(name, "good.po"))] == []


@each_catalogue
def test_a_bad_translation_is_told(name: str, workspace: Workspace, golden: Golden) -> None:
    found = [f for f in told(workspace, example(name, "bad.po")) if f.check == name]
    assert found
    golden(FOLDER / name / "expected.txt", "".join(f"{finding}\n" for finding in found))


@each_source
def test_checks_of_the_english_are_silent_on_good_leaflets(
    name: str, workspace: Workspace
) -> None:
    assert [str(finding) for finding in of_source(name, "good.md", workspace)] == []


@each_source
def test_bad_english_is_told(name: str, workspace: Workspace, golden: Golden) -> None:
    found = [f for f in of_source(name, "bad.md", workspace) if f.check == name]
    assert found
    golden(FOLDER / name / "expected.txt", "".join(f"{finding}\n" for finding in found))


@pytest.mark.parametrize("check", tables.CHECKS, ids=lambda check: check.id)
def test_no_entry_of_a_bad_file_is_passed_over(check: Check, workspace: Workspace) -> None:
    catalogue = example(check.id, "bad.po")
    found = (f for f in told(workspace, catalogue) if f.check == check.id)
    assert {(f.context, f.msgid) for f in found} == {entry.key for entry in catalogue.entries}


def test_the_gate_asks_every_check_that_is_written() -> None:
    found = dict(written())
    assert len(found) >= 50
    assert {id(check) for check in found.values()} == {id(check) for check in ALL}


def test_every_check_has_a_folder_and_every_folder_a_check() -> None:
    assert sorted(check.id for check in ALL) == IDS
    for name in IDS:
        files = {path.name for path in (FOLDER / name).iterdir()}
        end = "po" if name in IN_CATALOGUES else "md"
        assert files == {f"good.{end}", f"bad.{end}", "expected.txt"}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_asks_a_question_and_says_why(check: Any_) -> None:
    question, _, why = inspect.cleandoc(check.ask.__doc__ or "").partition("\n\n")
    assert question[0].isupper()
    assert question.endswith("?")
    assert "?" not in question[:-1]
    assert why.endswith(".")


def test_the_command_prints_every_question(site: Site) -> None:
    printed = site.run("checks").output
    for check in ALL:
        question = inspect.cleandoc(check.ask.__doc__ or "").partition("\n")[0]
        assert f"{check.id} ({check.severity}, {check.family})\n    {question}" in printed
    assert {check.family for check in ALL} == set(tables.FAMILIES)


MARKUP = [
    "**", "*", "[", "]", "[a][b]", "{n}", "{", "}", "`", "<b>", "&lt;", "\\", "\n", "\r", "#",
    "5", "٥", "½", "1,000", "1.5", " ", "\u00a0", "\u200b", "\u202e", "\u2066", "\u2069",
    "\u2028", "\0", "_", "~~", "![", "](", ":::", "https://", "乳", "\U0001f600", "\u0301",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(MARKUP) | st.text(max_size=5), max_size=12).map("".join)


@given(
    strings=st.lists(TEXT, min_size=1, max_size=6), fuzzy=st.booleans(), missing=st.booleans()
)
@settings(max_examples=200)
@pytest.mark.parametrize(
    ("english", "plural"), [("Call {helpline} **now**, at 9.", ""), ("{n} day", "{n} days")]
)
def test_no_text_makes_a_check_stumble(
    around: Callable[[str], Surroundings],
    strings: list[str],
    fuzzy: bool,
    missing: bool,
    english: str,
    plural: str,
) -> None:
    asked_of = Subject(
        unit=Unit(
            owner="x",
            section="s",
            role="paragraph",
            msgid=english,
            msgid_plural=plural,
            places=(AT,),
        ),
        strings=tuple(strings),
        fuzzy=fuzzy,
        missing=missing,
        comments=tuple(strings),
        around=around("ar"),
    )
    for check in tables.CHECKS:
        for said in check.ask(asked_of):
            assert said.message
            assert "\n" not in said.message, f"[{check.id}] would make two lines of one"
            assert -1 <= said.offset <= len(strings[said.form])


@given(english=TEXT, text=TEXT)
@settings(max_examples=300)
def test_a_check_that_is_not_asked_would_have_found_nothing(
    around: Callable[[str], Surroundings], english: str, text: str
) -> None:
    asked_of = Subject(
        unit=Unit(owner="x", section="s", role="cell", msgid=english, places=(AT,)),
        strings=(text,),
        around=around("ar"),
    )
    for check in tables.CHECKS:
        if any(check.ask(asked_of)):
            assert not check.where or check.where & asked_of.traits, check.id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Potrzebny jest wycinek.", []),
        ("Bez wycinków.", []),
        ("Potrzebna jest biopsja.", []),
        ("Potrzebna jest próbka.", ["“biopsy” should be rendered as “biopsja”"]),
        ("Potrzebna biopsja, czyli nakłuwanie piersi.", ["“nakłuwanie piersi”"]),
        ("Potrzebna biopsja, nie nakłuwanie.", []),
        ("Potrzebna biopsja, nie przenakłuwanie piersi.", []),
        ("Wycinek, czyli nakłucie.", []),
    ],
)
def test_a_star_in_the_glossary_is_any_letters(
    around: Callable[[str], Surroundings], text: str, said: list[str]
) -> None:
    term = Rendering(
        "biopsy", "biopsja", ("wycin*", "wycin* i nakłuci*"), ("nakłu*an* piersi",)
    )
    asked_of = Subject(
        unit=Unit(owner="x", section="s", role="cell", msgid="A biopsy.", places=(AT,)),
        strings=(text,),
        around=replace(around("pl"), terms=(term,)),
    )
    found = [
        finding.message
        for check in tables.CHECKS
        if check.family == "terms"
        for finding in check.ask(asked_of)
    ]
    assert len(found) == len(said)
    assert all(words in message for words, message in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("To rak nieinwazyjny.", ""),
        ("Dla raków nieinwazyjnych.", ""),
        ("To rak inwazyjny.", "invasive cancer"),
        ("Dla raków inwazyjnych.", "invasive cancer"),
    ],
)
def test_a_term_never_stands_for_its_opposite(
    around: Callable[[str], Surroundings], text: str, wrong: str
) -> None:
    terms = (
        Rendering("in-situ Cancer", "rak nieinwazyjny", ("rak* nieinwazyjn*", "nieinwazyjn*")),
        Rendering("invasive cancer", "rak inwazyjny", ("rak* inwazyjn*", "inwazyjn*")),
    )
    asked_of = Subject(
        unit=Unit(owner="x", section="s", role="cell", msgid="In-situ cancer.", places=(AT,)),
        strings=(text,),
        around=replace(around("pl"), terms=terms, opposed=(terms,)),
    )
    found = [said.message for said in meaning.says_the_same_side.ask(asked_of)]
    assert found == (
        [f"the English says “in-situ Cancer”, the translation “{wrong}”"] * bool(wrong)
    )


@given(header=TEXT, forms=st.integers(0, 7))
def test_no_header_makes_a_check_stumble(
    around: Callable[[str], Surroundings], header: str, forms: int
) -> None:
    entry = Entry(at=AT, id="{n} day", plural="{n} days", strings=("x",) * forms)
    fields = f"Language: {header}\nPlural-Forms: {header}\n"
    catalogue = Catalogue(
        path="x.po", header=Entry(at=AT, id="", strings=(fields,)), entries=(entry,)
    )
    whole = Whole(catalogue=catalogue, subjects=(), around=around("pl"))
    for check in tables.CATALOGUE_CHECKS:
        for at, message in check.ask(whole):
            assert at == AT
            assert message


def test_what_a_check_finds_weighs_what_the_check_says(workspace: Workspace) -> None:
    weights = {check.id: check.severity for check in ALL}
    for name in IN_CATALOGUES:
        found = [f for f in told(workspace, example(name, "bad.po")) if f.check == name]
        assert {finding.severity for finding in found} == {weights[name]}
    assert {name for name in tables.FIRM if weights[name] is not Severity.ERROR} == set()


PEERS = [
    # What other tools let pass; the number is that of the list of their defects.
    ("16 ten times as much", "cy", "Take 500 mg.", "Cymerwch 5000 mg.", "numbers"),
    ("16 turned round", "cy", "It is 1 in 10.", "Mae’n 10 o bob 1.", "numbers"),
    ("18 one digit", "pl", "Call 0808 157 0246.", "Telefon: 0808 157 0245.", "phones"),
    ("18 another host", "pl", "See example.org.", "Zob. exemple.org.", "links"),
    ("19 a dropped not", "pl", "Do not eat.", "Należy jeść.", "negation"),
    ("19 in Arabic", "ar", "You do not need treatment.", "تحتاج إلى علاج.", "negation"),
    ("19 in Chinese", "zh-Hans", "You do not need treatment.", "您需要治疗。", "negation"),
    ("20 a script", "pl", "Rest.", "Odpoczynek.<script>alert(1)</script>", "inline"),
]


@pytest.mark.parametrize(
    ("tag", "english", "translation", "check"),
    [row[1:] for row in PEERS],
    ids=[row[0] for row in PEERS],
)
def test_what_other_tools_let_pass_is_told(
    around: Callable[[str], Surroundings], tag: str, english: str, translation: str, check: str
) -> None:
    assert check in asked(around(tag), english, translation)


ALARMS = [
    ("17 a decimal comma", "fr", "It is 1.5 cm.", "Cela fait 1,5 cm."),
    ("17 native digits", "ar", "It is 4.", "إنه ٤."),
    ("21 a month as a number", "zh-Hans", "In February 2027.", "2027年2月。"),
    ("21 a month alone", "zh-Hans", "Come in February.", "请在2月来。"),
    ("21 ten thousands", "zh-Hans", "There are 100,000.", "有10万。"),
    ("21 lakhs", "bn", "There are 100,000.", "1 লাখ আছে।"),
    ("21 native digits in Dari", "prs", "It takes 24 hours.", "۲۴ ساعت طول می‌کشد."),
]


@pytest.mark.parametrize(
    ("tag", "english", "translation"), [row[1:] for row in ALARMS], ids=[r[0] for r in ALARMS]
)
def test_what_other_tools_cry_wolf_at_is_silent(
    around: Callable[[str], Surroundings], tag: str, english: str, translation: str
) -> None:
    assert not {"numbers", "dates", "units"} & asked(around(tag), english, translation).keys()


@pytest.mark.parametrize(
    ("tag", "english", "translation"),
    [
        ("fr", "1.5 g", "1,5 g"),
        ("fr", "0.125 mg", "0,125 mg"),
        ("fr", "10,000 patients", "10\u202f000 malades"),
        ("pl", "10,000 patients", "10\u00a0000 chorych"),
        ("es", "1,000,000 people", "1.000.000 personas"),
        ("it", "1,234.5 km", "1.234,5 km di strada"),
        ("ur", "500 mg", "۵۰۰ ملی گرام"),
        ("pa", "24 hours", "੨੪ ਘੰਟੇ"),
        ("bn", "500 mg, 2 times", "২ বার ৫০০ মিগ্রা"),
        ("bn", "100,000 women", "১,০০,০০০ মহিলা"),
        ("pa", "2,500,000 women", "25,00,000 ਔਰਤਾਂ"),
        ("zh-Hans", "500 mg", "５００毫克"),
        ("zh-Hans", "1 in 10 women", "每10位女性中有1位"),
        ("hu", "In 2024", "2024. januárban"),
        ("zh-Hans", "In 2024 300 women", "300位女性（2024年）"),
        ("pl", "½ a tablet", "½ tabletki"),
        ("pl", "On 24.12.2024", "24.12.2024 r."),
        ("pl", "Version 1.2.3", "Wersja 1.2.3"),
        ("pl", "1,2-propanediol", "propano-1,2-diol"),
        ("pl", "9:00–17:00", "9:00–17:00 włącznie"),
    ],
)
def test_the_same_number_in_another_dress_is_silent(
    around: Callable[[str], Surroundings], tag: str, english: str, translation: str
) -> None:
    assert "numbers" not in asked(around(tag), english, translation)


@pytest.mark.parametrize(
    ("tag", "english", "translation"),
    [
        ("cy", "500 mg", "5000 mg o feddyginiaeth"),
        ("cy", "500 mg", "50 mg o feddyginiaeth"),
        ("cy", "12 weeks", "21 wythnos"),
        ("cy", "0.5 ml", "5 ml o hylif"),
        ("cy", "1 in 10", "1 o bob 100"),
        ("cy", "1.125 mg", "1125 mg o feddyginiaeth"),
        ("pl", "1.125 mg", "1\u00a0125 mg leku"),
        ("cy", "2 500 mg tablets", "2500 mg o dabledi"),
        ("cy", "2 500 mg tablets", "2,500 mg o dabledi"),
        ("cy", "1 or 5 mg", "1.5 mg o feddyginiaeth"),
        ("pl", "1 or 5 mg", "1,5 mg leku"),
        ("cy", "24 hours, 7 days", "24,7 awr"),
        # Welsh writes decimals with a point: to its readers these are a thousand times apart.
        ("cy", "1.125 mg", "1,125 mg o feddyginiaeth"),
        ("cy", "1,500 women", "1.500 o fenywod"),
        ("cy", "½ a tablet", "¼ tabled"),
        ("cy", "½ a tablet", "tabled"),
        ("cy", "10⁹ cells", "10⁶ o gelloedd"),
        ("ar", "5 mg", "٥٠ ملغ"),
    ],
)
def test_another_number_is_told(
    around: Callable[[str], Surroundings], tag: str, english: str, translation: str
) -> None:
    assert "numbers" in asked(around(tag), english, translation)


BOTH = "They do not hurt and do not need tests or treatment"
NEGATED = [
    ("cy", "You should not drive or drink.", "Dylech chi yrru nac yfed.", True),
    ("cy", "You should not drive or drink.", "Ni ddylech chi yrru nac yfed.", False),
    ("ar", "You should not drive or drink.", "عليك القيادة وعدم الشرب.", True),
    ("ar", "You should not drive or drink.", "عليك عدم القيادة وعدم الشرب.", False),
    ("ar", "Eat, and do not drink or smoke.", "تناول الطعام ولا تشرب أو تدخن.", False),
    ("zh-Hans", "It does not itch or bleed.", "它会痒，也不会出血。", True),
    ("fr", "Take only one.", "N’en prenez qu’un.", False),
    ("fr", "It does not hurt.", "Cela ne fait pas mal.", False),
    ("fr", "It hurts.", "Cela ne fait pas mal.", True),
    ("pl", "Call us straight away.", "Proszę dzwonić bez zwłoki.", False),
    ("pl", "Do not delay.", "Proszę nie zwlekać.", False),
    ("ur", "Ask whether it hurts.", "پوچھیں کہ درد ہے یا نہیں۔", False),
    ("ur", "It is red or hot.", "یہ سرخ ہے یا نہیں گرم ہے۔", True),
    ("it", f"{BOTH}.", "Non fanno male e non richiedono esami né cure.", False),
    ("it", f"{BOTH}.", "Fanno male e non richiedono esami né cure.", True),
    ("fr", f"{BOTH}.", "Ils ne sont pas douloureux et n’exigent ni examens ni soins.", False),
    ("fr", f"{BOTH}.", "Ils sont douloureux et n’exigent ni examens ni soins.", True),
    # A word and the phrase that it stands in are one.
    ("ps", "They are harmless.", "دا بې ضرره دي.", False),
    ("so", "They are benign.", "Waa kuwo aan halis ahayn.", False),
]


@pytest.mark.parametrize(("tag", "english", "translation", "told_"), NEGATED)
def test_a_negation_is_counted_as_the_language_says_it(
    around: Callable[[str], Surroundings],
    tag: str,
    english: str,
    translation: str,
    told_: bool,
) -> None:
    found = asked(around(tag), english, translation)
    assert ("negation-count" in found) == told_
    assert "negation" not in found


def test_each_language_names_english_words_that_there_are() -> None:
    english = words("en-GB")
    for tag in languages.registry():
        assert set(words(tag).says_with_not) <= set(english.negation_of_some), tag


def test_no_english_word_is_a_negation_and_allows_for_one(
    around: Callable[[str], Surroundings],
) -> None:
    lexicon = around("pl").english
    for word in words("en-GB").negation:
        said = lexicon.said(word.strip("*"))
        assert not (said[NEGATION] and said[MAYBE]), word


DIGITS = [
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "০১২৩৪৫৬৭৮৯",
    "੦੧੨੩੪੫੬੭੮੯",
    "０１２３４５６７８９",
]
NUMBERS = st.lists(st.integers(13, 10**8 - 1), min_size=1, max_size=5)
"""Not so small that a word may say them, and not so long that they may be dialled."""


@given(numbers=NUMBERS, digits=st.sampled_from(DIGITS), data=st.data())
def test_digits_of_any_script_in_any_order_are_the_same_numbers(
    around: Callable[[str], Surroundings], numbers: list[int], digits: str, data: st.DataObject
) -> None:
    moved = data.draw(st.permutations(numbers))
    table = str.maketrans("0123456789", digits)
    english = " and ".join(map(str, numbers))
    other = " و ".join(map(str, moved)).translate(table)
    assert not {"numbers", "phones"} & asked(around("ur"), english, other).keys()


FIGURED = [
    "take", "5", "7", "10", "12", "2020", "1 000", "1,000", "5.5", "8 am", "8am", "9 p.m.",
    "8:30", "5 mg", "5 ml", "24 hours", "24 days", "10 %", "5–7", "5 to 7", "1 in 10", "(5)",
    "5,", "5.", "2 million", "2 万", "5 May", "May 2020", "March", "0808 157 0135",
    "ace2", "½",
    "a@b.org", "b.org/x", "two", "and", "not",
]  # fmt: skip


@given(
    pieces=st.lists(st.sampled_from(FIGURED), min_size=1, max_size=5),
    place=st.integers(0, 4),
    other=st.sampled_from(FIGURED),
)
@also(pieces=["take", "5 mg"], place=1, other="5 ml")
@also(pieces=["8 am"], place=0, other="8")
@also(pieces=["5 May"], place=0, other="5")
@settings(max_examples=500)
def test_plain_numbers_are_compared_as_all_others_are(
    around: Callable[[str], Surroundings], pieces: list[str], place: int, other: str
) -> None:
    english = " ".join(pieces)
    pieces[place % len(pieces)] = other
    text = " ".join(pieces)
    at_once = asked(around("cy"), english, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "english_units", lambda *_: None)
        assert asked(around("cy"), english, text) == at_once


@given(numbers=NUMBERS, wrong=st.integers(13, 10**8 - 1), data=st.data())
def test_one_number_changed_never_goes_unseen(
    around: Callable[[str], Surroundings],
    numbers: list[int],
    wrong: int,
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(numbers) - 1))
    changed = [*numbers[:place], wrong, *numbers[place + 1 :]]
    said = asked(around("cy"), " and ".join(map(str, numbers)), " ac ".join(map(str, changed)))
    assert ("numbers" in said) == (wrong != numbers[place])


UNSEEN = ["   ", "\t", "\u00a0", "\u3000", "\u200b", "\u200f", "\u00ad", "\u2060", "\ufeff",
          "\u061c", "\u034f", "\u115f", "\u180e", "\u2800", "\u3164", "\ufe0f",
          "** **", "**\u200b**", "\\\n", " \\\n "]  # fmt: skip


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_a_translation_that_nobody_can_see_is_blank_and_not_translated(
    around: Callable[[str], Surroundings], text: str
) -> None:
    assert "blank" in asked(around("cy"), "Some words.", text)
    made = Unit(owner="x", section="s", role="paragraph", msgid="Some words.", places=(AT,))
    entry = Entry(at=AT, context="s/paragraph", id="Some words.", strings=(text,))
    catalogue = Catalogue(path="x.po", header=Entry(at=AT, id=""), entries=(entry,))
    (found,) = gate.translations([made], catalogue, "x.po", around("cy")).values()
    assert found.state is State.UNTRANSLATED


@pytest.mark.parametrize(
    "end",
    ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"],
    ids=ascii,
)
def test_no_line_break_of_any_kind_passes(
    around: Callable[[str], Surroundings], end: str
) -> None:
    assert asked(around("cy"), "Some words.", f"Geiriau.{end}Mwy.")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x>",
        "<img src=x onerror=alert(1)>",
        "<javascript:alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,y)",
        "[x](<javascript:alert(1)>)",
        "![x](https://example.org/x.png)",
        "[x]: javascript:alert(1)",
        "&#106;avascript",
        "&lt;script&gt;",
        "&#x3C;script>",
        "HTTPS://example.org",
        "**" * 30 + "x",
        "*" * 100,
        "[" * 100,
        "**[x**][y]",
        "[**x][y]**",
    ],
)
def test_markup_that_leaflets_do_not_have_is_told(
    around: Callable[[str], Surroundings], text: str
) -> None:
    assert "inline" in asked(around("cy"), "Some words.", f"{text} geiriau")
    assert "inline" in asked(around("cy"), "Some words.", f"geiriau {text}")


@given(text=TEXT)
@settings(max_examples=300)
def test_what_no_check_objects_to_can_be_laid_out(
    around: Callable[[str], Surroundings], text: str
) -> None:
    if asked(around("ar"), "x", text):
        return
    block = Block(kind=Kind.PARAGRAPH, at=AT, text=text)
    section = Section(id="first", owner="x", at=AT, blocks=(block,))
    leaflet = Leaflet(id="x", at=AT, sections=(section,))
    for rtl in (True, False):
        (laid,) = lay_out(leaflet, rtl=rtl, fact=no_fact, link=str, english=False)
        assert laid.passages[0].text


def no_fact(name: str) -> tuple[str, str]:
    raise AssertionError(f"{name} was let pass, and there is no such fact")


@pytest.mark.parametrize(
    "text",
    ["Some words. ", " Some words.", "Some\u00a0words.", "Some  words.", "Some words.\u200b"],
    ids=ascii,
)
def test_english_with_other_blanks_is_still_english(
    around: Callable[[str], Surroundings], text: str
) -> None:
    assert "untranslated" in asked(around("cy"), "Some words.", text)


def test_one_plural_form_that_is_still_english_is_told(
    around: Callable[[str], Surroundings],
) -> None:
    forms = ["{n} adran"] * 5 + ["{n} sections"]
    said = asked(around("cy"), "{n} section", *forms, plural="{n} sections")
    assert "untranslated" in said
    assert "msgstr[5]" in said["untranslated"][0]


@pytest.mark.parametrize(
    "text",
    [
        "{helpline}",
        "{the-helpline}",
        "**{helpline}** – {office_hours}",
        "[PIF TICK][pif-tick]",
        "**[PIF TICK][tick]**",
        "PIF TICK, DCIS",
    ],
)
def test_text_without_words_to_translate_may_stay(
    around: Callable[[str], Surroundings], text: str
) -> None:
    assert "untranslated" not in asked(around("cy"), text, text, keep=("PIF TICK", "DCIS"))


@pytest.mark.parametrize("text", ["PDFs", "The DCISX", "APIF TICK"])
def test_a_word_that_only_holds_a_kept_name_is_no_kept_name(
    around: Callable[[str], Surroundings], text: str
) -> None:
    said = asked(around("cy"), text, text, keep=("PIF TICK", "DCIS", "PDF"))
    assert "untranslated" in said


def test_a_unit_without_an_entry_is_told_with_the_way_out(
    around: Callable[[str], Surroundings],
) -> None:
    made = Unit(owner="x", section="s", role="paragraph", msgid="Words.", places=(AT,))
    catalogue = Catalogue(
        path="x.po",
        header=Entry(
            at=AT,
            id="",
            strings=(
                "Language: zh_Hans\nPlural-Forms: nplurals=1; plural=0;\n"
                "X-Translation-Provenance: human\n",
            ),
        ),
    )
    (found,) = gate.findings([made], catalogue, "x.po", around("zh-Hans"), {})
    assert str(found) == (
        "x.po:1: error: the catalogue has no entry for this; run `polyleaf update` "
        "[untranslated]"
    )


@pytest.mark.parametrize(
    ("form", "speaks"),
    [("un adran, ffoniwch {helpline}", False), ("un adran {n}", True), ("un adran", True)],
)
def test_a_lone_form_may_leave_out_its_number_and_nothing_else(
    around: Callable[[str], Surroundings], form: str, speaks: bool
) -> None:
    forms = ["{n} adran, ffoniwch {helpline}"] * 6
    forms[1] = form
    said = asked(
        around("cy"),
        "{n} section, call {helpline}",
        *forms,
        plural="{n} sections, call {helpline}",
    )
    assert ("facts" in said) is speaks


def test_a_lone_form_may_not_lose_a_link(around: Callable[[str], Surroundings]) -> None:
    forms = ["{n} [adran][support]"] * 6
    forms[1] = "un adran"
    said = asked(
        around("cy"), "{n} [section][support]", *forms, plural="{n} [sections][support]"
    )
    assert "links" in said


def test_a_form_that_many_numbers_take_needs_its_number(
    around: Callable[[str], Surroundings],
) -> None:
    """In Russian the first form is for 1, 21, 31 …: “one section” would be wrong of 21."""
    forms = ["одна часть", "{n} части", "{n} частей"]
    said = asked(around("ru"), "{n} section", *forms, plural="{n} sections")
    assert "facts" in said


@pytest.mark.parametrize(
    "text",
    [
        "[{helpline} ffoniwch][support]",
        "[ffoniwch **{helpline}**][support]",
        "**[ffoniwch {helpline} nawr][support]**",
    ],
)
def test_a_link_with_a_fact_in_it_is_one_link(
    around: Callable[[str], Surroundings], text: str
) -> None:
    said = asked(around("cy"), "[call {helpline}][support]", text)
    assert not said.keys() - {"markup"}


def test_a_link_whose_words_nobody_can_see_is_lost(
    around: Callable[[str], Surroundings],
) -> None:
    assert asked(around("cy"), "Read [our page][support].", "Darllenwch [\u200b][support].")


def test_an_unknown_fact_is_told_with_those_that_there_are(
    around: Callable[[str], Surroundings],
) -> None:
    said = asked(around("cy"), "Call {helpline} at {hours}.", "{hours} {helplin}.")
    assert said["facts"] == [
        "the fact {helpline} is in the source but not in the translation",
        "the fact {helplin} is not in the source, which has {helpline}, {hours}",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nplurals=2; plural=(n != 1);",
        "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);",
        "nplurals=3; plural=(n==1 ? 0 : 5);",
        "nplurals=3; plural=__import__('os').system('true');",
        "nplurals=999999999; plural=0;",
        "nplurals=3; plural=n/0;",
        "nplurals=3; plural=" + "(" * 480 + "n" + ")" * 480,
        "nplurals=3; plural=" + "!" * 900 + "n",
    ],
    ids=lambda header: header[:40],
)
def test_a_header_with_other_plural_forms_is_told_with_the_right_one(
    around: Callable[[str], Surroundings], header: str
) -> None:
    polish = around("pl")
    place = Location("x.po", 7)
    fields = f"Language: pl\nPlural-Forms: {header}\n" if header else "Language: pl\n"
    catalogue = Catalogue(path="x.po", header=Entry(at=place, id="", strings=(fields,)))
    whole = Whole(catalogue=catalogue, subjects=(), around=polish)
    ((at, message),) = structure.has_plural_forms.ask(whole)
    assert at == place
    assert message.endswith(f"for Polish write: {polish.language.plural_forms}")


@pytest.mark.parametrize(
    ("tag", "value", "speaks"),
    [
        ("pt-PT", "pt_PT", False),
        ("zh-Hans", "zh_Hans", False),
        ("pt-PT", "pt", True),
        ("pt-PT", "pt_BR", True),
        ("pa", "pa_Arab", True),
        ("cy", "", True),
    ],
)
def test_a_file_of_another_language_is_told(
    around: Callable[[str], Surroundings], tag: str, value: str, speaks: bool
) -> None:
    header = Entry(at=AT, id="", strings=(f"Language: {value}\n",))
    catalogue = Catalogue(path="x.po", header=header)
    whole = Whole(catalogue=catalogue, subjects=(), around=around(tag))
    said = list(process.has_its_language.ask(whole))
    assert bool(said) is speaks


@pytest.mark.parametrize("words", ["# noqa", "# type: ignore", "<!-- noqa -->"])
def test_nothing_in_a_translation_switches_a_check_off(words: str, site: Site) -> None:
    before = "A summary of 5 words."
    site.set("locales/cy/small.po", before, f"Xx A summary of 6 words. {words}")
    result = site.run("check", "-l", "cy")
    assert result.exit_code == 1
    assert "[numbers]" in result.output
