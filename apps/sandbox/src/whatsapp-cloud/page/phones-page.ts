import type { Phone } from '../customers/phones.ts'
import { phoneLine } from '../customers/shown.ts'
import type { World } from '../world.ts'
import { clockTime, frame, readable } from './frame.ts'
import { type Html, html } from './html.ts'

/** Every phone that got or wrote something, the liveliest first. `refused`: what was typed and is no number. */
export function phonesPage(world: World, refused?: string): Html {
  const phones = world.phones.all().toSorted((one, other) => latestOf(other) - latestOf(one))
  const now = world.clock.now()
  return frame(
    'Phones',
    html`<header><h1>Phones</h1><p>Simulated customers of ${world.business.accounts.map(({ name }) => name).join(', ')}</p></header>
<main id="live">
${
  phones.length === 0
    ? html`<div class="empty"><p><strong>No messages yet.</strong></p><p>As soon as the hub sends something, the phone that got it is here. Or take a phone below and write first.</p></div>`
    : html`<ul class="phones">${phones.map((phone) => line(phone, now))}</ul>`
}
</main>
<form class="writer" method="post" action="/">
<label for="phone">Take the phone of</label>
<input id="phone" name="phone" type="tel" placeholder="+91 98765 43210" autocomplete="off" required value="${refused}"${refused === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`}>
<button>Open</button>
${refused === undefined ? '' : html`<p id="problem" role="alert">That is no phone number. Write it with its country code.</p>`}
</form>`,
  )
}

function line(phone: Phone, now: number): Html {
  const { name, unread, latest } = phoneLine(phone)
  return html`<li data-id="${phone.digits}"><a href="/phone/${phone.digits}">
<span class="who"><strong>${name}</strong> <span class="number">${readable(phone.digits)}</span></span>
<span class="when">${latest ? clockTime(Date.parse(latest.at), now) : ''}</span>
<span class="last">${latest ? html`${latest.by === 'customer' ? 'You: ' : ''}${latest.text.split('\n')[0]}` : 'Nothing has arrived'}</span>
${unread > 0 ? html`<span class="unread" aria-label="${unread} unread">${unread}</span>` : ''}
</a></li>`
}

function latestOf(phone: Phone): number {
  return Math.max(0, ...[...phone.chats.values()].flatMap(({ messages }) => messages.at(-1)?.at ?? 0))
}
