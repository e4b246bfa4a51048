// Alt and an arrow key move a row of an ordered table: they press the row's own buttons, which work without script too.
for (const hint of document.querySelectorAll("[data-order-keys]")) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!event.altKey || !step || event.ctrlKey || event.metaKey) return;
  const button = event.target.closest?.("[data-order]")?.querySelector(`[name="step"][value="${step}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
