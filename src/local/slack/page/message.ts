import type { Attachment, Ephemeral, Message, StoredFile, User } from "../state/records.ts";
import type { World } from "../world.ts";
import { blocksHtml } from "./blocks.ts";
import { fullMoment, timeOf } from "./dates.ts";
import { type Html, html, nothing } from "./html.ts";
import { icon } from "./icons.ts";
import { type Scene, words } from "./scene.ts";

export type Row = {
  message: Message | Ephemeral;
  replies: readonly Message[];
  /** written right after the one before it, by the same person */
  follows: boolean;
  inThread: boolean;
};

export function messageHtml(world: World, scene: Scene, row: Row): Html {
  const { message, follows } = row;
  const { state, bot } = world;
  const author = state.users.get(message.user);
  const at = new Date(Number(message.ts) * 1000);
  const isEphemeral = "for" in message;
  const time = html`<time datetime="${at.toISOString()}" title="${fullMoment(at, scene.viewer)}"
    >${timeOf(at, scene.viewer)}</time
  >`;
  return html`<article
    class="message ${follows && "follows"} ${isEphemeral && "ephemeral"}"
    data-ts="${message.ts}"
    data-channel="${message.channel}"
    data-user="${message.user}"
    ${isEphemeral && html`data-ephemeral`}
    ${message.client_msg_id && html`data-client="${message.client_msg_id}"`}
  >
    <div class="gutter">
      ${follows ? shortTime(at, scene) : avatar(author, message.user === bot.user)}
    </div>
    <div class="content">
      ${isEphemeral && ephemeralNote(message)}
      ${
        !follows &&
        html`<header>
          <span class="name">${message.username ?? author?.real_name ?? message.user}</span>
          ${author?.is_bot && html`<span class="badge">APP</span>`} ${time}
        </header>`
      }
      ${bodyHtml(world, scene, message)} ${reactionsHtml(message, scene)}
      ${!row.inThread && row.replies.length > 0 && threadLink(world, scene, row)}
    </div>
    ${!isEphemeral && tools(world, row)}
  </article>`;
}

// beside a message that follows there is room for the hour only, as in Slack
function shortTime(at: Date, { viewer }: Scene): Html {
  return html`<time datetime="${at.toISOString()}" title="${fullMoment(at, viewer)}"
    >${timeOf(at, viewer).replace(/ [AP]M$/, "")}</time
  >`;
}

export function avatar(user: User | undefined, isApp: boolean): Html {
  const name = user?.real_name ?? "?";
  const initials = name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, isApp ? 1 : 2)
    .join("");
  return html`<span class="avatar ${isApp ? "app" : `tone-${toneOf(name)}`}" aria-hidden="true"
    >${initials.toUpperCase()}</span
  >`;
}

function toneOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 8;
}

function ephemeralNote(message: Ephemeral): Html {
  return html`<div class="note">
    ${icon("eye")} Only visible to you
    <button type="button" class="link" data-dismiss="${message.ts}">Dismiss message</button>
  </div>`;
}

function bodyHtml(world: World, scene: Scene, message: Message): Html {
  if (message.subtype === "tombstone")
    return html`<p class="tombstone">This message was deleted.</p>`;
  const entered =
    world.state.session.inputs.get(`${scene.viewer.id}/${message.channel}/${message.ts}`) ?? {};
  // people's own blocks only repeat their text
  const shown = message.user === world.bot.user ? message.blocks : undefined;
  const files = (message.files ?? []).flatMap((id) => world.state.files.get(id) ?? []);
  return html`<div class="text">
      ${shown ? blocksHtml(scene, shown, entered) : textHtml(scene, message.text)}
      ${message.edited && !shown && html`<span class="edited">(edited)</span>`}
    </div>
    ${message.attachments?.map((one) => attachmentHtml(scene, one, entered))}
    ${files.length > 0 && html`<div class="files">${files.map(fileHtml)}</div>`}`;
}

function textHtml(scene: Scene, text: string): Html {
  if (!text) return nothing;
  return scene.draw([{ type: "section", text: { type: "mrkdwn", text, verbatim: false } }]);
}

function attachmentHtml(
  scene: Scene,
  attachment: Attachment,
  entered: Parameters<typeof blocksHtml>[2],
): Html {
  const { pretext, title, title_link, text, footer, blocks, fallback } = attachment;
  const color = /^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? attachment.color : "";
  const heading = title && (title_link ? `*<${title_link}|${title}>*` : `*${title}*`);
  const parts = [pretext, heading, text, !text && !blocks ? fallback : ""];
  return html`<div
    class="attachment"
    ${color && html`style="border-color: #${color.replace("#", "")}"`}
  >
    ${parts.map((part) => textHtml(scene, part || ""))}
    ${blocks && blocksHtml(scene, blocks, entered)} ${footer && html`<small>${footer}</small>`}
  </div>`;
}

function fileHtml(file: StoredFile): Html {
  const url = `/_page/file/${file.id}`;
  if (file.mimetype.startsWith("image/"))
    return html`<a class="file picture" href="${url}" target="_blank" rel="noopener"
      ><img src="${url}" alt="${file.alt_txt ?? file.title}"
    /></a>`;
  return html`<a class="file" href="${url}" data-file="${file.id}" download="${file.name}">
    <span class="file-icon" aria-hidden="true">${extension(file)}</span>
    <span
      ><span class="file-name">${file.title}</span
      ><small>${file.name} · ${sizeOf(file)}</small></span
    >
  </a>`;
}

function extension({ name }: StoredFile): string {
  return (name.includes(".") ? (name.split(".").at(-1) ?? "") : "file").slice(0, 4).toUpperCase();
}

function sizeOf({ size }: StoredFile): string {
  return size < 1024 ? `${size} B` : `${Math.round(size / 102.4) / 10} kB`;
}

function reactionsHtml(message: Message, scene: Scene): Html {
  if (!message.reactions?.length) return nothing;
  return html`<div class="reactions">
    ${message.reactions.map(
      ({ name, users }) =>
        html`<button
          type="button"
          class="reaction"
          data-react="${name}"
          aria-pressed="${String(users.includes(scene.viewer.id))}"
          title=":${name}:"
        >
          ${words(scene, `:${name}:`)} ${users.length}
        </button>`,
    )}
  </div>`;
}

function threadLink(world: World, scene: Scene, { message, replies }: Row): Html {
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  const last = new Date(Number(replies.at(-1)?.ts ?? 0) * 1000);
  const many = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return html`<button type="button" class="thread-link" data-thread="${message.ts}">
    ${people.map((id) => avatar(world.state.users.get(id), id === world.bot.user))}
    <strong>${many}</strong> <span>Last reply ${timeOf(last, scene.viewer)}</span>
  </button>`;
}

function tools(world: World, { message, inThread }: Row): Html {
  if (message.subtype === "tombstone") return nothing;
  const shortcuts = world.grants.shortcuts.filter((one) => one.type === "message");
  return html`<div class="tools">
    <button type="button" class="button icon" data-react="+1" aria-label="React with thumbs up">
      ${icon("thumbUp")}
    </button>
    ${
      !inThread &&
      html`<button
        type="button"
        class="button icon"
        data-thread="${message.thread_ts ?? message.ts}"
        aria-label="Reply in thread"
      >
        ${icon("reply")}
      </button>`
    }
    ${
      shortcuts.length > 0 &&
      html`<details class="pop">
        <summary class="button icon" aria-label="More actions">${icon("more")}</summary>
        <div class="menu" role="menu">
          ${shortcuts.map(
            (one) =>
              html`<button type="button" role="menuitem" data-shortcut="${one.callback_id}">
                ${one.name}
              </button>`,
          )}
        </div>
      </details>`
    }
  </div>`;
}
