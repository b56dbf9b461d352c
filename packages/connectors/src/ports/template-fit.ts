import type { TemplateCall, TemplateInfo } from './messaging.ts'

/**
 * Why a template as it stands at the provider cannot be sent with this call; null when it can. In words for shop staff,
 * without what was filled in.
 */
export function whatDoesNotFit(template: TemplateInfo, call: TemplateCall): string | null {
  if (template.status !== 'approved' && template.status !== 'flagged')
    return `it is ${template.status ?? 'in a state we do not know'}, not approved`
  if (template.category !== null && template.category !== call.category)
    return `it is a ${template.category} template and was to be sent as ${call.category}`
  return (
    difference('body', template.body, namesOf(call.body)) ?? headerDifference(template, call) ?? buttons(template, call)
  )
}

function headerDifference({ header }: TemplateInfo, call: TemplateCall): string | null {
  const given = call.header ?? []
  if (!Array.isArray(given))
    return header.kind === given.media ? null : `its header takes ${aKind(header.kind)}, not ${aKind(given.media)}`
  if (header.kind === 'none' || header.kind === 'text') return difference('header', header.parameters, namesOf(given))
  return `its header wants ${aKind(header.kind)}`
}

function aKind(kind: TemplateInfo['header']['kind']): string {
  if (kind === 'none') return 'nothing'
  if (kind === 'text') return 'words'
  return kind === 'other' ? 'something we cannot send' : `${kind === 'image' ? 'an' : 'a'} ${kind}`
}

function namesOf(given: { name: string | null }[]): (string | null)[] {
  return given.map(({ name }) => name)
}

/** Positions are counted, names compared in any order. */
function difference(part: string, wanted: (string | null)[], given: (string | null)[]): string | null {
  const [missing, surplus] = [without(wanted, given), without(given, wanted)]
  if (wanted.length !== given.length && [...wanted, ...given].every((name) => name === null))
    return `its ${part} takes ${wanted.length} values and ${given.length} were given`
  if (missing.length > 0) return `its ${part} wants ${listed(missing)}`
  return surplus.length > 0 ? `its ${part} has no place for ${listed(surplus)}` : null
}

function without(names: (string | null)[], others: (string | null)[]): (string | null)[] {
  return names.filter((name) => !others.includes(name))
}

function listed(names: (string | null)[]): string {
  return [...new Set(names)].map((name) => (name === null ? 'values by position' : `“${name}”`)).join(', ')
}

function buttons(template: TemplateInfo, call: TemplateCall): string | null {
  const given = call.buttons ?? []
  for (const { index, kind } of given)
    if (!template.buttons.some((button) => button.index === index && button.kind === kind))
      return `it has no ${kind} button at place ${index} that takes a value`
  const missing = template.buttons.find(
    ({ index, required }) => required && !given.some((button) => button.index === index),
  )
  return missing ? `its button at place ${missing.index} wants a value` : null
}
