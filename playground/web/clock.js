// The playground's own clock, which the visitor can move on.

import { h, icon, placeBeside } from "./dom.js";
import { announce, complain } from "./announce.js";
import { clockTime, longMoment, shortDay } from "./dates.js";
import { post } from "./api.js";

const steps = [["hour", "1h", "+1 hour"], ["day", "24h", "+1 day"], ["week", "168h", "+1 week"]];

/** Draws the clock. Returns {draw, open}. */
export function clock(app, room) {
  const time = h("time", { class: "clock-words" });
  const button = h("button", { type: "button", class: "clock-button", "data-testid": "clock-now", "aria-haspopup": "dialog", "aria-expanded": "false" },
    icon("clock"), h("span", { class: "visually-hidden" }, "Playground time: "), time);
  const presets = h("div", { class: "clock-presets" });
  const status = h("p", { class: "clock-status", role: "status", "data-testid": "clock-status" });
  const panel = h("div", { class: "clock-panel", role: "dialog", "aria-label": "Move the clock", "data-testid": "clock-panel", hidden: true },
    h("p", { class: "clock-intro" }, "Move the playground's time on. Questions and summaries arrive when their time comes."),
    presets,
    h("div", { class: "clock-steps" }, steps.map(([name, length, label]) => h("button", { type: "button", class: "button", "data-testid": `clock-advance-${name}`, on: { click: () => move({ advance: length }) } }, label))),
    h("div", { class: "clock-bar", "aria-hidden": "true" }), status);
  room.replaceChildren(button, panel);

  let release = () => {};
  let busy = false;
  let drawnPresets = "";

  function draw() {
    const now = app.now();
    time.textContent = `${shortDay(now, app.clockZone())}, ${clockTime(now, app.clockZone())}`;
    time.dateTime = app.state.clock.now;
    button.title = longMoment(now, app.clockZone());
    button.dataset.now = app.state.clock.now;
    const wanted = JSON.stringify(app.state.clock.presets);
    if (wanted === drawnPresets) return;
    drawnPresets = wanted;
    presets.replaceChildren(...(app.state.clock.presets ?? []).map((preset, index) => h("button", {
      type: "button", class: "button preset", "data-testid": `clock-preset-${index}`, "data-to": preset.to, on: { click: () => move({ to: preset.to }) },
    }, h("span", {}, preset.label), h("span", { class: "preset-date" }, `${shortDay(new Date(preset.to), app.clockZone())}, ${clockTime(new Date(preset.to), app.clockZone())}`))));
  }

  async function move(body) {
    if (busy) return;
    setBusy(true);
    try {
      const answer = await post("clock", body);
      if (answer.ok === false) throw new Error(answer.message);
      await app.refreshAll();
      setBusy(false);
      close(true);
      announce(`It is now ${longMoment(app.now(), app.clockZone())}`);
    } catch (refusal) {
      complain(refusal.message);
    } finally {
      setBusy(false);
    }
  }

  function setBusy(yes) {
    busy = yes;
    room.classList.toggle("busy", yes);
    room.setAttribute("aria-busy", String(yes));
    button.dataset.busy = String(yes);
    status.textContent = yes ? "Time is passing…" : "";
    for (const choice of panel.querySelectorAll("button")) choice.setAttribute("aria-disabled", String(yes));
  }

  function open() {
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    release = placeBeside(panel, button, { alignEnd: true });
    document.addEventListener("pointerdown", outside, true);
    panel.querySelector("button")?.focus();
  }

  function close(refocus) {
    if (panel.hidden) return;
    const inside = panel.contains(document.activeElement);
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    release();
    document.removeEventListener("pointerdown", outside, true);
    if (refocus && inside) button.focus();
  }

  function outside(event) {
    if (!room.contains(event.target) && !busy) close(false);
  }

  button.addEventListener("click", () => (panel.hidden ? open() : close(true)));
  room.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden || busy) return;
    event.stopPropagation();
    close(true);
  });
  room.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !room.contains(event.relatedTarget) && !busy) close(false);
  });

  return { draw, open };
}
