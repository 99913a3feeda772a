// Block Kit blocks as DOM nodes, on any surface.

import { freshId, h, icon, reconcile } from "./dom.js";
import { chart } from "./charts.js";
import { element, picture } from "./elements.js";
import { isStateful } from "./form.js";
import { markdown, textObject, words } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** Gives every block a block_id, as Slack does. */
export function withIds(blocks) {
  return (blocks ?? []).map((block, index) => (block.block_id ? block : { ...block, block_id: `block-${index}` }));
}

/** Draws blocks that have ids into a parent, keeping the ones that did not change. For surface see elements.js. */
export function drawBlocks(parent, blocks, surface) {
  reconcile(parent, blocks, {
    key: (block) => block.block_id,
    signature: (block) => JSON.stringify(block),
    render: (block) => drawBlock(block, surface),
  });
}

function drawBlock(block, surface) {
  const draw = painters[block.type];
  const drawn = draw ? draw(block, surface) : h("div", { class: "not-drawn" }, `Block type ${block.type} is not drawn by the playground`);
  return h("div", { class: `block block-${block.type}`, "data-testid": `block-${block.block_id}`, "data-block-id": block.block_id }, drawn);
}

const painters = {
  header: (block, surface) => h("p", { class: "block-heading", role: "heading", "aria-level": surface.headingLevel }, words(block.text)),
  section,
  divider: () => h("hr"),
  context: (block, surface) => (block.elements ?? []).map((part) =>
    part.type === "image" ? picture(part.image_url, part.alt_text, "context-image") : h("span", {}, textObject(part, surface.app))),
  actions: (block, surface) => h("div", { class: "actions", role: "group", "aria-label": "Actions" }, (block.elements ?? []).map((part) => element(part, surface, { blockId: block.block_id, acts: true }))),
  context_actions: (block, surface) => h("div", { class: "actions" }, (block.elements ?? []).map((part) => element(part, surface, { blockId: block.block_id, acts: true }))),
  input,
  rich_text: (block, surface) => richText(block, surface.app),
  image: (block) => h("figure", { class: "picture" }, picture(block.image_url, block.alt_text, "own-picture"), block.title && h("figcaption", {}, words(block.title))),
  markdown: (block, surface) => markdown(block.text ?? "", surface.app),
  data_visualization: (block) => chart(block),
  alert: (block, surface) => h("div", { class: `alert alert-${block.level ?? "default"}`, role: "note" }, icon("warning"), h("div", {}, textObject(block.text, surface.app))),
  table,
};

function section(block, surface) {
  const textId = freshId("section");
  return h("div", { class: "section" },
    h("div", { class: "section-words" },
      block.text && h("div", { class: "section-text", id: textId }, textObject(block.text, surface.app)),
      block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field-cell" }, textObject(field, surface.app))))),
    block.accessory && h("div", { class: "accessory" }, element(block.accessory, surface, { blockId: block.block_id, acts: true, labelId: needsLabel(block) ? textId : null })));
}

function needsLabel(block) {
  return block.text && isStateful(block.accessory) && !block.accessory.placeholder;
}

function input(block, surface) {
  const labelId = freshId("label");
  const hintId = freshId("hint");
  const errorId = freshId("error");
  const control = element(block.element ?? {}, surface, { blockId: block.block_id, acts: Boolean(block.dispatch_action), labelId, optional: Boolean(block.optional) });
  const focusable = control.matches("input, textarea, [role=radiogroup], [role=group]") ? control : control.querySelector("input, textarea");
  const field = focusable?.matches("input, textarea") ? focusable : null;
  if (field) field.id = freshId("field");
  const label = h(field ? "label" : "div", { class: "input-label", id: labelId, for: field?.id }, words(block.label), block.optional && h("span", { class: "optional" }, " (optional)"));
  focusable?.setAttribute("aria-describedby", [errorId, block.hint && hintId].filter(Boolean).join(" "));
  return h("div", { class: "input" }, label, control,
    h("div", { class: "field-error", id: errorId, "data-testid": `error-${block.block_id}` }),
    block.hint && h("div", { class: "hint", id: hintId }, words(block.hint)));
}

function table(block, surface) {
  const cell = (part) => (part.type === "rich_text" ? richText(part, surface.app) : part.text ?? String(part.value ?? ""));
  const [head, ...rows] = block.rows ?? [];
  return h("div", { class: "table-room" }, h("table", { class: "table" },
    head && h("thead", {}, h("tr", {}, head.map((part) => h("th", { scope: "col" }, cell(part))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((part) => h("td", {}, cell(part))))))));
}

/** Shows an error beside a block's field, or takes it away with "". Returns the control to focus, if the block is there. */
export function setFieldError(parent, blockId, text) {
  const block = [...parent.querySelectorAll("[data-block-id]")].find((candidate) => candidate.dataset.blockId === blockId);
  const room = block?.querySelector(".field-error");
  if (!room) return null;
  room.replaceChildren(...(text ? [icon("warning"), h("span", {}, text)] : []));
  block.classList.toggle("wrong", Boolean(text));
  const control = block.querySelector("input, textarea");
  if (text) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
  return control;
}
