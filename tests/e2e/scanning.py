"""What a test sees and does at the scanner's page."""

from playwright.sync_api import Page, expect

PATIENCE = 20_000
WATCH = """addEventListener("DOMContentLoaded", () => {
  const face = document.querySelector("[data-verdict]"), root = document.documentElement;
  const note = () => { root.dataset.seen = `${root.dataset.seen ?? ""} ${face.dataset.scanN}:${face.dataset.scanState}`; };
  if (face) new MutationObserver(note).observe(face, { attributes: true, attributeFilter: ["data-scan-n"] });
});"""


def faults(page: Page) -> list[str]:
    """What the page complained about."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def shows(page: Page, state: str) -> None:
    """A verdict that waits for somebody."""
    expect(page.locator(f"[data-scan-state={state}]")).to_be_visible(timeout=PATIENCE)


def showed(page: Page, number: int, state: str) -> None:
    """The n-th verdict of this page; green is gone again after a second."""
    expect(page.locator(f"html[data-seen~='{number}:{state}']")).to_be_attached(timeout=PATIENCE)


def idle(page: Page) -> None:
    expect(page.locator("[data-scan-state=idle]")).to_be_attached(timeout=PATIENCE)


def opened(page: Page, address: str) -> None:
    page.goto(f"{address}/door/")
    expect(page.locator("html[data-door=open]")).to_be_attached(timeout=PATIENCE)


def scanned(page: Page, text: str) -> None:
    """By a hand scanner, which types faster than a busy machine lets a test type."""
    page.evaluate("""text => {
      for (const key of [...text, "Enter"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    }""", text)
