// A select with search, for one choice or several, after the ARIA combobox
// pattern. The input carries the name and the action id; the options carry their values.

import { freshId, h, iconButton, placeBeside } from "./dom.js";
import { announce } from "./announce.js";

/**
 * Builds the control. `groups` is a list of {label, options} or a function from
 * the words typed to a promise of one; an option is {key, label, detail, of}
 * where `of` is what the caller gets back. `chosen` holds such options.
 * `onChange` gets the new list. `name` gives aria-label or aria-labelledby.
 */
export function combobox({ groups, chosen, many = false, clearable = false, most = Infinity, placeholder, name, actionId, onChange }) {
  let picked = [...chosen];
  let shown = [];
  let active = -1;
  let open = false;
  let release = () => {};
  let asked = 0;

  const list = h("div", { class: "listbox", role: "listbox", id: freshId("list"), "aria-multiselectable": many ? "true" : null, ...labelled(name) });
  const input = h("input", {
    type: "text", role: "combobox", class: "combobox-input", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
    "aria-autocomplete": "list", "aria-controls": list.id, "data-action-id": actionId, ...labelled(name),
  });
  const chips = many ? h("ul", { class: "chips", "aria-label": "Chosen" }) : null;
  const clear = clearable ? iconButton("close", "Clear the choice", { class: "combobox-clear", on: { click: () => { choose([]); input.focus(); } } }) : null;
  const root = h("div", { class: many ? "combobox many" : "combobox" }, chips, h("div", { class: "combobox-field" }, input, clear, h("span", { class: "combobox-arrow", "aria-hidden": "true" })));

  const isPicked = (option) => picked.some((one) => one.key === option.key);

  function labelled({ label, labelledby }) {
    return labelledby ? { "aria-labelledby": labelledby } : { "aria-label": label };
  }

  function show() {
    input.placeholder = picked.length && many ? "Add another" : placeholder || "Choose";
    if (!open) input.value = many ? "" : picked[0]?.label ?? "";
    if (clear) clear.hidden = !picked.length;
    chips?.replaceChildren(...picked.map((option) => h("li", { class: "chip" }, h("span", {}, option.label),
      iconButton("close", `Remove ${option.label}`, { class: "chip-remove", "data-option-value": option.key, on: { click: () => { choose(picked.filter((one) => one !== option)); input.focus(); } } }))));
  }

  function choose(next) {
    picked = next;
    show();
    onChange([...picked]);
  }

  async function fill(words) {
    const turn = ++asked;
    const found = typeof groups === "function" ? await groups(words) : matching(groups, words);
    if (turn !== asked || !open) return;
    shown = [];
    list.replaceChildren(...found.filter((group) => group.options.length).map(groupNode));
    if (!shown.length) list.replaceChildren(h("div", { class: "listbox-empty" }, "Nothing matches"));
    if (words) announce(shown.length === 1 ? "1 choice" : `${shown.length} choices`);
    point(Math.max(shown.findIndex(({ option }) => !many && isPicked(option)), shown.length ? 0 : -1));
  }

  function groupNode(group) {
    const headingId = freshId("group");
    const nodes = group.options.map((option) => optionNode(option));
    return group.label ? h("div", { role: "group", "aria-labelledby": headingId }, h("div", { class: "listbox-heading", id: headingId }, group.label), nodes) : h("div", { role: "presentation" }, nodes);
  }

  function optionNode(option) {
    const node = h("div", { role: "option", id: freshId("option"), class: "listbox-option", "data-option-value": option.key, "aria-selected": String(isPicked(option)),
      on: { pointerdown: (event) => event.preventDefault(), click: () => pick(option) } },
    h("span", { class: "option-label" }, option.label), option.detail && h("span", { class: "option-detail" }, option.detail));
    shown.push({ option, node });
    return node;
  }

  function point(index) {
    shown[active]?.node.classList.remove("active");
    active = index;
    const now = shown[active]?.node;
    now?.classList.add("active");
    now?.scrollIntoView({ block: "nearest" });
    if (now) input.setAttribute("aria-activedescendant", now.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function pick(option) {
    if (!many) {
      closeList();
      choose([option]);
      return;
    }
    const room = picked.length < most;
    announce(isPicked(option) ? `${option.label} taken away` : room ? `${option.label} chosen` : `You can choose at most ${most}`);
    if (isPicked(option)) choose(picked.filter((one) => one.key !== option.key));
    else if (room) choose([...picked, option]);
    for (const { option: other, node } of shown) node.setAttribute("aria-selected", String(isPicked(other)));
    input.value = "";
    input.focus();
  }

  function openList({ typed = false } = {}) {
    if (open) return;
    open = true;
    root.append(list);
    document.addEventListener("pointerdown", outside, true);
    input.setAttribute("aria-expanded", "true");
    if (!typed) input.select();
    fill(typed ? input.value.trim() : "").then(() => { if (open) release = placeBeside(list, root.querySelector(".combobox-field"), { minWidth: root.offsetWidth }); });
  }

  function closeList() {
    if (!open) return;
    open = false;
    asked += 1;
    release();
    document.removeEventListener("pointerdown", outside, true);
    list.remove();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    show();
  }

  // A press beside the list closes it. The focus alone is not enough: a phone leaves it in the box, and a window
  // that is not in front tells of no loss.
  function outside(event) {
    if (!root.contains(event.target)) closeList();
  }

  input.addEventListener("click", () => openList());
  input.addEventListener("input", () => {
    if (open) fill(input.value.trim());
    else openList({ typed: true });
  });
  input.addEventListener("blur", () => closeList());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) openList();
      else if (shown.length) point((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      if (!open) return;
      if (shown[active]) pick(shown[active].option);
    } else if (event.key === "Escape" && open) {
      closeList();
    } else if (event.key === "Backspace" && many && !input.value && picked.length) {
      choose(picked.slice(0, -1));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  show();
  return { root, input };
}

function matching(groups, words) {
  const wanted = words.toLowerCase();
  return groups.map((group) => ({ ...group, options: group.options.filter((option) => `${option.label} ${option.detail ?? ""}`.toLowerCase().includes(wanted)) }));
}
