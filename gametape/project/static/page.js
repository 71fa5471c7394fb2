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

// The card: ticks outlive a reload of this tab and nothing else; printing is a button only where there is a script.
document.querySelectorAll("[data-ticks]").forEach((list) => {
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const kept = sessionStorage.getItem(list.dataset.ticks) || "";
  boxes.forEach((box, n) => { box.checked = kept[n] === "x"; });
  list.addEventListener("change", () => {
    sessionStorage.setItem(list.dataset.ticks, boxes.map((box) => (box.checked ? "x" : "-")).join(""));
  });
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// Practising the ask: what the microphone hears is played back here, sent nowhere, and gone with the page.
document.querySelectorAll("[data-practise]").forEach((page) => {
  if (!navigator.mediaDevices || !window.MediaRecorder) return;
  const find = (what) => page.querySelector(what);
  const [button, discard, audio, say] = ["[data-record]", "[data-discard]", "audio", "[data-say]"].map(find);
  const label = button.textContent;
  let recorder = null;
  const letGo = () => {
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.removeAttribute("src");
    audio.hidden = discard.hidden = true;
  };
  const start = async () => {
    letGo();
    say.textContent = "";
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const heard = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => heard.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      audio.src = URL.createObjectURL(new Blob(heard, { type: recorder.mimeType }));
      audio.hidden = discard.hidden = false;
      button.textContent = label;
      recorder = null;
    });
    recorder.start();
    button.textContent = button.dataset.stop;
  };
  find("[data-recorder]").hidden = false;
  button.addEventListener("click", () => {
    if (recorder) recorder.stop();
    else start().catch(() => { say.textContent = say.dataset.denied; });
  });
  discard.addEventListener("click", letGo);
  window.addEventListener("pagehide", letGo);
});
