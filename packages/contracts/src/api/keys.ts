import { z } from 'zod'
import { scope } from '../scopes.ts'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, oneQuery, page, pageQuery, text } from './values.ts'

export const apiKey = z
  .strictObject({
    id,
    name: z.string(),
    scopes: z.array(scope),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'ApiKey' })
export type ApiKeyJson = z.input<typeof apiKey>

const shown: ApiKeyJson = {
  id: sample.key,
  name: 'Reporting',
  scopes: ['events:read', 'orders:read'],
  createdAt: sampleTime,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: '2026-11-28T08:15:00.000Z',
}

const keyId = z.strictObject({ keyId: id })

export const listApiKeys = operation({
  id: 'listApiKeys',
  method: 'GET',
  path: '/api-keys',
  tag: 'API keys',
  scope: 'keys:read',
  summary: 'List keys, newest first, without their secrets',
  query: pageQuery,
  answer: page(apiKey),
  examples: { all: { summary: 'The first page', answer: { items: [shown], next: null } } },
})

export const getApiKey = operation({
  id: 'getApiKey',
  method: 'GET',
  path: '/api-keys/{keyId}',
  tag: 'API keys',
  scope: 'keys:read',
  summary: 'One key, without its secret',
  params: keyId,
  query: oneQuery,
  answer: apiKey,
  examples: { one: { summary: 'One key', params: { keyId: sample.key }, answer: shown } },
})

export const createApiKey = operation({
  id: 'createApiKey',
  method: 'POST',
  path: '/api-keys',
  tag: 'API keys',
  scope: 'keys:write',
  summary: 'Make a key; its secret is shown in this answer and never again',
  description:
    'A key can give no right that it does not have itself. There is no Idempotency-Key here: what it would have to keep is the secret.',
  body: z.strictObject({
    name: text(100).meta({ description: 'What it is for.' }),
    scopes: z.array(scope).min(1),
    expiresAt: instant.nullable().default(null),
  }),
  answer: z.strictObject({
    key: apiKey,
    secret: z.string().meta({ description: 'The whole key: `Authorization: Bearer …`' }),
  }),
  status: 201,
  errors: ['forbidden'],
  examples: {
    reporting: {
      summary: 'A key that may only read',
      body: { name: 'Reporting', scopes: ['orders:read', 'events:read'] },
      answer: {
        key: { ...shown, lastUsedAt: null },
        secret: 'cdk_0197a000000070008000000000000002_shown-once-and-not-a-real-secret-0000000000',
      },
    },
  },
})

export const revokeApiKey = operation({
  id: 'revokeApiKey',
  method: 'POST',
  path: '/api-keys/{keyId}/revoke',
  tag: 'API keys',
  scope: 'keys:write',
  summary: 'Revoke a key, for good',
  description: 'Felt within five seconds. Repeating it changes nothing.',
  params: keyId,
  answer: apiKey,
  examples: {
    revoke: {
      summary: 'Revoke a key',
      params: { keyId: sample.key },
      answer: { ...shown, revokedAt: '2026-11-28T09:00:00.000Z' },
    },
  },
})
