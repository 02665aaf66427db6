// Makes the queue handier where scripts run: counts what is chosen, chooses all, and says when the list is old.
// Everything here also works without it, by the links and buttons of the page.

const EVERY = 60_000;
// A page that nobody touches stops asking, so that a forgotten window keeps no session alive.
const MOST = 15;

const form = document.querySelector("[data-queue]");

function boxes() {
  return [...form.querySelectorAll('input[name="chosen"]')];
}

function count() {
  const shown = form.querySelector("[data-chosen-count]");
  if (shown) shown.textContent = shown.textContent.replace(/[\d\u0660-\u0669]+/, String(boxes().filter((box) => box.checked).length));
}

function chooseAll(event) {
  event.preventDefault();
  const some = boxes().some((box) => !box.checked);
  for (const box of boxes()) box.checked = some;
  count();
}

async function ask() {
  const address = new URL(form.dataset.changes, location.href);
  address.searchParams.set("since", form.dataset.since);
  for (const link of form.querySelectorAll("tbody th .ref")) address.searchParams.append("shown", link.textContent);
  const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!answer.ok) return;
  const { changed, words } = await answer.json();
  if (!changed) return;
  const button = form.querySelector("[data-refresh]");
  button.textContent = words;
  form.querySelector("[data-changed]").textContent = "";
}

if (form) {
  let asked = 0;
  form.addEventListener("change", count);
  form.querySelector("[data-choose-all]")?.addEventListener("click", chooseAll);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { asked = 0; });
  setInterval(() => {
    if (document.hidden || asked >= MOST) return;
    asked += 1;
    ask().catch(() => {});
  }, EVERY);
}
