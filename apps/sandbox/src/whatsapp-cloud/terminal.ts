import type { PhoneLine, PhoneShown } from './customers/shown.ts'
import type { FloodReport } from './flood.ts'

/** Phones and reports as lines of text. */

export function phonesText(phones: PhoneLine[]): string {
  if (phones.length === 0) return 'No phone has got anything yet.'
  const width = Math.max(...phones.map(({ phone }) => phone.length))
  return phones
    .map(({ phone, name, messages, unread, latest }) => {
      const count = `${messages}${unread > 0 ? ` (${unread} new)` : ''}`
      const last = latest ? `${latest.by === 'customer' ? 'You: ' : ''}${latest.text.split('\n')[0]}` : ''
      return `${phone.padEnd(width)}  ${name.padEnd(20)}  ${count.padEnd(9)}  ${last}`.trimEnd()
    })
    .join('\n')
}

export function chatText({ phone, name, chats }: PhoneShown): string {
  return chats
    .map((chat) => {
      const lines = chat.messages.flatMap((message) => [
        `${time(message.at)}  ${message.by === 'customer' ? '→' : '←'} ${indented(message)}${message.state === 'read' ? '  ✓✓ read' : ''}`,
        ...message.choices.map(
          (choice) => `            [${choice.label}]${choice.kind === 'url' ? ` ${choice.url}` : ''}`,
        ),
      ])
      const missing = chat.notArrived.map(
        ({ at, text, state, failure }) =>
          `${time(at)}  ✕ ${text.split('\n')[0]}  (${state === 'failed' ? `did not arrive: ${failure}` : state})`,
      )
      const open = chat.windowOpenUntil ? `free text until ${time(chat.windowOpenUntil)}` : 'only templates'
      const marks = [chat.blocked && 'blocked', chat.stoppedMarketing && 'no promotions'].filter(Boolean)
      const head = `${phone} (${name}) and ${chat.with.name} ${chat.with.phone}: ${[open, ...marks].join(', ')}`
      return [head, ...(lines.length > 0 ? lines : ['  Nothing has arrived.']), ...missing].join('\n')
    })
    .join('\n\n')
}

function indented({ header, media, text, footer }: PhoneShown['chats'][number]['messages'][number]): string {
  return [header, media && `[${media.kind}: ${media.name}]`, text, footer]
    .filter(Boolean)
    .join('\n')
    .replaceAll('\n', '\n            ')
}

function time(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}

export function floodText(report: FloodReport): string {
  const { events, bodies, answers, repeated, seconds, bodiesPerSecond, answerMs, accounts } = report
  return [
    `${events} events in ${bodies} bodies, ${seconds} s, ${bodiesPerSecond} bodies/s, ${repeated} repeated`,
    `answers: ${Object.entries(answers)
      .map(([status, count]) => `${status} × ${count}`)
      .join(', ')}`,
    `until answered: median ${answerMs.median} ms, 99 % within ${answerMs.p99} ms, at most ${answerMs.most} ms`,
    ...accounts.map(
      ({ wabaId, phoneNumberId, messages, statuses }) =>
        `account ${wabaId}, number ${phoneNumberId}: ${messages} messages, ${statuses} statuses`,
    ),
  ].join('\n')
}
