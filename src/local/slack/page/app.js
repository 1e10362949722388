// the window: where it is, what it shows, how it stays up to date
import { act, here, known, say } from "./act.js";
import { setUpComposers } from "./compose.js";
import { showModal } from "./modal.js";
import { patchHtml, patchList, toEnd } from "./patch.js";
import { showChips } from "./search.js";
import { showNow } from "./skip.js";

const find = (selector) => document.querySelector(selector);
const messages = find("#messages");
const home = find("#home");
const thread = find("#thread");
const threadMessages = find("#thread-messages");

const given = new URLSearchParams(location.search);
here.as = given.get("as") ?? localStorage.getItem("as") ?? "";
here.place = given.get("place") ?? localStorage.getItem(`place ${here.as}`) ?? "";
here.thread = given.get("thread") ?? "";
here.app = known.app;
here.most = 100;

let running = false;
let again = false;

async function refresh() {
  again = true;
  if (running) return;
  running = true;
  while (again) {
    again = false;
    await show().catch(() => say("Local Slack is not running. This page comes back when it does."));
  }
  running = false;
}

function wanted() {
  const { as, place, thread: open, most } = here;
  return new URLSearchParams({ as, place, thread: open, most }).toString();
}

async function show() {
  const asked = wanted();
  const seen = document.visibilityState === "visible" ? "&seen=1" : "";
  const response = await fetch(`/_page/view?${asked}${seen}`);
  const view = await response.json();
  // the person has gone elsewhere meanwhile
  if (asked !== wanted()) return void (again = true);
  const moved = here.channel !== view.channel;
  Object.assign(here, { as: view.me, place: view.place, channel: view.channel });
  showPlace(view, moved);
  showThread(view);
  showModal(view.modal);
  showNow(view.now);
  remember();
}

function showPlace(view, moved) {
  document.title = `${view.title} · local Slack`;
  const [first = "", ...rest] = (
    known.people.find((one) => one.id === view.me)?.real_name ?? ""
  ).split(" ");
  find("#acting").textContent = first;
  find("#acting-rest").textContent = rest.join(" ");
  patchHtml(find("#sidebar"), view.sidebar);
  patchHtml(find("#place-header"), view.header);
  patchHtml(find("#below"), view.below);
  messages.hidden = view.items === null;
  home.hidden = view.home === null;
  if (patchHtml(home, view.home ?? ""))
    for (const search of home.querySelectorAll(".search")) showChips(search);
  if (moved) messages.replaceChildren();
  if (view.items) patchList(messages, view.items);
  if (moved) toEnd(messages);
  for (const search of messages.querySelectorAll(".search")) showChips(search);
  showComposer(find("#composer"), view);
}

function showComposer(form, view) {
  form.hidden = view.items === null;
  const area = form.querySelector("textarea");
  const { joined, hint } = view.composer;
  area.disabled = !joined;
  area.placeholder = joined ? hint : "You are not in this channel. Join it to write here.";
  area.setAttribute("aria-label", hint);
  let join = form.querySelector(".join");
  if (joined) return join?.remove();
  if (join) return;
  join = document.createElement("button");
  join.type = "button";
  join.className = "button primary join";
  join.textContent = "Join channel";
  join.addEventListener(
    "click",
    () => void act("invite", { channel: here.channel, invited: here.as }),
  );
  form.append(join);
}

function showThread(view) {
  const isOpen = view.thread !== null;
  const opened = thread.hidden && isOpen;
  thread.hidden = !isOpen;
  document.body.classList.toggle("in-thread", isOpen);
  if (!isOpen) {
    here.thread = "";
    return threadMessages.replaceChildren();
  }
  find("#thread-place").textContent = view.title;
  patchList(threadMessages, view.thread.items);
  patchHtml(find("#thread-below"), view.thread.below);
  if (opened) toEnd(threadMessages);
}

function remember() {
  localStorage.setItem("as", here.as);
  localStorage.setItem(`place ${here.as}`, here.place);
  const query = new URLSearchParams({ as: here.as, place: here.place });
  if (here.thread) query.set("thread", here.thread);
  history.replaceState(null, "", `/?${query}`);
}

function go({ as = here.as, place = here.place, thread: open = "" }) {
  const most = place === here.place ? here.most : 100;
  Object.assign(here, { as, place, thread: open, most });
  document.body.classList.remove("drawer");
  void refresh();
}

/** The app hears that a person looks at its Home or Messages tab. */
async function openTab(tab) {
  const answer = await act("open_home", { tab });
  go({ place: tab === "home" ? "home" : (answer.channel ?? "messages") });
}

document.addEventListener("click", (event) => {
  const on = (name) => event.target.closest(`[data-${name}]`);
  for (const pop of document.querySelectorAll("details.pop[open]"))
    if (!pop.contains(event.target)) pop.open = false;
  const place = on("place")?.dataset.place;
  const tab = on("tab")?.dataset.tab;
  if (tab) void openTab(tab);
  else if (place) go({ place });
  const as = on("as")?.dataset.as;
  if (as) switchTo(as);
  const open = on("thread")?.dataset.thread;
  if (open) go({ thread: open });
  if (on("close-thread")) go({ thread: "" });
  if (on("earlier")) {
    here.most += 100;
    void refresh();
  }
  if (on("drawer")) document.body.classList.toggle("drawer");
  onMessage(event.target);
});

function switchTo(as) {
  find(".switcher").open = false;
  const place = here.place === "home" ? "home" : here.place;
  // nothing that one person has entered is shown to the next
  here.channel = null;
  home.shown = "";
  home.replaceChildren();
  go({ as, place });
  if (place === "home") void openTab("home");
}

function onMessage(target) {
  const message = target.closest(".message");
  if (!message) return;
  const { channel, ts } = message.dataset;
  const react = target.closest("[data-react]");
  if (react) {
    const remove = react.getAttribute("aria-pressed") === "true";
    void act("react", { channel, ts, name: react.dataset.react, remove });
  }
  if (target.closest("[data-dismiss]")) void act("dismiss", { channel, ts });
  const callback_id = target.closest("[data-shortcut]")?.dataset.shortcut;
  if (!callback_id) return;
  target.closest("details").open = false;
  void act("shortcut", { channel, ts, callback_id }).then(
    (answer) => answer.ok || say(answer.problem),
  );
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const pop = document.querySelector("details.pop[open], details.ticks[open]");
  if (pop) pop.open = false;
  else if (here.thread) go({ thread: "" });
  else document.body.classList.remove("drawer");
});
document.addEventListener("visibilitychange", () => void refresh());

setUpComposers();

const live = new EventSource("/_page/live");
live.addEventListener("message", () => void refresh());

await refresh();
if (here.place === "home") await act("open_home", { tab: "home" });
