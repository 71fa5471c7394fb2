// Everything works without this file; it saves a tap here and there.
"use strict";

// A button with data-copy puts the words of that element on the clipboard and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const words = document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(words.value ?? words.textContent);
    button.textContent = button.dataset.copied || "Copied";
  } catch (error) {
    words.focus();
    words.select?.();
  }
});

// One tap is one act: a form that was sent is not sent again by an impatient thumb.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// The editor's twin keeps in step with what is typed: same words, and the marks that still find theirs.
const keepStep = (area) => {
  const twin = document.querySelector(area.dataset.twin);
  if (!twin || twin.textContent === area.value) return;
  const marks = [...twin.querySelectorAll("mark")].map((mark) => [mark.textContent, mark.className]);
  const parts = [];
  let from = 0;
  for (const [words, look] of marks) {
    const at = area.value.indexOf(words, from);
    if (at < 0) continue;
    const mark = Object.assign(document.createElement("mark"), { textContent: words, className: look });
    parts.push(area.value.slice(from, at), mark);
    from = at + words.length;
  }
  twin.replaceChildren(...parts, area.value.slice(from));
};
const keepAllInStep = () => document.querySelectorAll("[data-twin]").forEach(keepStep);
document.addEventListener("input", (event) => event.target.matches("[data-twin]") && keepStep(event.target));
document.addEventListener("htmx:afterSettle", keepAllInStep);
document.addEventListener("DOMContentLoaded", keepAllInStep);
