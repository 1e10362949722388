// writing: messages, commands, mentions, files
import { act, element, filesIn, here, known, say } from "./act.js";
import { toEnd } from "./patch.js";

export function setUpComposers() {
  for (const form of document.querySelectorAll(".composer")) setUp(form);
}

function setUp(form) {
  const area = form.querySelector("textarea");
  const file = form.querySelector("input[type=file]");
  area.addEventListener("input", () => {
    grow(area);
    suggest(form, area);
  });
  area.addEventListener("keydown", (event) => keyIn(event, form));
  area.addEventListener("blur", () => hide(form));
  file.addEventListener("change", () => showAttached(form, file));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, area, file);
  });
}

function keyIn(event, form) {
  const list = form.querySelector(".suggestions");
  const options = list.hidden ? [] : [...list.querySelectorAll("button")];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (options.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
    for (const [index, one] of options.entries())
      one.setAttribute("aria-selected", String(index === next));
    return;
  }
  if (options.length > 0 && (event.key === "Enter" || event.key === "Tab") && at >= 0) {
    event.preventDefault();
    options[at].click();
    return;
  }
  if (event.key === "Escape" && options.length > 0) {
    event.stopPropagation();
    return hide(form);
  }
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
}

function suggest(form, area) {
  const before = area.value.slice(0, area.selectionStart);
  const command = /^\/[\w-]*$/.exec(before)?.[0];
  const mention = /(?:^|\s)@([\w ]{0,30})$/.exec(before)?.[1];
  if (command) return offer(form, area, commands(command), command.length);
  if (mention !== undefined) return offer(form, area, people(mention), mention.length + 1);
  hide(form);
}

function commands(typed) {
  return known.commands
    .filter((one) => one.command.startsWith(typed))
    .map((one) => ({
      text: `${one.command} `,
      name: `${one.command} ${one.usage_hint ?? ""}`,
      hint: one.description ?? "",
    }));
}

function people(typed) {
  const wanted = typed.toLowerCase();
  return known.people
    .filter((one) => `${one.real_name} ${one.name}`.toLowerCase().includes(wanted))
    .filter((one) => one.id !== here.as)
    .slice(0, 6)
    .map((one) => ({ text: `@${one.real_name} `, name: one.real_name, hint: one.title }));
}

function offer(form, area, offers, length) {
  const end = area.selectionStart;
  const typed = area.value.slice(end - length, end).toLowerCase();
  // what is typed out already needs no offer, and Enter sends it
  const isWhole = offers.length === 1 && offers[0].text.trim().toLowerCase() === typed;
  if (offers.length === 0 || isWhole) return hide(form);
  const list = form.querySelector(".suggestions");
  const items = offers.map((one, index) => {
    const item = element("button", "", element("b", "", one.name), element("small", "", one.hint));
    item.type = "button";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === 0));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => {
      area.setRangeText(one.text, area.selectionStart - length, area.selectionStart, "end");
      hide(form);
      area.focus();
    });
    return item;
  });
  list.replaceChildren(...items);
  list.hidden = false;
}

function hide(form) {
  form.querySelector(".suggestions").hidden = true;
}

function showAttached(form, file) {
  const place = form.querySelector(".attached");
  place.textContent = [...file.files].map((one) => one.name).join(", ");
  place.hidden = file.files.length === 0;
}

async function send(form, area, file) {
  const text = area.value.trim();
  const files = await filesIn(file);
  if (!text && files.length === 0) return;
  const isThread = form.dataset.composer === "thread";
  area.value = "";
  file.value = "";
  showAttached(form, file);
  grow(area);
  hide(form);
  const command = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
  const answer = command
    ? await run(command[1], command[2] ?? "", isThread)
    : await message({ text, files, isThread });
  // what could not be sent is not lost
  if (!answer.ok && answer.delivered === undefined && !area.value) {
    area.value = text;
    say(answer.problem ?? "That did not work.");
  }
}

async function run(command, text, isThread) {
  if (isThread) return { ok: false, problem: `${command} is not supported in threads. Sorry!` };
  const { channel } = here;
  if (command === "/invite") return act("invite", { channel, invited: text.trim() });
  if (command === "/leave") return act("leave", { channel });
  const list = document.querySelector("#messages");
  const line = element("div", "item command-sent", `${command} ${text}`);
  line.dataset.key = `sending-${crypto.randomUUID()}`;
  list.append(line);
  toEnd(list);
  const answer = await act("slash", { channel, command, text });
  line.remove();
  return answer;
}

async function message({ text, files, isThread }) {
  const list = document.querySelector(isThread ? "#thread-messages" : "#messages");
  const client_msg_id = crypto.randomUUID();
  const me = known.people.find((one) => one.id === here.as);
  const pending = element(
    "div",
    "item",
    element(
      "article",
      "message sending",
      element("div", "gutter", element("span", "avatar waiting", "…")),
      element(
        "div",
        "content",
        element(
          "header",
          "",
          element("span", "name", me?.real_name ?? ""),
          element("span", "state", "sending…"),
        ),
        element("div", "text", text || files.map((one) => one.name).join(", ")),
      ),
    ),
  );
  pending.dataset.key = `sending-${client_msg_id}`;
  list.append(pending);
  toEnd(list);
  const { channel, thread } = here;
  const answer = await act("say", {
    channel,
    text,
    client_msg_id,
    ...(isThread && { thread_ts: thread }),
    ...(files.length > 0 && { files }),
  });
  if (answer.delivered === undefined) pending.remove();
  return answer;
}

document.addEventListener("click", (event) => {
  const prompt = event.target.closest("[data-prompt]")?.dataset.prompt;
  if (prompt) void message({ text: prompt, files: [], isThread: false });
});
