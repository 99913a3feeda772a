// The small square beside a name.

import { h } from "./dom.js";

/** A person's initials on their colour. The name stands beside it, so it is hidden from screen readers. */
export function avatar(person, size = "") {
  const square = h("span", { class: `avatar ${person?.is_bot ? "avatar-bot" : ""} ${size}`, "aria-hidden": "true" }, person?.is_bot ? h("img", { src: "/web/icon.svg", alt: "" }) : initials(person));
  if (!person?.is_bot && /^#[0-9a-f]{6}$/i.test(person?.color ?? "")) {
    square.style.backgroundColor = person.color;
    square.style.color = isLight(person.color) ? "#10201d" : "#ffffff";
  }
  return square;
}

function initials(person) {
  const names = (person?.real_name || person?.name || "?").trim().split(/\s+/);
  return [names[0], names.length > 1 ? names.at(-1) : ""].map((name) => [...name][0] ?? "").join("").toUpperCase();
}

function isLight(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18;
}
