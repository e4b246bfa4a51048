// The registration form: as many name fields as tickets are chosen, at once. Without script the server adds them.
function added(template, number) {
  const field = template.content.cloneNode(true);
  const label = field.querySelector("label");
  const input = field.querySelector("input");
  input.id = input.name = `holders-${number - 2}`;
  label.htmlFor = input.id;
  label.firstChild.data = label.firstChild.data.replace("0", String(number));
  return field;
}

function fit(form) {
  const many = Math.max(Number(form.querySelector("[data-quantity]").value) || 1, 1);
  const box = form.querySelector("[data-holders]");
  const fields = [...box.querySelectorAll('[name^="holders-"]')];
  for (const extra of fields.slice(many - 1)) extra.closest(".field").remove();
  for (let number = fields.length + 2; number <= many; number += 1) box.append(added(form.querySelector("template[data-holder]"), number));
}

for (const form of document.querySelectorAll("[data-register]")) {
  form.querySelector("[data-quantity]").addEventListener("change", () => fit(form));
  form.addEventListener("submit", (event) => {
    const button = form.querySelector('[type="submit"]');
    if (button.ariaDisabled === "true") event.preventDefault();
    button.ariaDisabled = "true";
  });
  addEventListener("pageshow", () => form.querySelector('[type="submit"]').removeAttribute("aria-disabled"));
}
