// the modal on top: shown, filled, submitted, closed
import { act, say } from "./act.js";
import { enteredIn, putBack, readWithFiles } from "./elements.js";
import { showChips } from "./search.js";

const dialog = document.querySelector("#modal");
let shown = null;

export function showModal(modal) {
  if (!modal) {
    shown = null;
    if (dialog.open) dialog.close();
    return;
  }
  // only the app changes a view's hash; what the person enters is in the form already
  if (shown?.id === modal.id && shown.hash === modal.hash) return;
  const entered = shown?.id === modal.id ? enteredIn(dialog) : [];
  shown = modal;
  dialog.innerHTML = modal.html;
  putBack(dialog, entered);
  for (const search of dialog.querySelectorAll(".search")) showChips(search);
  if (dialog.open) return;
  dialog.showModal();
  dialog.querySelector(".input .field, .input input")?.focus();
}

function elements() {
  return [...dialog.querySelectorAll(".el")];
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
