import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, oneQuery, page, pageQuery, text } from './values.ts'

export const endpoint = z
  .strictObject({
    id,
    provider: z.string(),
    url: z.string().meta({ description: 'Where the channel has to call; a path while PUBLIC_URL is not set.' }),
    active: z.boolean(),
    bodyLimitBytes: z.int(),
    validSecrets: z
      .int()
      .meta({ description: 'How many secrets are accepted now: none (everything is refused), one, or two.' }),
    serves: z.array(z.strictObject({ account: z.string(), connectionId: id })).meta({
      description: 'Whose events it hears, by the provider’s own key of the account.',
    }),
    createdAt: instant,
  })
  .meta({ id: 'Endpoint' })
export type EndpointJson = z.input<typeof endpoint>

const shown: EndpointJson = {
  id: sample.endpoint,
  provider: 'shopify',
  url: `https://hub.example.com/hooks/${sample.endpoint}`,
  active: true,
  bodyLimitBytes: 1_048_576,
  validSecrets: 1,
  serves: [{ account: 'demo.myshopify.com', connectionId: sample.shop }],
  createdAt: sampleTime,
}

const endpointId = z.strictObject({ endpointId: id })
const secret = text(500)

export const listEndpoints = operation({
  id: 'listEndpoints',
  method: 'GET',
  path: '/endpoints',
  tag: 'Endpoints',
  scope: 'connections:read',
  summary: 'List endpoints, newest first',
  query: pageQuery,
  answer: page(endpoint),
  examples: { all: { summary: 'The first page', answer: { items: [shown], next: null } } },
})

export const getEndpoint = operation({
  id: 'getEndpoint',
  method: 'GET',
  path: '/endpoints/{endpointId}',
  tag: 'Endpoints',
  scope: 'connections:read',
  summary: 'One endpoint',
  params: endpointId,
  query: oneQuery,
  answer: endpoint,
  examples: { one: { summary: 'One endpoint', params: { endpointId: sample.endpoint }, answer: shown } },
})

export const createEndpoint = operation({
  id: 'createEndpoint',
  method: 'POST',
  path: '/endpoints',
  tag: 'Endpoints',
  scope: 'connections:write',
  summary: 'Make another address for channels that are connected already',
  description:
    'Making a channel makes an endpoint with it; this is for one address that serves several shops of a provider.',
  body: z.strictObject({
    connectionIds: z.array(id).min(1).max(100).meta({ description: 'Channels of one provider.' }),
    secrets: z.array(secret).min(1).max(2),
  }),
  answer: endpoint,
  status: 201,
  idempotent: true,
  errors: ['not-found', 'conflict'],
  examples: {
    shared: {
      summary: 'One address for a shop',
      body: { connectionIds: [sample.shop], secrets: ['client-secret-of-the-app'] },
      answer: shown,
    },
  },
})

export const addEndpointSecret = operation({
  id: 'addEndpointSecret',
  method: 'POST',
  path: '/endpoints/{endpointId}/secrets',
  tag: 'Endpoints',
  scope: 'connections:write',
  summary: 'Rotate the secret that a channel signs with',
  description:
    'The new secret is valid at once beside the one that was newest, so that nothing is refused while the channel changes over. Call it again with `keepPrevious: false` when it has. Felt within ten seconds. A secret that is the newest already changes nothing. The secrets of an address that serves several tenants are the operator’s to change.',
  params: endpointId,
  body: z.strictObject({
    secret,
    keepPrevious: z.boolean().default(true).meta({ description: 'Whether the secret before it stays valid.' }),
  }),
  answer: endpoint,
  errors: ['operator-only', 'conflict'],
  examples: {
    rotate: {
      summary: 'A new secret beside the old one',
      params: { endpointId: sample.endpoint },
      body: { secret: 'new-client-secret-of-the-app' },
      answer: { ...shown, validSecrets: 2 },
    },
    retire: {
      summary: 'The new one alone',
      params: { endpointId: sample.endpoint },
      body: { secret: 'new-client-secret-of-the-app', keepPrevious: false },
      answer: shown,
    },
  },
})

const count = z.strictObject({
  day: z.iso.date(),
  outcome: z.string().meta({
    description:
      'Why it was refused (signature-wrong, no-secret …); nobody: signed, of no connected account; challenge-answered: the provider verified the address.',
  }),
  count: z.int(),
})

export const listEndpointCounters = operation({
  id: 'listEndpointCounters',
  method: 'GET',
  path: '/endpoints/{endpointId}/counters',
  tag: 'Endpoints',
  scope: 'connections:read',
  summary: 'What was refused or belonged to nobody, by day',
  description: 'Newest day first. Such calls are counted and not stored.',
  params: endpointId,
  query: pageQuery,
  answer: page(count),
  examples: {
    days: {
      summary: 'The last days',
      params: { endpointId: sample.endpoint },
      answer: { items: [{ day: '2026-11-27', outcome: 'signature-wrong', count: 3 }], next: null },
    },
  },
})
