import { type Catalogue, lookUp, type Type } from "../grammar/catalogue.ts";
import { checkExpression } from "../grammar/check-expression.ts";
import { checkText } from "../grammar/check-text.ts";
import { didYouMean } from "../grammar/closest.ts";
import { readDatePhrase } from "../grammar/date-phrase.ts";
import { readDuration } from "../grammar/duration.ts";
import { readExpression } from "../grammar/expression.ts";
import type { FieldAt } from "../grammar/field.ts";
import { type Fault, fault } from "../grammar/problem.ts";
import { readCron, readSchedule } from "../grammar/schedule.ts";
import { readShapeField } from "../grammar/shape.ts";
import { readText } from "../grammar/text.ts";
import { listInWords } from "../grammar/words.ts";
import { contactRoles } from "./catalogue.ts";
import { checkSetting } from "./check-setting.ts";
import type { Input } from "./playbook.ts";

/** What a playbook stands in: who and what exists in its workspace. */
export type Surroundings = {
  /** handles, without @ */
  people: readonly string[];
  agents: readonly string[];
  /** what this workspace keeps of a customer beyond what every customer has */
  customerFields: Record<string, Type>;
  playbooks: readonly Callable[];
};

/** A playbook as those that would run it must know it. */
export type Callable = {
  id: string;
  calls: readonly string[];
  /** what it asks for to start; left out where its text is not known */
  asks?: Record<string, Input>;
  about?: "customer" | "workspace";
};

/** What may be named where a field stands. */
export type Scope = Surroundings & {
  catalogue: Catalogue;
  /** names a date phrase may count from */
  anchors: readonly string[];
};

export const personRoles = ["csm", "manager", "owner", "starter"] as const;

/** Reads one field in its small language and says what is wrong with it there. */
export function checkField({ kind, path, value }: FieldAt, scope: Scope): Fault[] {
  if (kind === "setting") return checkSetting(String(path.at(-1)), value, scope.catalogue);
  if (kind === "shape") {
    const field = Array.isArray(value) ? value.map(String) : String(value);
    return faultsOf(readShapeField(field));
  }
  const source = typeof value === "string" ? value : "";
  switch (kind) {
    case "text": {
      const reading = readText(source);
      return reading.ok ? checkText(reading.value, scope.catalogue) : reading.faults;
    }
    case "condition":
      return checkAnswer(source, scope.catalogue, "boolean");
    case "number":
      return checkAnswer(source, scope.catalogue, "number");
    case "expression":
      return checkAnswer(source, scope.catalogue, null);
    case "duration":
      return faultsOf(readDuration(source));
    case "date":
      return checkDate(source, scope);
    case "schedule":
      return faultsOf(readSchedule(source));
    case "cron":
      return faultsOf(readCron(source));
    case "person":
      return checkPerson(source, scope);
    case "contact":
      return checkContact(source, scope);
    case "channel":
      return source.startsWith("@") ? checkPerson(source, scope) : [];
    case "agent":
      return among(source, scope.agents, "unknown-agent", "agent");
    // together with the playbooks those run themselves: see check-calls
    case "playbook":
    case "steps":
      return [];
  }
}

function faultsOf(reading: { ok: true } | { ok: false; faults: Fault[] }): Fault[] {
  return reading.ok ? [] : reading.faults;
}

function checkAnswer(
  source: string,
  catalogue: Catalogue,
  wanted: "boolean" | "number" | null,
): Fault[] {
  const reading = readExpression(source);
  if (!reading.ok) return reading.faults;
  const { type, faults } = checkExpression(reading.value, catalogue);
  if (faults.length > 0 || wanted === null || type === wanted || type === "unknown") return faults;
  if (wanted === "number")
    return [
      fault("type-mismatch", "This does not give a number.", {
        length: source.length,
        fix: "Name a number, as customer.health.",
      }),
    ];
  return [
    fault("not-a-condition", "This does not answer yes or no.", {
      length: source.length,
      fix: "Compare it with something, as in customer.health < 60.",
    }),
  ];
}

function checkDate(source: string, scope: Scope): Fault[] {
  const reading = readDatePhrase(source);
  if (!reading.ok) return reading.faults;
  if (reading.value.is !== "around") return [];
  const { anchor } = reading.value;
  const offset = Math.max(0, source.lastIndexOf(anchor));
  if (scope.anchors.includes(anchor)) return [];
  const dotted = lookUp(scope.catalogue, anchor.split("."));
  if ("type" in dotted && dotted.type === "date") return [];
  const message = `There is no date called "${anchor}" here. There are ${listInWords(scope.anchors.slice(0, 12))}.`;
  return [
    fault("unknown-name", message, {
      offset,
      length: anchor.length,
      fix: didYouMean(anchor, scope.anchors),
    }),
  ];
}

function checkPerson(source: string, scope: Scope): Fault[] {
  if (source.startsWith("@"))
    return among(source.slice(1), scope.people, "unknown-person", "person");
  return among(source, personRoles, "unknown-person", "role");
}

function checkContact(source: string, scope: Scope): Fault[] {
  if (source.includes("@") || source.startsWith("+")) return [];
  if (!scope.catalogue.names["customer"]) {
    const message = `A playbook about no single customer has no "${source}".`;
    const fix = "Write an address, or leave out scope: workspace.";
    return [fault("unknown-person", message, { length: source.length, fix })];
  }
  return among(source, contactRoles, "unknown-person", "contact");
}

function among(
  name: string,
  known: readonly string[],
  code: "unknown-agent" | "unknown-person",
  what: string,
): Fault[] {
  if (known.includes(name)) return [];
  const message = `There is no ${what} "${name}". There are ${listInWords(known.slice(0, 12))}.`;
  return [fault(code, message, { length: name.length, fix: didYouMean(name, known) })];
}
