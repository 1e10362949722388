import { type Html, html } from "../../html.ts";

type Parts = { title: string; to: string; list: Html; reading: Html; isOpen: boolean };

/** The whole page: the list beside what is read, and on a phone one of the two. */
export function frame({ title, to, list, reading, isOpen }: Parts): string {
  const back = to ? `/mail?to=${encodeURIComponent(to)}` : "/mail";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/mail/mailbox.css" />
        <link rel="stylesheet" href="/mail/message.css" />
        <script type="module" src="/mail/mailbox.js"></script>
      </head>
      <body class="${isOpen ? "reading" : ""}">
        <div class="side">
          <header>
            <h1><a href="/mail">Mailbox</a></h1>
            <p>Every mail the bot sends stops here. None leaves this machine.</p>
            <form action="/mail" role="search">
              <input
                type="search"
                name="to"
                value="${to}"
                placeholder="Find a recipient"
                aria-label="Find a recipient"
                autocomplete="off"
              />
            </form>
          </header>
          <nav id="list" aria-label="Mails">${list}</nav>
        </div>
        <main>
          <a class="back" href="${back}">‹ All mail</a>
          ${reading}
        </main>
      </body>
    </html>`.html;
}
