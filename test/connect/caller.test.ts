import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { createCaller } from "../../src/connect/caller.ts";
import { seal, unseal } from "../../src/connect/seal.ts";

async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const get = (url: string) => ({ method: "GET", url: new URL(url), headers: {}, body: null });

test("a call is answered, and no redirect is followed", async () => {
  await using server = await serve((_request, response) => {
    response.writeHead(302, { location: "http://169.254.169.254/" }).end("elsewhere");
  });
  const caller = createCaller({ allowPrivate: true });

  const called = await caller.call(get(`http://127.0.0.1:${server.port}/`));

  expect(called).toEqual({ is: "answered", status: 302, body: "elsewhere", after: null });
  await caller.close();
});

test.each(["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])(
  "%s is never reached where private addresses are refused",
  async (host) => {
    let reached = 0;
    await using server = await serve((_request, response) => {
      reached += 1;
      response.end();
    });
    const caller = createCaller({ allowPrivate: false });

    const called = await caller.call(get(`http://${host}:${server.port}/`));

    expect(called).toMatchObject({ is: "refused", again: false });
    expect(reached).toBe(0);
    await caller.close();
  },
);

test("a name that leads to a private address as well is not called at its public one either", async () => {
  const found = [{ address: "192.0.9.1" }, { address: "10.0.0.7" }].map((it) => ({
    ...it,
    family: 4,
  }));
  const caller = createCaller({
    allowPrivate: false,
    patience: 500,
    find: (_host, _options, done) => done(null, found),
  });

  expect(await caller.call(get("http://both.example/"))).toEqual({
    is: "refused",
    reason: "its address is not one of the public internet",
    again: false,
  });
  await caller.close();
});

test("what nobody listens to never left, and what breaks off may have arrived", async () => {
  const caller = createCaller({ allowPrivate: true });
  const gone = await serve(() => {});
  await gone[Symbol.asyncDispose]();
  await using server = await serve((request) => request.socket.destroy());

  expect(await caller.call(get(`http://127.0.0.1:${gone.port}/`))).toMatchObject({
    is: "refused",
    again: true,
  });
  expect(await caller.call(get(`http://127.0.0.1:${server.port}/`))).toMatchObject({
    is: "unknown",
  });
  await caller.close();
});

test("an answer larger than 1 MB is not read", async () => {
  await using server = await serve((_request, response) =>
    response.end("x".repeat(1024 * 1024 + 1)),
  );
  const caller = createCaller({ allowPrivate: true });

  expect(await caller.call(get(`http://127.0.0.1:${server.port}/`))).toMatchObject({
    is: "unknown",
  });
  await caller.close();
});

test("a secret is read only with its key and for what it was sealed", () => {
  const key = Buffer.alloc(32, 1);
  const sealed = seal(key, "T1 billing", "sk-planted");

  expect(unseal(key, "T1 billing", sealed)).toBe("sk-planted");
  expect(sealed).not.toContain("planted");
  expect(Buffer.from(sealed, "base64").toString("latin1")).not.toContain("planted");
  expect(() => unseal(Buffer.alloc(32, 2), "T1 billing", sealed)).toThrow("unable to authenticate");
  expect(() => unseal(key, "T2 billing", sealed)).toThrow("unable to authenticate");
});

test("how long a server wants to be left alone is read from its answer, as seconds or as a date", async () => {
  const asked = ["120", new Date(Date.now() + 600_000).toUTCString(), "soon"];
  await using server = await serve((_request, response) =>
    response.writeHead(429, { "retry-after": asked.shift() }).end(),
  );
  const caller = createCaller({ allowPrivate: true });
  const after = async () => {
    const called = await caller.call(get(`http://127.0.0.1:${server.port}/`));
    return called.is === "answered" ? called.after : called;
  };

  expect(await after()).toBe(120_000);
  expect(await after()).toBeGreaterThan(590_000);
  expect(await after()).toBe(null);
  await caller.close();
});

test("who does not answer in time may have heard, and is said to be late", async () => {
  await using server = await serve(() => {});
  const caller = createCaller({ allowPrivate: true, patience: 50 });

  const called = await caller.call(get(`http://127.0.0.1:${server.port}/`));

  expect(called).toEqual({ is: "unknown", reason: "it did not answer within 0.05 s", again: true });
  await caller.close();
});
