// The middle of the page: a channel, a direct message, or the app with its two tabs; and the thread beside it.

import { coalesce, h, icon, iconButton } from "./dom.js";
import { announce, complain } from "./announce.js";
import { composer } from "./composer.js";
import { drawBlocks, withIds } from "./blocks.js";
import { drawMessages, messageKey, wordsOf } from "./messages.js";
import { Form } from "./form.js";
import { get, post } from "./api.js";

/** Draws the visitor's place into main. Returns {refresh, input, fill, close}. */
export function conversation(app, main, id) {
  const isApp = id === app.botConversation();
  const { room, list, toEnd } = scroll("messages", `Messages in ${app.placeName(id)}`);
  const box = composer({ app, channel: id, label: `Message ${app.placeName(id)}`, draft: app.draft(id), onSent: () => refresh().then(toEnd) });
  const closedBecause = whyClosed(app.channel(id));
  main.replaceChildren(heading(app, id), ...(isApp ? [tabs(app, "messages")] : []), room, closedBecause ? h("p", { class: "closed-place" }, closedBecause) : box.root);
  main.dataset.place = id;

  let known = null;
  let closed = false;
  let readTo = "";

  const refresh = coalesce(async () => {
    const answer = await get(`conversations/${encodeURIComponent(id)}`, { as: app.as });
    if (closed) return;
    const messages = (answer.messages ?? []).filter((message) => !app.isDismissed(id, message));
    drawMessages(list, messages, { app, channel: id });
    showEmpty(list, messages.length, isApp, app);
    tellNew(messages);
    markRead(messages);
  });

  function tellNew(messages) {
    const fresh = known ? messages.filter((message) => !known.has(messageKey(message)) && message.user !== app.as) : [];
    known = new Set(messages.map(messageKey));
    if (fresh.length) announce(fresh.map((message) => `${message.ephemeral ? "Only visible to you. " : ""}${wordsOf(message, app)}`).join(". "));
  }

  function markRead(messages) {
    const last = messages.at(-1)?.ts ?? "";
    if (!last || last === readTo || !app.unread(id)) return;
    readTo = last;
    post("read", { as: app.as, channel: id }).then(app.refreshState).catch(() => {});
  }

  return { id, refresh, input: () => (closedBecause ? null : box.input), fill: box.fill, showMessage: (ts) => showMessage(list, ts), close: () => { closed = true; } };
}

/** Shows one message of a list, and moves the focus there. */
function showMessage(list, ts) {
  const message = list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  message?.scrollIntoView({ block: "center" });
  message?.focus({ preventScroll: true });
}

/**
 * A room that scrolls, and stays at its end while it grows unless the visitor has scrolled up. What has just come, and is
 * higher than the room, is shown from its beginning.
 */
function scroll(testid, label) {
  const list = h("div", { class: "message-list" });
  const room = h("div", { class: "messages", "data-testid": testid, role: "region", "aria-label": label, tabindex: "0" }, list);
  let atEnd = true;
  let top = 0;
  let newest = null; // the message that was last when the room was put there
  let fromStart = false; // it is shown from its beginning
  const follow = () => {
    const last = list.lastElementChild;
    const ts = last?.dataset.ts ?? null;
    const fresh = ts !== newest;
    if (fresh) fromStart = ts !== null && last.offsetHeight > room.clientHeight;
    newest = ts;
    if (!fromStart) room.scrollTop = room.scrollHeight;
    else if (fresh) room.scrollTop += last.getBoundingClientRect().top - room.getBoundingClientRect().top;
    top = room.scrollTop;
  };
  const toEnd = () => {
    if (!atEnd) fromStart = false;
    atEnd = true;
    follow();
  };
  room.addEventListener("scroll", () => {
    const near = room.scrollHeight - room.scrollTop - room.clientHeight < 80;
    if (near) {
      atEnd = true;
      fromStart = false;
    } else if (room.scrollTop < top) {
      atEnd = false;
    }
    top = room.scrollTop;
  });
  const observer = new ResizeObserver(() => { if (atEnd) follow(); });
  observer.observe(list);
  observer.observe(room);
  return { room, list, toEnd };
}

function whyClosed(channel) {
  if (channel?.is_archived) return "This channel is archived. Nobody can write here.";
  if (channel?.is_member === false) return "You can read this channel. You are not a member, so you cannot write here.";
  return "";
}

function showEmpty(list, count, isApp, app) {
  if (count) return;
  list.replaceChildren(h("p", { class: "empty" }, isApp
    ? `This is the beginning of your messages with ${app.state.app.name}. Only you two can see them.`
    : "Nothing has been written here yet."));
}

function heading(app, id) {
  const channel = app.channel(id);
  const dm = app.dm(id);
  const title = channel ? [channel.is_private ? icon("lock") : h("span", { class: "hash", "aria-hidden": "true" }, "#"), channel.name] : [app.nameOf(dm?.with?.id)];
  const detail = channel ? [channel.topic, channel.members?.length && members(channel)].filter(Boolean).join(" · ") : dm?.with?.title ?? "";
  return h("div", { class: "place-head" }, h("h1", { class: "place-title", "data-testid": "place-title" }, title), detail && h("p", { class: "place-detail" }, detail));
}

function members(channel) {
  return channel.members.length === 1 ? "1 member" : `${channel.members.length} members`;
}

function tabs(app, current) {
  const tab = (name, label) => h("button", {
    type: "button", role: "tab", id: `${name}-tab`, "data-testid": `${name}-tab`, "aria-selected": String(name === current), tabindex: name === current ? "0" : "-1",
    on: { click: () => pick(name) },
  }, label);
  const pick = (name) => app.go({ at: name === "home" ? "home" : app.botConversation(), focus: `${name}-tab` });
  return h("div", { class: "tabs", role: "tablist", "aria-label": app.state.app.name, on: { keydown: (event) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") pick(current === "home" ? "messages" : "home");
  } } }, tab("home", "Home"), tab("messages", "Messages"));
}

/** Draws the app's Home tab into main. */
export function homeTab(app, main) {
  const room = h("div", { class: "home-blocks", "aria-live": "off" });
  const body = h("div", { class: "home", role: "tabpanel", "aria-labelledby": "home-tab", "data-testid": "home", tabindex: "-1" }, room);
  main.replaceChildren(heading(app, app.botConversation()), tabs(app, "home"), body);
  main.dataset.place = "home";
  room.append(h("p", { class: "empty" }, "Opening Home…"));

  let opened = false;
  let closed = false;

  const refresh = coalesce(async () => {
    const answer = await get("home", { as: app.as, refresh: opened ? 1 : "" });
    if (closed) return;
    opened = true;
    if (answer.view) draw(answer.view);
    else room.replaceChildren(h("p", { class: "empty" }, `${app.state.app.name} has not filled its Home yet.`));
  });

  function draw(view) {
    const blocks = withIds(view.blocks);
    const form = app.form(`home ${app.as}`, () => new Form({ keepByIds: false }));
    drawBlocks(room, blocks, {
      app, form, headingLevel: 2,
      act: (blockId, element, value) => app.act({ type: "view", view_id: view.id }, blockId, element, value, form.state(blocks)),
      suggest: (blockId, element, typed) => post("suggest", { as: app.as, view_id: view.id, block_id: blockId, action_id: element.action_id, value: typed }),
    });
  }

  return { id: "home", refresh, input: () => null, fill: () => {}, showMessage: () => {}, close: () => { closed = true; } };
}

/** Draws a thread into the side panel. Returns {refresh, close}. */
export function threadPanel(app, panel, channel, ts) {
  const { room, list, toEnd } = scroll("thread-messages", "Messages in this thread");
  const box = composer({ app, channel, thread: ts, label: "Reply in this thread", draft: app.draft(`${channel} ${ts}`), onSent: () => refresh() });
  const exit = iconButton("close", "Close the thread", { "data-testid": "thread-close", on: { click: () => app.closeThread() } });
  panel.replaceChildren(h("div", { class: "thread-head" }, h("h2", {}, "Thread", h("span", { class: "thread-place" }, app.placeName(channel))), exit), room, box.root);
  panel.hidden = false;

  let known = null;
  let closed = false;

  const refresh = coalesce(async () => {
    const answer = await get(`conversations/${encodeURIComponent(channel)}/threads/${encodeURIComponent(ts)}`, { as: app.as });
    if (closed) return;
    const messages = (answer.messages ?? []).filter((message) => !app.isDismissed(channel, message));
    drawMessages(list, messages, { app, channel, inThread: true });
    const fresh = known ? messages.filter((message) => !known.has(messageKey(message)) && message.user !== app.as) : [];
    if (!known || messages.length !== known.size) toEnd();
    known = new Set(messages.map(messageKey));
    if (fresh.length) announce(`In the thread: ${fresh.map((message) => wordsOf(message, app)).join(". ")}`);
  });
  refresh().catch((refusal) => complain(refusal.message));

  return { channel, ts, refresh, input: () => box.input, showMessage: (wanted) => showMessage(list, wanted), close: () => {
    closed = true;
    panel.hidden = true;
    panel.replaceChildren();
  } };
}
