import { digest } from '#platform/crypto/seal.ts'
import type { DueAlert } from './due-tellings.ts'
import { alertKinds, alertTitle, fill } from './kinds.ts'

/** One message about all that is due: the whole for a mail, one line of it for a template. */
export interface AlertMessage {
  /**
   * The same troubles of the same size make the same reference, until they were told: a message that was sent and not noted is
   * recognised, and one that says after a day that it still lasts is another.
   */
  reference: string
  subject: string
  text: string
  /** On one line, 400 characters at most: WhatsApp's template `crossdock_alert` takes it between whose it is and the link. */
  summary: string
  /** Whose: the tenant's name, or the installation. */
  whose: string
  link: string | null
}

export interface MessageContext {
  recipient: string
  whose: string
  timeZone: string
  /** The tenant's pages in the dashboard; null when it is not known where staff work. */
  pages: string | null
}

const longestSummary = 400

export function writeMessage(alerts: readonly DueAlert[], context: MessageContext): AlertMessage {
  const { recipient, whose, timeZone, pages } = context
  const when = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  const titles = alerts.map(alertTitle)
  const linkOf = (page: string): string | null => (pages === null || page === '' ? null : `${pages}/${page}`)
  const paragraphs = alerts.map(({ kind, facts, openedAt }, index) => {
    const { remedy, page, command } = alertKinds[kind]
    const link = linkOf(page)
    return [
      `${titles[index]}`,
      `  Since ${when.format(openedAt)} (${timeZone}).`,
      `  ${fill(remedy, facts)}`,
      link === null ? `  To see it: ${fill(command, facts)}` : `  ${link}`,
    ].join('\n')
  })
  const [first] = titles
  const more = titles.length === 1 ? '' : ` (and ${titles.length - 1} more)`
  const pagesOf = new Set(alerts.map(({ kind }) => alertKinds[kind].page))
  return {
    reference: digest([recipient, ...alerts.map(turnOf).sort()].join('|')),
    subject: `${whose}: ${first}${more}`.slice(0, 200),
    text: [
      ...paragraphs,
      'Each is told once, and again when it has grown or still lasts after its time. Crossdock',
    ].join('\n\n'),
    summary: titles.join('; ').replace(/\s+/g, ' ').slice(0, longestSummary),
    whose,
    link: pagesOf.size === 1 ? linkOf([...pagesOf][0] ?? '') : pages,
  }
}

function turnOf({ alertId, size, lastToldAt }: DueAlert): string {
  return `${alertId}:${size}${lastToldAt === null ? '' : `:${lastToldAt.toISOString()}`}`
}
