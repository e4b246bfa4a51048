// The box with the mistakes takes the focus, so that it is read first; its links put the focus into the field.
const box = document.querySelector("[data-error-box]");
if (box) {
  box.focus();
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const input = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (input ?? field).focus();
    field.scrollIntoView({ block: "center" });
  });
}
