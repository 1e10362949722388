import { type Catalogue, lookUp, type Type, typeInWords } from "./catalogue.ts";
import { closest, didYouMean } from "./closest.ts";
import { type Fault, fault } from "./problem.ts";

/** The fault of a path that is in no catalogue; it points at the part nobody knows. `offset` is where the path stands. */
export function faultOfName(catalogue: Catalogue, path: readonly string[], offset: number): Fault {
  const found = lookUp(catalogue, path);
  const unknown = "unknown" in found ? found.unknown.split(".") : [...path];
  const name = unknown.at(-1) ?? "";
  const before = unknown.slice(0, -1);
  const place = { offset: offset + before.join("").length + before.length, length: name.length };
  const among = "unknown" in found ? found.among : [];
  if (before.length > 0 && among.length === 0) {
    const owner = lookUp(catalogue, before);
    const type = "type" in owner ? typeInWords(owner.type) : "no group of fields";
    const message = `${before.join(".")} is ${type} and has no field "${name}".`;
    return fault("unknown-name", message, { ...place, fix: `Write ${before.join(".")}.` });
  }
  const fix = before.length > 0 ? nearField(unknown, among) : nearRoot(catalogue, path);
  return fault("unknown-name", `There is no "${unknown.join(".")}".`, { ...place, fix });
}

function nearField(unknown: string[], among: string[]): string {
  const names = among.map((path) => path.split(".").at(-1) ?? "");
  const near = closest(unknown.at(-1) ?? "", names);
  if (near !== null) return `Did you mean "${[...unknown.slice(0, -1), near].join(".")}"?`;
  return `It has ${some(names)}.`;
}

/** a root by its spelling, or the root that has a field of this name */
function nearRoot(catalogue: Catalogue, [root = "", ...rest]: readonly string[]): string {
  const roots = Object.keys(catalogue.names);
  const owner = roots.find((name) => fieldNames(catalogue.names[name]).includes(root));
  if (owner !== undefined) return `Did you mean "${[owner, root, ...rest].join(".")}"?`;
  return (
    didYouMean(root, roots) ?? nearAnyField(catalogue, root) ?? `The names are ${some(roots)}.`
  );
}

// "helth" for customer.health
function nearAnyField({ names }: Catalogue, name: string): string | null {
  const fields = Object.entries(names).flatMap(([root, type]) =>
    fieldNames(type).map((field) => ({ field, path: `${root}.${field}` })),
  );
  const near = closest(
    name,
    fields.map(({ field }) => field),
  );
  const found = fields.find(({ field }) => field === near);
  return found ? `Did you mean "${found.path}"?` : null;
}

function fieldNames(type: Type | undefined): string[] {
  return typeof type === "object" && "fields" in type ? Object.keys(type.fields) : [];
}

function some(names: string[]): string {
  return names.length <= 12 ? names.join(", ") : `${names.slice(0, 12).join(", ")} and others`;
}
