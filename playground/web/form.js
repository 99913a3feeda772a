// What a visitor has put into the elements of one message, form or Home tab.

const kinds = {
  plain_text_input: ["value", (element) => element.initial_value ?? null],
  email_text_input: ["value", (element) => element.initial_value ?? null],
  url_text_input: ["value", (element) => element.initial_value ?? null],
  number_input: ["value", (element) => element.initial_value ?? null],
  static_select: ["selected_option", (element) => element.initial_option ?? null],
  external_select: ["selected_option", (element) => element.initial_option ?? null],
  radio_buttons: ["selected_option", (element) => element.initial_option ?? null],
  checkboxes: ["selected_options", (element) => element.initial_options ?? []],
  multi_static_select: ["selected_options", (element) => element.initial_options ?? []],
  multi_external_select: ["selected_options", (element) => element.initial_options ?? []],
  users_select: ["selected_user", (element) => element.initial_user ?? null],
  multi_users_select: ["selected_users", (element) => element.initial_users ?? []],
  conversations_select: ["selected_conversation", (element) => element.initial_conversation ?? null],
  multi_conversations_select: ["selected_conversations", (element) => element.initial_conversations ?? []],
  channels_select: ["selected_channel", (element) => element.initial_channel ?? null],
  multi_channels_select: ["selected_channels", (element) => element.initial_channels ?? []],
  datepicker: ["selected_date", (element) => element.initial_date ?? null],
  timepicker: ["selected_time", (element) => element.initial_time ?? null],
  datetimepicker: ["selected_date_time", (element) => element.initial_date_time ?? null],
};

/** The name under which Slack reports what an element of this type holds, such as "selected_option". */
export function fieldOf(type) {
  return kinds[type]?.[0];
}

/** Reports whether an element holds something a person entered. */
export function isStateful(element) {
  return Object.hasOwn(kinds, element.type);
}

/** Reports whether a value counts as nothing entered. */
export function isEmpty(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Every interactive element of a block. */
export function elementsOf(block) {
  return [...(block.elements ?? []), block.accessory, block.element].filter((element) => element?.action_id);
}

/**
 * The values of one container. In a form a value stays while block and action
 * keep their ids, as Slack keeps it; elsewhere it stays while the element itself
 * is unchanged, so that a message drawn anew shows what it says.
 */
export class Form {
  constructor({ keepByIds }) {
    this.keepByIds = keepByIds;
    this.kept = new Map();
    this.changed = false;
  }

  /** What the element holds now: what was entered, or what it begins with. */
  get(blockId, element) {
    const kept = this.kept.get(`${blockId} ${element.action_id}`);
    if (kept && kept.type === element.type && (this.keepByIds || kept.drawn === JSON.stringify(element))) return kept.value;
    return kinds[element.type][1](element);
  }

  set(blockId, element, value) {
    this.changed = true;
    this.kept.set(`${blockId} ${element.action_id}`, { type: element.type, value, drawn: JSON.stringify(element) });
  }

  /** Slack's state object for these blocks. */
  state(blocks) {
    const values = {};
    for (const block of blocks) {
      for (const element of elementsOf(block).filter(isStateful)) {
        values[block.block_id] ??= {};
        values[block.block_id][element.action_id] = { type: element.type, [fieldOf(element.type)]: this.get(block.block_id, element) };
      }
    }
    return { values };
  }

  /** What Slack's own client refuses before it sends a form: {block id: words}. */
  mistakes(blocks) {
    const found = {};
    for (const block of blocks) {
      if (block.type !== "input" || !block.element || !isStateful(block.element)) continue;
      const mistake = mistakeIn(this.get(block.block_id, block.element), block);
      if (mistake) found[block.block_id] = mistake;
    }
    return found;
  }
}

function mistakeIn(value, { element, optional }) {
  if (isEmpty(value) || (typeof value === "string" && !value.trim())) return optional ? null : "Please complete this required field.";
  const length = typeof value === "string" ? [...value].length : 0;
  if (element.min_length && length < element.min_length) return `Please enter at least ${element.min_length} characters. There are ${length} now.`;
  if (element.max_length && length > element.max_length) return `Please enter at most ${element.max_length} characters. There are ${length} now.`;
  if (element.type === "number_input") return numberMistake(value, element);
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please enter an e-mail address.";
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(value)) return "Please enter a web address that begins with https://.";
  return null;
}

function numberMistake(value, element) {
  const number = Number(value);
  if (Number.isNaN(number)) return "Please enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value)) return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `Please enter ${element.max_value} or less.`;
  return null;
}
