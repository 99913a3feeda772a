// The test switches: what can go wrong between Slack and the bot, on demand.

import { freshId, h } from "./dom.js";
import { announce, complain } from "./announce.js";
import { post } from "./api.js";
import { showNote } from "./dialog.js";

const switches = [
  ["delay_ms", "number", "Delay", "Milliseconds before the bot hears of anything."],
  ["drop_next", "number", "Drop", "How many of the next things people do never reach the bot."],
  ["duplicate_next", "number", "Duplicate", "How many of the next things people do reach the bot twice."],
  ["rate_limit_next", "number", "Rate limit", "How many of the bot's next calls get 429 with Retry-After."],
  ["refuse", "text", "Refuse", "A method and the error its next call gets, such as chat.postMessage not_in_channel. Empty: none."],
];

/** Opens the panel of test switches. */
export function openSwitches(app) {
  const now = app.state.switches ?? {};
  const inputs = switches.map(([name, type, label, hint]) => {
    const id = freshId("switch");
    const input = h("input", { id, class: "field", type, min: type === "number" ? "0" : null, autocomplete: "off", "data-testid": `switch-${name}`, "aria-describedby": `${id}-hint` });
    input.value = now[name] ?? (type === "number" ? 0 : "");
    return { name, type, input, row: h("div", { class: "switch" }, h("label", { for: id }, label), input, h("p", { class: "hint", id: `${id}-hint` }, hint)) };
  });
  const values = () => Object.fromEntries(inputs.map(({ name, type, input }) => [name, type === "number" ? Math.max(0, Math.trunc(Number(input.value)) || 0) : input.value.trim()]));

  const save = async (body, said) => {
    try {
      await post("switches", body);
      dialog.close();
      announce(said);
      await app.refreshState();
    } catch (refusal) {
      complain(refusal.message);
    }
  };
  const form = h("form", { class: "switches", novalidate: true, on: { submit: (event) => { event.preventDefault(); save(values(), "Test switches set"); } } },
    h("p", {}, "For trying what happens when the network misbehaves. A first walk does not need them."),
    inputs.map(({ row }) => row),
    h("div", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", "data-testid": "switch-disconnect", on: { click: () => save({ ...values(), disconnect: true }, "The bot was disconnected") } }, "Disconnect the bot now"),
      h("button", { type: "button", class: "button", "data-testid": "switch-reset", on: { click: () => save(Object.fromEntries(switches.map(([name, type]) => [name, type === "number" ? 0 : ""])), "Test switches off") } }, "All off"),
      h("button", { type: "submit", class: "button primary", "data-testid": "switch-save" }, "Set")));
  const dialog = showNote("Test switches", form);
  dialog.dataset.testid = "switches-panel";
  inputs[0].input.focus();
}
