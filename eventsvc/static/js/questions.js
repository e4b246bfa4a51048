// Questions that another answer opens: only those that are asked are shown. Without script all stand there and say why.
function answered(form, name) {
  return new FormData(form).getAll(name);
}

function follow(form, parts) {
  for (const part of parts) {
    const given = answered(form, part.dataset.openedBy);
    const asked = part.dataset.openedValue.split(" ").some((value) => given.includes(value));
    part.hidden = !asked;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !asked;
  }
}

for (const form of document.querySelectorAll("form:has([data-opened-by])")) {
  const parts = [...form.querySelectorAll("[data-opened-by]")];
  follow(form, parts);
  form.addEventListener("change", () => follow(form, parts));
}
