// The first walk: one step at a time, and it remembers where the visitor was.

import { h, icon, iconButton, reconcile } from "./dom.js";
import { announce } from "./announce.js";

const memory = "handrail-playground-guide";

/** Draws the guide. Returns {draw}. */
export function guide(app, room) {
  let { step, folded } = recall();
  let doneBefore = null;

  function draw() {
    const steps = app.state.guide ?? [];
    room.hidden = steps.length === 0;
    if (room.hidden) return;
    if (!doneBefore && !steps.some((one) => one.done)) step = 0; // another playground than the one that is remembered
    step = Math.max(0, Math.min(step, steps.length - 1));
    room.classList.toggle("folded", folded);
    tellDone(steps);
    reconcile(room, [{ now: steps[step], step, folded, count: steps.length }], { key: () => "step", signature: (item) => JSON.stringify(item), render: card });
  }

  /** Says which step is done, and moves on from it to the next one that is not. */
  function tellDone(steps) {
    const done = steps.map((one) => Boolean(one.done));
    const fresh = done.findIndex((now, index) => now && doneBefore && !doneBefore[index]);
    doneBefore = done;
    if (fresh < 0) return;
    const next = fresh === step ? done.indexOf(false, step) : -1;
    if (next >= 0) {
      step = next;
      remember({ step, folded });
    }
    announce(`Step ${fresh + 1} of the first walk is done.${next >= 0 ? ` ${saying(steps)}` : ""}`);
  }

  function saying(steps) {
    return `Step ${step + 1}: ${steps[step].title}. ${steps[step].text}`;
  }

  function card({ now, count }) {
    const place = `First walk, step ${step + 1} of ${count}`;
    const fold = h("button", { type: "button", class: "guide-fold", "data-testid": "guide-fold", "aria-expanded": String(!folded), on: { click: () => change({ folded: !folded }) } },
      icon(folded ? "down" : "up"), folded ? "Show" : "Hide", h("span", { class: "visually-hidden" }, " the first walk"));
    if (folded) return h("div", { class: "guide-card" }, h("p", { class: "guide-step" }, `${place}: `, h("strong", {}, now.title)), fold);
    return h("div", { class: "guide-card", "data-testid": "guide-step", "data-step": step },
      h("div", { class: "guide-words" },
        h("p", { class: "guide-step" }, place, now.done && h("span", { class: "guide-done" }, icon("check"), "done")),
        h("h2", { class: "guide-title" }, now.title),
        h("p", { class: "guide-text" }, now.text)),
      h("div", { class: "guide-buttons" },
        (now.as || now.where || now.type) && h("button", { type: "button", class: "button", "data-testid": "guide-do", on: { click: () => app.take(now) } }, now.type ? "Type it for me" : "Take me there"),
        iconButton("back", "Step before", { class: "bordered", "data-testid": "guide-previous", "aria-disabled": String(step === 0), on: { click: () => change({ step: step - 1 }) } }),
        iconButton("next", "Next step", { class: now.done ? "bordered ready" : "bordered", "data-testid": "guide-next", "aria-disabled": String(step === count - 1), on: { click: () => change({ step: step + 1 }) } }),
        fold));
  }

  function change(next) {
    const before = step;
    ({ step, folded } = { step, folded, ...next });
    step = Math.max(0, Math.min(step, app.state.guide.length - 1));
    remember({ step, folded });
    draw();
    if (step !== before) announce(saying(app.state.guide));
  }

  return { draw };
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(memory));
    return { step: Number(kept?.step) || 0, folded: Boolean(kept?.folded) };
  } catch {
    return { step: 0, folded: false };
  }
}

function remember(state) {
  try {
    localStorage.setItem(memory, JSON.stringify(state));
  } catch {
    // A browser that keeps nothing still shows the walk.
  }
}
