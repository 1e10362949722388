// keeps the list up to date, finds while one types, and shows times in the reader's own zone

const list = document.querySelector("#list");
const search = document.querySelector("input[type=search]");
const [, open = ""] = /^\/mail\/(\d+)/.exec(location.pathname) ?? [];
const words = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const short = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

function localTimes(within) {
  for (const time of within.querySelectorAll("time")) {
    const format = time.closest(".row") ? short : words;
    const until = new Date(time.dataset.until);
    time.textContent = format.formatRange(new Date(time.dateTime), until);
  }
}

let asked = 0;
async function refresh() {
  const number = ++asked;
  const query = new URLSearchParams({ to: search.value, open });
  const response = await fetch(`/mail/list?${query}`);
  const text = await response.text();
  // only the answer to the newest question counts
  if (number !== asked || !response.ok) return;
  list.innerHTML = text;
  localTimes(list);
}

search.addEventListener("input", refresh);
new EventSource("/mail/changes").addEventListener("mail", refresh);
localTimes(document);
