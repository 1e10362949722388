import { expect, test } from "vitest";
import { compile } from "../../src/playbook/compile.ts";
import { graphOf, walkOf } from "../../src/run/graph.ts";
import { customerValues, resultsOf, stepValues } from "../../src/run/values.ts";
import { sampleRunData } from "../support/sample-customers.ts";
import { doneWith, stateOf } from "./worlds.ts";

const now = new Date("2026-11-23T15:00:00Z");
const people = new Map([["UMAYA", { name: "Maya Chen" }]]);

test("a customer's fields, contacts and csm are named as playbooks name them", () => {
  const { customer } = sampleRunData(now);

  expect(customerValues(customer("acme-robotics"))).toMatchObject({
    id: "acme-robotics",
    name: "Acme Robotics",
    timezone: "America/New_York",
    renewal_date: "2027-02-22",
    health: 84,
    csm: { name: "Maya Chen", first_name: "Maya", email: "maya@northwind.example" },
    champion: { name: "Dana Whitfield", first_name: "Dana", title: "Director of Operations" },
  });
});

test("a contact that is not there has no name, and no field can take its place", () => {
  const { customer } = sampleRunData(now);
  const quantum = customer("quantum-freight");

  const values = customerValues({ ...quantum, fields: { ...quantum.fields, name: "X", csm: "Y" } });

  expect(values["sponsor"]).toBe(undefined);
  expect(values).toMatchObject({ name: "Quantum Freight", csm: { name: "Tom Okafor" } });
});

test("a step's results stand under its own name, with how and by whom it ended", () => {
  const endedAt = new Date("2027-01-04T13:00:00Z");
  const state = stateOf("log", {
    status: "done",
    output: { mood: "good" },
    result: "done",
    by: "UMAYA",
    endedAt,
  });

  expect(resultsOf(state, people)).toEqual({
    mood: "good",
    status: "done",
    result: "done",
    by: "Maya Chen",
    at: "2027-01-04T13:00:00.000Z",
  });
  expect(resultsOf({ ...state, output: { status: "mine" } }, people)["status"]).toBe("done");
});

test("a step that has not ended is waiting, whatever keeps it", () => {
  for (const status of ["running", "waiting", "asking", "retrying", "unknown"] as const)
    expect(resultsOf(stateOf("log", { status }), people)["status"]).toBe("waiting");
});

test("a step on a path that was not taken is skipped", () => {
  const path = (name: string, id: string) => ({ name, steps: [{ id, do: "message" }] });
  const route = Object.assign(
    { id: "route", do: "if" },
    { paths: [path("A", "a"), path("B", "b")] },
  );
  const graph = graphOf(compile([route]));
  const states = [doneWith("route", "A"), doneWith("a")];

  expect(
    stepValues(
      { graph, walk: walkOf(graph, states).walk, states: new Map(states.map((it) => [it.id, it])) },
      people,
    ),
  ).toMatchObject({
    route: { status: "done", result: "A" },
    a: { status: "done" },
    b: { status: "skipped" },
  });
});
