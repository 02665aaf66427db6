// Asks the browser for a passkey and sends its answer with the form of the button. Nothing here decides: the server checks.
// What the browser is asked stands in the page as JSON; webauthn-json.js turns its bytes into text and back.

const asked = JSON.parse(document.getElementById("js_data").textContent);

for (const button of document.querySelectorAll("button[data-passkey]")) {
  const failed = document.getElementById("passkey_failed");
  button.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const answer =
        button.dataset.passkey === "create"
          ? await window.webauthnJSON.create(asked.creation_options)
          : await window.webauthnJSON.get(asked.request_options);
      button.form.elements.credential.value = JSON.stringify(answer);
      button.form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
