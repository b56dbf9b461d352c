import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, oneQuery, text } from './values.ts'

const origin = z
  .string()
  .max(255)
  .regex(/^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, 'must look like https://shop.example.com')

const corsOrigins = z
  .array(origin)
  .max(20)
  .meta({ description: 'Origins of pages whose scripts may call this API. None by default.' })
const name = text(200)
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .meta({ description: 'ISO 3166-1 alpha-2: how phones without a country are read.' })

export const tenant = z
  .strictObject({ id, slug: z.string(), name, country, corsOrigins, createdAt: instant })
  .meta({ id: 'Tenant' })
export type TenantJson = z.input<typeof tenant>

const shown: TenantJson = {
  id: sample.tenant,
  slug: 'demo',
  name: 'Demo brand',
  country: 'IN',
  corsOrigins: ['https://shop.example.com'],
  createdAt: sampleTime,
}

export const getTenant = operation({
  id: 'getTenant',
  method: 'GET',
  path: '',
  tag: 'Tenant',
  scope: 'tenant:read',
  summary: 'The tenant and its settings',
  query: oneQuery,
  answer: tenant,
  examples: {
    whole: { summary: 'All of it', answer: shown },
  },
})

export const updateTenant = operation({
  id: 'updateTenant',
  method: 'PATCH',
  path: '',
  tag: 'Tenant',
  scope: 'tenant:write',
  summary: 'Change settings of the tenant',
  description: 'What is left out stays as it is.',
  body: z.strictObject({
    name: name.optional(),
    country: country.optional(),
    corsOrigins: corsOrigins.optional(),
  }),
  answer: tenant,
  needsMatch: true,
  examples: {
    cors: {
      summary: 'Let the pages of a shop call the API',
      body: { corsOrigins: ['https://shop.example.com'] },
      answer: shown,
    },
  },
})
