import type { World } from "../world.ts";
import { localMinute } from "../zoned-time.ts";
import { html, type Html } from "./html.ts";
import { icon, type IconName } from "./icons.ts";
import { avatar } from "./message.ts";
import type { Beside } from "./serve-page.ts";

/** The page before the script has filled it. */
export function shellHtml(
  world: World,
  { hasSkip, mailbox, phone }: { hasSkip: boolean } & Pick<Beside, "mailbox" | "phone">,
): string {
  const { state, grants } = world;
  const people = state.users.all().filter((user) => !user.is_bot);
  const known = {
    app: grants.name,
    people: state.users.all().map(({ id, name, real_name, title, is_bot, tz }) => ({
      id,
      name,
      real_name,
      title: title ?? (is_bot ? "App" : ""),
      is_bot: is_bot ?? false,
      tz,
    })),
    commands: [...grants.commands, ...builtIn],
  };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${state.team.name} · local Slack</title>
        <link rel="icon" href="/_page/icon.svg" />
        <link rel="stylesheet" href="/_page/blocks.css" />
        <link rel="stylesheet" href="/_page/page.css" />
        <link rel="stylesheet" href="/_page/parts.css" />
        <script type="module" src="/_page/app.js"></script>
      </head>
      <body data-known="${JSON.stringify(known)}">
        <header class="top">
          <span class="team">${state.team.name}</span>
          <span class="local">local Slack</span>
          <span class="space"></span>
          ${mailbox !== undefined && beside(mailbox, "mail", "Mailbox", "The mail the app sends")}
          ${phone !== undefined && beside(phone, "phone", "Phone", "The text messages the app sends")}
          ${hasSkip && skipControl(state.clock.now())}
          <details class="switcher pop">
            <summary aria-label="Act as another person">
              ${icon("person")}<span id="acting">…</span
              ><span id="acting-rest"></span>${icon("down")}
            </summary>
            <div class="menu" role="menu">
              <div class="menu-label">Act as</div>
              ${people.map(
                (user) =>
                  html`<button type="button" role="menuitem" data-as="${user.id}">
                    ${avatar(user, false)}
                    <span>${user.real_name}<small>${user.title ?? ""}</small></span>
                  </button>`,
              )}
            </div>
          </details>
        </header>
        <div class="layout">
          <aside id="sidebar"></aside>
          <div class="shade" data-drawer></div>
          <main>
            <header id="place-header"></header>
            <div id="messages" role="log" aria-label="Messages" tabindex="0"></div>
            <div id="home" hidden></div>
            <div id="below"></div>
            ${composer("composer", "channel")}
          </main>
          <aside id="thread" aria-label="Thread" hidden>
            <header>
              <button
                type="button"
                class="button icon back"
                data-close-thread
                aria-label="Back to the conversation"
              >
                ${icon("back")}
              </button>
              <h2>Thread</h2>
              <span class="topic" id="thread-place"></span>
              <span class="space"></span>
              <button
                type="button"
                class="button icon cross"
                data-close-thread
                aria-label="Close the thread"
              >
                ${icon("close")}
              </button>
            </header>
            <div id="thread-messages" role="log" aria-label="Thread messages" tabindex="0"></div>
            <div id="thread-below"></div>
            ${composer("thread-composer", "thread")}
          </aside>
        </div>
        <dialog id="modal"></dialog>
        <dialog id="confirm"></dialog>
        <div id="toast" role="status" aria-live="polite" hidden></div>
      </body>
    </html>`;
  return page.html;
}

/** The way to a page beside this one. */
function beside(href: string, sign: IconName, name: string, title: string): Html {
  return html`<a
    class="beside"
    href="${href}"
    target="${name.toLowerCase()}"
    title="${title}"
    aria-label="${name}"
  >
    ${icon(sign)}<span>${name}</span>
  </a>`;
}

// what Slack itself understands, next to the app's commands
const builtIn = [
  { command: "/invite", description: "Add someone to this channel", usage_hint: "@person" },
  { command: "/leave", description: "Leave this channel" },
];

function composer(id: string, kind: "channel" | "thread"): Html {
  const name = kind === "thread" ? "Reply in the thread" : "Message";
  // until the page knows where it is, nothing can be sent from it
  const waits = kind === "channel" && html`disabled`;
  return html`<form id="${id}" class="composer" data-composer="${kind}" autocomplete="off">
    <div class="suggestions menu" role="listbox" hidden></div>
    <div class="attached" hidden></div>
    <textarea rows="1" aria-label="${name}" placeholder="${name}" ${waits}></textarea>
    <div class="composer-tools">
      <label class="button icon" title="Attach files">
        ${icon("attach")}<input type="file" multiple aria-label="Attach files" />
      </label>
      <span class="space"></span>
      <button type="submit" class="button send" aria-label="Send">${icon("send")}</button>
    </div>
  </form>`;
}

function skipControl(now: Date): Html {
  const today = localMinute(now, "UTC").slice(0, 10);
  return html`<details class="skip pop">
    <summary title="Business time: what the app takes for now">
      ${icon("skip")}
      <span><span id="business-date">…</span><span id="business-year"></span></span>
      <span id="business-time"></span>
      <b>Skip ahead</b>
    </summary>
    <div class="menu">
      <div class="menu-label">Skip ahead</div>
      <button type="button" data-skip-by="1 day">One day</button>
      <button type="button" data-skip-by="1 week">One week</button>
      <button type="button" data-skip-to="next">To the next due moment</button>
      <form class="skip-date">
        <label for="skip-date">To a date</label>
        <input class="field" id="skip-date" type="date" min="${today}" required />
        <button type="submit" class="button primary">Go</button>
      </form>
      <p class="hint skip-said" role="status"></p>
    </div>
  </details>`;
}
