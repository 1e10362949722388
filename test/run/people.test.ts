import { describe, expect, test } from "vitest";
import { type Colleague, peopleOf } from "../../src/run/people.ts";
import type { Customer } from "../../src/run/values.ts";

function colleague(
  id: string,
  role: Colleague["role"],
  managerId: string | null = null,
): Colleague {
  return { id, handle: id, name: id, email: `${id}@cs.test`, zone: "UTC", role, managerId };
}

const ana = colleague("ana", "csm", "mona");
const ben = colleague("ben", "csm");
const mona = colleague("mona", "manager");
const zoe = colleague("zoe", "manager");
const everybody = [ana, ben, mona, zoe];

function customerOf(csm: Colleague | null): Customer {
  return { id: "acme", name: "Acme", zone: "UTC", fields: {}, contacts: [], csm };
}

type Asked = {
  colleagues?: Colleague[];
  csm?: Colleague | null;
  owner?: string | null;
  author?: string;
  startedBy?: string | null;
};

function rolesIn({
  colleagues = everybody,
  csm = ana,
  owner = null,
  author = "zoe",
  startedBy = null,
}: Asked) {
  const run = { customer: customerOf(csm), owner, author, startedBy };
  const { roles } = peopleOf(colleagues, run);
  return {
    csm: roles.csm?.id ?? null,
    manager: roles.manager?.id ?? null,
    owner: roles.owner?.id ?? null,
    starter: roles.starter?.id ?? null,
  };
}

describe("who plays which part in a run", () => {
  const cases: [string, Asked, Record<string, string | null>][] = [
    [
      "each their own",
      { owner: "@ben", startedBy: "ben" },
      { csm: "ana", manager: "mona", owner: "ben", starter: "ben" },
    ],
    [
      "nobody pressed start: the csm stands in",
      {},
      { csm: "ana", manager: "mona", owner: "zoe", starter: "ana" },
    ],
    ["no csm: whoever started", { csm: null, startedBy: "ben" }, { csm: "ben", starter: "ben" }],
    ["no csm, nobody started: the owner", { csm: null, owner: "@ben" }, { csm: "ben" }],
    ["no csm, no owner: the author", { csm: null }, { csm: "zoe", owner: "zoe" }],
    ["a csm without a manager: any manager", { csm: ben }, { csm: "ben", manager: "mona" }],
    [
      "no manager at all: the csm",
      { csm: ben, colleagues: [ben] },
      { manager: "ben", owner: "ben" },
    ],
    ["the owner is the csm", { owner: "csm" }, { owner: "ana" }],
    ["the owner is the manager", { owner: "manager" }, { owner: "mona" }],
    ["the named owner left", { owner: "@gone" }, { owner: "zoe" }],
    ["the author left", { author: "gone" }, { owner: "ana" }],
    ["the csm left", { csm: colleague("gone", "csm"), startedBy: "ben" }, { csm: "ben" }],
    [
      "nobody is left",
      { colleagues: [], csm: null },
      { csm: null, manager: null, owner: null, starter: null },
    ],
  ];

  test.each(cases)("%s", (_name, asked, roles) => {
    expect(rolesIn(asked)).toMatchObject(roles);
  });
});

test("a run without a customer is its starter's", () => {
  const run = { customer: null, owner: null, author: "zoe", startedBy: "ben" };

  expect(peopleOf(everybody, run).roles).toMatchObject({ csm: ben, owner: zoe, starter: ben });
});

test("everybody is found by handle and by id", () => {
  const people = peopleOf(everybody, {
    customer: null,
    owner: null,
    author: "zoe",
    startedBy: null,
  });

  expect(people.handles.get("ben")).toBe(ben);
  expect(people.byId.get("mona")).toBe(mona);
});
