import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountKey, endpointSecrets, providerKeysOf, readEndpointSecrets, whatsappCloudConfig } from './config.ts'

const given = { phoneNumberId: '410987654321001', wabaId: '218840199871234', accessToken: 'EAAG' }

test('fills in what nobody needs to know', () => {
  expect(whatsappCloudConfig.parse(given)).toEqual({
    ...given,
    apiVersion: 'v26.0',
    baseUrl: 'https://graph.facebook.com',
    callTimeoutMs: 20_000,
    paths: { marketing: 'messages', utility: 'messages', authentication: 'messages' },
  })
})

test('one category may take another path', () => {
  expect(whatsappCloudConfig.parse({ ...given, paths: { marketing: 'marketing_messages' } }).paths).toEqual({
    marketing: 'marketing_messages',
    utility: 'messages',
    authentication: 'messages',
  })
})

test.each([
  { phoneNumberId: '../1' },
  { phoneNumberId: '' },
  { wabaId: undefined },
  { accessToken: 'two words' },
  { accessToken: 'a\nb' },
  { apiVersion: '26' },
  { apiVersion: 'v26.0/../x' },
  { baseUrl: 'http://graph.facebook.com' },
  { baseUrl: 'https://graph.facebook.com/' },
  { baseUrl: 'http://127.0.0.1' },
  { paths: { marketing: 'delete' } },
])('refuses %j', (wrong) => {
  expect(whatsappCloudConfig.safeParse({ ...given, ...wrong }).success).toBe(false)
})

test('a number is found under its own id and under its account', () => {
  expect(providerKeysOf(given)).toEqual(['410987654321001', 'waba:218840199871234'])
  expect(accountKey('1')).toBe('waba:1')
})

// A secret may look like the other kind, or hold what divides them.
test('secrets and tokens of an endpoint come back as they went in', () => {
  const texts = fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('app:x', 'verify:y', ':')))
  fc.assert(
    fc.property(texts, texts, (appSecrets, verifyTokens) => {
      expect(readEndpointSecrets(endpointSecrets({ appSecrets, verifyTokens }))).toEqual({ appSecrets, verifyTokens })
    }),
  )
})
