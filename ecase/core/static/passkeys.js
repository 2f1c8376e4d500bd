// Passkeys need the browser's own part; all else on these pages works without this file.
"use strict";

{
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = list => (list || []).map(each => ({ ...each, id: bytes(each.id) }));

  // What the browser made or signed, as plain text for the server.
  function told(credential) {
    const { response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const said = Object.fromEntries(parts.filter(part => response[part]).map(part => [part, text(response[part])]));
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said });
  }

  const make = asked => navigator.credentials.create({ publicKey: {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: known(asked.excludeCredentials),
  } });
  const sign = asked => navigator.credentials.get({ publicKey: {
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: known(asked.allowCredentials),
  } });

  if (window.PublicKeyCredential) {
    document.querySelectorAll("[data-passkey-without]").forEach(each => each.hidden = true);
    document.querySelectorAll("[data-passkey-offer]").forEach(each => each.hidden = false);
  }
  for (const button of document.querySelectorAll("[data-passkey-make], [data-passkey-sign]")) {
    const { passkeyMake, passkeySign, passkeyAnswer } = button.dataset;
    const failed = document.querySelector("[data-passkey-failed]");
    button.addEventListener("click", async () => {
      failed.hidden = true;
      button.disabled = true;
      try {
        const asked = JSON.parse(passkeyMake || passkeySign).publicKey;
        document.getElementById(passkeyAnswer).value = told(await (passkeyMake ? make : sign)(asked));
        button.form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
}
