import type { TemplateCall } from '@crossdock/connectors/ports/messaging'
import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { Filling, NoticeChoices, NoticeTemplate } from '@crossdock/contracts/notice-choices'
import { type CanonicalOrder, placeholderName } from '@crossdock/contracts/order'
import type { Need } from './which-notices.ts'

export interface ToFill {
  order: CanonicalOrder
  shopName: string
  /** Of a notice that asks for something. */
  need: Need | null
}

/** The template in the customer's language, filled in with what their order says. Pure. */
export function fillTemplate(choices: NoticeChoices, toFill: ToFill): TemplateCall {
  const template = templateFor(choices, toFill.order)
  const fill = (parts: NoticeTemplate['body']): TemplateCall['body'] =>
    parts.map(({ name, value }) => ({ name, text: oneLine(words(value, template.language, choices, toFill)) }))
  return {
    name: template.name,
    language: template.language,
    category: template.category,
    body: fill(template.body),
    ...(template.header.length > 0 ? { header: fill(template.header) } : {}),
  }
}

/**
 * What the customer read at the checkout; else what the shop says people read in their country, or what most people speak
 * there; as far as there is a template, else the fall-back. The country of delivery is asked first: that is where the reader is.
 */
function templateFor({ templates, fallback, languageOf }: NoticeChoices, order: CanonicalOrder): NoticeTemplate {
  const country = order.shippingAddress?.countryCode ?? order.billingAddress?.countryCode ?? null
  for (const wanted of [said(order), country === null ? null : languageIn(country, languageOf)]) {
    if (wanted === null) continue
    const found =
      templates.find(({ language }) => language === wanted) ??
      templates.find(({ language }) => language === `${base(wanted)}_${country}`) ??
      templates.find(({ language }) => base(language) === base(wanted))
    if (found) return found
  }
  const last = templates.find(({ language }) => language === fallback) ?? templates[0]
  if (!last) throw new Error('a notice without a template')
  return last
}

/** As templates are named: en-IN is en_IN there. Null when it is no language. */
function said({ language }: CanonicalOrder): string | null {
  if (language === undefined) return null
  try {
    const { language: spoken, region } = new Intl.Locale(language.replaceAll('_', '-'))
    return region === undefined ? spoken : `${spoken}_${region}`
  } catch {
    return null
  }
}

function languageIn(country: string, languageOf: NoticeChoices['languageOf']): string | null {
  if (Object.hasOwn(languageOf, country)) return languageOf[country] ?? null
  try {
    return new Intl.Locale('und', { region: country }).maximize().language
  } catch {
    return null
  }
}

function base(language: string): string {
  return language.split('_')[0] ?? language
}

const defaultNeeds: Record<Need, string> = {
  address: 'the complete delivery address',
  verification: 'your confirmation of the order',
}

function words(value: Filling, language: string, choices: NoticeChoices, { order, shopName, need }: ToFill): string {
  if ('text' in value) return value.text
  if (value.from === 'order') return order.name
  if (value.from === 'shop') return shopName
  if (value.from === 'amount') return amountIn(language, order)
  if (value.from === 'first-name') return firstName(order) ?? value.otherwise ?? 'Customer'
  const which = need ?? 'verification'
  return choices.needs[language]?.[which] ?? choices.needs[choices.fallback]?.[which] ?? defaultNeeds[which]
}

/** What the customer saw at the checkout, written as people of that language write it. */
function amountIn(language: string, { presentment }: CanonicalOrder): string {
  const digits = currencyExponent(presentment.currency) ?? 2
  const format = new Intl.NumberFormat(language.replace('_', '-'), {
    style: 'currency',
    currency: presentment.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // A decimal text keeps every digit; a number would not.
  return format.format(formatAmount(presentment.total, digits) as `${number}`)
}

function firstName({ customer, shippingAddress }: CanonicalOrder): string | null {
  const named = customer && customer.name !== placeholderName(customer.sourceId) ? customer.name : ''
  const [first] = (named || shippingAddress?.name || '').trim().split(/\s+/)
  return first || null
}

/** WhatsApp refuses line breaks, tabs and more than four spaces in a row inside a value (132000 and following). */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim() || '–'
}
