import { z } from "zod";
import { outsideUrl } from "../grammar/outside-url.ts";
import { isRecord, shapeField, text } from "../grammar/field.ts";
import type { FaultAt } from "../grammar/problem.ts";
import { isDate } from "../grammar/moment.ts";
import { type Shape, typeOfShapeField, typesOf } from "../grammar/shape.ts";
import type { Type } from "../grammar/catalogue.ts";
import { valueAt } from "../grammar/value-at.ts";
import { withBlanks } from "./blanks.ts";
import { filled } from "./filled.ts";
import { defineStep } from "./step-type.ts";
import type { Json, Output, World } from "./world.ts";

const value = z.union([z.number(), z.boolean(), text("a value, or a text with {{ }}")]);

export const http = defineStep({
  do: "http",
  about: "Calls another system that an admin has connected.",
  example: `id: credit
do: http
connector: billing
method: POST
path: /v1/credits
body:
  customer: "{{customer.id}}"
  amount: 50
output:
  credit_id: text
from:
  credit_id: data.id`,
  parks: false,
  form: { text: "path", who: null },
  fields: () => ({
    connector: z
      .string()
      .regex(/^[a-z][a-z0-9_-]*$/, "a connector's name is small letters, digits, _ and -")
      .describe("the name an admin gave the other system"),
    method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).describe("what it is asked"),
    path: text("below the connector's own address, beginning with /"),
    body: z
      .record(z.string(), z.union([value, z.array(value), z.record(z.string(), value)]))
      .describe("sent as JSON")
      .optional(),
    expect: z
      .string()
      .regex(/^[1-5](xx|\d\d)$/, "write 2xx, or one status such as 404")
      .describe("which status is right; 2xx without it")
      .optional(),
    output: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/), shapeField("a kind of answer"))
      .describe("what later steps may name of its answer")
      .optional(),
    from: z
      .record(
        z.string(),
        z.string().regex(/^[\w-]+(\.[\w-]+)*$/, "write names with dots, as data.id"),
      )
      .describe("where in its answer that stands; by the same name without it")
      .optional(),
  }),
  summary: (step) => `Call ${step.connector}: ${step.method} ${withBlanks(step.path)}`,
  gist: (step) => `${step.method} at ${step.connector}`,
  faults: faultsOf,
  results: (step) => ({ http_status: "number", ...typesOf(step.output ?? {}) }),
  // whoever has it done by telephone knows of no status
  byHand: ({ output = {} }, isNamed) => ({
    ...typesOf(output),
    ...(isNamed("http_status") && { http_status: "number" }),
  }),
  async begin(step, world, effects) {
    const fill = (written: string | number | boolean): Json => filled(written, world);
    const body = Object.entries(step.body ?? {}).map(([name, written]) => {
      if (Array.isArray(written)) return [name, written.map(fill)];
      if (typeof written !== "object") return [name, fill(written)];
      return [name, Object.fromEntries(Object.entries(written).map(([k, it]) => [k, fill(it)]))];
    });
    const result = await effects.call({
      connector: step.connector,
      method: step.method,
      path: pathOf(step.path, world),
      body: step.body === undefined ? null : JSON.stringify(Object.fromEntries(body)),
      expects: (status) =>
        (step.expect ?? "2xx").replace("xx", String(status).slice(1)) === String(status),
      read: (answer) => outputOf(answer, step.output ?? {}, step.from ?? {}),
    });
    if (result.is === "failed") return { ...result, outside: true };
    if (result.is === "unknown") return result;
    const { status, output } = result;
    return {
      is: "done",
      result: "answered",
      output: { ...output, http_status: status },
      note: `answered ${status}`,
    };
  },
  expect: (step, world) => ({
    says: `Call ${step.connector}: ${step.method} ${pathOf(step.path, world)}`,
    lasts: { is: "instant" },
    result: "answered",
  }),
});

type Written = {
  method: string;
  path: string;
  body?: unknown;
  output?: Shape | undefined;
  from?: Record<string, string> | undefined;
};

function faultsOf({ method, path, body, output = {}, from = {} }: Written): FaultAt[] {
  const faults: FaultAt[] = [];
  const fault = (at: string[], message: string, fix: string) =>
    faults.push({ code: "not-allowed", path: at, message, fix });
  if (outsideUrl(somewhere, path.replaceAll(/\{\{.*?\}\}/g, "x")) === null)
    fault(["path"], "This leads out of the connector.", "Begin with /, without spaces, .. or //.");
  if (method === "HEAD" && Object.keys(output).length > 0)
    fault(["output"], "HEAD is answered without anything to read.", "Use GET, or leave it out.");
  if (["GET", "HEAD"].includes(method) && body !== undefined)
    fault(["body"], `${method} sends nothing.`, "Put it into the path, behind ?, or use POST.");
  for (const name of Object.keys(from))
    if (!Object.hasOwn(output, name))
      fault(["from", name], `${name} is missing in output.`, "Add it there, or leave it out here.");
  return faults;
}

const somewhere = "https://connector.example";

/** What is filled in is one part of the path each, whatever signs are in it. */
function pathOf(path: string, world: World): string {
  return world.render(somewhere + path.trim(), "url").slice(somewhere.length);
}

function outputOf(
  answer: unknown,
  output: Shape,
  from: Record<string, string>,
): { output: Output } | { reason: string } {
  const values = isRecord(answer) ? answer : {};
  const read: Output = {};
  for (const [name, field] of Object.entries(output)) {
    const found = z.json().safeParse(valueAt(values, (from[name] ?? name).split(".")));
    if (!found.success || found.data === null) return { reason: `its answer has no ${name}` };
    if (!isOf(typeOfShapeField(field), found.data))
      return { reason: `${name} in its answer is not of the kind the step names` };
    read[name] = found.data;
  }
  return { output: read };
}

function isOf(type: Type, found: Json): boolean {
  switch (type) {
    case "unknown":
      return true;
    case "number":
    case "boolean":
      return typeof found === type;
    case "text":
      return typeof found === "string";
    case "date":
      return typeof found === "string" && isDate(found.slice(0, 10));
  }
  if ("oneOf" in type) return type.oneOf.some((it) => it === found);
  return "list" in type && Array.isArray(found) && found.every((it) => isOf(type.list, it));
}
