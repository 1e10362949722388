// a form as a window of its own

import type { InputBlock, InputBlockElement, ModalView, PlainTextOption } from "@slack/types";
import type { Place } from "../../chat/chat.ts";
import type { Form, FormField } from "../../chat/replies.ts";
import { truncate } from "../../grammar/words.ts";
import { chunksOf, plain, section } from "./blocks.ts";
import { foreignLines, spoken } from "./text.ts";

/** What travels with a form, unseen: what takes it, what it is about, and where it was opened. */
type FormState = { act: string; value: string; place: Place | null };

export const fieldAction = "value";
/** names what was typed as a secret: see seal-typed */
export const secretAction = "secret";

export function formView(form: Form, place: Place | null): ModalView {
  const { title, submit, close = "Cancel", act, value, intro, fields } = form;
  const state: FormState = { act, value, place };
  const metadata = JSON.stringify(state);
  // cut, it would be about something else
  if (metadata.length > 3000) throw new Error(`the form "${title}" carries too much`);
  return {
    type: "modal",
    callback_id: "form",
    private_metadata: metadata,
    title: plain(title, 24),
    submit: plain(submit, 24),
    close: plain(close, 24),
    blocks: [
      ...(intro === null ? [] : section(foreignLines(intro))),
      ...fields.flatMap((field) => inputs(field)),
    ],
  };
}

/** Shown while the program needs longer than Slack gives it for opening a window. */
export function waitingView(): ModalView {
  return said(
    "One moment…",
    ":hourglass_flowing_sand: Working on it. You can close this; nothing is lost.",
  );
}

/** What a window says when there is nothing more to fill in. */
export function doneView(sentence: string): ModalView {
  return said("Done", sentence === "" ? ":white_check_mark: Done." : spoken(sentence));
}

function said(title: string, safe: string): ModalView {
  return {
    type: "modal",
    title: plain(title, 24),
    close: plain("Close", 24),
    blocks: section(safe),
  };
}

const longestText = 3000;

/** One input for a field; a text too long for one continues in the next, cut between its lines. */
function inputs(field: FormField): InputBlock[] {
  const texts =
    field.kind === "text" ? partsOf(field.initial ?? "") : [{ text: field.initial ?? "", by: "" }];
  return texts.map(({ text, by }, i) => {
    const part = texts.length > 1 ? ` (part ${i + 1} of ${texts.length})` : "";
    return {
      type: "input",
      block_id: blockIdOf(field.name, i, by),
      label: plain(`${field.label}${part}`, 2000),
      element: element(field, text),
      optional: (field.optional ?? false) || i > 0,
      ...(field.hint !== undefined && i === texts.length - 1 && { hint: plain(field.hint, 2000) }),
    };
  });
}

/** The parts of a long text, and what stood between each and the one before it. */
function partsOf(text: string): { text: string; by: string }[] {
  if (text.length <= longestText) return [{ text, by: "" }];
  let at = 0;
  return chunksOf(text, longestText).map((part) => {
    const isLine = at > 0 && text.charAt(at) === "\n" && !text.startsWith(part, at);
    at += part.length + (isLine ? 1 : 0);
    return { text: part, by: isLine ? "n" : "" };
  });
}

function blockIdOf(name: string, part: number, by: string): string {
  return part === 0 ? name : `${name}~${part}~${by}`;
}

function element(field: FormField, initial: string): InputBlockElement {
  const options = (field.options ?? []).filter(({ label }) => label.trim() !== "");
  const base = { action_id: fieldAction } as const;
  switch (field.kind) {
    case "line":
    case "text":
      return {
        type: "plain_text_input",
        ...base,
        multiline: field.kind === "text",
        max_length: longestText,
        ...(initial !== "" && { initial_value: truncate(initial, longestText) }),
      };
    case "secret":
      return { type: "plain_text_input", action_id: secretAction, max_length: longestText };
    case "number":
      return {
        type: "number_input",
        ...base,
        is_decimal_allowed: true,
        ...(/^-?\d+(\.\d+)?$/.test(initial) && { initial_value: initial }),
      };
    case "date":
      return {
        type: "datepicker",
        ...base,
        ...(/^\d{4}-\d{2}-\d{2}$/.test(initial) && { initial_date: initial }),
      };
    case "moment": {
      const at = Date.parse(initial) / 1000;
      return { type: "datetimepicker", ...base, ...(at > 0 && { initial_date_time: at }) };
    }
    case "person":
      return { type: "users_select", ...base, ...(initial !== "" && { initial_user: initial }) };
    case "choice":
      return options.length === 0
        ? element({ ...field, kind: "line" }, initial)
        : choice(options, initial);
    case "choices":
      return options.length === 0
        ? element({ ...field, kind: "line" }, initial)
        : choices(options, initial);
  }
}

type Options = NonNullable<FormField["options"]>;

// few answers stand open, which is one tap less on a phone
const fewOptions = 4;
const mostTicks = 10;
const mostInList = 100;

function choice(given: Options, initial: string): InputBlockElement {
  const options = given.map(optionOf);
  const chosen = options.find(({ value }) => value === initial);
  const base = { action_id: fieldAction, ...(chosen && { initial_option: chosen }) } as const;
  if (options.length <= fewOptions) return { type: "radio_buttons", ...base, options };
  return { type: "static_select", ...base, ...listed(options) };
}

function choices(given: Options, initial: string): InputBlockElement {
  const options = given.map(optionOf);
  const wanted = new Set(initial.split(",").map((it) => it.trim()));
  const chosen = options.filter(({ value }) => wanted.has(value ?? ""));
  const base = {
    action_id: fieldAction,
    ...(chosen.length > 0 && { initial_options: chosen }),
  } as const;
  if (options.length <= mostTicks) return { type: "checkboxes", ...base, options };
  return { type: "multi_static_select", ...base, ...listed(options) };
}

/** A list takes a hundred; more are in groups of a hundred, named by where each begins and ends. */
function listed(options: PlainTextOption[]) {
  if (options.length <= mostInList) return { options };
  const groups = Array.from({ length: Math.ceil(options.length / mostInList) }, (_, i) =>
    options.slice(i * mostInList, (i + 1) * mostInList),
  );
  return {
    option_groups: groups.slice(0, mostInList).map((group) => ({
      label: plain(
        `${group[0]?.text.text.slice(0, 30)} – ${group.at(-1)?.text.text.slice(0, 30)}`,
        75,
      ),
      options: group,
    })),
  };
}

function optionOf({ label, value }: Options[number]): PlainTextOption {
  if (value.length > 150) throw new Error(`the value of the option "${label}" is too long`);
  return { text: plain(label, 75), value };
}
