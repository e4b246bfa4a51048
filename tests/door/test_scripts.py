"""The door's scripts and the server must agree: the same cases for both, run in Node."""

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from eventsvc.core.folding import fold, words
from eventsvc.tickets import codes
from tests.programs import need

SCRIPTS = Path(__file__).resolve().parents[2] / "eventsvc" / "static" / "js" / "door"
CODE, REFERENCE = "7KQM4XWD0123456789AB", "YPTNFRC3"
SCANNED = [
    CODE, CODE.lower(), f" {CODE}\n", f"HTTPS://EVENTS.EXAMPLE/T/{CODE}", f"https://events.example/T/{CODE.lower()}/",
    f"http://x/a/b/t/{CODE}",
    f"https://events.example/T/{CODE}?x=1", f"https://events.example/T/{CODE[:-1]}", f"https://events.example/X/{CODE}", f"ftp://x/T/{CODE}",
    "7KQM 4XWD-O123_4567.89AB", "7kqm4xwdoi23456789ab", CODE[:-1] + "U", CODE + "0", "", "   ", "x" * 501, "\0\1\2", "https://",
    REFERENCE, "yptn frc3", "YPTN–FRC3", "YPTNFRC4", "PYTNFRC3", "ÄÄÄÄÄÄÄÄ", "𝟕KQM4XWD0123456789AB", "<b>7KQM4XWD0123456789AB</b>",
    "ＹＰＴＮＦＲＣ３",
]
NAMES = [
    "ÄNNE ÖZTÜRK-GROẞ", "Jörg Weiß", "İpek Işık", "Nguyễn Thị Ánh", "Tim O’Brien", "Łucja Żółć", "Straße & Söhne", "José Peña",
    "ΜΑΡΊΑ Παππάς", "Олена Щербак", "Vo", "李 小龍", "Ørsted Åse", "  ", "\u202eAda\u202c", "ﬁn", "Ⅷ", "e\u0301",
    "Mueller Moeller", "😀 Bob",
]


def run(script: str) -> object:
    """What a small module prints as JSON."""
    node = need("node")
    asked = [str(node), "--input-type=module", "-e", script]
    done = subprocess.run(asked, cwd=SCRIPTS, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_both_read_the_same_out_of_a_code():
    said = run(f'import {{ parse }} from "./parse.js"; console.log(JSON.stringify({json.dumps(SCANNED)}.map(parse)))')

    def plain(text: str) -> dict[str, str]:
        match codes.parse(text):
            case codes.Code(code):
                return {"kind": "code", "code": code}
            case codes.Reference(reference):
                return {"kind": "reference", "reference": reference}
        return {"kind": "foreign"}

    assert dict(zip(SCANNED, said, strict=True)) == {text: plain(text) for text in SCANNED}


def test_a_stray_key_before_a_hand_scanners_code_does_no_harm():
    typed = [CODE, f"x{CODE}", f"ab https://events.example/T/{CODE}", f"q{REFERENCE}", "https://elsewhere.example/x"]
    said = run(f'import {{ meant }} from "./keyboard.js"; console.log(JSON.stringify({json.dumps(typed)}.map(meant)))')

    assert said == [CODE, CODE, f"https://events.example/T/{CODE}", REFERENCE, "https://elsewhere.example/x"]


def test_both_hash_a_code_alike():
    assert run(f'import {{ hashed }} from "./parse.js"; console.log(JSON.stringify(await hashed("{CODE}")))') == codes.code_hash(CODE)


def test_both_fold_alike():
    folded = run(
        'import { fold, words } from "./fold.js";'
        f"console.log(JSON.stringify({json.dumps(NAMES)}.map((name) => [fold(name), words(name)])))"
    )

    assert dict(zip(NAMES, folded, strict=True)) == {name: [fold(name), words(name)] for name in NAMES}


def test_search_finds_every_pair_of_the_table():
    guests, queries, into = {}, [], None
    for line in (Path(__file__).resolve().parents[1] / "core" / "search.tsv").read_text().splitlines():
        if line.startswith("#"):
            into = line
        elif line and into == "# guests":
            key, name, _ = line.split("\t")
            guests[key] = name
        elif line:
            queries.append(line.split("\t"))
    rows = [[key, {"name": name}] for key, name in guests.items()]
    found = run(
        'import { prepared, search } from "./search.js";'
        f"const rows = prepared(new Map({json.dumps(rows)}));"
        f"console.log(JSON.stringify({json.dumps([query for query, _ in queries])}.map((query) => search(rows, query))))"
    )

    assert [key in hits for (_, key), hits in zip(queries, found, strict=True)] == [True] * len(queries)


def test_search_gives_few_hits_quickly():
    took, hits = run("""
        import { MOST, prepared, search } from "./search.js";
        const names = ["Vo", "Yılmaz", "Müller", "Ada", "Ben", "Cem", "Dora"];
        const rows = prepared(new Map([...Array(12000).keys()].map((n) => [`h${n}`, { name: `${names[n % 7]} ${n}` }])));
        const start = performance.now();
        const hits = search(rows, "muller 1").length;
        console.log(JSON.stringify([performance.now() - start, hits]));
    """)

    assert hits == 21
    assert took < 250


@pytest.mark.parametrize(("entry", "rules", "verdict"), [
    ("undefined", "{}", "unknown"),
    ("{state: 3, type: 0, at: 0}", "{}", "revoked"),
    ("{state: 4, type: 0, at: 0}", "{}", "replaced"),
    ("{state: 1, type: 0, at: 0}", "{}", "unpaid"),
    ("{state: 2, type: 0, at: 0}", "{}", "unpaid"),
    ("{state: 0, type: 1, at: 0}", "{}", "wrong_list"),
    ("{state: 0, type: 0, at: 0}", "{opens: 2000}", "closed"),
    ("{state: 0, type: 0, at: 0}", "{closes: 1000}", "closed"),
    ("{state: 0, type: 0, at: 0}", "{opens: 1000, closes: 1001, once: true}", "admit"),
    ("{state: 0, type: 0, at: 5}", "{once: true}", "duplicate"),
    ("{state: 0, type: 0, at: 5}", "{once: false}", "admit"),
])
def test_what_a_phone_decides_by_itself(entry, rules, verdict):
    said = run(
        'import { decide } from "./decide.js";'
        f'console.log(JSON.stringify(decide({entry}, {{ types: [["Vor Ort", 1], ["Online", 0]], rules: {rules} }}, 1000)))'
    )

    assert said == verdict


def test_own_admission_a_moment_ago_is_no_alarm():
    said = run("""
        import { again } from "./decide.js";
        const entry = { state: 0, type: 0, door: "Tür 1", at: 100 };
        console.log(JSON.stringify([again(entry, "Tür 1", 105_000), again(entry, "Tür 2", 105_000), again(entry, "Tür 1", 111_000)]));
    """)

    assert said == [True, False, False]


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_the_servers_time_whatever_the_phone_says(hours):
    said = run(f"""
        import {{ ServerClock }} from "./clock.js";
        const real = 1_800_000_000_000, wrong = {hours} * 3_600_000;
        let tick = 0;
        const clock = new ServerClock(() => real + wrong, () => tick);
        const sentAt = clock.phone();
        tick = 80;
        clock.heard(real + 40, sentAt, clock.phone());
        tick = 5000;
        clock.heard(real + 9999, clock.phone() - 900, clock.phone());
        console.log(JSON.stringify([clock.server() - real, clock.off]));
    """)

    assert said == [5000, -hours * 3_600_000]


def test_of_two_codes_the_one_in_the_middle_counts():
    said = run("""
        globalThis.document = {};
        const { nearest } = await import("./camera.js");
        const at = (x, y) => ({ text: `${x}`, x, y });
        console.log(JSON.stringify([
          nearest([at(500, 360), at(700, 360)], 1280, 720)?.text ?? null,
          nearest([at(100, 100)], 1280, 720),
          nearest([], 1280, 720),
        ]));
    """)

    assert said == ["700", None, None]


def test_the_scripts_are_small():
    page = [file for file in SCRIPTS.glob("*.js") if file.name not in {"ready.js", "forget.js"}]

    assert sum(len(gzip.compress(file.read_bytes())) for file in page) <= 24_000
