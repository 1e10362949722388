import { afterAll, expect, test } from "vitest";
import {
  changeCustomer,
  findCustomer,
  listCustomerFields,
  saveCustomer,
} from "../../src/store/customers.ts";
import { createDatabase } from "../support/database.ts";

const database = await createDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const tenant = { db: database.pool, workspaceId: "T1" };
await database.pool.query(
  "insert into workspaces (id, name, time_zone) values ('T1', 'One', 'UTC'), ('T2', 'Two', 'UTC')",
);

const save = (
  workspaceId: string,
  id: string,
  fields: Parameters<typeof saveCustomer>[1]["fields"],
) =>
  saveCustomer(
    { ...tenant, workspaceId },
    { id, name: id, zone: "UTC", csmId: null, channelId: null, contacts: [], fields },
    new Date("2027-01-04T12:00:00Z"),
  );

test("a field of the customers' own has the kind that all its values share", async () => {
  await save("T1", "a", { tier: "gold", kickoff: "2027-03-01", nps: 40, beta: true, mixed: 1 });
  await save("T1", "b", { tier: "2027-03-01", kickoff: null, nps: 7.5, mixed: "one", tags: ["x"] });
  await save("T2", "c", { other: 1 });

  expect(await listCustomerFields(tenant)).toEqual({
    tier: "text",
    kickoff: "date",
    nps: "number",
    beta: "boolean",
    mixed: "unknown",
    tags: "unknown",
  });
});

test("what is given again takes back nothing that happened since", async () => {
  const at = new Date("2027-01-05T12:00:00Z");
  await save("T1", "d", { health: 40 });
  await changeCustomer(tenant, "d", { health: 80 }, at);

  await save("T1", "d", { health: 40 });
  expect(await findCustomer(tenant, "d")).toMatchObject({ fields: { health: 80 } });
  await save("T1", "d", { health: 50 });
  expect(await findCustomer(tenant, "d")).toMatchObject({ fields: { health: 50 } });
});
