import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadLibrary } from "../../src/author/library.ts";
import { temporaryFolder } from "../support/folder.ts";
import { librarySource } from "../support/library.ts";
import { withoutModel } from "./stand.ts";

const sentences: [said: string, wanted: string][] = [
  ["create a playbook for renewals 90 days out", "renewal"],
  ["remind us when a contract is about to expire", "renewal"],
  ["their subscription ends in March, we want them to extend", "renewal"],
  ["get the renewal conversation started three months early", "renewal"],
  ["negotiate the price before the contract runs out", "renewal"],
  ["prepare a QBR and send a proposal", "renewal"],
  ["what do we do when an agreement is up for renewal", "renewal"],
  ["auto remind csm about renewing customers", "renewal"],
  ["they want a discount to prolong the contract", "renewal"],
  ["upcoming expiry, offer by mail, manager decides on discount", "renewal"],
  ["a customer is unhappy and might leave", "at-risk"],
  ["churn risk: win them back", "at-risk"],
  ["the champion has left the company", "at-risk"],
  ["health score dropped, somebody should call", "at-risk"],
  ["save an account that wants to cancel", "at-risk"],
  ["angry customer escalation", "at-risk"],
  ["they complain a lot lately and I have a bad feeling", "at-risk"],
  ["early warning when we are about to lose somebody", "at-risk"],
  ["rescue plan for red accounts", "at-risk"],
  ["detractor in the NPS survey", "at-risk"],
  ["new customer just signed, welcome them", "onboarding"],
  ["kick-off with a new account", "onboarding"],
  ["onboard new customers in sixty days", "onboarding"],
  ["get them live fast, training included", "onboarding"],
  ["implementation plan until go-live", "onboarding"],
  ["welcome email, then a kickoff call, then training", "onboarding"],
  ["first 30 days check in", "onboarding"],
  ["hand over from sales to the csm after the deal is signed", "onboarding"],
  ["set up and roll out our product at a new customer", "onboarding"],
  ["time to first value", "onboarding"],
];

test("what a CSM says finds the template that is meant among the first three", () => {
  const places = sentences.map(([said, wanted]) => {
    const found = withoutModel.nearest(said, 3).map(({ id }) => id);
    return { said, wanted, found, place: found.indexOf(wanted) };
  });

  const first = places.filter(({ place }) => place === 0).length;
  const amongThree = places.filter(({ place }) => place >= 0).length;
  const missed = places.filter(({ place }) => place !== 0);
  console.log(
    `library: ${first} of ${sentences.length} first, ${amongThree} among the first three`,
  );
  for (const { said, wanted, found } of missed)
    console.log(`  ${said}: wanted ${wanted}, found ${found.join(", ") || "nothing"}`);
  expect(amongThree).toBeGreaterThanOrEqual(27);
  expect(first).toBeGreaterThanOrEqual(25);
});

test("a sentence about something else finds nothing", () => {
  for (const said of ["", "    ", "the weather in Lisbon", "🙂", "create a playbook", "?!"])
    expect(withoutModel.nearest(said, 3), said).toEqual([]);
});

test("no more templates come than were asked for", () => {
  expect(withoutModel.nearest("a customer who may leave before the renewal", 1)).toHaveLength(1);
});

test("a broken template ends the start, naming file and line", async () => {
  using folder = temporaryFolder();
  const broken = librarySource("renewal").replace("at: 90 days before", "at: 90 dayz before");
  await writeFile(join(folder.path, "broken.yml"), broken);

  expect(() => loadLibrary(folder.path)).toThrow(/broken\.yml:21: /);
});

test("two templates of one id end the start", async () => {
  using folder = temporaryFolder();
  for (const name of ["a.yml", "b.yml"])
    await writeFile(join(folder.path, name), librarySource("renewal"));

  expect(() => loadLibrary(folder.path)).toThrow("same id");
});
