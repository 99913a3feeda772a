// The box to write in, with completion of slash commands and the menu of shortcuts.

import { freshId, h, iconButton } from "./dom.js";
import { announce, complain } from "./announce.js";
import { openMenu } from "./menu.js";
import { post } from "./api.js";

/**
 * Builds a composer for one conversation or thread. Returns {root, input, fill, refresh}.
 * `draft` is {text}, kept by the caller; `onSent` runs when the server has the message.
 */
export function composer({ app, channel, thread = "", label, draft, onSent }) {
  let matches = [];
  let active = -1;
  let closedFor = null;

  const listId = freshId("commands");
  const list = h("div", { class: "completion", role: "listbox", id: listId, "aria-label": "Slash commands", "data-testid": "completion", hidden: true });
  const hintId = freshId("usage");
  const hint = h("div", { class: "usage", id: hintId, "data-testid": "usage-hint", hidden: true });
  const trouble = h("div", { class: "composer-error", role: "alert", "data-testid": "composer-error" });
  const input = h("textarea", {
    class: "composer-input", rows: "1", placeholder: label, "aria-label": label, "aria-describedby": hintId, "aria-autocomplete": "list", "aria-controls": listId,
    "data-testid": thread ? "thread-composer" : "composer", dir: "auto",
  });
  const shortcuts = thread ? null : iconButton("bolt", "Shortcuts and commands", { "data-testid": "shortcuts", "aria-haspopup": "menu", "aria-expanded": "false" });
  const send = iconButton("send", "Send", { class: "send", "data-testid": thread ? "thread-send" : "send" });
  const root = h("div", { class: "composer" }, trouble, list,
    h("div", { class: "composer-box" }, shortcuts, input, send), hint);

  input.value = draft.text;

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight + 2, 200)}px`;
  }

  function changed() {
    draft.text = input.value;
    trouble.replaceChildren();
    grow();
    complete();
    showUsage();
  }

  function complete() {
    const typed = input.value.match(/^\/\S*$/)?.[0];
    matches = typed && !thread && closedFor !== typed ? app.state.app.commands.filter((command) => command.command.startsWith(typed.toLowerCase())) : [];
    if (closedFor !== typed) closedFor = null;
    const was = list.hidden;
    list.hidden = matches.length === 0;
    list.replaceChildren(...matches.map(option));
    point(matches.length ? 0 : -1);
    if (matches.length && was) announce(matches.length === 1 ? "1 command. Press Tab to complete it." : `${matches.length} commands. Use the arrows and Tab.`);
  }

  function option(command, index) {
    return h("div", { role: "option", id: `${listId}-${index}`, class: "completion-option", "data-option-value": command.command, "aria-selected": "false",
      on: { pointerdown: (event) => event.preventDefault(), click: () => take(command) } },
    h("span", { class: "completion-name" }, h("strong", {}, command.command), command.usage_hint && ` ${command.usage_hint}`),
    h("span", { class: "option-detail" }, command.description));
  }

  function point(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const now = list.children[active];
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    if (now) input.setAttribute("aria-activedescendant", now.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(command) {
    write(`${command.command} `);
    input.focus();
  }

  function write(text) {
    input.value = text;
    changed();
    input.setSelectionRange(text.length, text.length);
  }

  function showUsage() {
    const command = app.state.app.commands.find((one) => input.value.startsWith(`${one.command} `) || input.value === one.command);
    hint.hidden = !command;
    hint.replaceChildren(...(command ? [h("strong", {}, command.command), command.usage_hint ? ` ${command.usage_hint}` : "", command.description ? ` · ${command.description}` : ""] : []));
  }

  async function deliver() {
    const text = input.value.trim();
    if (!text || send.getAttribute("aria-busy") === "true") return;
    if (thread && text.startsWith("/")) {
      trouble.textContent = "Slash commands do not work in threads. Use the message box of the channel.";
      return;
    }
    send.setAttribute("aria-busy", "true");
    try {
      const answer = text.startsWith("/")
        ? await post("command", { as: app.as, channel, text })
        : await post("message", { as: app.as, channel, text, thread_ts: thread });
      if (answer.ok === false) throw new Error(answer.message ?? "That did not work.");
      if (input.value.trim() === text) write("");
      onSent();
    } catch (refusal) {
      trouble.textContent = refusal.message;
    } finally {
      send.removeAttribute("aria-busy");
    }
  }

  input.addEventListener("input", changed);
  input.addEventListener("blur", () => { list.hidden = true; input.removeAttribute("aria-activedescendant"); });
  input.addEventListener("focus", () => { if (input.value.startsWith("/")) complete(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const choosing = !list.hidden && matches.length > 0;
    const exact = choosing && matches[active]?.command === input.value;
    if (choosing && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      point((active + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % matches.length);
    } else if (choosing && ((event.key === "Tab" && !event.shiftKey) || (event.key === "Enter" && !exact && !event.shiftKey))) {
      take(matches[active]);
    } else if (choosing && event.key === "Escape") {
      closedFor = input.value;
      complete();
    } else if (event.key === "Enter" && !event.shiftKey) {
      deliver();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  send.addEventListener("click", deliver);
  shortcuts?.addEventListener("click", () => openMenu(shortcuts, menuItems(), { label: "Shortcuts and commands", above: true }));

  function menuItems() {
    const global = app.state.app.shortcuts.filter((shortcut) => shortcut.type === "global");
    return [
      global.length > 0 && { heading: "Shortcuts" },
      ...global.map((shortcut) => ({ label: shortcut.name, detail: shortcut.description, testid: `shortcut-${shortcut.callback_id}`,
        onSelect: () => app.shortcut(shortcut.callback_id, "", "").catch((refusal) => complain(refusal.message)) })),
      { heading: "Commands" },
      ...app.state.app.commands.map((command) => ({ label: `${command.command} ${command.usage_hint ?? ""}`.trim(), detail: command.description, testid: `command-${command.command.slice(1)}`, onSelect: () => take(command) })),
    ].filter(Boolean);
  }

  requestAnimationFrame(grow);
  showUsage();
  return { root, input, fill: write };
}
