// the modal on top: shown, filled, submitted, closed
import { act, say } from "./act.js";
import { nameOf, read, readWithFiles, write } from "./elements.js";
import { showChips } from "./search.js";

const dialog = document.querySelector("#modal");
let shown = null;
let first = new Map();

export function showModal(modal) {
  if (!modal) {
    shown = null;
    if (dialog.open) dialog.close();
    return;
  }
  if (shown?.id === modal.id && shown.html === modal.html) return;
  const typed = shown?.id === modal.id ? changedValues() : new Map();
  shown = modal;
  dialog.innerHTML = modal.html;
  for (const search of dialog.querySelectorAll(".search")) showChips(search);
  first = new Map(elements().map((el) => [nameOf(el), JSON.stringify(read(el))]));
  for (const el of elements()) if (typed.has(nameOf(el))) write(el, typed.get(nameOf(el)));
  if (dialog.open) return;
  dialog.showModal();
  dialog.querySelector(".input .field, .input input")?.focus();
}

function elements() {
  return [...dialog.querySelectorAll(".el")];
}

// what the person has entered stays when the app updates the view
function changedValues() {
  const changed = elements().filter((el) => JSON.stringify(read(el)) !== first.get(nameOf(el)));
  return new Map(changed.map((el) => [nameOf(el), read(el)]));
}

dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit(event.target);
});

async function submit(form) {
  const values = {};
  for (const el of elements()) {
    const value = await readWithFiles(el);
    if (value === undefined) continue;
    const { blockId, actionId } = el.dataset;
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  showErrors({}, "");
  busy(form, true);
  const answer = await act("submit", { view_id: form.dataset.viewId, values });
  if (form.isConnected) busy(form, false);
  if (answer.ok) return;
  const unanswered = answer.errors ? "" : (answer.problem ?? "We had some trouble connecting.");
  showErrors(answer.errors ?? {}, unanswered && `${unanswered} Try again?`);
}

function busy(form, isBusy) {
  const button = form.querySelector("button[type=submit]");
  if (!button) return;
  button.disabled = isBusy;
  button.toggleAttribute("aria-busy", isBusy);
}

function showErrors(errors, banner) {
  const line = dialog.querySelector(".banner");
  line.textContent = banner;
  line.hidden = banner === "";
  for (const block of dialog.querySelectorAll(".block.input")) {
    const error = errors[block.dataset.block] ?? "";
    const place = block.querySelector(".error");
    place.textContent = error;
    place.hidden = error === "";
    block.classList.toggle("wrong", error !== "");
  }
  const wrong = dialog.querySelector(".wrong");
  wrong?.scrollIntoView({ block: "nearest" });
  wrong?.querySelector("input, textarea, select, summary")?.focus();
}

let closing = "";

async function close(all) {
  const view_id = dialog.querySelector("form")?.dataset.viewId;
  if (!view_id || !shown || closing === view_id) return;
  closing = view_id;
  const answer = await act("close", { view_id, all });
  closing = "";
  if (!answer.ok && answer.delivered === undefined) say(answer.problem);
}

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) void close(button.dataset.close === "all");
});

// Esc: the server closes the view, and the window follows
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  void close(false);
});
