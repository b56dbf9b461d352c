import { createTransport } from 'nodemailer'

export interface Mail {
  to: readonly string[]
  subject: string
  text: string
  /** The same one for the same mail, so that one that comes twice is recognised. */
  messageId: string
}

export interface Mailer {
  /** @throws when the server did not take it */
  send(mail: Mail): Promise<void>
  close(): void
}

/** @param url smtp:// or smtps://, with the log-in when the server wants one */
export function openMailer(url: string, from: string): Mailer {
  const transport = createTransport(
    {
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from, headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } },
  )
  return {
    async send({ to, subject, text, messageId }) {
      await transport.sendMail({ to: [...to], subject, text, messageId: `<${messageId}>` })
    },
    close: () => transport.close(),
  }
}
