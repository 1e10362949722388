// what the acting person does, told to /_control

export const known = JSON.parse(document.body.dataset.known);

/** Where the window is: who acts, the conversation, the open thread. */
export const here = { as: "", place: "", channel: "", thread: "" };

export async function act(name, body) {
  try {
    const response = await fetch(`/_control/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user: here.as, ...body }),
    });
    const answer = await response.json();
    if (!response.ok)
      return { ok: false, acknowledged: false, problem: answer.detail ?? answer.title };
    return answer;
  } catch {
    return { ok: false, acknowledged: false, problem: "Local Slack is not running." };
  }
}

const toast = document.querySelector("#toast");
let hiding;

export function say(text) {
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (toast.hidden = true), 6000);
}

const dialog = document.querySelector("#confirm");

/** Slack's own question before an action; true when the person agrees. */
export function confirmed({ title, text, confirm, deny, style }) {
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "modal small";
  form.append(
    element("header", "", element("h2", "", title)),
    element("div", "modal-body", element("p", "", plain(text))),
    element(
      "footer",
      "",
      button(deny, "plain", "no"),
      button(confirm, style === "danger" ? "danger filled" : "primary", "yes"),
    ),
  );
  dialog.replaceChildren(form);
  dialog.returnValue = "no";
  dialog.showModal();
  form.querySelector("button[value=yes]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function button(text, style, value) {
  const made = element("button", `button ${style}`, text);
  made.value = value;
  return made;
}

// confirm texts may be mrkdwn; its marks are dropped
function plain(text) {
  return text.replace(/[*_~`]/g, "").replace(/<[^|>]*\|([^>]*)>/g, "$1");
}

export async function filesIn(input) {
  const files = [...input.files].map(async (file) => ({
    name: file.name,
    content_base64: await base64(file),
  }));
  return Promise.all(files);
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",")[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
