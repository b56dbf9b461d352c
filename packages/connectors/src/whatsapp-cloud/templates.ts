import { lookUp } from '../lib/look-up.ts'
import type { TemplateCategory, TemplateChange, TemplateInfo } from '../ports/messaging.ts'
import type { MessageTemplate, TemplateComponentInfo } from './account-schemas.ts'

/** Meta's words for where a template stands, in lists and in notices. Not named here: a state we do not know. */
const statuses: Record<string, TemplateChange['status']> = {
  APPROVED: 'approved',
  REINSTATED: 'approved',
  UNARCHIVED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  FLAGGED: 'flagged',
  PAUSED: 'paused',
  DISABLED: 'disabled',
  LOCKED: 'locked',
  LIMIT_EXCEEDED: 'locked',
  ARCHIVED: 'archived',
  PENDING_DELETION: 'deleted',
  DELETED: 'deleted',
}

export function templateStatus(word: string | null): TemplateChange['status'] {
  return word === null ? null : (lookUp(statuses, word.toUpperCase()) ?? null)
}

export function templateCategory(word: string | null): TemplateCategory | null {
  const category = word?.toLowerCase()
  return category === 'marketing' || category === 'utility' || category === 'authentication' ? category : null
}

/** Null when nothing was said; a word we do not know, NA among them, is `unknown`. */
export function quality(word: string | null): NonNullable<TemplateChange['quality']> | null {
  const score = word?.toLowerCase()
  if (score === undefined) return null
  return score === 'green' || score === 'yellow' || score === 'red' ? score : 'unknown'
}

export function templateInfo(template: MessageTemplate): TemplateInfo {
  const named = template.parameter_format?.toUpperCase() === 'NAMED'
  const part = (type: string) => template.components.find((component) => component.type?.toUpperCase() === type)
  return {
    name: template.name,
    language: template.language,
    templateId: template.id,
    status: templateStatus(template.status),
    category: templateCategory(template.category),
    quality: quality(template.quality_score?.score ?? null),
    header: headerOf(part('HEADER'), named),
    body: parametersIn(part('BODY')?.text ?? '', named),
    buttons: (part('BUTTONS')?.buttons ?? []).flatMap(({ type, url }, index) => {
      const word = type?.toUpperCase()
      if (word === 'URL') return hasParameter(url ?? '') ? { index, kind: 'url' as const, required: true } : []
      if (word === 'QUICK_REPLY') return { index, kind: 'reply' as const, required: false }
      // The code of a one-time password is given to its button as if it were a link.
      if (word === 'OTP' || word === 'COPY_CODE') return { index, kind: 'url' as const, required: true }
      return word === 'PHONE_NUMBER' ? [] : { index, kind: 'other' as const, required: false }
    }),
  }
}

function headerOf(header: TemplateComponentInfo | undefined, named: boolean): TemplateInfo['header'] {
  if (!header) return { kind: 'none', parameters: [] }
  const format = header.format?.toLowerCase() ?? 'text'
  if (format === 'text') return { kind: 'text', parameters: parametersIn(header.text ?? '', named) }
  if (format === 'image' || format === 'video' || format === 'document') return { kind: format, parameters: [] }
  return { kind: 'other', parameters: [] }
}

const placeholder = /\{\{\s*([^{}\s]+)\s*\}\}/g

function hasParameter(text: string): boolean {
  return text.search(placeholder) >= 0
}

/** Each once, in the order of their first place; positions have no names. */
function parametersIn(text: string, named: boolean): (string | null)[] {
  const names = [...new Set([...text.matchAll(placeholder)].map(([, name = '']) => name))]
  return named ? names : names.map(() => null)
}
