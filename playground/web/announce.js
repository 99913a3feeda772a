// What is said aloud and what is shown for a moment.

import { h, iconButton } from "./dom.js";
import { topDialog } from "./dialog.js";

/** Says text to screen readers, inside the dialog on top if there is one. */
export function announce(text) {
  const dialog = topDialog();
  let region = document.getElementById("polite");
  if (dialog) {
    region = dialog.querySelector(":scope > .dialog-live");
    if (!region) {
      region = h("div", { class: "dialog-live visually-hidden", role: "status", "aria-live": "polite" });
      dialog.append(region);
    }
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 60);
}

/** Shows what went wrong until it is dismissed. Errors are read out at once. */
export function complain(text) {
  const dialog = topDialog();
  const host = dialog ?? document.getElementById("toasts");
  const toast = h("div", { class: "toast", role: "alert", "data-testid": "error" }, h("span", {}, text));
  toast.append(iconButton("close", "Dismiss this error", { on: { click: () => toast.remove() } }));
  const same = [...host.querySelectorAll(":scope > .toast")].find((other) => other.textContent === toast.textContent);
  same?.remove();
  host.append(toast);
}

/** Takes away the errors of the page itself, as the visitor goes on. */
export function clearComplaints() {
  document.getElementById("toasts").replaceChildren();
}
