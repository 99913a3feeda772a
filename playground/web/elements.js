// The interactive elements of Block Kit.

import { freshId, h, iconButton } from "./dom.js";
import { combobox } from "./combobox.js";
import { askConfirm } from "./dialog.js";
import { openMenu } from "./menu.js";
import { fieldOf, isEmpty } from "./form.js";
import { localMoment, longMoment, secondsOf } from "./dates.js";
import { placeOf, textObject, words } from "./mrkdwn.js";
import { complain } from "./announce.js";

/**
 * Draws one element. `surface` is what it stands on: {app, form, headingLevel,
 * act(blockId, element, value), suggest(blockId, element, words), touched?(blockId)}.
 * `place` says where in it: {blockId, acts, labelId, optional}; acts is whether a change is sent at once.
 */
export function element(model, surface, place) {
  const draw = painters[model.type];
  if (!draw) return h("span", { class: "not-drawn" }, `Element type ${model.type} is not drawn by the playground`);
  return draw(model, surface, place);
}

const painters = {
  button, overflow, image,
  workflow_button: button,
  static_select: single, external_select: single, users_select: single, conversations_select: single, channels_select: single,
  multi_static_select: several, multi_external_select: several, multi_users_select: several, multi_conversations_select: several, multi_channels_select: several,
  datepicker: (model, surface, place) => picker(model, surface, place, "date", "Date"),
  timepicker: (model, surface, place) => picker(model, surface, place, "time", "Time"),
  datetimepicker,
  radio_buttons: (model, surface, place) => ticks(model, surface, place, "radio"),
  checkboxes: (model, surface, place) => ticks(model, surface, place, "checkbox"),
  plain_text_input: textInput, number_input: textInput, email_text_input: textInput, url_text_input: textInput,
};

function image(model) {
  return picture(model.image_url, model.alt_text, "element-image");
}

/** Draws a picture of this computer's own; for one from elsewhere, only its words, because nothing leaves the playground. */
export function picture(address, alternative, className) {
  const own = address && new URL(address, window.location.href).origin === window.location.origin;
  if (!own && !address?.startsWith("data:image/")) return h("span", { class: "picture-words" }, `Picture: ${alternative ?? "without words"}`);
  return h("img", { class: className, src: address, alt: alternative ?? "" });
}

function nameOf(model, place) {
  return place.labelId ? { labelledby: place.labelId } : { label: words(model.placeholder) || spoken(model.action_id) };
}

function labelAttributes(model, place) {
  const name = nameOf(model, place);
  return { "aria-labelledby": name.labelledby, "aria-label": name.label };
}

function spoken(actionId) {
  return actionId.replace(/[_.:-]+/g, " ");
}

/** Asks the element's confirm question if it has one, sends the action, and shows that it is under way. */
async function send(control, model, surface, place, value) {
  if (control.getAttribute("aria-busy") === "true") return false;
  if (model.confirm && !(await askConfirm(confirmWords(model.confirm)))) return false;
  control.setAttribute("aria-busy", "true");
  try {
    await surface.act(place.blockId, model, value);
  } catch (refusal) {
    complain(refusal.message);
  } finally {
    control.removeAttribute("aria-busy");
  }
  return true;
}

function confirmWords(confirm) {
  return { title: words(confirm.title), text: words(confirm.text), confirm: words(confirm.confirm), deny: words(confirm.deny), danger: confirm.style === "danger" };
}

function button(model, surface, place) {
  const style = ["primary", "danger"].includes(model.style) ? model.style : "";
  const control = h("button", { type: "button", class: `button ${style}`, "aria-label": model.accessibility_label, "data-action-id": model.action_id, "data-value": model.value },
    textObject(model.text, surface.app), model.url && h("span", { class: "visually-hidden" }, " (opens a link)"));
  control.addEventListener("click", async () => {
    const sent = send(control, model, surface, place, model.value === undefined ? {} : { value: model.value });
    if (!model.url || (model.confirm && !(await sent))) return;
    const inside = placeOf(model.url, surface.app);
    if (inside) surface.app.go(inside);
    else if (/^https?:/i.test(model.url)) window.open(model.url, "_blank", "noopener,noreferrer");
  });
  return control;
}

function overflow(model, surface, place) {
  const control = iconButton("more", "More choices", { class: "bordered", "aria-haspopup": "menu", "aria-expanded": "false", "data-action-id": model.action_id });
  control.addEventListener("click", () => openMenu(control, (model.options ?? []).map((option) => ({
    label: words(option.text), detail: words(option.description), value: option.value,
    onSelect: () => send(control, model, surface, place, { selected_option: option }),
  })), { label: "More choices", alignEnd: true }));
  return control;
}

function single(model, surface, place) {
  const first = surface.form.get(place.blockId, model);
  const { root, input } = combobox({
    ...selectOf(model, surface, place),
    chosen: isEmpty(first) ? [] : [chosenOption(model, first, surface.app)],
    clearable: Boolean(place.optional),
    onChange: ([option]) => hold(input, model, surface, place, option ? option.of : null),
  });
  return root;
}

function several(model, surface, place) {
  const { root, input } = combobox({
    ...selectOf(model, surface, place),
    chosen: surface.form.get(place.blockId, model).map((value) => chosenOption(model, value, surface.app)),
    many: true,
    most: model.max_selected_items ?? Infinity,
    onChange: (options) => hold(input, model, surface, place, options.map((option) => option.of)),
  });
  return root;
}

function hold(control, model, surface, place, value) {
  surface.form.set(place.blockId, model, value);
  surface.touched?.(place.blockId);
  if (place.acts) send(control, model, surface, place, { [fieldOf(model.type)]: value });
}

function selectOf(model, surface, place) {
  const outside = model.type.endsWith("external_select");
  return {
    placeholder: words(model.placeholder),
    name: nameOf(model, place),
    actionId: model.action_id,
    groups: outside ? (typed) => suggestions(typed, model, surface, place) : choicesOf(model, surface.app),
  };
}

async function suggestions(typed, model, surface, place) {
  if (typed.length < (model.min_query_length ?? 0)) return [];
  try {
    return optionGroups(await surface.suggest(place.blockId, model, typed));
  } catch (refusal) {
    complain(refusal.message);
    return [];
  }
}

function choicesOf(model, app) {
  if (model.type.endsWith("users_select")) return [{ options: app.state.people.filter((person) => !person.deleted).map((person) => personOption(person.id, app)) }];
  if (model.type.endsWith("channels_select")) return [{ options: app.state.channels.filter((channel) => !channel.is_private && !channel.is_archived).map((channel) => placeOption(channel.id, app)) }];
  if (model.type.endsWith("conversations_select")) return conversationChoices(model, app);
  return optionGroups(model);
}

function conversationChoices(model, app) {
  const wanted = model.filter?.include ?? ["public", "private", "im"];
  const channels = app.state.channels.filter((channel) => !channel.is_archived && wanted.includes(channel.is_private ? "private" : "public"));
  const people = wanted.includes("im") ? app.state.dms.filter((dm) => !(model.filter?.exclude_bot_users && dm.with.is_bot)) : [];
  return [{ label: "Channels", options: channels.map((channel) => placeOption(channel.id, app)) }, { label: "People", options: people.map((dm) => placeOption(dm.id, app)) }];
}

function optionGroups({ options, option_groups: groups }) {
  if (groups?.length) return groups.map((group) => ({ label: words(group.label), options: group.options.map(optionOf) }));
  return [{ options: (options ?? []).map(optionOf) }];
}

function optionOf(option) {
  return { key: option.value, label: words(option.text), detail: words(option.description), of: option };
}

function personOption(id, app) {
  return { key: id, label: app.nameOf(id), detail: app.person(id)?.title ?? "", of: id };
}

function placeOption(id, app) {
  return { key: id, label: app.placeName(id), of: id };
}

function chosenOption(model, value, app) {
  if (typeof value === "object") return optionOf(value);
  return model.type.endsWith("users_select") ? personOption(value, app) : placeOption(value, app);
}

function picker(model, surface, place, type, name) {
  const control = h("input", { type, class: "field picker", "data-action-id": model.action_id, title: words(model.placeholder) || null,
    ...labelAttributes(model.placeholder ? model : { ...model, placeholder: { text: name } }, place) });
  control.value = surface.form.get(place.blockId, model) ?? "";
  control.addEventListener("change", () => hold(control, model, surface, place, control.value || null));
  return control;
}

function datetimepicker(model, surface, place) {
  const zone = surface.app.zone();
  const control = h("input", { type: "datetime-local", class: "field picker", "data-action-id": model.action_id,
    ...labelAttributes({ ...model, placeholder: { text: "Date and time" } }, place) });
  const now = surface.form.get(place.blockId, model);
  if (now) {
    control.value = localMoment(new Date(now * 1000), zone);
    control.title = longMoment(new Date(now * 1000), zone);
  }
  control.addEventListener("change", () => hold(control, model, surface, place, control.value ? secondsOf(control.value, zone) : null));
  return control;
}

function ticks(model, surface, place, type) {
  const name = freshId(type);
  const many = type === "checkbox";
  const current = surface.form.get(place.blockId, model);
  const has = (option) => (many ? current.some((one) => one.value === option.value) : current?.value === option.value);
  const root = h("div", { class: "ticks", role: many ? "group" : "radiogroup", "data-action-id": model.action_id, ...labelAttributes(model, place) });
  root.append(...(model.options ?? []).map((option) => {
    const detailId = option.description ? freshId("detail") : null;
    const box = h("input", { type, name, "data-action-id": model.action_id, "data-option-value": option.value, "aria-describedby": detailId, props: { checked: has(option) } });
    box.addEventListener("change", () => {
      const chosen = model.options.filter((_, index) => root.querySelectorAll("input")[index].checked);
      hold(root, model, surface, place, many ? chosen : chosen[0] ?? null);
    });
    return h("label", { class: "tick" }, box, h("span", {}, h("span", {}, textObject(option.text, surface.app)),
      option.description && h("span", { class: "option-detail", id: detailId }, textObject(option.description, surface.app))));
  }));
  return root;
}

const inputTypes = { plain_text_input: "text", number_input: "text", email_text_input: "email", url_text_input: "url" };

function textInput(model, surface, place) {
  const shared = { class: "field", "data-action-id": model.action_id, placeholder: words(model.placeholder) || null, "aria-required": place.labelId && !place.optional ? "true" : null, ...labelAttributes(model, place) };
  const control = model.multiline
    ? h("textarea", { ...shared, rows: "4" })
    : h("input", { ...shared, type: inputTypes[model.type], inputmode: model.type === "number_input" ? "decimal" : null, autocomplete: "off" });
  control.value = surface.form.get(place.blockId, model) ?? "";
  const counter = counterFor(control, model);
  const triggers = model.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const act = () => send(control, model, surface, place, { value: control.value || null });

  let typing = 0;
  control.addEventListener("input", () => {
    surface.form.set(place.blockId, model, control.value || null);
    surface.touched?.(place.blockId);
    counter?.count();
    if (!place.acts || !triggers.includes("on_character_entered")) return;
    clearTimeout(typing);
    typing = setTimeout(act, 300);
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || model.multiline || event.isComposing || !place.acts || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  return counter ? h("div", { class: "counted" }, control, counter.node) : control;
}

/** Shows how many characters there are, once that matters, and says so before the end is reached. */
function counterFor(control, model) {
  if (!model.max_length && !model.min_length) return null;
  const shown = h("span", { "aria-hidden": "true" });
  const said = h("span", { class: "visually-hidden", "aria-live": "polite" });
  const node = h("div", { class: "counter", id: freshId("counter") }, shown, said);
  const count = () => {
    const length = [...control.value].length;
    const left = model.max_length ? model.max_length - length : Infinity;
    const missing = (model.min_length ?? 0) - length;
    node.classList.toggle("over", left < 0);
    if (missing > 0) shown.textContent = `${length} of at least ${model.min_length}`;
    else shown.textContent = length > model.max_length * 0.8 ? `${length} of ${model.max_length.toLocaleString("en-GB")}` : "";
    node.hidden = !shown.textContent;
    if (left < 0) said.textContent = `${-left} characters too many`;
    else if (left <= 50 && left % 10 === 0) said.textContent = `${left} characters left`;
  };
  count();
  return { node, count };
}
