// what a person puts into an element, from a plain value or Slack's own form, as Slack would report it
import { z } from "zod";
import { UserError } from "../../../errors.ts";
import type { Option } from "../blocks/choices.ts";
import type { Element } from "../blocks/elements.ts";
import { RichText } from "../blocks/rich-text.ts";
import { keepFile } from "../files.ts";
import { fileShape } from "../shapes.ts";
import { findChannel, findUser } from "../state/find.ts";
import type { StateValue, User } from "../state/records.ts";
import type { World } from "../world.ts";
import { zonedSeconds } from "../zoned-time.ts";
import { Attached, bytesOf } from "./say.ts";

export type Filled = { element: Element; user: User; offered?: readonly Option[] };

/** Null for what only can be pressed. */
export function fill(
  world: World,
  { element, user, offered = [] }: Filled,
  given: unknown,
): StateValue | null {
  const { type } = element;
  const raw = plainOf(given);
  const userId = (name: string) => findUser(world.state, name).id;
  const channelId = (name: string) => findChannel(world.state, name, user).id;
  switch (element.type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { type, value: oneOf(raw) || null };
    case "rich_text_input":
      return { type, ...richText(raw) };
    case "datepicker":
      return { type, selected_date: moment(raw, /^\d{4}-\d{2}-\d{2}$/, "a date like 2026-03-01") };
    case "timepicker":
      return {
        type,
        selected_time: moment(raw, /^([01]\d|2[0-3]):[0-5]\d$/, "a time like 09:30"),
        ...(element.timezone && { timezone: element.timezone }),
      };
    case "datetimepicker":
      return { type, selected_date_time: secondsOf(raw, user.tz) };
    case "static_select":
      return { type, selected_option: first(options(optionsOf(element), raw)) };
    case "radio_buttons":
      return { type, selected_option: first(options(element.options, raw)) };
    case "external_select":
      return { type, selected_option: first(options(offered, raw)) };
    case "multi_static_select":
      return { type, selected_options: atMost(element, options(optionsOf(element), raw)) };
    case "multi_external_select":
      return { type, selected_options: atMost(element, options(offered, raw)) };
    case "checkboxes":
      return { type, selected_options: options(element.options, raw) };
    case "users_select":
      return { type, selected_user: first(listOf(raw).map(userId)) };
    case "multi_users_select":
      return { type, selected_users: atMost(element, listOf(raw).map(userId)) };
    case "conversations_select":
      return { type, selected_conversation: first(listOf(raw).map(channelId)) };
    case "multi_conversations_select":
      return { type, selected_conversations: atMost(element, listOf(raw).map(channelId)) };
    case "channels_select":
      return { type, selected_channel: first(listOf(raw).map(channelId)) };
    case "multi_channels_select":
      return { type, selected_channels: atMost(element, listOf(raw).map(channelId)) };
    case "file_input":
      return { type, files: keptFiles(world, user, raw) };
    case "button":
    case "workflow_button":
    case "feedback_buttons":
    case "icon_button":
    case "overflow":
      break;
  }
  return null;
}

export function optionsOf(element: {
  options?: Option[] | undefined;
  option_groups?: { options: Option[] }[] | undefined;
}): Option[] {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}

/** The options with these values or words. */
export function options(known: readonly Option[], raw: unknown): Option[] {
  return listOf(raw).map((asked) => {
    const found =
      known.find((one) => one.value === asked) ?? known.find((one) => one.text.text === asked);
    if (found) return found;
    const words = known.map((one) => one.value).join(", ");
    throw new UserError(`There is no option "${asked}". There are: ${words || "none"}.`);
  });
}

// Slack's state form holds the value under a name of its own for each type
const SlackForm = z.looseObject({});
const names = ["value", "selected_date", "selected_time", "selected_date_time", "selected_option"];
const more = ["selected_options", "selected_user", "selected_users", "selected_conversation"];
const rest = ["selected_conversations", "selected_channel", "selected_channels", "files"];
const fields = [...names, ...more, ...rest, "rich_text_value"];

export function plainOf(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(plainOf);
  const form = SlackForm.safeParse(given);
  if (!form.success) return given;
  const field = fields.find((name) => name in form.data);
  return field ? plainOf(form.data[field]) : given;
}

function listOf(raw: unknown): string[] {
  if (raw === null || raw === undefined || raw === "") return [];
  return (Array.isArray(raw) ? raw : [raw]).map((item) => oneOf(item));
}

function oneOf(raw: unknown): string {
  if (typeof raw === "string") return raw;
  return typeof raw === "number" || typeof raw === "boolean" ? String(raw) : "";
}

function first<T>(found: T[]): T | null {
  return found[0] ?? null;
}

function atMost<T>(element: { max_selected_items?: number | undefined }, found: T[]): T[] {
  const most = element.max_selected_items;
  if (most !== undefined && found.length > most)
    throw new UserError(`At most ${most} can be chosen.`);
  return found;
}

function moment(raw: unknown, form: RegExp, example: string): string | null {
  const text = oneOf(raw);
  if (text === "") return null;
  if (!form.test(text)) throw new UserError(`"${text}" is not ${example}.`);
  return text;
}

// a time without a zone is meant where the person is
function secondsOf(raw: unknown, tz: string): number | null {
  const text = oneOf(raw);
  if (text === "") return null;
  if (/^\d{10}$/.test(text)) return Number(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return zonedSeconds(text, tz);
  const at = Math.floor(Date.parse(text) / 1000);
  if (Number.isNaN(at)) throw new UserError(`"${text}" is not a moment like 2026-03-01T09:30.`);
  return at;
}

function richText(raw: unknown) {
  const read = RichText.safeParse(raw);
  if (read.success) return { rich_text_value: read.data };
  const text = oneOf(raw);
  if (text === "") return {};
  const elements = [{ type: "text", text }];
  return {
    rich_text_value: { type: "rich_text", elements: [{ type: "rich_text_section", elements }] },
  };
}

function keptFiles(world: World, user: User, raw: unknown) {
  const read = z.array(Attached).safeParse(raw ?? []);
  if (!read.success) throw new UserError("Files are given as [{ name, content }].");
  return read.data.map((one) =>
    fileShape(
      world,
      keepFile(world, { name: one.name, bytes: bytesOf(one), user: user.id, channels: [] }),
    ),
  );
}
