import { expect, test } from "vitest";
import { type Control, refusal } from "../../src/chat/rights.ts";
import type { PersonRow } from "../../src/store/people.ts";

const person = (id: string, role: PersonRow["role"] = "csm"): PersonRow => ({
  id,
  handle: id,
  name: id,
  email: null,
  zone: "UTC",
  role,
  managerId: null,
});
const somebody = (id: string) => ({ id, name: id, email: null });
const people = {
  roles: {
    csm: somebody("csm"),
    manager: somebody("lead"),
    owner: somebody("owner"),
    starter: somebody("starter"),
  },
};

const wide: Control[] = ["pause", "resume", "cancel", "start", "shift", "help"];

test.each(wide)("to %s is for the run's own people and for those who lead", (control) => {
  const may = (id: string, role: PersonRow["role"] = "csm") =>
    refusal(control, people, person(id, role)) === null;

  expect(["csm", "starter", "owner"].every((id) => may(id))).toBe(true);
  expect(may("anybody", "manager") && may("anybody", "admin")).toBe(true);
  expect(may("anybody")).toBe(false);
});

test("to give away what is somebody's is for them and for those who lead", () => {
  expect(refusal("reassign", people, person("starter"), ["tom"])).toBe(
    "Only <@tom> or a manager may give it to somebody else, so nothing was changed.",
  );
  expect(refusal("reassign", people, person("tom"), ["tom"])).toBe(null);
  expect(refusal("reassign", people, person("lead", "manager"))).toBe(null);
});

test("whoever is refused is told who may", () => {
  expect(refusal("cancel", people, person("anybody"))).toBe(
    "Only <@csm>, <@starter>, <@owner> or a manager may cancel it, so nothing was changed.",
  );
});
