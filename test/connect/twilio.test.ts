import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTwilio } from "../../src/connect/twilio.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const address = "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json";
const twilio = createTwilio({ accountSid: "AC123", authToken: "hush", from: "+15005550006" });
const message = { key: "run:nudge:1", to: { address: "+493023125100" }, body: "Hi & välkommen 👋" };

test("a message goes out as Twilio's API wants it, and its SID is the receipt", async () => {
  const seen: unknown[] = [];
  server.use(
    http.post(address, async ({ request }) => {
      seen.push(request.headers.get("authorization"), request.headers.get("content-type"));
      seen.push(Object.fromEntries(new URLSearchParams(await request.text())));
      return HttpResponse.json({ sid: "SM42", status: "queued" }, { status: 201 });
    }),
  );

  expect(await twilio.send(message)).toEqual({ is: "sent", receipt: "SM42" });
  expect(seen).toEqual([
    `Basic ${Buffer.from("AC123:hush").toString("base64")}`,
    "application/x-www-form-urlencoded;charset=UTF-8",
    { To: "+493023125100", From: "+15005550006", Body: "Hi & välkommen 👋" },
  ]);
});

const said = (status: number, code: number, text: string) =>
  HttpResponse.json({ code, message: text, more_info: "…", status }, { status });

test.each([
  ["STOP", said(400, 21_610, "unsubscribed"), false, "this number answered STOP"],
  ["a bad number", said(400, 21_211, "invalid"), false, "no number that text messages"],
  ["a wrong token", said(401, 20_003, "Authenticate"), false, "does not accept the account"],
  ["another refusal", said(400, 21_612, "no route"), false, "Twilio said: no route (21612)"],
  ["too many", said(429, 20_429, "Too Many Requests"), true, "Too Many Requests"],
  ["an outage", said(503, 20_503, "Service Unavailable"), true, "Service Unavailable"],
  ["a closed gate", new HttpResponse("down", { status: 503 }), true, "Twilio answered 503"],
])(
  "%s is a refusal in words, and says whether it may be tried again",
  async (_, answer, again, reason) => {
    server.use(http.post(address, () => answer));

    expect(await twilio.send(message)).toEqual({
      is: "refused",
      again,
      reason: expect.stringContaining(reason),
    });
  },
);

test.each([429, 503])(
  "how long it wants to be left alone with a %i is passed on",
  async (status) => {
    const headers = { "retry-after": "90" };
    server.use(http.post(address, () => new HttpResponse(null, { status, headers })));

    expect(await twilio.send(message)).toMatchObject({ is: "refused", again: true, after: 90_000 });
  },
);

test("an answer that does not say what became of the message leaves it in doubt", async () => {
  for (const answer of [
    new HttpResponse("…", { status: 502 }),
    said(500, 20_500, "Internal error"),
    said(504, 20_504, "Gateway Timeout"),
    said(408, 20_408, "Request Timeout"),
    HttpResponse.json({}, { status: 201 }),
  ]) {
    server.use(http.post(address, () => answer));
    expect(await twilio.send(message)).toMatchObject({ is: "unknown" });
  }
  server.use(http.post(address, () => HttpResponse.error()));
  expect(await twilio.send(message)).toMatchObject({ is: "unknown" });
});

test("a server that stays silent leaves it in doubt, and one that is not there does not", async () => {
  const hasty = createTwilio({ accountSid: "AC123", authToken: "x", from: "+1", patience: 20 });
  server.use(http.post(address, () => new Promise<never>(() => {})));
  expect(await hasty.send(message)).toMatchObject({ is: "unknown" });

  server.close();
  const nowhere = createTwilio({
    accountSid: "A",
    authToken: "x",
    from: "+1",
    url: "http://127.0.0.1:59997",
  });
  expect(await nowhere.send(message)).toMatchObject({ is: "refused", again: true });
  server.listen({ onUnhandledFrame: "error" });
});
