// A menu that opens from a button.

import { freshId, h, icon, placeBeside } from "./dom.js";

/**
 * Opens a menu beside its button. Items are {label, detail, testid, value,
 * checked, avatar, danger, onSelect} or {heading}. Arrows, Home, End and first letters
 * move; Enter chooses; Escape and Tab close and give the focus back.
 */
export function openMenu(button, items, { label, above = false, alignEnd = false } = {}) {
  if (button.getAttribute("aria-expanded") === "true") return;
  const choices = [];
  const menu = h("div", { class: "menu", role: "menu", id: freshId("menu"), "aria-label": label, tabindex: "-1" },
    items.map((item) => (item.heading ? h("div", { class: "menu-heading", role: "presentation" }, item.heading) : entry(item))));

  function entry(item) {
    const radio = item.checked !== undefined;
    const node = h("button", {
      type: "button", role: radio ? "menuitemradio" : "menuitem", tabindex: "-1", class: `menu-item${item.danger ? " danger" : ""}`,
      "aria-checked": radio ? String(item.checked) : null, "data-testid": item.testid, "data-option-value": item.value,
      on: { click: () => { close(true); item.onSelect(); } },
    }, item.avatar, h("span", { class: "menu-words" }, h("span", { class: "menu-label" }, item.label), item.detail && h("span", { class: "menu-detail" }, item.detail)),
    item.checked && icon("check"));
    choices.push(node);
    return node;
  }

  const host = button.closest("dialog") ?? document.body;
  host.append(menu);
  const release = placeBeside(menu, button, { above, alignEnd });
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", menu.id);

  function close(refocus) {
    if (!menu.isConnected) return;
    release();
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
    if (refocus) button.focus({ preventScroll: true });
  }
  function outside(event) {
    if (menu.contains(event.target)) return;
    if (button.contains(event.target)) event.target.addEventListener("click", (click) => click.stopImmediatePropagation(), { once: true, capture: true });
    close(false);
  }
  document.addEventListener("pointerdown", outside, true);

  menu.addEventListener("keydown", (event) => {
    const at = choices.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 };
    if (event.key in moves) {
      choices.at(moves[event.key] % choices.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      close(true);
      if (event.key === "Tab") return;
    } else if (event.key.length === 1 && /\S/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const later = [...choices.slice(at + 1), ...choices.slice(0, at + 1)];
      later.find((choice) => choice.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  const start = choices[Math.max(items.filter((item) => !item.heading).findIndex((item) => item.checked), 0)];
  (start ?? menu).focus();
}
