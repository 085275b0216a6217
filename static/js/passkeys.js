// Says on the page what went wrong with a passkey; allauth's own scripts (loaded beside this one) do the asking.

const status = document.getElementById("passkey-status");

const REASONS = {
  NotAllowedError: "That was stopped, took too long, or this device has no passkey for the site. Try again, or take another way.",
  InvalidStateError: "This device has a passkey of your account already.",
  SecurityError: "Passkeys don't work at this address: they need HTTPS, or localhost on your own machine.",
};

if (!window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-needs-passkeys]")) button.disabled = true;
  if (status) status.textContent = "This browser has no passkeys here: they need HTTPS and a browser of the last years.";
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (status) status.textContent = REASONS[event.detail.exception.name] ?? "That didn't work. Try again, or take another way.";
});
