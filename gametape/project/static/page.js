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
