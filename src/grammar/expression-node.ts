/** How a list is gone through: `list.exists(item, test)` and its like. */
type Macro = "all" | "exists" | "exists_one" | "filter" | "map";

/** A condition as we check it and say it; every node knows its place in the text. */
export type Node = { offset: number; length: number } & (
  | { is: "value"; value: string | number | boolean }
  /** a name and its fields: customer.health */
  | { is: "path"; path: string[] }
  /** a field of what is not a name: orders[0].total */
  | { is: "field"; of: Node; field: string }
  /** has(customer.health) */
  | { is: "known"; of: Node }
  | { is: "list"; items: Node[] }
  /** an operator or a function; what it is called `on` comes first */
  | { is: "call"; name: string; on: boolean; args: Node[] }
  | { is: "each"; how: Macro; list: Node; item: string; test: Node | null; give: Node | null }
);

/** The nodes directly inside one. */
export function partsOf(node: Node): Node[] {
  switch (node.is) {
    case "value":
    case "path":
      return [];
    case "field":
    case "known":
      return [node.of];
    case "list":
      return node.items;
    case "call":
      return node.args;
    case "each":
      return [node.list, node.test, node.give].filter((part) => part !== null);
  }
}
