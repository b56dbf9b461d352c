import type { Content, Interactive } from '../sending/schemas.ts'
import type { FilledTemplate } from '../templates/check-call.ts'

/** What a person sees of a message. */
export interface Bubble {
  header: string | null
  text: string
  footer: string | null
  /** A file that comes with it: what it is, and its name or address. */
  media: { kind: string; name: string } | null
  choices: Choice[]
  template: { name: string; language: string; category: string } | null
}

/** Something to tap. `id` is what comes back; an address opens instead. */
export type Choice = { label: string; detail: string | null } & (
  | { kind: 'button' | 'row' | 'template'; id: string }
  | { kind: 'url'; url: string }
  | { kind: 'location' | 'contact' | 'flow' | 'other' }
)

const plain: Omit<Bubble, 'text'> = { header: null, footer: null, media: null, choices: [], template: null }

export function textBubble(text: string): Bubble {
  return { ...plain, text }
}

export function bubbleOf(content: Content, filled: FilledTemplate | null): Bubble {
  switch (content.type) {
    case 'text':
      return textBubble(content.text.body)
    case 'template':
      return filled ? templateBubble(filled) : textBubble('')
    case 'interactive':
      return interactiveBubble(content.interactive)
    case 'image':
      return mediaBubble('image', content.image)
    case 'video':
      return mediaBubble('video', content.video)
    case 'audio':
      return mediaBubble('audio', content.audio)
    case 'sticker':
      return mediaBubble('sticker', content.sticker)
    case 'document':
      return mediaBubble('document', content.document)
    case 'location': {
      const { latitude, longitude, name, address } = content.location
      return textBubble(['📍', name, address, `${latitude}, ${longitude}`].filter(Boolean).join(' '))
    }
    case 'contacts':
      return textBubble(content.contacts.map(({ name }) => `👤 ${name.formatted_name}`).join('\n'))
    case 'reaction':
      return textBubble(content.reaction.emoji)
  }
}

function templateBubble({ template, header, media, body, footer, buttons }: FilledTemplate): Bubble {
  return {
    header,
    text: body,
    footer,
    media,
    choices: buttons.map((button): Choice => {
      const shown = { label: button.text, detail: null }
      if (button.kind === 'reply') return { ...shown, kind: 'template', id: button.payload }
      if (button.kind === 'url') return { ...shown, kind: 'url', url: button.url }
      return { ...shown, kind: 'other' }
    }),
    template: { name: template.name, language: template.language, category: template.category },
  }
}

function mediaBubble(
  kind: string,
  file: {
    link?: string | undefined
    id?: string | undefined
    caption?: string | undefined
    filename?: string | undefined
  },
): Bubble {
  return { ...plain, text: file.caption ?? '', media: { kind, name: file.filename ?? file.link ?? `media ${file.id}` } }
}

function interactiveBubble(message: Interactive): Bubble {
  const header = 'header' in message ? message.header : undefined
  const frame: Bubble = {
    ...plain,
    header: header?.type === 'text' ? String(header.text) : null,
    media: header && header.type !== 'text' ? { kind: header.type, name: 'header' } : null,
    text: message.body?.text ?? '',
    footer: ('footer' in message && message.footer?.text) || null,
  }
  return { ...frame, choices: choicesOf(message) }
}

function choicesOf(message: Interactive): Choice[] {
  switch (message.type) {
    case 'button':
      return message.action.buttons.map(({ reply }) => ({
        kind: 'button',
        label: reply.title,
        detail: null,
        id: reply.id,
      }))
    case 'list':
      return message.action.sections.flatMap(({ rows }) =>
        rows.map((row) => ({ kind: 'row' as const, label: row.title, detail: row.description ?? null, id: row.id })),
      )
    case 'cta_url': {
      const { display_text: label, url } = message.action.parameters
      return [{ kind: 'url', label, detail: null, url }]
    }
    case 'location_request_message':
      return [{ kind: 'location', label: 'Send location', detail: null }]
    case 'request_contact_info':
      return [{ kind: 'contact', label: 'Share my number', detail: null }]
    case 'flow':
      return [{ kind: 'flow', label: message.action.parameters.flow_cta, detail: null }]
    case 'product':
      return [{ kind: 'other', label: message.action.product_retailer_id, detail: null }]
    case 'product_list':
      return message.action.sections.flatMap(({ product_items: items }) =>
        items.map((item) => ({ kind: 'other' as const, label: item.product_retailer_id, detail: null })),
      )
    case 'catalog_message':
      return [{ kind: 'other', label: 'View catalogue', detail: null }]
    case 'carousel':
      return message.action.cards.map((card, index) => ({
        kind: 'other' as const,
        label: card.body?.text ?? `Card ${index + 1}`,
        detail: null,
      }))
  }
}
