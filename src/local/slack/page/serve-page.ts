import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { extname } from "node:path";
import type { SkipHook } from "../control/skip.ts";
import { sendFile } from "../files.ts";
import { sendJson } from "../http.ts";
import type { World } from "../world.ts";
import { shortDay, timeOf } from "./dates.ts";
import { createLive } from "./live-updates.ts";
import { actor, Asked, pageView } from "./page-view.ts";
import { shellHtml } from "./shell.ts";

export type Page = {
  owns: (path: string) => boolean;
  serve: (request: IncomingMessage, response: ServerResponse, url: URL) => void;
  close: () => void;
};

const types: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
const files = new Map(
  [
    new URL("./app.js", import.meta.url),
    new URL("./act.js", import.meta.url),
    new URL("./compose.js", import.meta.url),
    new URL("./elements.js", import.meta.url),
    new URL("./modal.js", import.meta.url),
    new URL("./patch.js", import.meta.url),
    new URL("./search.js", import.meta.url),
    new URL("./skip.js", import.meta.url),
    new URL("./page.css", import.meta.url),
    new URL("./parts.css", import.meta.url),
    new URL("./icon.svg", import.meta.url),
  ].map((url) => [url.pathname.split("/").at(-1) ?? "", url]),
);

// charts and tables drawn by the library carry style attributes; nothing else inline is allowed
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: https: http:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What the page has besides Slack, where whoever starts it has it. */
export type Beside = {
  skip: SkipHook | undefined;
  mailbox: string | undefined;
  phone: string | undefined;
};

export function createPage(world: World, { skip, mailbox, phone }: Beside): Page {
  const live = createLive(world.state);

  function serve(request: IncomingMessage, response: ServerResponse, url: URL) {
    const [, first, second = "", third = ""] = url.pathname.split("/");
    if (first === "")
      return send(
        response,
        "text/html; charset=utf-8",
        shellHtml(world, { hasSkip: skip !== undefined, mailbox, phone }),
      );
    if (first === "archives") return redirect(world, response, second, third);
    if (first === "files") return sendFile(world, response, third);
    if (second === "live") return live.serve(request, response);
    if (second === "file") return sendFile(world, response, third);
    if (second === "blocks.css") return send(response, types["css"] ?? "", libraryStyle());
    if (second === "view") {
      const asked = Asked.parse(Object.fromEntries(url.searchParams));
      return sendJson(response, 200, { ...pageView(world, asked), ...moment(asked.as) });
    }
    const file = files.get(second);
    if (file)
      return send(response, types[extname(second).slice(1)] ?? "", readFileSync(file, "utf8"));
    sendJson(response, 404, { title: "Not found" });
  }

  function moment(as: string | undefined) {
    if (!skip) return {};
    const now = skip.now();
    const { tz } = actor(world, as);
    return { now: { day: shortDay(now, tz), time: timeOf(now, { tz }) } };
  }

  return {
    owns: (path) => path === "/" || /^\/(_page|archives|files)\//.test(path),
    serve,
    close: live.close,
  };
}

function send(response: ServerResponse, type: string, text: string) {
  response.writeHead(200, {
    "content-type": type,
    "cache-control": "no-cache",
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

// a permalink: /archives/C0123/p1700000000000100
function redirect(world: World, response: ServerResponse, channel: string, name: string) {
  const ts = name.replace(/^p(\d+)(\d{6})$/, "$1.$2");
  const message = world.state.messages.get(`${channel}/${ts}`);
  const query = new URLSearchParams({ place: channel });
  if (message?.thread_ts) query.set("thread", message.thread_ts);
  response.writeHead(302, { location: `/?${query.toString()}#${ts}` });
  response.end();
}

let style: string | null = null;

function libraryStyle(): string {
  const require = createRequire(import.meta.url);
  style ??= readFileSync(require.resolve("slack-blocks-to-jsx/dist/style.css"), "utf8").replaceAll(
    "#slack_blocks_to_jsx",
    // twice, to weigh more than the library's own resets, as its id did
    "[data-drawn][data-drawn]",
  );
  return style;
}
