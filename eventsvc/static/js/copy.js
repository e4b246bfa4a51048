// Copy buttons: shown only where the browser can copy. data-copy names the field, data-done is the word after it worked.
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const word = button.querySelector("span") ?? button;
  const before = word.textContent;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus();
    field.select?.();
    return;
  }
  word.textContent = button.dataset.done;
  word.setAttribute("role", "status");
  setTimeout(() => {
    word.textContent = before;
    word.removeAttribute("role");
  }, 2500);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
