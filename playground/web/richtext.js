// The rich_text block.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { fillDatePattern } from "./dates.js";
import { channelLink, link, mention } from "./mrkdwn.js";

/** Draws the elements of a rich_text block. Neighbouring lists nest by their indent. */
export function richText(block, app) {
  return (block.elements ?? []).map((element) => piece(element, app));
}

function piece(element, app) {
  const inner = () => (element.elements ?? []).map((part) => run(part, app));
  switch (element.type) {
    case "rich_text_section": return h("div", { class: "rich-section" }, inner());
    case "rich_text_quote": return h("blockquote", {}, inner());
    case "rich_text_preformatted": return h("pre", {}, inner());
    case "rich_text_list": return list(element, app);
    default: return h("div", { class: "not-drawn" }, `Rich text of type ${element.type} is not drawn by the playground`);
  }
}

function list(element, app) {
  const ordered = element.style === "ordered";
  return h(ordered ? "ol" : "ul", { class: `rich-list indent-${Math.min(element.indent ?? 0, 5)}`, start: ordered && element.offset ? element.offset + 1 : null },
    (element.elements ?? []).map((item) => h("li", {}, piece(item, app))));
}

function run(part, app) {
  return styled(content(part, app), part.style ?? {});
}

function content(part, app) {
  switch (part.type) {
    case "text": return (part.text ?? "").split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
    case "link": return link(part.url ?? "", part.text ?? "", app);
    case "user": return mention(part.user_id, app);
    case "channel": return channelLink(part.channel_id, "", app);
    case "emoji": return part.unicode ? String.fromCodePoint(...part.unicode.split("-").map((code) => parseInt(code, 16))) : emoji(part.name) ?? `:${part.name}:`;
    case "broadcast": return h("span", { class: "mention mention-loud" }, `@${part.range}`);
    case "usergroup": return h("span", { class: "mention" }, "@group");
    case "color": return h("code", {}, part.value ?? "");
    case "date": return fillDatePattern(part.format ?? "{date}", new Date(part.timestamp * 1000), app.zone(), app.now());
    default: return part.text ?? part.fallback ?? "";
  }
}

function styled(nodes, style) {
  let drawn = nodes;
  if (style.code) drawn = h("code", {}, drawn);
  if (style.strike) drawn = h("s", {}, drawn);
  if (style.italic) drawn = h("em", {}, drawn);
  if (style.bold) drawn = h("strong", {}, drawn);
  return drawn;
}
