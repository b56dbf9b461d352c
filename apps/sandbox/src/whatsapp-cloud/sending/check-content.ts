import { GraphRefusal } from '../errors.ts'
import { codePoints } from './code-points.ts'
import type { Content, Interactive } from './schemas.ts'

/** Lengths and counts of the contract's section 8. Over the limit is 131009; Meta cuts nothing by itself. */
export function checkContent(content: Content): void {
  switch (content.type) {
    case 'text':
      atMost(4096, 'text.body', content.text.body)
      break
    case 'interactive':
      checkInteractive(content.interactive)
      break
    case 'image':
      atMost(1024, 'image.caption', content.image.caption)
      break
    case 'video':
      atMost(1024, 'video.caption', content.video.caption)
      break
    case 'document':
      atMost(1024, 'document.caption', content.document.caption)
      break
    case 'audio':
    case 'sticker': {
      const { caption } = content.type === 'audio' ? content.audio : content.sticker
      if (caption !== undefined) throw new GraphRefusal(131009, `${content.type}: has no caption`)
      return
    }
    default:
      return
  }
}

function checkInteractive(message: Interactive): void {
  const header = 'header' in message ? message.header : undefined
  if (header?.type === 'text') atMost(60, 'interactive.header.text', String(header.text))
  if ('footer' in message) atMost(60, 'interactive.footer.text', message.footer?.text)
  atMost(1024, 'interactive.body.text', message.body?.text)
  if (message.body?.text === '') throw new GraphRefusal(131009, 'interactive.body.text: is empty')
  switch (message.type) {
    case 'button': {
      const replies = message.action.buttons.map(({ reply }) => reply)
      many(3, 'interactive.action.buttons', replies.length)
      for (const { id, title } of replies) {
        atMost(256, 'button id', id)
        atMost(20, 'button title', title)
      }
      unique(
        'button id',
        replies.map(({ id }) => id),
      )
      unique(
        'button title',
        replies.map(({ title }) => title),
      )
      return
    }
    case 'list': {
      const { button, sections } = message.action
      const rows = sections.flatMap((section) => section.rows)
      if (header && header.type !== 'text') throw new GraphRefusal(131009, 'interactive.header: a list takes text only')
      atMost(20, 'list button', button)
      many(10, 'list sections', sections.length)
      many(10, 'list rows in total', rows.length)
      if (sections.length > 1 && sections.some(({ title }) => !title))
        throw new GraphRefusal(131009, 'list section title: each needs one when there are several')
      for (const { title } of sections) atMost(24, 'list section title', title)
      for (const row of rows) {
        atMost(200, 'list row id', row.id)
        atMost(24, 'list row title', row.title)
        atMost(72, 'list row description', row.description)
      }
      unique(
        'list row id',
        rows.map(({ id }) => id),
      )
      break
    }
    case 'cta_url':
      atMost(20, 'display_text', message.action.parameters.display_text)
      break
    case 'product_list': {
      const { sections } = message.action
      many(10, 'product sections', sections.length)
      many(
        30,
        'products',
        sections.reduce((sum, section) => sum + section.product_items.length, 0),
      )
      break
    }
    case 'flow': {
      const { flow_cta: cta } = message.action.parameters
      if (/\p{Extended_Pictographic}/u.test(cta)) throw new GraphRefusal(131009, 'flow_cta: no emoji')
      atMost(20, 'flow_cta', cta)
      break
    }
    case 'carousel':
      for (const card of message.action.cards) atMost(160, 'card body', card.body?.text)
      return
    default:
      return
  }
}

function atMost(limit: number, where: string, text: string | undefined): void {
  if (text === undefined) return
  const length = codePoints(text)
  if (length > limit) throw new GraphRefusal(131009, `${where}: ${length} characters, at most ${limit} are allowed`)
}

function many(limit: number, where: string, count: number): void {
  if (count > limit) throw new GraphRefusal(131009, `${where}: ${count}, at most ${limit} are allowed`)
}

function unique(where: string, values: string[]): void {
  if (new Set(values).size < values.length) throw new GraphRefusal(131009, `${where}: must be unique within a message`)
}
