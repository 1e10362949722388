import { expect, test } from "vitest";
import { limited } from "../../src/agents/limited.ts";
import { useTool } from "../../src/agents/tool-use.ts";
import { clean, untrusted } from "../../src/agents/untrusted.ts";
import type { Meter } from "../../src/model/model.ts";

test("a tool that throws tells the model nothing of its error", async () => {
  const tool = {
    name: "read_customer",
    about: "",
    parameters: {},
    use(): never {
      throw new Error("password=hunter2 at /srv/store.ts:12");
    },
  };
  const faults = { "no-tool-call": 0, "unreadable-call": 0, "same-call": 0 };

  const reply = await useTool(
    { tools: [tool], seen: new Set(), faults },
    { name: tool.name, args: {} },
  );

  expect(reply.content).toBe("This tool does not work at the moment. Go on without it.");
  expect(reply.status).toBe("error");
});

test("after its last call a meter lets nothing through, whoever asks", async () => {
  let calls = 0;
  const meter: Meter = {
    fetch: async () => Response.json({ number: ++calls }),
    spent: () => ({ calls, tokens: 0 }),
    failure: () => null,
  };
  const two = limited(meter, 2);
  await two.fetch("");
  await two.fetch("");

  await expect(two.fetch("")).rejects.toThrow("no calls left");
  expect(calls).toBe(2);
});

test("a text is what a person would see of it", () => {
  expect(clean(" a\u200Bb\u202Ec\u{E0041}d\u0007\r\ne\tf\u{E0100} ", 100)).toBe("abcd\ne\tf");
  expect(clean("日本語 👍 Ünï\uD800", 100)).toBe("日本語 👍 Ünï\uFFFD");
  expect(clean("x".repeat(20), 5)).toBe("xxxx…");
});

test("data is marked, plain and of a size that can be read", () => {
  const at = new Date("2027-03-01T08:00:00Z");
  expect(
    untrusted("notes", { at, n: 1, ok: true, no: undefined, f: () => 1, list: ["a\u200B"] }),
  ).toEqual({
    untrusted: true,
    source: "notes",
    data: { at: "2027-03-01T08:00:00.000Z", n: 1, ok: true, no: null, f: null, list: ["a"] },
  });

  const circle: Record<string, unknown> = {};
  circle["itself"] = circle;
  expect(JSON.stringify(untrusted("circle", circle))).toContain("…");

  const wide = Object.fromEntries(
    Array.from({ length: 90 }, (_, i) => [`f${i}`, "x".repeat(3000)]),
  );
  expect(JSON.stringify(untrusted("wide", wide)).length).toBeLessThan(20_000);
});
