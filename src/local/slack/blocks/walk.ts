import type { Block } from "./block.ts";
import type { Element } from "./elements.ts";

/** An element a person can use, with the block it stands in. */
export type Placed = { block: Block; element: Element };

/** Every interactive element of the blocks, in the order a person meets them. */
export function elementsIn(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element })));
}

function elementsOf(block: Block): Element[] {
  if (block.type === "actions" || block.type === "context_actions") return block.elements;
  if (block.type === "input") return [block.element];
  if (block.type === "card") return block.actions ?? [];
  const accessory = block.type === "section" ? block.accessory : undefined;
  return accessory && accessory.type !== "image" ? [accessory] : [];
}

/** The blocks and those inside containers and carousels, flat: the places a block_id can name. */
export function allBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.type === "container") return [block, ...allBlocks(block.child_blocks)];
    if (block.type === "carousel") return [block, ...block.elements];
    return [block];
  });
}

const counted = new Set(["text", "title", "subtitle", "caption", "label", "description", "name"]);

/** How many characters of text the blocks show; Slack limits the sum for a message. */
export function textLength(value: unknown, key = ""): number {
  if (typeof value === "string") return counted.has(key) ? value.length : 0;
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + textLength(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => sum + textLength(item, name), 0);
}
