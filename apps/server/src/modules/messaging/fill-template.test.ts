import { noticeChoices } from '@crossdock/contracts/notice-choices'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import { expect, test } from 'vitest'
import { fillTemplate } from './fill-template.ts'

const choices = (languages: string[], languageOf: Record<string, string> = {}) =>
  noticeChoices.parse({
    templates: languages.map((language) => ({ name: 'order_confirmation', language })),
    fallback: languages[0],
    languageOf,
  })

/** Of an order only what is looked at. */
function anOrder(language: string | undefined, countryCode: string | null): CanonicalOrder {
  const shippingAddress = countryCode === null ? null : { countryCode }
  return {
    ...(language === undefined ? {} : { language }),
    shippingAddress,
    billingAddress: null,
  } as unknown as CanonicalOrder
}

test.each([
  ['the one they bought in, before that of the country', 'hi', 'IN', { IN: 'en' }, 'hi'],
  ['the one they bought in, with its region', 'pt-BR', 'PT', {}, 'pt_BR'],
  ['the one they bought in, as it is read where they are', 'en-US', 'GB', {}, 'en_GB'],
  ['the one they bought in, of another region', 'fr-CA', 'CA', {}, 'fr'],
  ['the one they bought in, whatever its script', 'zh-Hant-TW', 'US', {}, 'zh_TW'],
  ['the country’s, where nothing is told', undefined, 'IN', {}, 'hi'],
  ['the country’s, as the shop says', undefined, 'IN', { IN: 'en' }, 'en'],
  ['the country’s, where what is told is no language', '<script>', 'IN', {}, 'hi'],
  ['the country’s, where there is no template in what is told', 'ta-IN', 'IN', {}, 'hi'],
  ['the fall-back, where neither has a template', 'ta', 'JP', {}, 'en'],
  ['the fall-back, where nothing is known', undefined, null, {}, 'en'],
  ['the fall-back, where the country is none', undefined, 'constructor', {}, 'en'],
])('a customer reads %s', (_, language, country, languageOf, expected) => {
  const all = choices(['en', 'hi', 'en_GB', 'pt_BR', 'pt_PT', 'fr', 'zh_TW'], languageOf)

  const template = fillTemplate(all, { order: anOrder(language, country), shopName: 'Shop', need: null })

  expect(template.language).toBe(expected)
})
