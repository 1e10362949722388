// what a step gives another playbook to start with: the names it asks for, all it needs, each of its kind

import { lookUp, type Type, typeInWords } from "../grammar/catalogue.ts";
import { didYouMean } from "../grammar/closest.ts";
import { typeOfShapeField } from "../grammar/shape.ts";
import { listInWords } from "../grammar/words.ts";
import type { Part } from "../steps/world.ts";
import type { Scope } from "./check-field.ts";
import { readInput } from "./inputs.ts";
import type { Path } from "./place.ts";
import type { Input } from "./playbook.ts";
import { type FieldProblem, fieldProblem } from "./shape-problems.ts";

/** One that is not known, or not read yet, is not judged: see check-calls. */
export function checkGiven(
  { playbook, inputs }: Part,
  path: Path,
  { playbooks, catalogue }: Scope,
): FieldProblem[] {
  const called = playbooks.find((it) => it.id === playbook);
  if (!called?.asks) return [];
  const { asks } = called;
  const place = [...path, "inputs"];
  const problems: FieldProblem[] = [];
  if (called.about === "customer" && !catalogue.names["customer"])
    problems.push(
      fieldProblem(
        "not-allowed",
        [...path, "playbook"],
        `"${playbook}" is about one customer, and this playbook is about no single one.`,
        { fix: "Leave out scope: workspace, or run another one here." },
      ),
    );
  const needed = Object.entries(asks).filter(([, it]) => it.default === undefined);
  const missing = needed.map(([name]) => name).filter((name) => inputs[name] === undefined);
  const [first] = missing;
  if (first !== undefined) {
    const at = Object.keys(inputs).length > 0 ? [...place, first] : place;
    const what = listInWords(missing.map((it) => `"${it}"`));
    const message = `"${playbook}" must know ${what} to start, and this step does not say it.`;
    const fix = `Write ${missing.map((it) => `${it}: …`).join(" and ")} under inputs:.`;
    problems.push(fieldProblem("missing-field", at, message, { fix }));
  }
  for (const [name, written] of Object.entries(inputs)) {
    const input = Object.hasOwn(asks, name) ? asks[name] : undefined;
    const wrong = input && misfit(written, input, (names) => typeAt(names, catalogue));
    if (!input) problems.push(unknown(playbook, [...place, name], name, Object.keys(asks)));
    else if (wrong)
      problems.push(
        fieldProblem("type-mismatch", [...place, name], `"${playbook}" cannot take this: ${wrong}`),
      );
  }
  return problems;
}

function unknown(playbook: string, path: Path, name: string, known: string[]): FieldProblem {
  const there =
    known.length === 0 ? "It asks for nothing." : `It asks for ${listInWords(known.slice(0, 12))}.`;
  const message = `"${playbook}" does not ask for "${name}". ${there}`;
  return fieldProblem("unknown-name", path, message, { at: "name", fix: didYouMean(name, known) });
}

function typeAt(names: string, catalogue: Scope["catalogue"]): Type {
  const found = lookUp(catalogue, names.split("."));
  return "type" in found ? found.type : "unknown";
}

/** Why a value can never be what an input asks for; null also where only the run can tell. */
function misfit(written: string, input: Input, typeOf: (names: string) => Type): string | null {
  const [, alone] = /^\s*\{\{\s*([a-z][\w.]*)\s*\}\}\s*$/.exec(written) ?? [];
  if (alone === undefined) {
    const answer = written.includes("{{") ? null : readInput(written, input);
    return answer?.ok === false ? answer.wrong : null;
  }
  const wanted = typeOfShapeField(input.type);
  const given = typeOf(alone);
  if (fits(given, wanted, input)) return null;
  return `${alone} is ${typeInWords(given)}, and it asks for ${typeInWords(wanted)}.`;
}

function fits(given: Type, wanted: Type, input: Input): boolean {
  if (given === "unknown" || wanted === "unknown" || wanted === "text") return true;
  if (typeof given === "object" && "oneOf" in given)
    return given.oneOf.some((it) => readInput(it, input).ok);
  if (typeof wanted !== "object") return given === wanted;
  // what is written may be one of the answers, and a line is a list of one
  if ("oneOf" in wanted) return given === "text" || given === "boolean";
  return given === "text" || (typeof given === "object" && "list" in given);
}
