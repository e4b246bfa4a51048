// A form of choices answers as soon as one is made; without script its button does.
for (const form of document.querySelectorAll("form[data-choose]")) {
  form.addEventListener("change", () => form.requestSubmit());
  for (const go of form.querySelectorAll("[data-choose-go]")) go.hidden = true;
}
