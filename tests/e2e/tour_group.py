"""A group for the tour: Ben with two guests; one has entered, one link is open."""

from playwright.sync_api import Page, expect

BEN = "ben@guests.example"


def group(page: Page, path: str) -> dict[str, str]:
    """Addresses: of the group, of a seat that is open, of a guest who has entered."""
    page.goto(path)
    page.get_by_label("First and last name").fill("Ben Brandt")
    page.get_by_label("Email address").fill(BEN)
    page.get_by_text("More than one ticket?").click()
    page.get_by_label("Number of tickets").select_option("3")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Register for free").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are in")
    page.get_by_role("link", name="Your group").first.click()
    links = [page.locator(f"#seat-{number}-link").input_value() for number in (2, 3)]
    ours = page.url
    page.goto(links[0])
    page.get_by_label("Your first and last name").fill("Emil Erle")
    page.get_by_label("Your email address").fill("emil.own@guests.example")
    page.get_by_role("button", name="Enter and see the ticket").click()
    expect(page.locator("main .qr svg").first).to_be_visible()
    return {"group": ours, "seat": links[1], "entered": page.url}
