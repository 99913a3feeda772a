// A list of messages, in a conversation or a thread.

import { h, icon, iconButton, reconcile } from "./dom.js";
import { avatar } from "./avatar.js";
import { drawBlocks, withIds } from "./blocks.js";
import { clockTime, isoDay, longDay, longMoment } from "./dates.js";
import { complain } from "./announce.js";
import { Form } from "./form.js";
import { mrkdwn, plainWords, words } from "./mrkdwn.js";
import { openMenu } from "./menu.js";
import { post } from "./api.js";
import { showNote } from "./dialog.js";

/**
 * Draws messages into list, oldest first, with a line before each new day.
 * `inThread` leaves out what only the conversation offers.
 */
export function drawMessages(list, messages, { app, channel, inThread = false }) {
  const items = [];
  let day = "";
  for (const message of messages) {
    const date = isoDay(new Date(message.time), app.zone());
    if (date !== day && !inThread) items.push({ day: date, time: message.time });
    day = date;
    items.push({ message });
  }
  reconcile(list, items, {
    key: (item) => (item.day ? `day ${item.day}` : messageKey(item.message)),
    signature: (item) => JSON.stringify(item),
    render: (item) => (item.day ? dayLine(item, app) : messageNode(item.message, { app, channel, inThread })),
  });
}

/** What tells one message from every other in its conversation. */
export function messageKey(message) {
  return `${message.ts} ${message.ephemeral ? "ephemeral" : ""}`;
}

/** What a message says in words, for announcements. */
export function wordsOf(message, app) {
  const said = plainWords(message.text ?? "", app).replace(/\s+/g, " ").trim();
  const short = said.length > 240 ? `${said.slice(0, 240)}…` : said;
  return `${app.nameOf(message.user)}: ${short || "a message"}`;
}

function dayLine(item, app) {
  return h("div", { class: "day", role: "separator", "aria-label": longDay(new Date(item.time), app.zone()) }, h("span", { "aria-hidden": "true" }, longDay(new Date(item.time), app.zone())));
}

function messageNode(message, place) {
  const { app } = place;
  if (["channel_join", "group_join", "channel_topic"].includes(message.subtype)) return quietLine(message, app);
  const person = app.person(message.user);
  const instant = new Date(message.time);
  return h("article", {
    class: `message${message.ephemeral ? " ephemeral" : ""}`, tabindex: "-1", "data-testid": "message", "data-ts": message.ts,
    "data-user": message.user, "data-ephemeral": message.ephemeral ? "true" : null, "aria-label": `${app.nameOf(message.user)}, ${clockTime(instant, app.zone())}`,
  },
  avatar(person),
  h("div", { class: "message-body" },
    message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    h("div", { class: "message-head" },
      h("span", { class: "message-name" }, app.nameOf(message.user)),
      person?.is_bot && h("span", { class: "tag" }, "App"),
      h("time", { class: "message-time", datetime: message.time, title: longMoment(instant, app.zone()) }, clockTime(instant, app.zone())),
      message.edited && h("span", { class: "edited" }, "(edited)")),
    content(message, place),
    (message.files ?? []).map((file) => h("a", { class: "file", href: safeAddress(file.url), download: file.name }, icon("file"), file.name)),
    footer(message, place)),
  !message.ephemeral && tools(message, place));
}

function quietLine(message, app) {
  return h("div", { class: "quiet", "data-testid": "message", "data-ts": message.ts, tabindex: "-1" }, mrkdwn(message.text ?? "", app));
}

function safeAddress(address) {
  return new URL(address, window.location.href).origin === window.location.origin ? address : null;
}

function content(message, { app, channel, inThread }) {
  const blocks = withIds(message.blocks);
  const room = h("div", { class: "message-content", dir: "auto" });
  if (!blocks.length) {
    room.append(...mrkdwn(message.text ?? "", app));
    return room;
  }
  const form = app.form(`${channel} ${messageKey(message)}`, () => new Form({ keepByIds: false }));
  const container = { type: "message", channel, message_ts: message.ts };
  drawBlocks(room, blocks, {
    app, form, headingLevel: inThread ? 3 : 2,
    act: (blockId, element, value) => app.act(container, blockId, element, value, form.state(blocks)),
    suggest: (blockId, element, typed) => post("suggest", { as: app.as, channel, message_ts: message.ts, block_id: blockId, action_id: element.action_id, value: typed }),
  });
  return room;
}

function footer(message, { app, channel, inThread }) {
  if (message.ephemeral) {
    return h("button", { type: "button", class: "link-like small", "data-testid": "dismiss", on: { click: () => app.dismiss(channel, message.ts) } }, "Dismiss");
  }
  if (inThread || !message.reply_count) return null;
  return h("button", { type: "button", class: "replies", "data-testid": "open-thread", on: { click: () => app.openThread(message.ts) } },
    icon("reply"), message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`);
}

function tools(message, place) {
  const { app, channel, inThread } = place;
  const more = iconButton("more", "More actions", { "data-testid": "message-more", "aria-haspopup": "menu", "aria-expanded": "false" });
  more.addEventListener("click", () => openMenu(more, [...messageShortcuts(message, place), {
    label: "Show the words of the notification", testid: "show-text-alternative",
    onSelect: () => showNote("What a notification says", h("p", { class: "note-text" }, words({ type: "mrkdwn", text: message.text }) || "This message has no text alternative.")),
  }], { label: "More actions", alignEnd: true }));
  return h("div", { class: "tools" },
    !inThread && iconButton("reply", "Reply in a thread", { "data-testid": "message-reply", on: { click: () => app.openThread(message.thread_ts || message.ts, true) } }), more);

  function messageShortcuts() {
    return app.state.app.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
      label: shortcut.name, detail: shortcut.description || app.state.app.name, testid: `shortcut-${shortcut.callback_id}`,
      onSelect: () => app.shortcut(shortcut.callback_id, channel, message.ts).catch((refusal) => complain(refusal.message)),
    }));
  }
}
