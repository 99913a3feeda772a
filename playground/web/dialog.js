// Dialogs: the native element gives the focus trap; this adds Escape that can
// be answered, and gives the focus back.

import { freshId, h, iconButton } from "./dom.js";

/**
 * Shows a dialog and returns it. `onEscape` runs at Escape and at the system's
 * back gesture; without it the dialog just closes. The focus goes back to where it was,
 * or to `home` if that has gone.
 */
export function showDialog(dialog, { onEscape = () => dialog.close(), home = () => null } = {}) {
  const before = document.activeElement;
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    onEscape();
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    onEscape();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    const heir = before?.isConnected && before !== document.body ? before : home();
    heir?.blur(); // the browser may have given it the focus already, but without a caret to type at
    heir?.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The dialog on top, where announcements and errors must stand to be heard, or null. */
export function topDialog() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? null;
}

/** Asks the question of a Block Kit confirm object, already in words. Resolves to whether the answer was yes. */
export function askConfirm({ title, text, confirm = "Yes", deny = "No", danger = false }) {
  return new Promise((answer) => {
    const titleId = freshId("confirm");
    const yes = h("button", { type: "button", class: `button ${danger ? "danger" : "primary"}`, "data-testid": "confirm-yes" }, confirm);
    const no = h("button", { type: "button", class: "button", "data-testid": "confirm-no" }, deny);
    const dialog = h("dialog", { class: "dialog small-dialog", role: "alertdialog", "aria-labelledby": titleId, "aria-describedby": `${titleId}-text`, "data-testid": "confirm" },
      h("h2", { id: titleId, class: "dialog-title" }, title),
      h("p", { id: `${titleId}-text` }, text),
      h("div", { class: "dialog-buttons" }, no, yes));
    let said = false;
    const settle = (value) => {
      said = value;
      dialog.close();
    };
    yes.addEventListener("click", () => settle(true));
    no.addEventListener("click", () => settle(false));
    dialog.addEventListener("close", () => answer(said));
    showDialog(dialog);
    (danger ? no : yes).focus();
  });
}

/** Shows a short text to read, with one button to close it. */
export function showNote(title, content) {
  const titleId = freshId("note");
  const close = iconButton("close", "Close", { class: "dialog-close", on: { click: () => dialog.close() } });
  const dialog = h("dialog", { class: "dialog small-dialog", "aria-labelledby": titleId },
    h("div", { class: "dialog-head" }, h("h2", { id: titleId, class: "dialog-title" }, title), close), content);
  showDialog(dialog);
  close.focus();
  return dialog;
}
