import { readFile } from "node:fs/promises";
import { type Answer, type Asked, problem, whole } from "../../answer.ts";
import type { Mail } from "../mail.ts";
import type { Mails } from "../mails.ts";
import { frame } from "./frame.ts";
import { list } from "./list.ts";
import { message, nothingOpen } from "./message.ts";

const ownRules = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

// a mail's own pictures and colours, but nothing fetched and nothing run
const mailRules =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox";

const files = new Map([
  ["/mailbox.css", { type: "text/css", file: new URL("./mailbox.css", import.meta.url) }],
  ["/message.css", { type: "text/css", file: new URL("./message.css", import.meta.url) }],
  ["/mailbox.js", { type: "text/javascript", file: new URL("./mailbox.js", import.meta.url) }],
]);

export async function answerPage(mails: Mails, { method, url }: Asked): Promise<Answer> {
  if (method !== "GET") return problem(405, "This page is only to be read.");
  const path = url.pathname.slice("/mail".length);
  if (path === "/changes") return { is: "watch" };
  const found = files.get(path);
  if (found) return whole(`${found.type}; charset=utf-8`, await readFile(found.file));
  const to = url.searchParams.get("to") ?? "";
  if (path === "/list") {
    const open = byId(mails, url.searchParams.get("open"));
    return page(list({ mails: mails.all(), to, open }).html);
  }
  const [, id, part, index] = /^\/(\d+)(?:\/(html|source|files)(?:\/(\d+))?)?$/.exec(path) ?? [];
  const open = byId(mails, id);
  if (path !== "" && path !== "/" && !open) return problem(404, "There is no such mail.");
  if (open && part) return answerPart(open, part, Number(index));
  const title = open ? `${open.subject} – Mailbox` : "Mailbox";
  const reading = open ? message(open, mails.all()) : nothingOpen();
  const parts = { title, to, list: list({ mails: mails.all(), to, open }), reading };
  return page(frame({ ...parts, isOpen: open !== null }));
}

function byId(mails: Mails, id: string | null | undefined): Mail | null {
  return mails.all().find((mail) => String(mail.id) === id) ?? null;
}

function page(body: string): Answer {
  return whole("text/html; charset=utf-8", body, { "content-security-policy": ownRules });
}

function answerPart(mail: Mail, part: string, index: number): Answer {
  if (part === "html") {
    const head = `<!doctype html><meta charset="utf-8"><base target="_blank"><style>body{font:15px/1.5 system-ui,sans-serif;margin:16px}</style>`;
    const rules = { "content-security-policy": mailRules };
    return whole("text/html; charset=utf-8", head + (mail.html ?? ""), rules);
  }
  if (part === "source") return download(mail.raw, `mail-${mail.id}.eml`);
  const file = mail.attachments[index];
  if (!file) return problem(404, "There is no such file.");
  return download(file.content, file.name ?? "file");
}

// never under its own type: what a mail brings is not to become a page of ours
function download(content: Buffer, name: string): Answer {
  const encoded = encodeURIComponent(name).replaceAll("'", "%27");
  return whole("application/octet-stream", content, {
    "content-disposition": `attachment; filename*=UTF-8''${encoded}`,
    "content-security-policy": "default-src 'none'; sandbox",
  });
}
