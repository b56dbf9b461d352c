import type { OutboundContent, OutboundMessage, TemplateCall } from '../ports/messaging.ts'
import { notSendable } from './errors.ts'
import { type SendBody, sendBody, type TemplateComponent } from './send-schemas.ts'

/** A message of ours as Meta's body. Throws `message-refused` for what Meta would refuse for its form. */
export function bodyOf({ reference, to, content, replyTo }: OutboundMessage): SendBody {
  const built = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // Given both, `to` would win.
    ...('phone' in to ? { to: to.phone } : { recipient: to.userId }),
    ...contentOf(content),
    ...(replyTo === undefined ? {} : { context: { message_id: replyTo } }),
    biz_opaque_callback_data: reference,
  }
  const checked = sendBody.safeParse(built)
  if (checked.success) return checked.data
  throw notSendable(checked.error.issues.map(inWords).join('; '))
}

/** Where and what, never the text itself. */
function inWords({ path, message }: { path: PropertyKey[]; message: string }): string {
  return `${path.map(String).join('.')} ${message}`
}

function contentOf(content: OutboundContent): object {
  switch (content.kind) {
    case 'text':
      return {
        type: 'text',
        text: {
          body: content.body,
          ...(content.linkPreview === undefined ? {} : { preview_url: content.linkPreview }),
        },
      }
    case 'template':
      return { type: 'template', template: templateOf(content.template) }
    case 'buttons':
      return {
        type: 'interactive',
        interactive: {
          type: 'button',
          ...(content.header === undefined ? {} : { header: { type: 'text', text: content.header } }),
          body: { text: content.body },
          ...(content.footer === undefined ? {} : { footer: { text: content.footer } }),
          action: {
            buttons: content.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })),
          },
        },
      }
  }
}

function templateOf({ name, language, body, header = [], buttons = [] }: TemplateCall): object {
  const components: TemplateComponent[] = []
  if (!Array.isArray(header)) components.push({ type: 'header', parameters: [fileOf(header)] })
  else if (header.length > 0) components.push({ type: 'header', parameters: header.map(textOf) })
  if (body.length > 0) components.push({ type: 'body', parameters: body.map(textOf) })
  for (const button of buttons)
    components.push(
      button.kind === 'url'
        ? {
            type: 'button',
            sub_type: 'url',
            index: String(button.index),
            parameters: [{ type: 'text', text: button.text }],
          }
        : {
            type: 'button',
            sub_type: 'quick_reply',
            index: String(button.index),
            parameters: [{ type: 'payload', payload: button.payload }],
          },
    )
  return { name, language: { code: language }, ...(components.length === 0 ? {} : { components }) }
}

type FileParameter = Extract<TemplateComponent, { type: 'header' }>['parameters'][number]

function fileOf({ media, link, fileName }: Exclude<NonNullable<TemplateCall['header']>, unknown[]>): FileParameter {
  if (media === 'image') return { type: 'image', image: { link } }
  if (media === 'video') return { type: 'video', video: { link } }
  return { type: 'document', document: { link, ...(fileName === undefined ? {} : { filename: fileName }) } }
}

/** Meta refuses parameters with line breaks, tabs or more than four blanks in a row. */
function textOf({ name, text }: { name: string | null; text: string }) {
  return {
    type: 'text' as const,
    ...(name === null ? {} : { parameter_name: name }),
    text: text.replace(/[\r\n\t]+| {5,}/g, ' '),
  }
}
