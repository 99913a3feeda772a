// Channels, direct messages and the app; and the switch between people.

import { h, icon, reconcile } from "./dom.js";
import { avatar } from "./avatar.js";
import { openMenu } from "./menu.js";

/** Draws the sidebar. Returns {draw}. */
export function sidebar(app, nav, onSwitches) {
  const apps = h("ul", { class: "places" });
  const channels = h("ul", { class: "places" });
  const people = h("ul", { class: "places" });
  const connection = h("p", { class: "connection" });
  nav.replaceChildren(
    group("App", apps), group("Channels", channels), group("Direct messages", people),
    h("div", { class: "sidebar-foot" }, connection,
      h("button", { type: "button", class: "quiet-button", "data-testid": "switches", on: { click: onSwitches } }, icon("switches"), "Test switches")));

  function draw() {
    const bot = app.state.dms.filter((dm) => dm.id === app.botConversation());
    const others = app.state.dms.filter((dm) => dm.id !== app.botConversation());
    list(apps, bot, (dm) => row({ id: dm.id, testid: "dm-bot", mark: avatar(dm.with, "tiny"), name: app.nameOf(dm.with.id), unread: dm.unread, current: app.at === dm.id || app.at === "home" }));
    list(channels, app.state.channels.filter((channel) => !channel.is_im), (channel) => row({
      id: channel.id, testid: `channel-${channel.id}`, mark: channel.is_private ? icon("lock") : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
      name: channel.name, detail: channel.is_private ? "private channel" : "", unread: channel.unread, current: app.at === channel.id,
    }));
    list(people, others, (dm) => row({ id: dm.id, testid: `dm-${dm.with.id}`, mark: avatar(dm.with, "tiny"), name: app.nameOf(dm.with.id), unread: dm.unread, current: app.at === dm.id }));
    people.closest(".place-group").hidden = others.length === 0;
    connection.textContent = app.state.connected ? `${app.state.app.name} is connected` : `${app.state.app.name} is not connected`;
    connection.classList.toggle("lost", !app.state.connected);
    connection.dataset.connected = String(Boolean(app.state.connected));
  }

  function list(parent, items, render) {
    reconcile(parent, items, {
      key: (item) => item.id,
      signature: (item) => JSON.stringify([app.as, item.name, item.unread, item.with, app.at === item.id || (app.at === "home" && item.id === app.botConversation())]),
      render,
    });
  }

  function row({ id, testid, mark, name, detail, unread, current }) {
    return h("li", {}, h("a", {
      href: app.hashFor({ at: id }), class: `place${unread ? " unread" : ""}`, "data-testid": testid, "aria-current": current ? "page" : null, "data-unread": unread || 0,
      on: { click: (event) => { event.preventDefault(); app.go({ at: id, byHand: true }); } },
    }, mark, h("span", { class: "place-name" }, name), detail && h("span", { class: "visually-hidden" }, `, ${detail}`),
    unread > 0 && h("span", { class: "dot" }, h("span", { "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)), h("span", { class: "visually-hidden" }, ` ${unread} unread`))));
  }

  return { draw };
}

function group(name, list) {
  return h("div", { class: "place-group" }, h("h2", { class: "place-group-name" }, name), list);
}

/** Draws the switch between people. Returns {draw}. */
export function personSwitcher(app, room) {
  const face = h("span", { class: "switcher-face" });
  const name = h("span", { class: "switcher-name" });
  const title = h("span", { class: "switcher-title" });
  const button = h("button", { type: "button", class: "switcher", "data-testid": "person-switcher", "aria-haspopup": "menu", "aria-expanded": "false" },
    face, h("span", { class: "switcher-words" }, h("span", { class: "visually-hidden" }, "You are "), name, title), icon("down"));
  button.addEventListener("click", () => openMenu(button, [{ heading: "Be somebody else" }, ...app.state.people.filter((person) => !person.is_bot && !person.deleted).map((person) => ({
    label: app.nameOf(person.id), detail: titleOf(person), avatar: avatar(person), checked: person.id === app.as, testid: `person-${person.id}`, value: person.id,
    onSelect: () => app.become(person.id),
  }))], { label: "Be somebody else", alignEnd: true }));
  room.replaceChildren(button);

  function draw() {
    face.replaceChildren(avatar(app.state.me));
    name.textContent = app.nameOf(app.as);
    title.textContent = titleOf(app.state.me);
    button.dataset.person = app.as;
  }
  return { draw };
}

function titleOf(person) {
  return [person.title, person.is_guest && "guest"].filter(Boolean).join(", ");
}
