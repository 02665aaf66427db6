// A case page that is open: who else is on it, kept fresh, and which of its tabs is shown. Without this module the page
// says who was there when it was loaded, and its tabs work as links.

const BEAT = 20_000;
const TYPING = 60_000;
const line = document.querySelector("[data-presence]");
const token = document.querySelector("[name=csrfmiddlewaretoken]");
let typed = line?.dataset.edits ? Date.now() : 0;

addEventListener("input", () => { typed = Date.now(); });

function show(lines) {
  const shown = Array.from(line.children, (one) => one.textContent);
  if (shown.join("\n") === lines.join("\n")) return;
  line.replaceChildren(...lines.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
}

async function beat() {
  if (document.hidden) return;
  const edits = Date.now() - typed < TYPING ? "1" : "0";
  try {
    const answer = await fetch(line.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": token.value },
      body: new URLSearchParams({ edits }),
      redirect: "error",
    });
    show(answer.ok ? (await answer.json()).lines : []);
  } catch {
    show([]);
  }
}

function mark() {
  const links = document.querySelectorAll("[data-parts] a[href^='#']");
  for (const link of links) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (line && token) {
  document.querySelector("[data-at-load]")?.remove();
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", beat);
}
addEventListener("hashchange", mark);
mark();
