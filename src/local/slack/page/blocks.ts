// blocks as HTML: what people can use is ours, what they only read is drawn by the library
import type { Block } from "../blocks/block.ts";
import type { Element } from "../blocks/elements.ts";
import type { Values } from "../state/records.ts";
import { valuesOf } from "../views/values.ts";
import { elementHtml } from "./elements.ts";
import { type Html, html } from "./html.ts";
import { elementId, isGroup, type Scene, words } from "./scene.ts";

export function blocksHtml(scene: Scene, blocks: readonly Block[], entered: Values): Html {
  const values = valuesOf(blocks, entered);
  return html`<div class="blocks">${blocks.map((block) => blockHtml(scene, block, values))}</div>`;
}

function blockHtml(scene: Scene, block: Block, values: Values): Html {
  const usable = (element: Element) =>
    elementHtml(scene, {
      block,
      element,
      value: values[block.block_id]?.[element.action_id],
    });
  switch (block.type) {
    case "actions":
    case "context_actions":
      return html`<div class="block actions" data-block="${block.block_id}">
        ${block.elements.map(usable)}
      </div>`;
    case "section":
      return sectionHtml(scene, block, usable);
    case "input":
      return inputHtml(scene, block, usable);
    case "card": {
      const { actions, ...shown } = block;
      return html`<div class="block card">
        ${drawn(scene, shown)} ${actions && html`<div class="actions">${actions.map(usable)}</div>`}
      </div>`;
    }
    case "carousel":
      return html`<div class="block carousel" tabindex="0">
        ${block.elements.map((card) => blockHtml(scene, card, values))}
      </div>`;
    case "container":
      return containerHtml(scene, block, values);
    case "data_table":
      return dataTableHtml(scene, block);
    case "file":
    case "alert":
    case "context":
    case "data_visualization":
    case "divider":
    case "header":
    case "image":
    case "markdown":
    case "plan":
    case "rich_text":
    case "table":
    case "task_card":
    case "video":
      break;
  }
  return html`<div class="block ${block.type}">${drawn(scene, block)}</div>`;
}

function drawn(scene: Scene, block: object): Html {
  return scene.draw([block]);
}

type Of<Type extends Block["type"]> = Extract<Block, { type: Type }>;
type Usable = (element: Element) => Html;

function sectionHtml(scene: Scene, block: Of<"section">, usable: Usable): Html {
  const { accessory, ...shown } = block;
  if (!accessory || accessory.type === "image")
    return html`<div class="block section">${drawn(scene, block)}</div>`;
  return html`<div class="block section with-accessory" data-block="${block.block_id}">
    <div class="section-text">${drawn(scene, shown)}</div>
    <div class="accessory">${usable(accessory)}</div>
  </div>`;
}

function inputHtml(scene: Scene, block: Of<"input">, usable: Usable): Html {
  const { element } = block;
  const id = elementId(scene, { block, element });
  const optional = block.optional && html` <span class="optional">(optional)</span>`;
  const label = html`${words(scene, block.label.text)}${optional}`;
  return html`<div class="block input" data-block="${block.block_id}">
    ${
      isGroup(element)
        ? html`<div class="label" id="${id}-label">${label}</div>`
        : html`<label class="label" for="${id}">${label}</label>`
    }
    ${usable(element)}
    <div class="error" role="alert" hidden></div>
    ${block.hint && html`<div class="hint">${block.hint.text}</div>`}
  </div>`;
}

function containerHtml(scene: Scene, block: Of<"container">, values: Values): Html {
  const title = block.title
    ? html`<strong>${words(scene, block.title.text)}</strong>`
    : drawn(scene, { ...block.rich_text_title, block_id: block.block_id });
  const subtitle =
    block.subtitle &&
    html`<div class="subtitle">${drawn(scene, { type: "section", text: block.subtitle })}</div>`;
  const children = block.child_blocks.map((child) => blockHtml(scene, child, values));
  if (!block.is_collapsible)
    return html`<div class="block container">
      <div class="container-title">${title}${subtitle}</div>
      ${children}
    </div>`;
  return html`<details class="block container" ${!block.default_collapsed && html`open`}>
    <summary class="container-title">${title}${subtitle}</summary>
    ${children}
  </details>`;
}

function dataTableHtml(scene: Scene, block: Of<"data_table">): Html {
  const size = block.page_size ?? 5;
  const rows = block.rows.slice(0, size + 1);
  const more = block.rows.length - rows.length;
  return html`<div class="block data_table">
    ${drawn(scene, { type: "table", rows })}
    <div class="hint">${block.caption}${more > 0 && ` · ${more} more rows`}</div>
  </div>`;
}
