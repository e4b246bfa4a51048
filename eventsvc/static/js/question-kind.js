// The desk's form of a question: answers to choose from stand there only where answers are chosen.
for (const form of document.querySelectorAll("form[data-question]")) {
  const options = form.querySelector("[data-options]");
  const show = () => { options.hidden = !["choice", "choices"].includes(form.elements.kind.value); };
  show();
  form.elements.kind.addEventListener("change", show);
}
