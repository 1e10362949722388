import { describe, expect, test } from "vitest";
import { mayDecide, policyFor } from "../../src/approvals/policy.ts";
import type { RunPeople } from "../../src/run/people.ts";
import type { Approval } from "../../src/steps/common-fields.ts";
import type { Somebody } from "../../src/steps/world.ts";

const person = (id: string): Somebody => ({ id, name: id, email: null });
const [ana, mona, olga, sam, ted] = ["ana", "mona", "olga", "sam", "ted"].map(person);
if (!ana || !mona || !olga || !sam || !ted) throw new Error("nobody there");

const everybody: RunPeople = {
  roles: { csm: ana, manager: mona, owner: olga, starter: sam },
  handles: new Map([["ted", ted]]),
  byId: new Map(),
};

type Asked = {
  approval?: Approval;
  roles?: Partial<RunPeople["roles"]>;
  involved?: (string | null)[];
  customer?: string | null;
};

function policy({ approval, roles = {}, involved = [], customer = "Acme" }: Asked) {
  const people = { ...everybody, roles: { ...everybody.roles, ...roles } };
  return policyFor({ approval, people, involved, customer });
}

describe("who decides, and why they", () => {
  const cases: [string, Asked, [string, string][]][] = [
    ["without a word it is the account's csm", {}, [["ana", "you are Acme's CSM"]]],
    ["the manager", { approval: { who: "manager" } }, [["mona", "you are Acme's manager"]]],
    ["the owner", { approval: { who: "owner" } }, [["olga", "you own the playbook"]]],
    ["whoever started it", { approval: { who: "starter" } }, [["sam", "you started it"]]],
    ["somebody by name", { approval: { who: "@ted" } }, [["ted", "the playbook names you"]]],
    ["of a run about no customer", { customer: null }, [["ana", "you are this run's CSM"]]],
    [
      "a name nobody has falls to the manager and the owner",
      { approval: { who: "@gone" } },
      [["mona", "nobody else may decide for Acme"]],
    ],
    [
      "no csm, no manager: the owner",
      { roles: { csm: null, manager: null } },
      [["olga", "you own the playbook"]],
    ],
    ["nobody at all: nobody", { roles: { csm: null, manager: null, owner: null } }, []],
    [
      "with a second person there are several, so that one is left",
      { approval: { second_person: true } },
      [
        ["ana", "you are Acme's CSM"],
        ["mona", "nobody else may decide for Acme"],
        ["olga", "you own the playbook"],
      ],
    ],
    [
      "never who wrote or started it, where a second person is wanted",
      { approval: { second_person: true }, involved: ["ana", "olga"] },
      [["mona", "nobody else may decide for Acme"]],
    ],
    [
      "who wrote it may decide where none is wanted",
      { approval: { second_person: false }, involved: ["ana"] },
      [["ana", "you are Acme's CSM"]],
    ],
    [
      "nobody twice",
      { approval: { second_person: true }, roles: { manager: ana, owner: ana } },
      [["ana", "you are Acme's CSM"]],
    ],
  ];

  test.each(cases)("%s", (_name, asked, approvers) => {
    expect(policy(asked).approvers).toEqual(approvers.map(([id, because]) => ({ id, because })));
  });
});

test("who may rewrite it are those whose mail it is and those who decide", () => {
  expect(policy({ approval: { who: "manager" } }).editors).toEqual(["ana", "olga", "sam", "mona"]);
  expect(policy({ roles: { owner: ana, starter: null } }).editors).toEqual(["ana"]);
});

test("what Reject does is the playbook's to say; without a word it is sent back", () => {
  expect(policy({}).onReject).toBe("send_back");
  expect(policy({ approval: { on_reject: "stop" } }).onReject).toBe("stop");
});

describe("whether somebody may decide now", () => {
  const approvers = [
    { id: "ana", because: "you are Acme's CSM" },
    { id: "mona", because: "you lead" },
  ];

  test("is by the list, and says why", () => {
    const open = { approvers, secondPerson: false, editedBy: "ana" };

    expect(mayDecide(open, "ana")).toBe("you are Acme's CSM");
    expect(mayDecide(open, "sam")).toBe(null);
  });

  test("is not for who edited it, where a second person is wanted", () => {
    const open = { approvers, secondPerson: true, editedBy: "ana" };

    expect(mayDecide(open, "ana")).toBe(null);
    expect(mayDecide(open, "mona")).toBe("you lead");
  });
});
