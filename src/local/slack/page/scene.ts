import type { Block } from "../blocks/block.ts";
import type { Element } from "../blocks/elements.ts";
import type { StateValue, User } from "../state/records.ts";
import type { Viewer } from "./dates.ts";
import type { Draw } from "./draw.ts";
import { type Html, html } from "./html.ts";

/** What the drawing of blocks needs to know. */
export type Scene = {
  viewer: Viewer;
  draw: Draw;
  /** makes ids unique on the page: the message's or view's own id */
  scope: string;
  people: readonly User[];
  places: readonly { id: string; name: string }[];
};

export type Shown<E extends Element = Element> = {
  block: Block;
  element: E;
  value: StateValue | undefined;
};

export type ElementOf<Type extends Element["type"]> = Extract<Element, { type: Type }>;

export function elementId({ scope }: Scene, { block, element }: Pick<Shown, "block" | "element">) {
  return `${scope}-${block.block_id}-${element.action_id}`.replaceAll(/[^\w-]/g, "_");
}

/** Emoji names become emoji; nothing else in plain text means anything. */
export function words({ draw }: Scene, text: string): Html {
  if (!/:[\w+-]+:/.test(text)) return html`${text}`;
  return draw([{ type: "section", text: { type: "plain_text", text, emoji: true } }]);
}

/** A field in a form is named by its label; elsewhere only its own words can name it. */
export function nameFor(scene: Scene, shown: Shown, said: string): Html {
  if (shown.block.type !== "input") return html`aria-label="${said}"`;
  return isGroup(shown.element) ? html`aria-labelledby="${elementId(scene, shown)}-label"` : html``;
}

/** Elements made of several controls, which a label cannot point to. */
export function isGroup({ type }: Element): boolean {
  const isMenuOfMany = type.startsWith("multi_") && type !== "multi_external_select";
  return isMenuOfMany || type === "radio_buttons" || type === "checkboxes";
}
