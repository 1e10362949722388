import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { sampleApp } from "../../../../src/local/slack/sample.ts";
import { eventually } from "../../../support/eventually.ts";
import { ana, general, type Stand, startStand } from "../stand.ts";

test("an unmodified Bolt app connects, hears a message and answers", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.message("hello", async ({ say }) => void (await say("hi there")));
  });

  const said = await stand.act("say", { user: ana, channel: general, text: "hello" });

  expect(said).toMatchObject({ ok: true, acknowledged: true, delivered: 1 });
  expect(said.ack_ms).toBeLessThan(1000);
  await eventually(async () => {
    expect((await stand.state()).messages.at(-1)).toMatchObject({ text: "hi there" });
  });
});

test("each payload goes to one of several connections", async () => {
  await using stand = await startStand();
  const heard: string[] = [];
  for (const name of ["one", "two"])
    await stand.connect((app) => app.message(async () => void heard.push(name)));

  for (let count = 0; count < 4; count += 1)
    await stand.act("say", { user: ana, channel: general, text: String(count) });

  await eventually(() => expect(heard).toHaveLength(4));
  expect(heard.toSorted()).toEqual(["one", "one", "two", "two"]);
  expect(await stand.state()).toMatchObject({ app: { connections: 2 } });
});

test("the frames are Slack's", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 200 } });
  const { frames, socket } = await openSocket(stand);
  await eventually(() => expect(frames).toHaveLength(1));
  socket.on("message", (frame: Buffer) => {
    const { envelope_id } = Frame.parse(JSON.parse(frame.toString()));
    if (envelope_id) socket.send(JSON.stringify({ envelope_id }));
  });

  await stand.act("say", { user: ana, channel: general, text: "hello" });

  const [hello, event] = frames;
  expect(hello).toMatchObject({
    type: "hello",
    num_connections: 1,
    connection_info: { app_id: "A0LOCAL01" },
  });
  expect(event).toMatchObject({
    type: "events_api",
    accepts_response_payload: false,
    retry_attempt: 0,
    payload: {
      type: "event_callback",
      team_id: "T0LOCAL01",
      api_app_id: "A0LOCAL01",
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ is_bot: true }],
      event: { type: "message", text: "hello", channel_type: "channel" },
    },
  });
  socket.close();
});

test("a connection needs a fresh ticket", async () => {
  await using stand = await startStand();
  const address = await openAddress(stand);
  const { socket } = await openSocket(stand, address);

  const second = new WebSocket(address);
  const refused = await new Promise((resolve) => {
    second.on("error", (error) => resolve(error.message));
  });

  expect(refused).toContain("403");
  socket.close();
});

test("asked to refresh, the app comes back", async () => {
  await using stand = await startStand();
  const connected = async (count: number) => {
    await eventually(
      async () => expect(await stand.state()).toMatchObject({ app: { connections: count } }),
      { within: 8000 },
    );
  };
  await stand.connect();
  await connected(1);

  await stand.post("/_control/fault", { method: "socket", error: "refresh" });
  await connected(0);
  await connected(1);
}, 15_000);

test("an event in flight when the connection is cut is sent again", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [50, 50, 50] } });
  const { socket } = await openSocket(stand);
  const said = stand.act("say", { user: ana, channel: general, text: "hello" });
  await eventually(async () => expect((await stand.state()).messages).toHaveLength(1));

  await stand.post("/_control/fault", { method: "socket", error: "disconnect" });

  expect(await said).toMatchObject({ acknowledged: false, problem: "The app is not connected." });
  await eventually(async () => expect(await stand.log("message")).toHaveLength(4));
  const ids = (await stand.log("message")).map((entry) => entry.arguments.event_id);
  expect(new Set(ids).size).toBe(1);
  expect(socket.readyState).not.toBe(WebSocket.OPEN);
});

const Frame = z.looseObject({ type: z.string(), envelope_id: z.string().optional() });

async function openAddress(stand: Stand): Promise<string> {
  const answer = await stand.call("apps.connections.open", {}, sampleApp.app_token);
  return z.string().parse(answer["url"]);
}

async function openSocket(stand: Stand, address?: string) {
  const socket = new WebSocket(address ?? (await openAddress(stand)));
  const frames: unknown[] = [];
  socket.on("message", (frame: Buffer) => frames.push(JSON.parse(frame.toString())));
  await new Promise((resolve) => socket.on("open", resolve));
  return { socket, frames };
}
