// The tape. Everything works without this file: then a file comes in one piece, and the player is the browser's own.
"use strict";

document.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = false; });
const typing = (event) => event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey;

// A file comes in parts, so that a lost connection costs one part and not the file.
document.querySelectorAll("form[data-bring]").forEach((form) => {
  const [input, bar, say, drop, button] = ["input[type=file]", "progress", "[data-say]", "[data-drop]", "button.main"].map((what) => form.querySelector(what));
  const { bring, part, sayGoing, sayWaiting, sayLooking } = form.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener("online", done, { once: true }); });
  const mb = (bytes) => (bytes / 1048576).toFixed(1);

  const ask = async (address, options) => {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "error", ...options });
    if (answer.status >= 500) throw new Error("later");
    return answer;
  };
  const send = async (file) => {
    const key = encodeURIComponent(`${file.name}|${file.size}|${file.lastModified}`.slice(0, 390));
    let here = null;
    for (let tries = 0; ;) {
      try {
        if (here === null) here = (await (await ask(`${bring}?key=${key}`)).json()).here;
        if (here >= file.size) return;
        bar.value = here / file.size;
        say.textContent = sayGoing.replace("%1", mb(here)).replace("%2", mb(file.size));
        const body = file.slice(here, here + Number(part));
        const answer = await ask(`${bring}?key=${key}&at=${here}&size=${file.size}`, {
          method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" },
        });
        const told = await answer.json();
        if (answer.status === 400) { here = null; await pause(1000); continue; }
        if (!answer.ok) throw Object.assign(new Error(told.say), { forGood: true });
        here = told.here;
        tries = 0;
      } catch (error) {
        if (error.forGood) throw error;
        tries += 1;
        here = null;
        say.textContent = sayWaiting;
        await pause(Math.min(30000, 1000 * 2 ** tries));
      }
    }
  };
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || !file.size) return;
    event.preventDefault();
    event.stopPropagation();
    button.disabled = true;
    bar.hidden = false;
    try {
      await send(file);
    } catch (error) {
      say.textContent = error.message;
      button.disabled = false;
      bar.hidden = true;
      return;
    }
    bar.value = 1;
    say.textContent = sayLooking;
    const whole = Object.assign(document.createElement("input"), { type: "hidden", name: "name", value: file.name });
    form.append(whole);
    input.disabled = true;
    form.submit();
  });
  const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
});

// The player: words follow the sound, a word that is tapped is heard.
document.querySelectorAll("[data-player]").forEach((player) => {
  const audio = player.querySelector("audio");
  const lines = [...document.querySelectorAll("li[data-start]")];
  const picture = player.querySelector("[data-picture]");
  const now = player.querySelector("[data-now]");
  const seconds = () => Number(player.dataset.seconds) || (audio && audio.duration) || 0;
  let timed = null;
  let current = null;
  if (audio) fetch(player.dataset.timed, { credentials: "same-origin" }).then((answer) => answer.json()).then((found) => { timed = found; }).catch(() => {});

  const split = (line) => {
    const place = line.querySelector("[data-words]");
    const words = timed && timed[line.dataset.line];
    if (!place || !words || place.dataset.split) return;
    place.dataset.split = "yes";
    const into = place.querySelector("mark") || place;
    into.replaceChildren(...words.flatMap(([text, start, end]) => {
      const word = Object.assign(document.createElement("span"), { textContent: text });
      Object.assign(word.dataset, { from: start, to: end });
      return [word, " "];
    }));
  };
  const light = (at) => {
    const line = lines.findLast((one) => Number(one.dataset.start) <= at + 0.05);
    if (line !== current) {
      current?.classList.remove("now");
      current?.querySelectorAll(".spoken").forEach((word) => word.classList.remove("spoken"));
      line?.classList.add("now");
      if (line && audio && !audio.paused) line.scrollIntoView({ block: "nearest" });
      current = line;
    }
    if (line) {
      split(line);
      line.querySelectorAll("[data-from]").forEach((word) => word.classList.toggle("spoken", Number(word.dataset.from) <= at && at < Number(word.dataset.to) + 0.15));
    }
    if (now && seconds()) {
      const x = `${Math.min(100, at / seconds() * 100)}%`;
      now.setAttribute("x1", x);
      now.setAttribute("x2", x);
    }
  };
  const go = (at, play) => {
    if (!audio) { light(at); return; }
    audio.currentTime = Math.max(0, at);
    light(audio.currentTime);
    if (play) audio.play().catch(() => {});
  };
  const toLine = (line) => {
    if (!line) return;
    go(Number(line.dataset.start), false);
    light(Number(line.dataset.start));
    line.scrollIntoView({ block: "center" });
    line.querySelector("a")?.focus({ preventScroll: true });
  };
  const step = (by, holds) => {
    const some = holds ? lines.filter((line) => (line.dataset.holds || "").split(" ").includes(holds)) : lines.filter((line) => line.dataset.line);
    const at = current ? lines.indexOf(current) : -1;
    toLine(by > 0 ? some.find((line) => lines.indexOf(line) > at) : some.findLast((line) => lines.indexOf(line) < at));
  };

  const follow = () => { light(audio.currentTime); if (!audio.paused) requestAnimationFrame(follow); };
  audio?.addEventListener("play", follow);
  audio?.addEventListener("seeked", () => light(audio.currentTime));
  picture?.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    go((event.clientX - box.left) / box.width * seconds(), true);
  });
  document.addEventListener("click", (event) => {
    const hear = event.target.closest("[data-hear]");
    const words = event.target.closest("[data-words]");
    if (hear && audio) { event.preventDefault(); go(Number(hear.closest("li").dataset.start), true); return; }
    if (!words || !audio || !getSelection().isCollapsed) return;
    const line = words.closest("li");
    if (!line.dataset.start) return;
    split(line);
    const word = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-from]");
    go(Number(word ? word.dataset.from : line.dataset.start), true);
  });
  document.querySelectorAll("[data-jump]").forEach((link) => link.addEventListener("click", (event) => {
    const some = lines.some((line) => (line.dataset.holds || "").split(" ").includes(link.dataset.jump));
    if (!some || new URLSearchParams(location.search).has("only")) return;
    event.preventDefault();
    const before = current;
    step(1, link.dataset.jump);
    if (current === before) { current = null; step(1, link.dataset.jump); }
  }));
  player.querySelector("[data-back]")?.addEventListener("click", () => go(audio.currentTime - 10, !audio.paused));
  player.querySelector("[data-speed]")?.addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });
  const open = (hash) => {
    const line = current?.dataset.line ? current : lines.find((one) => one.dataset.line);
    const link = line?.querySelector("a");
    if (link) location.href = link.href + hash;
  };
  player.querySelector("[data-mark-here]")?.addEventListener("click", () => open("#mark"));
  const holds = { q: "question", p: "price", y: "payment", c: "competitor", o: "objection", n: "next_step", m: "marked" };
  document.addEventListener("keydown", (event) => {
    if (typing(event)) return;
    const key = event.key;
    const acts = {
      " ": () => { if (audio) { if (audio.paused) audio.play().catch(() => {}); else audio.pause(); } },
      ArrowLeft: () => audio && go(audio.currentTime - 10), ArrowRight: () => audio && go(audio.currentTime + 10),
      ArrowDown: () => step(1), ArrowUp: () => step(-1),
      e: () => open(""), k: () => open("#mark"),
    };
    if (key === " " && event.target.closest("a, button, summary, audio")) return;
    if (event.target.closest("audio")) return;
    const act = acts[key] || (holds[key.toLowerCase()] && (() => step(event.shiftKey ? -1 : 1, holds[key.toLowerCase()])));
    if (!act) return;
    event.preventDefault();
    act();
  });
  const from = lines.find((line) => `#${line.id}` === location.hash);
  if (from) { if (audio) audio.addEventListener("loadedmetadata", () => go(Number(from.dataset.start)), { once: true }); light(Number(from.dataset.start)); }
});

// One passage: it ends where the line ends, and on the way from line to line it plays by itself.
document.querySelectorAll("audio[data-passage]").forEach((audio) => {
  const [start, end] = audio.dataset.passage.split(" ").map(Number);
  audio.addEventListener("play", () => { if (audio.currentTime < start - 0.3 || audio.currentTime > end) audio.currentTime = start; });
  audio.addEventListener("timeupdate", () => { if (audio.currentTime > end + 0.2) audio.pause(); });
  if (document.querySelector("[data-turns]") && sessionStorage.getItem("hear-each")) audio.play().catch(() => {});
  audio.addEventListener("playing", () => { if (document.querySelector("[data-turns]")) sessionStorage.setItem("hear-each", "yes"); });
});

// Who is who, turn by turn: a key or a swipe does what the buttons do.
document.querySelectorAll("[data-turns]").forEach((page) => {
  const press = (key) => document.querySelector(`[data-key="${key}"]:not(:disabled)`)?.click();
  document.addEventListener("keydown", (event) => {
    if (typing(event)) return;
    if (event.key === " " && !event.target.closest("a, button, summary, audio")) {
      const audio = page.querySelector("audio");
      if (audio) { event.preventDefault(); if (audio.paused) audio.play().catch(() => {}); else audio.pause(); }
    } else if (/^[1-4u]$/.test(event.key)) press(event.key);
  });
  let from = null;
  page.addEventListener("touchstart", (event) => { from = event.target.closest("audio") ? null : event.changedTouches[0]; }, { passive: true });
  page.addEventListener("touchend", (event) => {
    const to = event.changedTouches[0];
    if (!from) return;
    const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
    if (Math.abs(x) > 80 && Math.abs(y) < 50) press(x < 0 ? "1" : "2");
  }, { passive: true });
});
