// menus, radio buttons and checkboxes as native HTML
import { optionsOf } from "../acts/fill.ts";
import type { Option } from "../blocks/choices.ts";
import type { StateValue } from "../state/records.ts";
import { type Html, html } from "./html.ts";
import { type ElementOf, elementId, nameFor, type Scene, type Shown, words } from "./scene.ts";

type Menu = ElementOf<
  "static_select" | "users_select" | "conversations_select" | "channels_select"
>;
type Ticks = ElementOf<
  | "multi_static_select"
  | "multi_users_select"
  | "multi_conversations_select"
  | "multi_channels_select"
>;

type Item = { value: string; text: string };
type Group = { label: string; items: Item[] };

function chosenIn(value: StateValue | undefined): ReadonlySet<string> {
  const picked = Object.entries(value ?? {})
    .filter(([key]) => key !== "type")
    .flatMap(([, given]) => [given].flat());
  return new Set(picked.flatMap((one) => valueIn(one)));
}

function valueIn(one: unknown): string[] {
  if (typeof one === "string") return [one];
  const isOption = typeof one === "object" && one !== null && "value" in one;
  return isOption && typeof one.value === "string" ? [one.value] : [];
}

function groupsIn(scene: Scene, element: Menu | Ticks): Group[] {
  if (element.type === "users_select" || element.type === "multi_users_select") {
    const items = scene.people.map((user) => ({ value: user.id, text: user.real_name }));
    return [{ label: "", items }];
  }
  if (element.type !== "static_select" && element.type !== "multi_static_select") {
    const items = scene.places.map((place) => ({ value: place.id, text: place.name }));
    return [{ label: "", items }];
  }
  if (!element.option_groups) return [{ label: "", items: optionsOf(element).map(itemOf) }];
  return element.option_groups.map((group) => ({
    label: group.label.text,
    items: group.options.map(itemOf),
  }));
}

function itemOf(option: Option): Item {
  return { value: option.value, text: option.text.text };
}

export function menu(scene: Scene, shown: Shown<Menu>): Html {
  const chosen = chosenIn(shown.value);
  const hint = shown.element.placeholder?.text ?? "Choose…";
  const option = (item: Item) =>
    html`<option value="${item.value}" ${chosen.has(item.value) && html`selected`}>
      ${item.text}
    </option>`;
  return html`<select id="${elementId(scene, shown)}" class="field" ${nameFor(scene, shown, hint)}>
    <option value="">${hint}</option>
    ${groupsIn(scene, shown.element).map((group) =>
      group.label
        ? html`<optgroup label="${group.label}">${group.items.map(option)}</optgroup>`
        : html`${group.items.map(option)}`,
    )}
  </select>`;
}

export function tickList(scene: Scene, shown: Shown<Ticks>): Html {
  const chosen = chosenIn(shown.value);
  const hint = shown.element.placeholder?.text ?? "Choose…";
  const groups = groupsIn(scene, shown.element);
  const picked = groups.flatMap((group) => group.items).filter((item) => chosen.has(item.value));
  const tick = (item: Item) =>
    html`<label class="tick"
      ><input
        type="checkbox"
        value="${item.value}"
        ${chosen.has(item.value) && html`checked`}
      /><span>${item.text}</span></label
    >`;
  return html`<details class="ticks pop" data-hint="${hint}">
    <summary class="field" id="${elementId(scene, shown)}">
      ${picked.length > 0 ? picked.map((item) => item.text).join(", ") : hint}
    </summary>
    <div class="menu" role="group" ${nameFor(scene, shown, hint)}>
      ${groups.map(
        (group) =>
          html`${group.label && html`<div class="menu-label">${group.label}</div>`}
          ${group.items.map(tick)}`,
      )}
    </div>
  </details>`;
}

/** A menu whose options the app supplies while the person types. */
export function searchList(
  scene: Scene,
  shown: Shown<ElementOf<"external_select" | "multi_external_select">>,
): Html {
  const { element, value } = shown;
  const id = elementId(scene, shown);
  const hint = element.placeholder?.text ?? "Search…";
  const picked = [value?.["selected_option"], value?.["selected_options"]]
    .flat()
    .filter((one) => one !== null && one !== undefined);
  return html`<span
    class="search"
    data-picked="${JSON.stringify(picked)}"
    data-first="${JSON.stringify(picked)}"
    data-least="${element.min_query_length ?? 3}"
  >
    <span class="chips"></span>
    <input
      id="${id}"
      class="field"
      type="text"
      role="combobox"
      aria-expanded="false"
      aria-controls="${id}-list"
      autocomplete="off"
      placeholder="${hint}"
      ${nameFor(scene, shown, hint)}
    />
    <span class="menu" role="listbox" id="${id}-list" hidden></span>
  </span>`;
}

export function tickGroup(
  scene: Scene,
  shown: Shown<ElementOf<"radio_buttons" | "checkboxes">>,
): Html {
  const { element, value } = shown;
  const name = elementId(scene, shown);
  const chosen = chosenIn(value);
  const type = element.type === "radio_buttons" ? "radio" : "checkbox";
  const tick = (option: Option) =>
    html`<label class="tick"
      ><input
        type="${type}"
        name="${name}"
        value="${option.value}"
        ${chosen.has(option.value) && html`checked`}
      /><span
        >${optionText(scene, option)}${
          option.description && html`<small>${option.description.text}</small>`
        }</span
      ></label
    >`;
  return html`<span
    class="tick-group"
    role="${type === "radio" ? "radiogroup" : "group"}"
    id="${name}"
    ${nameFor(scene, shown, "Choose")}
    >${element.options.map(tick)}</span
  >`;
}

function optionText(scene: Scene, option: Option): Html {
  if (option.text.type === "plain_text") return words(scene, option.text.text);
  return scene.draw([{ type: "section", text: option.text }]);
}
