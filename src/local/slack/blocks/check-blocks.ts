import { z } from "zod";
import { Block, mayStand, type Surface } from "./block.ts";
import { elementTypes } from "./elements.ts";
import { type Problem, problemsOf } from "./problem.ts";
import { allBlocks, elementsIn } from "./walk.ts";

export type CheckedBlocks = { is: "good"; blocks: Block[] } | { is: "bad"; problems: Problem[] };

type Where = { surface: Surface; newId: () => string; root?: string };

const most: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** Blocks as Slack accepts them for that surface, with the ids it would have given; or what it would say. */
export function checkBlocks(
  raw: unknown,
  { surface, newId, root = "/blocks" }: Where,
): CheckedBlocks {
  const named = Array.isArray(raw) ? raw.map((block) => withIds(block, newId, true)) : raw;
  const Blocks = z.array(Block).max(most[surface]);
  const read = Blocks.safeParse(named, { reportInput: true });
  if (!read.success) return { is: "bad", problems: problemsOf(read.error, root) };
  const problems = wholeProblems(read.data, surface, root);
  return problems.length > 0 ? { is: "bad", problems } : { is: "good", blocks: read.data };
}

// Slack gives a name to each block and element that came without one, before anything else
function withIds(value: unknown, newId: () => string, isBlock: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withIds(item, newId, false));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    inside(key, inner, value, newId),
  ]);
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  if (isBlock && copy["block_id"] === undefined) copy["block_id"] = newId();
  const type = copy["type"];
  if (typeof type === "string" && elementTypes.has(type) && copy["action_id"] === undefined)
    copy["action_id"] = newId();
  return copy;
}

function inside(key: string, inner: unknown, owner: object, newId: () => string): unknown {
  const holdsBlocks =
    key === "child_blocks" || (key === "elements" && "type" in owner && owner.type === "carousel");
  if (holdsBlocks && Array.isArray(inner)) return inner.map((block) => withIds(block, newId, true));
  return withIds(inner, newId, false);
}

/** What can only be seen by looking at more than one place. */
function wholeProblems(blocks: Block[], surface: Surface, root: string): Problem[] {
  return [
    ...blocks.flatMap((block, index) =>
      mayStand(block.type, surface)
        ? []
        : [{ message: `unsupported type: ${block.type}`, pointer: `${root}/${index}/type` }],
    ),
    ...repeated(allBlocks(blocks).map((block) => block.block_id)).map((id) => ({
      message: `duplicate block_id: ${id}`,
      pointer: root,
    })),
    ...blocks.flatMap((block, index) => blockProblems(block, `${root}/${index}`)),
    ...tooManyCharts(blocks, root),
  ];
}

function blockProblems(block: Block, pointer: string): Problem[] {
  const placed = elementsIn(allBlocks([block]));
  const problems: Problem[] = repeated(
    placed.map((it) => `${it.block.block_id} ${it.element.action_id}`),
  ).map((id) => ({ message: `duplicate action_id: ${id.split(" ").at(-1)}`, pointer }));
  for (const { element } of placed) {
    if (!("option_groups" in element || "options" in element || element.type.includes("static")))
      continue;
    const message = listProblem(element);
    if (message) problems.push({ message, pointer });
  }
  if (block.type === "data_visualization") problems.push(...chartProblems(block, pointer));
  return problems;
}

type Listed = {
  type: string;
  options?: { value?: string | undefined }[] | undefined;
  option_groups?: { options: { value: string }[] }[] | undefined;
  initial_option?: { value: string } | undefined;
  initial_options?: { value: string }[] | undefined;
};

function listProblem(list: Listed): string | null {
  if (Boolean(list.options) === Boolean(list.option_groups))
    return "must provide exactly one of options or option_groups";
  const options = list.options ?? list.option_groups?.flatMap((group) => group.options) ?? [];
  const values = new Set(options.map((option) => option.value));
  const initial = [list.initial_option ?? [], list.initial_options ?? []].flat();
  return initial.every((option) => values.has(option.value))
    ? null
    : "initial_option must be one of the options";
}

type Chart = Extract<Block, { type: "data_visualization" }>;

function chartProblems({ chart }: Chart, pointer: string): Problem[] {
  if (chart.type === "pie") return [];
  const wanted = chart.axis_config.categories.join("\n");
  return chart.series.flatMap((series, index) =>
    series.data.map((point) => point.label).join("\n") === wanted
      ? []
      : [
          {
            message: "must have one value for each category, in their order",
            pointer: `${pointer}/chart/series/${index}/data`,
          },
        ],
  );
}

function tooManyCharts(blocks: Block[], root: string): Problem[] {
  const charts = blocks.filter((block) => block.type === "data_visualization");
  return charts.length > 2
    ? [{ message: "no more than 2 data_visualization blocks allowed", pointer: root }]
    : [];
}

function repeated(names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
