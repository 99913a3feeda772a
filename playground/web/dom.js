// Building and renewing the page. Every word from a message, a person or the
// server becomes a text node; nothing is ever parsed as HTML.

const svgNamespace = "http://www.w3.org/2000/svg";
const marks = new WeakMap();
let lastId = 0;

/** Returns an id no other element on the page has. */
export function freshId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/** Builds an HTML element. `on` holds listeners; `props` are set as properties; null, undefined and false attributes are left out. */
export function h(tag, attributes, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

/** Builds an SVG element, like h. */
export function s(tag, attributes, ...children) {
  return dress(document.createElementNS(svgNamespace, tag), attributes, children);
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "props") {
      Object.assign(element, value);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const iconPaths = {
  menu: "M3 6h18M3 12h18M3 18h18",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  send: "M4 12l16-8-6 16-3-7z",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  reply: "M4 5h16v11H11l-5 4v-4H4z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18M12 7v5l3 2",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6",
  lock: "M6 11h12v9H6zM9 11V7a3 3 0 0 1 6 0v4",
  switches: "M4 8h10M18 8h2M4 16h2M10 16h10M16 6v4M8 14v4",
  check: "M5 13l4 4L19 7",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.01",
};

/** Draws one of the page's own line icons. It is decoration: the button around it carries the name. */
export function icon(name) {
  return s("svg", { class: name === "more" ? "icon more-dots" : "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    s("path", { d: iconPaths[name] }));
}

/** An icon with an accessible name and a tooltip, as a button. */
export function iconButton(name, label, attributes = {}) {
  return h("button", { type: "button", "aria-label": label, title: label, ...attributes, class: `icon-button ${attributes.class ?? ""}` }, icon(name));
}

/**
 * Makes parent's children show items in order. A child whose key and signature
 * are unchanged is kept as it is, with its focus, caret and open menus; where
 * the focused control was replaced, its successor takes the focus.
 */
export function reconcile(parent, items, { key, signature, render }) {
  const focus = rememberFocus(parent);
  const old = new Map();
  for (const child of [...parent.children]) {
    const mark = marks.get(child);
    if (mark && !old.has(mark.key)) old.set(mark.key, child);
    else child.remove();
  }

  let place = parent.firstElementChild;
  for (const item of items) {
    const itemKey = key(item);
    const itemSignature = signature(item);
    let child = old.get(itemKey);
    old.delete(itemKey);
    if (child && marks.get(child).signature !== itemSignature) {
      const renewed = mark(render(item), itemKey, itemSignature);
      if (child === place) place = renewed;
      child.replaceWith(renewed);
      child = renewed;
    } else if (!child) {
      child = mark(render(item), itemKey, itemSignature);
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }

  for (const child of old.values()) child.remove();
  restoreFocus(parent, focus);
}

function mark(child, key, signature) {
  marks.set(child, { key, signature });
  return child;
}

function rememberFocus(parent) {
  const focused = document.activeElement;
  if (!focused || focused === parent || !parent.contains(focused)) return null;
  let child = focused;
  while (child.parentElement !== parent) child = child.parentElement;
  const action = focused.closest("[data-action-id]");
  return {
    node: focused,
    key: marks.get(child)?.key,
    action: action?.dataset.actionId,
    option: focused.dataset.optionValue,
    testid: focused.dataset.testid,
  };
}

function restoreFocus(parent, focus) {
  if (!focus || focus.node.isConnected) return;
  const child = [...parent.children].find((candidate) => marks.get(candidate)?.key === focus.key);
  const scope = child ?? parent;
  const controls = [...scope.querySelectorAll("[data-action-id], [data-testid]")];
  const heir =
    controls.find((control) => focus.action && control.dataset.actionId === focus.action && control.dataset.optionValue === focus.option) ??
    controls.find((control) => focus.action && control.dataset.actionId === focus.action) ??
    controls.find((control) => focus.testid && control.dataset.testid === focus.testid) ??
    child?.querySelector("[tabindex='-1']") ?? child;
  if (!heir) return;
  if (!heir.matches("button, input, select, textarea, a[href], [tabindex]")) heir.tabIndex = -1;
  heir.focus({ preventScroll: true });
}

/** Returns a function that runs job, and once more if it was asked for while running. The promise settles when nothing is left to do. */
export function coalesce(job) {
  let running = null;
  let again = false;
  return function ask() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await job();
      } while (again);
    })().finally(() => { running = null; });
    return running;
  };
}

/** Puts a fixed popup beside its anchor, inside the window, above it where there is more room. Returns a function that takes the listeners away. */
export function placeBeside(popup, anchor, { above = false, alignEnd = false, minWidth = 0 } = {}) {
  const put = () => {
    const box = anchor.getBoundingClientRect();
    const gap = 4;
    const edge = 8;
    const roomBelow = window.innerHeight - box.bottom - gap - edge;
    const roomAbove = box.top - gap - edge;
    popup.style.maxHeight = "";
    const wanted = Math.min(popup.scrollHeight + 2, 460);
    const goAbove = above ? roomAbove >= Math.min(wanted, 120) || roomAbove > roomBelow : roomBelow < wanted && roomAbove > roomBelow;
    const height = Math.min(wanted, Math.max(goAbove ? roomAbove : roomBelow, 80));
    popup.style.minWidth = `${Math.min(Math.max(minWidth, 0), window.innerWidth - 2 * edge)}px`;
    popup.style.maxHeight = `${height}px`;
    const width = popup.offsetWidth;
    const left = alignEnd ? box.right - width : box.left;
    popup.style.left = `${Math.max(edge, Math.min(left, window.innerWidth - width - edge))}px`;
    popup.style.top = goAbove ? "auto" : `${box.bottom + gap}px`;
    popup.style.bottom = goAbove ? `${window.innerHeight - box.top + gap}px` : "auto";
  };
  put();
  window.addEventListener("resize", put);
  window.addEventListener("scroll", put, true);
  return () => {
    window.removeEventListener("resize", put);
    window.removeEventListener("scroll", put, true);
  };
}
