// Slack's own marking of text, and the small part of Markdown that a markdown
// block uses, as DOM nodes.

import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { fillDatePattern, longMoment } from "./dates.js";

const inlinePattern = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+-]+):|\n|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*?\S)~(?![\p{L}\p{N}~])/gu;

/** Draws a Slack text object, or nothing for a missing one. */
export function textObject(text, app) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text ?? "", app) : plain(text);
}

/** The words of a text object for labels and titles. */
export function words(text) {
  if (!text) return "";
  return text.type === "mrkdwn" ? plainWords(text.text ?? "") : withEmojiUnless(text);
}

function withEmojiUnless(text) {
  return text.emoji === false ? text.text ?? "" : withEmoji(text.text ?? "");
}

function plain(text) {
  return lines(withEmojiUnless(text));
}

function lines(text) {
  return text.split("\n").flatMap((line, index) => (index === 0 ? [line] : [h("br"), line]));
}

/** Draws mrkdwn: preformatted text, quotes, then what stands within lines. */
export function mrkdwn(text, app) {
  return text.split(/```/).flatMap((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [h("pre", {}, unescape(part.replace(/^\n/, "")))];
    return quotes(index % 2 === 1 ? "```" + part : part, app);
  });
}

function quotes(text, app) {
  const nodes = [];
  let quoted = [];
  let open = [];
  const close = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, inline(quoted.join("\n"), app)));
    if (open.length) nodes.push(...inline(open.join("\n"), app));
    quoted = [];
    open = [];
  };
  for (const line of text.split("\n")) {
    const quote = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (Boolean(quote) !== Boolean(quoted.length)) close();
    if (quote) quoted.push(quote[1]);
    else open.push(line);
  }
  close();
  return nodes;
}

function inline(text, app) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(inlinePattern)) {
    nodes.push(unescape(text.slice(done, match.index)));
    nodes.push(inlineNode(match, app));
    done = match.index + match[0].length;
  }
  nodes.push(unescape(text.slice(done)));
  return nodes.filter((node) => node !== "");
}

function inlineNode([whole, angled, code, short, bold, italic, strike], app) {
  if (angled !== undefined) return reference(angled, app);
  if (code !== undefined) return h("code", {}, unescape(code));
  if (short !== undefined) return emoji(short) ?? whole;
  if (bold !== undefined) return h("strong", {}, inline(bold, app));
  if (italic !== undefined) return h("em", {}, inline(italic, app));
  if (strike !== undefined) return h("s", {}, inline(strike, app));
  return h("br");
}

function reference(inside, app) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), app);
  if (target.startsWith("#")) return channelLink(target.slice(1), label, app);
  if (target.startsWith("!date^")) return dateNode(target, label, app);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return h("span", { class: "mention mention-loud" }, `@${label || target.slice(1)}`);
  if (!/^[a-z][a-z+.-]*:/i.test(target)) return unescape(`<${inside}>`);
  return link(unescape(target), label, app);
}

/** A person's name as a mention. */
export function mention(id, app) {
  return h("span", { class: id === app.as ? "mention mention-me" : "mention" }, `@${app.nameOf(id)}`);
}

/** A channel's name, which opens it where the visitor can see it. */
export function channelLink(id, label, app) {
  const channel = app.channel(id);
  const name = `#${channel?.name ?? (label || "private channel")}`;
  if (!channel) return h("span", { class: "mention" }, name);
  return h("button", { type: "button", class: "mention link-like", on: { click: () => app.go({ at: id }) } }, name);
}

/** A link. Links into this workspace move the page; others open beside it; anything but http, https, mailto and tel is only text. */
export function link(address, label, app) {
  const place = placeOf(address, app);
  const text = label || address;
  if (place) return h("a", { href: app.hashFor(place), on: { click: (event) => { event.preventDefault(); app.go(place); } } }, text);
  if (!/^(https?:|mailto:|tel:)/i.test(address)) return text;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** The place a permalink or a slack: link means, or null. */
export function placeOf(address, app) {
  const permalink = address.match(/\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?/);
  if (permalink && app.knows(permalink[1])) {
    const thread = address.match(/[?&]thread_ts=([\d.]+)/)?.[1] ?? "";
    return { at: permalink[1], message: permalink[2] ? `${permalink[2]}.${permalink[3]}` : "", thread };
  }
  if (!address.startsWith("slack://")) return null;
  const query = new URLSearchParams(address.split("?")[1] ?? "");
  if (address.startsWith("slack://app")) return { at: query.get("tab") === "messages" ? app.botConversation() : "home" };
  return app.knows(query.get("id")) ? { at: query.get("id") } : null;
}

function dateNode(target, fallback, app) {
  const [, seconds, pattern] = target.split("^");
  const instant = new Date(Number(seconds) * 1000);
  if (Number.isNaN(instant.getTime())) return fallback;
  const shown = fillDatePattern(unescape(pattern ?? "{date}"), instant, app.zone(), app.now());
  return h("time", { datetime: instant.toISOString(), title: longMoment(instant, app.zone()) }, shown);
}

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** mrkdwn with its marks taken away, for announcements and labels. */
export function plainWords(text, app = null) {
  const bare = text
    .replace(/<@([A-Z0-9]+)[^>]*>/g, (_, id) => `@${app?.nameOf(id) ?? id}`)
    .replace(/<#([A-Z0-9]+)\|?([^>]*)>/g, (_, id, label) => `#${app?.channel(id)?.name ?? label}`)
    .replace(/<[^|>]+\|([^>]*)>/g, "$1")
    .replace(/<([^>]*)>/g, "$1")
    .replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "");
  return withEmoji(unescape(bare));
}

/** Draws standard Markdown: headings, lists, quotes, fenced code, and the marks within lines. */
export function markdown(text, app) {
  const nodes = [];
  const rows = text.split("\n");
  while (rows.length) nodes.push(markdownPiece(rows, app));
  return nodes;
}

function markdownPiece(rows, app) {
  const row = rows.shift();
  const heading = row.match(/^(#{1,6}) +(.*)$/);
  if (heading) return h("p", { class: "markdown-heading", role: "heading", "aria-level": String(Math.min(heading[1].length + 1, 6)) }, markdownInline(heading[2], app));
  if (row.startsWith("```")) return h("pre", {}, takeWhile(rows, (next) => !next.startsWith("```")).join("\n"), dropFence(rows));
  if (/^[-*] /.test(row)) return markdownList("ul", /^[-*] /, row, rows, app);
  if (/^\d+\. /.test(row)) return markdownList("ol", /^\d+\. /, row, rows, app);
  if (row.startsWith("> ")) return h("blockquote", {}, [row, ...takeWhile(rows, (next) => next.startsWith("> "))].flatMap((line) => [...markdownInline(line.slice(2), app), h("br")]));
  return row.trim() === "" ? "" : h("p", {}, markdownInline(row, app));
}

function markdownList(tag, bullet, first, rows, app) {
  const items = [first, ...takeWhile(rows, (next) => bullet.test(next))];
  return h(tag, {}, items.map((item) => h("li", {}, markdownInline(item.replace(bullet, ""), app))));
}

function takeWhile(rows, wanted) {
  const taken = [];
  while (rows.length && wanted(rows[0])) taken.push(rows.shift());
  return taken;
}

function dropFence(rows) {
  rows.shift();
  return null;
}

function markdownInline(text, app) {
  const pattern = /\[([^\]]+)\]\(([^)\s]+)\)|`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*(\S[^*]*)\*|_(\S[^_]*)_|~~(.+?)~~|<@([A-Z0-9]+)>/g;
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(withEmoji(text.slice(done, match.index)));
    const [, label, address, code, strong1, strong2, em1, em2, strike, person] = match;
    if (address) nodes.push(link(address, label, app));
    else if (code) nodes.push(h("code", {}, code));
    else if (strong1 ?? strong2) nodes.push(h("strong", {}, markdownInline(strong1 ?? strong2, app)));
    else if (em1 ?? em2) nodes.push(h("em", {}, markdownInline(em1 ?? em2, app)));
    else if (strike) nodes.push(h("s", {}, markdownInline(strike, app)));
    else nodes.push(mention(person, app));
    done = match.index + match[0].length;
  }
  nodes.push(withEmoji(text.slice(done)));
  return nodes;
}
