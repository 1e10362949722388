import { expect, test } from "vitest";
import { z } from "zod";
import { ana, general, startStand } from "../stand.ts";

const Problem = z.object({
  status: z.number(),
  title: z.string(),
  detail: z.string(),
  nearest: z.array(z.string()).optional(),
});

test("unknown people and places are 404 with the nearest names", async () => {
  await using stand = await startStand();
  const refused = async (name: string, given: object) => {
    const response = await stand.post(`/_control/${name}`, given);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    return Problem.parse(await response.json());
  };

  const person = await refused("say", { user: "Bem", channel: general, text: "a" });
  const place = await refused("say", { user: "ana", channel: "#genral", text: "a" });
  const act = await refused("sey", { user: "ana", channel: general, text: "a" });

  expect(person).toMatchObject({ status: 404, detail: expect.stringContaining('"Bem"') });
  expect(person.nearest?.[0]).toBe("Ben Okafor");
  expect(place.nearest?.[0]).toBe("#general");
  expect(act.nearest?.[0]).toBe("say");
});

test("a body that does not fit is 400, something impossible is 409", async () => {
  await using stand = await startStand();

  const empty = await stand.post("/_control/say", { user: "ana" });
  const broken = await fetch(`${stand.url}/_control/say`, { method: "POST", body: "{" });
  const method = await fetch(`${stand.url}/_control/say`, { method: "PUT" });

  expect([empty.status, broken.status, method.status]).toEqual([400, 409, 405]);
});

const foreign: [string, Record<string, string>, number][] = [
  ["a page of ours", { origin: "SELF" }, 200],
  ["another site", { origin: "http://evil.test" }, 403],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }, 403],
  ["an opaque origin", { origin: "null" }, 403],
];

test.each(foreign)("%s gets what it may", async (_name, headers, status) => {
  await using stand = await startStand();
  const sent = { ...headers, ...(headers["origin"] === "SELF" && { origin: stand.url }) };
  const say = { user: ana, channel: general, text: "a" };

  expect((await stand.post("/_control/say", say, sent)).status).toBe(status);
  for (const path of ["/", "/_control/state", "/_control/log", "/_page/view"])
    expect((await fetch(stand.url + path, { headers: sent })).status, path).toBe(status);
});

test("under another name we are not reachable, so a rebound name gets nothing", async () => {
  await using stand = await startStand();
  const { port } = new URL(stand.url);

  expect(await statusAs(port, "evil.test")).toBe(403);
  expect(await statusAs(port, `localhost:${port}`)).toBe(200);
});

// fetch does not let a caller choose the Host header
async function statusAs(port: string, host: string): Promise<number> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", path: "/_control/state", headers: { host } });
    sent.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("the log is read from where one left off", async () => {
  await using stand = await startStand();
  await stand.call("auth.test");
  const [first] = await stand.log();
  await stand.call("users.list");

  const rest = await fetch(`${stand.url}/_control/log?after=${first?.id}`);

  expect(await rest.json()).toMatchObject({ entries: [{ name: "users.list", kind: "call" }] });
});

test("time is skipped through the hook, and there is no such thing without one", async () => {
  const asked: object[] = [];
  await using stand = await startStand({
    skip: {
      now: () => new Date(),
      async skip(to) {
        asked.push(to);
        return { now: "2027-01-01T00:00:00.000Z", said: "Nothing was due." };
      },
    },
  });
  await using without = await startStand();

  const skipped = await stand.post("/_control/skip", { by: "1 day" });
  const dated = await stand.post("/_control/skip", { to: "2027-01-01" });

  expect(await skipped.json()).toMatchObject({ ok: true, said: "Nothing was due." });
  expect(dated.status).toBe(200);
  expect(asked).toEqual([{ by: "1 day" }, { to: "2027-01-01" }]);
  expect((await stand.post("/_control/skip", {})).status).toBe(400);
  expect((await without.post("/_control/skip", { by: "1 day" })).status).toBe(404);
});

test("what is not ours is left to others", async () => {
  await using stand = await startStand();

  expect((await fetch(`${stand.url}/healthz`)).status).toBe(404);
  expect((await fetch(`${stand.url}/mail`)).status).toBe(404);
});
