// A decision that is being written saves itself: every half minute, and when its page is left or looked at again. The
// button does the same without this module. Where somebody else saved meanwhile it stops, and the button shows both.

const REST = 30_000;
const form = document.querySelector("form[data-saved]");
const said = document.querySelector("[data-draft]");
let typed = false;
let clash = false;

form?.addEventListener("input", () => { typed = true; });

async function keep() {
  if (!typed || clash) return;
  typed = false;
  const body = new URLSearchParams(new FormData(form));
  body.delete("once");
  body.set("step", "save");
  try {
    const answer = await fetch(location.href, { method: "POST", body, keepalive: true });
    clash = answer.status === 409;
    if (answer.ok && answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.elements.seen.value = page.querySelector("[name=seen]")?.value ?? form.elements.seen.value;
      said.textContent = form.dataset.saved;
    } else {
      said.textContent = form.dataset.notSaved;
    }
  } catch {
    typed = true;
    said.textContent = form.dataset.notSaved;
  }
}

if (form && said) {
  setInterval(keep, REST);
  document.addEventListener("visibilitychange", keep);
}
