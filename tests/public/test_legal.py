"""Who is responsible, and what everybody is told."""

import pytest

from tests.browser import Browser
from tests.factories import make_event, make_organisation
from tests.support import counted_queries

PAGES = ["imprint", "privacy", "accessibility", "withdraw"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_each_organisation_has_its_own(client: Browser, page: str, lang: str) -> None:
    make_organisation(name="Hafen Forum")
    make_organisation(name="Brücke", slug="bruecke", legal_name="Brücke e. V.", email="post@bruecke.example")

    first, second = client.get(f"/{lang}/{page}"), client.get(f"/{lang}/{page}/bruecke")

    assert "hello@hafen.example" in first.text
    assert "post@bruecke.example" in second.text
    assert "hello@hafen.example" not in second.text
    assert client.get(f"/{lang}/{page}/none").status_code == 404


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("page", PAGES)
def test_before_there_is_an_organisation_there_is_no_such_page(client: Browser, page: str) -> None:
    assert client.get(f"/de/{page}").status_code == 404


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("page", PAGES)
def test_one_read_is_enough(client: Browser, page: str) -> None:
    make_organisation()

    with counted_queries() as seen:
        client.get(f"/de/{page}")

    assert len(seen) == 1


@pytest.mark.usefixtures("app")
def test_the_imprint_names_all_that_the_law_asks_for(client: Browser) -> None:
    make_organisation(tax_number="DE000000000")

    text = client.get("/de/imprint").text

    for fact in ("Hafen Forum e. V.", "Am Sandtorkai 1", "20457 Hamburg", "Ada Ahrens", "hello@hafen.example", "+49 40 123456",
                 "VR 12345, Amtsgericht Hamburg", "DE000000000", "§ 5 DDG", "§ 18 Abs. 2 MStV"):
        assert fact in text


@pytest.mark.usefixtures("app")
def test_what_is_unknown_is_left_out(client: Browser) -> None:
    make_organisation(register_entry="", tax_number="", editor_name="")

    text = client.get("/de/imprint").text

    assert "Register" not in text
    assert "MStV" not in text


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("lang", "words"), [("de", "Vertrag widerrufen"), ("en", "Withdraw from contract here")])
def test_the_legal_words_stand_in_the_footer_and_on_the_page(client: Browser, lang: str, words: str) -> None:
    make_organisation()

    page = client.get(f"/{lang}/withdraw").text

    assert f"<h1>{words}</h1>" in page
    assert f'<a href="/{lang}/withdraw">{words}</a>' in client.get(f"/{lang}/imprint").text


@pytest.mark.usefixtures("app")
def test_the_foot_of_a_page_leads_to_whoever_answers_for_it(client: Browser) -> None:
    make_organisation()
    event = make_event(organisation=make_organisation(slug="bruecke"))

    for page in (f"/en/e/{event.slug}", "/en/withdraw/bruecke"):
        assert '<a href="/en/withdraw/bruecke"' in client.get(page).text
    assert '<a href="/en/withdraw"' in client.get("/en/mine").text


@pytest.mark.settings(smtp_url="smtp://mail.example.org")
def test_with_a_mail_server_the_notice_says_so(client: Browser) -> None:
    make_organisation()

    assert "through a mail server" in client.get("/en/privacy").text


def test_without_a_mail_server_the_notice_says_so(client: Browser) -> None:
    make_organisation()

    assert "kept in a folder" in client.get("/en/privacy").text


def test_names_are_text(client: Browser) -> None:
    make_organisation(legal_name="<script>alert(1)</script>", editor_name='"><img src=x>')

    text = client.get("/de/imprint").text

    assert "<script>alert" not in text
    assert "<img src=x>" not in text
