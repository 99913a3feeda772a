// The stack of forms a bot has opened for the visitor.

import { coalesce, freshId, h, iconButton } from "./dom.js";
import { drawBlocks, setFieldError, withIds } from "./blocks.js";
import { announce, complain } from "./announce.js";
import { askConfirm, showDialog } from "./dialog.js";
import { Form } from "./form.js";
import { get, post } from "./api.js";
import { words } from "./mrkdwn.js";

/** Keeps the form on the page as the server has it. Returns {refresh, forget}. */
export function modals(app) {
  let shown = null;
  let views = [];
  const forms = new Map();

  const refresh = coalesce(async () => {
    const as = app.as;
    const answer = await get("modal", { as });
    if (as !== app.as) return;
    views = (answer.views ?? []).map((view) => ({ ...view, blocks: withIds(view.blocks) }));
    for (const id of forms.keys()) if (!views.some((view) => view.id === id)) forms.delete(id);
    show();
  });

  function show() {
    const top = views.at(-1);
    if (!top) {
      shown?.dialog.close();
      shown = null;
      return;
    }
    const another = shown?.viewId !== top.id;
    const replaced = !another && shown.callbackId !== top.callback_id;
    shown ??= open();
    shown.viewId = top.id;
    shown.callbackId = top.callback_id;
    shown.draw(top, views.length, { another, replaced });
  }

  function formOf(view) {
    if (!forms.has(view.id)) forms.set(view.id, new Form({ keepByIds: true }));
    return forms.get(view.id);
  }

  function open() {
    const titleId = freshId("modal");
    const title = h("h2", { class: "dialog-title", id: titleId, tabindex: "-1" });
    const back = iconButton("back", "Back to the form before", { "data-testid": "modal-back", on: { click: () => close(false) } });
    const exit = iconButton("close", "Close this form", { class: "dialog-close", "data-testid": "modal-close", on: { click: () => close(true) } });
    const body = h("div", { class: "modal-body" });
    const cancel = h("button", { type: "button", class: "button", "data-testid": "modal-cancel", on: { click: () => close(false) } });
    const submit = h("button", { type: "submit", class: "button primary", "data-testid": "modal-submit" });
    const form = h("form", { class: "modal-form", novalidate: true },
      h("div", { class: "dialog-head" }, back, h("img", { src: "/web/icon.svg", alt: "", class: "modal-app" }), title, exit), body,
      h("div", { class: "dialog-buttons modal-foot" }, cancel, submit));
    const dialog = h("dialog", { class: "dialog modal", "aria-labelledby": titleId, "data-testid": "modal" }, form);
    let view = null;

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && view?.submit) {
        event.preventDefault();
        send();
      }
    });

    function draw(next, depth, { another, replaced }) {
      view = next;
      const form = formOf(view);
      title.textContent = words(view.title);
      back.hidden = depth < 2;
      cancel.textContent = words(view.close) || (depth > 1 ? "Back" : view.submit ? "Cancel" : "Close");
      submit.textContent = words(view.submit);
      submit.hidden = !view.submit;
      dialog.dataset.viewId = view.id;
      dialog.dataset.callbackId = view.callback_id ?? "";
      if (another || replaced) body.replaceChildren();
      const held = body.contains(document.activeElement);
      drawBlocks(body, view.blocks, surfaceOf(view, form, body));
      if (!another && !replaced) {
        if (held && !body.contains(document.activeElement)) title.focus({ preventScroll: true }); // what had the focus is gone
        return;
      }
      body.scrollTop = 0;
      if (replaced) {
        title.focus();
        return;
      }
      announce(`Form opened: ${words(view.title)}`);
      firstFocus(view, body, title);
    }

    async function send() {
      const blocks = view.blocks;
      for (const block of blocks) setFieldError(body, block.block_id, "");
      const mistakes = formOf(view).mistakes(blocks);
      if (Object.keys(mistakes).length) {
        point(mistakes);
        return;
      }
      if (submit.getAttribute("aria-busy") === "true") return;
      busy(true);
      try {
        const answer = await post("submit", { as: app.as, view_id: view.id, state: formOf(view).state(blocks) });
        if (answer.errors) point(answer.errors);
        else if (answer.ok === false) complain(answer.message ?? "The form could not be sent. Your words are still here.");
        else formOf(view).changed = false;
      } catch (refusal) {
        complain(refusal.message);
      }
      busy(false);
      await refresh().catch((refusal) => complain(refusal.message));
    }

    function busy(yes) {
      if (yes) submit.setAttribute("aria-busy", "true");
      else submit.removeAttribute("aria-busy");
      dialog.classList.toggle("busy", yes);
    }

    function point(errors) {
      const controls = Object.entries(errors).map(([blockId, text]) => setFieldError(body, blockId, text) ?? complain(text));
      const first = [...body.querySelectorAll(".wrong input, .wrong textarea")][0] ?? controls[0];
      first?.focus();
      const count = Object.keys(errors).length;
      announce(`${count === 1 ? "1 answer needs" : `${count} answers need`} another look. ${Object.values(errors)[0]}`);
    }

    async function close(all) {
      try {
        await post("close", { as: app.as, view_id: view.id, all });
      } catch (refusal) {
        complain(refusal.message);
      }
      await refresh();
    }

    async function escape() {
      if (view.submit && formOf(view).changed && !(await askConfirm({
        title: "Close this form?", text: "What you entered here will be lost.", confirm: "Close the form", deny: "Keep writing", danger: true,
      }))) return;
      close(false);
    }

    dialog.addEventListener("close", () => {
      if (shown?.dialog !== dialog) return;
      shown = null;
      if (views.length) post("close", { as: app.as, view_id: view.id, all: true }).then(refresh, () => {});
    });
    showDialog(dialog, { onEscape: escape, home: () => app.composerInput() });
    return { dialog, draw, viewId: null, callbackId: null };
  }

  function surfaceOf(view, form, body) {
    return {
      app, form, headingLevel: 3,
      touched: (blockId) => setFieldError(body, blockId, ""),
      act: (blockId, element, value) => app.act({ type: "view", view_id: view.id }, blockId, element, value, form.state(view.blocks)),
      suggest: (blockId, element, typed) => post("suggest", { as: app.as, view_id: view.id, block_id: blockId, action_id: element.action_id, value: typed }),
    };
  }

  /** Takes the form off the page without closing it at the server, as when the visitor becomes somebody else. */
  function forget() {
    views = [];
    const { dialog } = shown ?? {};
    shown = null;
    dialog?.close();
  }

  return { refresh, forget };
}

function firstFocus(view, body, title) {
  const wanted = (view.blocks).map((block) => block.element).find((element) => element?.focus_on_load);
  const controls = [...body.querySelectorAll("input, textarea, select")];
  const start = controls.find((control) => wanted && control.dataset.actionId === wanted.action_id) ?? controls[0] ?? title;
  start.focus({ preventScroll: start !== title && !wanted });
}
