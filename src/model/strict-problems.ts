import type { z } from "zod";
import { reasonOf } from "../errors.ts";
import { isRecord } from "../grammar/field.ts";
import { childSchemas, type JsonSchema, strictJsonSchema } from "./strict.ts";

const most = { levels: 10, properties: 5000, enumValues: 1000, characters: 120_000 };
const longEnum = { values: 250, characters: 15_000 };
const formats = "date-time time date duration email hostname ipv4 ipv6 uuid".split(" ");
const forbidden = (
  "oneOf allOf not if then else prefixItems contains minContains maxContains uniqueItems patternProperties " +
  "propertyNames minProperties maxProperties unevaluatedItems unevaluatedProperties dependentRequired dependentSchemas"
).split(" ");

/** Why a server in strict mode would refuse the schema; empty when it would take it. */
export function strictProblems(schema: z.ZodType): string[] {
  let root: JsonSchema;
  try {
    root = strictJsonSchema(schema);
  } catch (error) {
    return [reasonOf(error)];
  }
  const nodes = [...walk(root, "root", 1)];
  return [
    ...(root["type"] === "object" ? [] : ["root is not an object"]),
    ...nodes.flatMap(({ node, path, level }) => nodeProblems(node, path, level)),
    ...totalProblems(nodes.map(({ node }) => node)),
  ];
}

type Place = { node: JsonSchema; path: string; level: number };

// references are not followed, so a schema that contains itself ends
function* walk(node: JsonSchema, path: string, level: number): Generator<Place> {
  yield { node, path, level };
  for (const { keyword, name, node: child } of childSchemas(node)) {
    const deeper = keyword === "properties" || keyword === "items" ? 1 : 0;
    const place = [path, keyword === "properties" ? "" : keyword, name].filter(Boolean).join(".");
    yield* walk(child, place, level + deeper);
  }
}

function nodeProblems(node: JsonSchema, path: string, level: number): string[] {
  const problems = forbidden.filter((name) => name in node).map((name) => `has ${name}`);
  if (level > most.levels + 1) problems.push(`is nested more than ${most.levels} levels deep`);
  if (!["type", "anyOf", "enum", "const", "$ref"].some((name) => name in node))
    problems.push("allows anything");
  if (node["type"] === "object") problems.push(...objectProblems(node));
  const { format, pattern } = node;
  if (typeof format === "string" && !formats.includes(format))
    problems.push(`has format ${format}`);
  if (typeof pattern === "string" && /\(\?[=!<]/.test(pattern))
    problems.push("has a pattern that looks ahead or behind");
  const values = enumOf(node);
  if (values.length > longEnum.values && values.join("").length > longEnum.characters)
    problems.push("has an enum that is too long");
  return problems.map((problem) => `${path} ${problem}`);
}

function objectProblems(node: JsonSchema): string[] {
  const required: unknown[] = Array.isArray(node["required"]) ? node["required"] : [];
  const missing = propertiesOf(node).filter((name) => !required.includes(name));
  return [
    ...(node["additionalProperties"] === false ? [] : ["allows additional properties"]),
    ...missing.map((name) => `does not require ${name}`),
  ];
}

function totalProblems(nodes: JsonSchema[]): string[] {
  const names = nodes.flatMap(propertiesOf);
  const values = nodes.flatMap(enumOf);
  const characters = [...names, ...values].join("").length;
  return [
    ...(names.length > most.properties ? [`more than ${most.properties} properties`] : []),
    ...(values.length > most.enumValues ? [`more than ${most.enumValues} enum values`] : []),
    ...(characters > most.characters ? [`names and enums of ${characters} characters`] : []),
  ];
}

function propertiesOf(node: JsonSchema): string[] {
  return isRecord(node["properties"]) ? Object.keys(node["properties"]) : [];
}

function enumOf(node: JsonSchema): unknown[] {
  return Array.isArray(node["enum"]) ? node["enum"] : [];
}
