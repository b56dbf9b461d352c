import type { Choice } from '../customers/bubble.ts'
import { type Chat, type ChatMessage, type FromBusiness, windowIsOpen } from '../customers/phones.ts'
import { notArrivedIn, shownIn } from '../customers/shown.ts'
import { findFailure } from '../error-table.ts'
import type { World } from '../world.ts'
import { clockTime, frame, readable } from './frame.ts'
import { type Html, html } from './html.ts'

/** One chat as the customer sees it. The business's words stand on the left, as they do on the phone of whoever got them. */
export function chatPage(world: World, chat: Chat, problem?: string): Html {
  const { phone, with: number } = chat
  const now = world.clock.now()
  const address = `/phone/${phone.digits}?with=${number.phoneNumberId}`
  const messages = [...shownIn(chat), ...notArrivedIn(chat)].toSorted((one, other) => one.at - other.at)
  return frame(
    `${phone.name} – ${number.verifiedName}`,
    html`<header>
<a class="back" href="/" aria-label="All phones">‹</a>
<div><h1>${number.verifiedName}</h1><p>on the phone of ${phone.name}, <span class="number">${readable(phone.digits)}</span>${phone.off ? ' (off)' : ''}</p></div>
<details class="more"><summary aria-label="More">⋮</summary><div>${otherChats(chat)}${turn(address, 'block', chat.blocked ? 'Unblock' : 'Block')}${turn(address, 'marketing', chat.stoppedMarketing ? 'Allow promotions' : 'Stop promotions')}</div></details>
</header>
<main id="live" role="log" aria-label="Messages" tabindex="0">
${
  messages.length === 0
    ? html`<div class="empty"><p><strong>Nothing here yet.</strong></p><p>Write below: the hub hears it as a message to ${readable(number.displayPhoneNumber)}.</p></div>`
    : html`<ol class="bubbles">${messages.map((message) => bubble(message, messages, address, now))}</ol>`
}
${chat.typingUntil > now ? html`<p class="note">${number.verifiedName} is typing…</p>` : ''}
<p class="note" data-id="window">${state(chat, now)}</p>
</main>
${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
<form class="writer" method="post" action="${address}">
<input type="hidden" name="act" value="write">
<label for="text" class="hidden">Message to ${number.verifiedName}</label>
<input id="text" name="text" placeholder="Message" autocomplete="off" autofocus required>
<button>Send</button>
</form>`,
  )
}

function bubble(message: ChatMessage, all: ChatMessage[], address: string, now: number): Html {
  const { bubble: shown, id } = message
  const failed = message.by === 'business' && ['failed', 'accepted', 'held', 'sent'].includes(message.state)
  const answered = message.repliesTo ? all.find((each) => each.id === message.repliesTo) : undefined
  const emoji = message.reactions.business ?? message.reactions.customer
  return html`<li class="${message.by}${failed ? ' missing' : ''}" data-id="${id}">
<div class="bubble">
${answered ? html`<blockquote>${firstWords(answered)}</blockquote>` : ''}
${shown.header ? html`<strong class="header">${shown.header}</strong>` : ''}
${shown.media ? html`<p class="media"><span aria-hidden="true">${mediaSign(shown.media.kind)}</span> ${shown.media.kind}: ${shown.media.name}</p>` : ''}
${shown.text ? html`<p class="text">${shown.text}</p>` : ''}
${shown.footer ? html`<p class="footer">${shown.footer}</p>` : ''}
<p class="meta">${shown.template ? html`<span>${shown.template.name} · ${shown.template.language}</span> ` : ''}${clockTime(message.at, now)} ${ticks(message)}</p>
${emoji ? html`<span class="reaction" aria-label="Reaction">${emoji}</span>` : ''}
</div>
${shown.choices.length > 0 && !failed ? choices(shown.choices, id, address) : ''}
</li>`
}

function choices(all: Choice[], messageId: string, address: string): Html {
  const rows = all.filter(({ kind }) => kind === 'row')
  const buttons = all.filter(({ kind }) => kind !== 'row').map((choice) => button(choice, messageId, address))
  if (rows.length === 0) return html`<div class="choices">${buttons}</div>`
  return html`<details class="choices"><summary>Choose</summary>${rows.map((row) => button(row, messageId, address))}</details>`
}

function button(choice: Choice, messageId: string, address: string): Html {
  const { label, detail } = choice
  if (choice.kind === 'url')
    return /^https?:\/\//.test(choice.url)
      ? html`<a class="choice" href="${choice.url}" target="_blank" rel="noreferrer">↗ ${label}</a>`
      : html`<span class="choice">${label}: ${choice.url}</span>`
  if (choice.kind === 'other')
    return html`<span class="choice" title="The sandbox does not have what this opens">${label}</span>`
  const value = 'id' in choice ? choice.id : label
  return html`<form method="post" action="${address}"><input type="hidden" name="act" value="tap"><input type="hidden" name="message" value="${messageId}"><input type="hidden" name="choice" value="${value}"><button class="choice">${label}${detail ? html`<small>${detail}</small>` : ''}</button></form>`
}

function turn(address: string, act: string, label: string): Html {
  return html`<form method="post" action="${address}"><input type="hidden" name="act" value="${act}"><button>${label}</button></form>`
}

function otherChats({ phone, with: number }: Chat): Html[] {
  return [...phone.chats.values()]
    .filter((chat) => chat.with !== number)
    .map((chat) => html`<a href="/phone/${phone.digits}?with=${chat.with.phoneNumberId}">${chat.with.verifiedName}</a>`)
}

/** Grey while it lies on the phone unread, blue once read; for one's own words, whether the business has read them. */
function ticks(message: ChatMessage): Html {
  if (message.by === 'customer')
    return message.readByBusiness
      ? html`<span class="ticks read" title="Read by the business">✓✓</span>`
      : html`<span class="ticks" title="Delivered to the business">✓✓</span>`
  return html`<span class="ticks ${message.state}" title="The business sees: ${message.state}">${signOf(message)}</span>`
}

function signOf(message: FromBusiness): string {
  switch (message.state) {
    case 'accepted':
      return 'on its way'
    case 'held':
      return 'held by Meta'
    case 'sent':
      return message.lost ? '✓ never arrives' : '✓ not delivered'
    case 'failed':
      return `✕ did not arrive: ${message.failure} ${findFailure(message.failure ?? 0)?.title ?? ''}`
    default:
      return '✓✓'
  }
}

function state(chat: Chat, now: number): string {
  if (chat.blocked) return 'You have blocked this business. Writing lets it in again.'
  const marketing = chat.stoppedMarketing ? ' Promotions are stopped.' : ''
  if (chat.lastWroteAt === null) return `You have never written: only templates arrive.${marketing}`
  if (!windowIsOpen(chat, now)) return `More than 24 hours since you wrote: only templates arrive.${marketing}`
  return `The business may write freely for 24 hours after your last message.${marketing}`
}

function firstWords({ bubble: { text, header, media } }: ChatMessage): string {
  const words = text || header || media?.kind || ''
  return words.length > 80 ? `${[...words].slice(0, 80).join('')}…` : words
}

function mediaSign(kind: string): string {
  return (
    ({ image: '🖼', video: '🎬', audio: '🎤', document: '📄', sticker: '🏷' } as Record<string, string>)[kind] ?? '📎'
  )
}
