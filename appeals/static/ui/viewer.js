// Turns, enlarges and leafs through a document without loading the page anew, so that checks being written stay as they
// are. Each button is a link and works without this, too.
const pane = document.querySelector("[data-viewer]");

async function follow(link) {
  const answer = await fetch(link.href, { credentials: "same-origin" });
  const fresh = answer.ok
    ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-viewer]")
    : null;
  if (fresh === null) {
    throw new Error("not a page of the document");
  }
  const words = link.textContent.trim();
  pane.replaceChildren(...fresh.childNodes);
  history.replaceState(null, "", link.href);
  const again = [...pane.querySelectorAll("a")].find((one) => one.textContent.trim() === words);
  (again ?? pane.querySelector("a"))?.focus({ preventScroll: true });
}

pane?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (link === null || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) {
    return;
  }
  event.preventDefault();
  // What the script cannot do, such as asking for the password, the browser does by going there.
  follow(link).catch(() => location.assign(link.href));
});
