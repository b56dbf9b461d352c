import type { TemplateChange } from '../ports/messaging.ts'
import { without } from './errors.ts'
import { templateNotice } from './schemas.ts'
import { quality, templateCategory, templateStatus } from './templates.ts'
import { timeOf } from './time.ts'
import { unreadable } from './unreadable.ts'

type Notice = ReturnType<typeof templateNotice.parse>

/** Templates are known by account, name and language; the id is only told along. */
export function readTemplate(field: string, content: unknown, raised: string | null): TemplateChange {
  const read = templateNotice.parse(content)
  const { message_template_name: name, message_template_language: language } = read
  if (name === null || language === null) throw unreadable('a template without a name or a language')
  const isStatus = field === 'message_template_status_update'
  return {
    name,
    language,
    templateId: read.message_template_id,
    status: isStatus ? statusIn(read.event) : null,
    category: templateCategory(
      field === 'template_category_update' ? read.new_category : read.message_template_category,
    ),
    quality: field === 'message_template_quality_update' ? quality(read.new_quality_score) : null,
    reason: reasonOf(field, read),
    at: timeOf(raised),
  }
}

/** That it cannot be edited, or no other be made, says nothing of sending: what was known of that stays. */
function statusIn(event: string | null): TemplateChange['status'] {
  const status = templateStatus(event)
  return status === 'locked' ? null : status
}

function reasonOf(field: string, read: Notice): string | null {
  if (field === 'message_template_components_update') return 'Its text or buttons were changed.'
  if (field === 'message_template_quality_update') return null
  if (field === 'template_category_update') {
    if (read.new_category !== null)
      return `Its category changed${read.previous_category ? ` from ${read.previous_category}` : ''} to ${read.new_category}.`
    return read.correct_category === null
      ? null
      : `WhatsApp is about to change its category to ${read.correct_category}.`
  }
  const unknown = read.event !== null && statusIn(read.event) === null ? `WhatsApp says ${read.event}.` : null
  const disabled = timeOf(read.disable_info?.disable_date ?? null)
  const said = [
    unknown,
    read.reason?.toUpperCase() === 'NONE' ? null : sentence(read.reason),
    sentence(read.rejection_info?.reason),
    sentence(read.rejection_info?.recommendation),
    sentence(read.other_info?.description ?? read.other_info?.title),
    disabled === null ? null : `Disabled at ${disabled}.`,
  ].filter((part) => part !== null)
  return said.length === 0 ? null : said.map((part) => (part.endsWith('.') ? part : `${part}.`)).join(' ')
}

function sentence(words: string | null | undefined): string | null {
  return words ? without(words) || null : null
}
