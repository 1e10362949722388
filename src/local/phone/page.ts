import { readFile } from "node:fs/promises";
import { type Answer, problem, whole } from "../answer.ts";
import { type Html, html } from "../html.ts";
import { time } from "../time.ts";
import type { Text, Texts } from "./texts.ts";

const rules = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

const files = new Map([
  ["/phone.css", { type: "text/css", file: new URL("./phone.css", import.meta.url) }],
  ["/phone.js", { type: "text/javascript", file: new URL("./phone.js", import.meta.url) }],
]);

/** The numbers, or what one of them received, as its owner's phone shows it. */
export async function answerPage(texts: Texts, path: string): Promise<Answer> {
  if (path === "/changes") return { is: "watch" };
  const found = files.get(path);
  if (found) return whole(`${found.type}; charset=utf-8`, await readFile(found.file));
  const [, number] = /^\/(\+\d+)$/.exec(path) ?? [];
  if (number === undefined && path !== "" && path !== "/")
    return problem(404, "There is nothing here.");
  const inside = number === undefined ? numbers(texts) : thread(texts, number);
  const body = frame(number ?? "Phone", inside).html;
  // without a referrer a browser would not say where its forms come from, and they would be refused
  const headers = { "content-security-policy": rules, "referrer-policy": "same-origin" };
  return whole("text/html; charset=utf-8", body, headers);
}

function frame(title: string, inside: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/phone/phone.css" />
        <script type="module" src="/phone/phone.js"></script>
      </head>
      <body>
        <main>${inside}</main>
      </body>
    </html>`;
}

function numbers(texts: Texts): Html {
  const last = new Map(texts.all().map((text) => [text.to, text]));
  const newest = [...last.values()].toSorted((a, b) => b.id - a.id);
  const rows = newest.map(
    (text) =>
      html`<li>
        <a class="row" href="/phone/${text.to}">
          <b>${text.to}</b>${time(text.at)}
          <span>${text.body}</span>
        </a>
      </li>`,
  );
  const none = html`<p class="nothing">No text message yet. It appears here once one is sent.</p>`;
  return html`<header>
      <h1>Phone</h1>
      <p>Every text message the bot sends stops here. None leaves this machine.</p>
    </header>
    ${
      rows.length === 0
        ? none
        : html`<ul>
            ${rows}
          </ul>`
    }`;
}

function thread(texts: Texts, number: string): Html {
  const own = texts.all().filter((it) => it.to === number);
  const stopped = texts.hasStopped(number);
  const word = stopped ? "START" : "STOP";
  return html`<header>
      <a class="back" href="/phone">‹ All numbers</a>
      <h1>${number}</h1>
    </header>
    <div class="thread">${own.map(bubble)}</div>
    <form method="post" action="/phone/${number}/${word.toLowerCase()}">
      ${stopped ? html`<p>This number answered STOP: it receives nothing more.</p>` : null}
      <button>Answer ${word}</button>
    </form>`;
}

function bubble({ body, at, from }: Text): Html {
  return html`<article>
    <p>${body}</p>
    <footer>${from} · ${time(at)}</footer>
  </article>`;
}
