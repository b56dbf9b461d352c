import type { BusinessAccount } from '../business.ts'
import { GraphRefusal } from '../errors.ts'
import { codePoints } from '../sending/code-points.ts'
import { fill, parameterFormat, partOf, placeholders, type Template } from './template.ts'
import type { TemplateCall, TemplateParameter } from './template-call.ts'

/** A template with everything filled in that the caller gave. */
export interface FilledTemplate {
  template: Template
  header: string | null
  media: { kind: string; name: string } | null
  body: string
  footer: string | null
  buttons: FilledButton[]
}

export type FilledButton =
  | { kind: 'reply'; text: string; payload: string }
  | { kind: 'url'; text: string; url: string }
  | { kind: 'other'; text: string }

const sendable = ['APPROVED', 'FLAGGED', 'REINSTATED', 'UNARCHIVED']
const bodyLimit = 1024

/** Refuses as Meta does (contract sections 8, 10 and 13: 132000 to 132016), else says what the customer will read. */
export function checkTemplateCall(account: BusinessAccount, call: TemplateCall): FilledTemplate {
  const template = findSendable(account, call)
  const format = parameterFormat(template)
  const given = (type: 'header' | 'body') => call.components.find((part) => part.type === type)?.parameters ?? []

  const header = partOf(template, 'HEADER')
  const media = header && header.format !== 'TEXT' ? mediaOf(header.format, given('header')) : null
  const headerText =
    header?.format === 'TEXT'
      ? fillText('header', header.text, given('header'), format)
      : noneFor('header', header ? [] : given('header'))
  const body = fillText('body', partOf(template, 'BODY')?.text ?? '', given('body'), format)
  if (codePoints(body) > bodyLimit)
    throw new GraphRefusal(132005, `body: ${codePoints(body)} characters, ${bodyLimit} are allowed`)
  return {
    template,
    header: headerText,
    media,
    body,
    footer: partOf(template, 'FOOTER')?.text ?? null,
    buttons: fillButtons(template, call),
  }
}

function findSendable(account: BusinessAccount, { name, language }: TemplateCall): Template {
  const template = account.templates.find((each) => each.name === name && each.language === language.code)
  if (!template || template.status === 'DELETED' || template.status === 'PENDING_DELETION')
    throw new GraphRefusal(132001, `template name (${name}) does not exist in ${language.code}`)
  if (template.status === 'PAUSED') throw new GraphRefusal(132015, `template name (${name}) is paused`)
  if (template.status === 'DISABLED') throw new GraphRefusal(132016, `template name (${name}) is disabled`)
  if (!sendable.includes(template.status))
    throw new GraphRefusal(132001, `template name (${name}) is not approved in ${language.code} (${template.status})`)
  return template
}

function fillText(where: string, text: string, given: TemplateParameter[], format: 'NAMED' | 'POSITIONAL'): string {
  const wanted = placeholders(text)
  if (given.length !== wanted.length)
    throw new GraphRefusal(
      132000,
      `${where}: number of localizable_params (${given.length}) does not match the expected number of params (${wanted.length})`,
    )
  const values = new Map<string, string>()
  for (const [place, each] of given.entries()) {
    const name = 'parameter_name' in each ? each.parameter_name : undefined
    if ((format === 'NAMED') !== (name !== undefined))
      throw new GraphRefusal(132012, `${where}: the template takes ${format.toLowerCase()} parameters`)
    values.set(name ?? String(place + 1), textOf(where, each))
  }
  const missing = wanted.find((name) => !values.has(name))
  if (missing !== undefined) throw new GraphRefusal(132012, `${where}: no parameter is named ${missing}`)
  return fill(text, values)
}

function textOf(where: string, given: TemplateParameter): string {
  const text =
    given.type === 'text'
      ? given.text
      : given.type === 'currency'
        ? given.currency.fallback_value
        : given.type === 'date_time'
          ? given.date_time.fallback_value
          : null
  if (text === null) throw new GraphRefusal(132012, `${where}: expected text, got ${given.type}`)
  if (text.trim() === '') throw new GraphRefusal(131008, `${where}: a parameter's text is empty`)
  if (/[\n\t]| {5,}/.test(text))
    throw new GraphRefusal(
      132008,
      `${where}: a parameter may hold no new line, no tab and no more than four spaces in a row`,
    )
  return text
}

function mediaOf(format: 'IMAGE' | 'VIDEO' | 'DOCUMENT', given: TemplateParameter[]): { kind: string; name: string } {
  if (given.length !== 1)
    throw new GraphRefusal(132000, `header: expected one ${format} parameter, got ${given.length}`)
  const [only] = given
  const kind = format.toLowerCase()
  const file =
    only?.type === 'image'
      ? only.image
      : only?.type === 'video'
        ? only.video
        : only?.type === 'document'
          ? only.document
          : null
  if (only?.type !== kind || !file || (file.link === undefined) === (file.id === undefined))
    throw new GraphRefusal(132012, `header: Format mismatch, expected ${format}, received ${only?.type.toUpperCase()}`)
  return { kind, name: file.filename ?? file.link ?? `media ${file.id}` }
}

function noneFor(where: string, given: TemplateParameter[]): null {
  if (given.length > 0)
    throw new GraphRefusal(132000, `${where}: the template has none, ${given.length} parameters given`)
  return null
}

function fillButtons(template: Template, call: TemplateCall): FilledButton[] {
  const buttons = partOf(template, 'BUTTONS')?.buttons ?? []
  const given = call.components.filter((part) => part.type === 'button')
  const stray = given.find(({ index }) => index >= buttons.length)
  if (stray) throw new GraphRefusal(132012, `buttons: the template has no button at index ${stray.index}`)

  return buttons.map((button, index): FilledButton => {
    const parts = given.filter((part) => part.index === index)
    const [parameter] = parts.flatMap((part) => part.parameters)
    const subType = parts[0]?.sub_type
    switch (button.type) {
      case 'QUICK_REPLY': {
        if (subType !== undefined && subType !== 'quick_reply') throw wrongKind(index, 'quick_reply', subType)
        const payload = parameter?.type === 'payload' ? parameter.payload : button.text
        return { kind: 'reply', text: button.text, payload }
      }
      case 'URL': {
        if (subType !== undefined && subType !== 'url') throw wrongKind(index, 'url', subType)
        const [name] = placeholders(button.url)
        if (name === undefined) return { kind: 'url', text: button.text, url: button.url }
        return {
          kind: 'url',
          text: button.text,
          url: fill(button.url, new Map([[name, buttonText(index, parameter)]])),
        }
      }
      case 'OTP':
        buttonText(index, parameter)
        return { kind: 'other', text: button.text }
      default:
        return { kind: 'other', text: button.text }
    }
  })
}

function buttonText(index: number, parameter: TemplateParameter | undefined): string {
  if (parameter?.type === 'text' && parameter.text !== '') return parameter.text
  throw new GraphRefusal(131008, `buttons: Button at index ${index} of type Url requires a parameter`)
}

function wrongKind(index: number, wanted: string, got: string): GraphRefusal {
  return new GraphRefusal(132012, `buttons: Button at index ${index} is of type ${wanted}, received ${got}`)
}
