import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, page, pageQuery, text } from './values.ts'

const kind = z.enum(['product', 'tax', 'gateway', 'location', 'fallback-product']).meta({
  id: 'MappingKind',
  description: 'A fallback-product is what every line without a product becomes; its only key is *.',
})
export type MappingKindJson = z.output<typeof kind>
const key = text(500).meta({
  description: 'What the channel said: sku:SAR-ILK-MRN, variant:88002, title:Gift wrap, a payment method …',
})

const mapping = z
  .strictObject({ kind, key, targetId: z.string(), targetLabel: z.string(), updatedAt: instant })
  .meta({ id: 'Mapping' })

const erpId = z.strictObject({ connectionId: id.meta({ description: 'An ERP connection.' }) })
const params = { connectionId: sample.erp }

export const listMappings = operation({
  id: 'listMappings',
  method: 'GET',
  path: '/connections/{connectionId}/mappings',
  tag: 'Mappings',
  scope: 'mappings:read',
  summary: 'List mappings of an ERP, by kind and key',
  params: erpId,
  query: pageQuery.extend({ kind: kind.optional() }),
  answer: page(mapping),
  examples: {
    products: {
      summary: 'Products',
      params,
      query: { kind: 'product' },
      answer: {
        items: [
          {
            kind: 'product',
            key: 'sku:SAR-ILK-MRN',
            targetId: '12',
            targetLabel: '[SAR-ILK-MRN] Ilkal Cotton Saree, Maroon',
            updatedAt: sampleTime,
          },
        ],
        next: null,
      },
    },
  },
})

const need = z
  .strictObject({
    kind,
    key,
    label: z.string(),
    orders: z.int().meta({ description: 'How many orders wait for it; counted up to 1,000.' }),
    examples: z.array(z.string()).meta({ description: 'Labels of some of them.' }),
  })
  .meta({ id: 'MappingNeed' })

export const listMappingNeeds = operation({
  id: 'listMappingNeeds',
  method: 'GET',
  path: '/connections/{connectionId}/mapping-needs',
  tag: 'Mappings',
  scope: 'mappings:read',
  summary: 'List what is to be mapped, by kind and key',
  description: 'No order waits for a payment method (gateway); it is noted so that payments can be booked.',
  params: erpId,
  query: pageQuery,
  answer: page(need),
  examples: {
    open: {
      summary: 'What is open',
      params,
      answer: {
        items: [
          {
            kind: 'product',
            key: 'sku:NO-SUCH-SKU',
            label: 'NO-SUCH-SKU (Brass lamp)',
            orders: 1,
            examples: ['#1043'],
          },
        ],
        next: null,
      },
    },
  },
})

export const listMappingChoices = operation({
  id: 'listMappingChoices',
  method: 'GET',
  path: '/connections/{connectionId}/mapping-choices',
  tag: 'Mappings',
  scope: 'mappings:read',
  summary: 'What a mapping may point to',
  description: 'Asks the ERP; 20 at the most.',
  params: erpId,
  query: z.strictObject({ kind, search: text(100).optional().meta({ description: 'Part of a name or an SKU.' }) }),
  answer: z.strictObject({ items: z.array(z.strictObject({ id: z.string(), label: z.string() })) }),
  errors: ['provider-unreachable', 'provider-busy', 'credentials-rejected', 'erp-connection-missing'],
  examples: {
    search: {
      summary: 'Products whose name or SKU holds a text',
      params,
      query: { kind: 'product', search: 'Brass' },
      answer: { items: [{ id: '14', label: '[DIY-BRS] Brass Diya' }] },
    },
  },
})

export const saveMapping = operation({
  id: 'saveMapping',
  method: 'PUT',
  path: '/connections/{connectionId}/mappings',
  tag: 'Mappings',
  scope: 'mappings:write',
  summary: 'Say what a word of a channel is in the ERP',
  description:
    'The target is asked for first. Every order that waited for it is carried again. The same again changes nothing.',
  params: erpId,
  body: z.strictObject({ kind, key, targetId: text(100).meta({ description: 'The ERP’s own id.' }) }),
  answer: z.strictObject({ mapping, replayed: z.int() }),
  errors: [
    'mapping-target-unknown',
    'provider-unreachable',
    'provider-busy',
    'credentials-rejected',
    'erp-connection-missing',
  ],
  examples: {
    product: {
      summary: 'An SKU',
      params,
      body: { kind: 'product', key: 'sku:NO-SUCH-SKU', targetId: '14' },
      answer: {
        mapping: {
          kind: 'product',
          key: 'sku:NO-SUCH-SKU',
          targetId: '14',
          targetLabel: '[DIY-BRS] Brass Diya',
          updatedAt: sampleTime,
        },
        replayed: 1,
      },
    },
  },
})

export const deleteMapping = operation({
  id: 'deleteMapping',
  method: 'DELETE',
  path: '/connections/{connectionId}/mappings',
  tag: 'Mappings',
  scope: 'mappings:write',
  summary: 'Forget a mapping',
  description: 'Orders that were carried with it stay as they are.',
  params: erpId,
  query: z.strictObject({ kind, key }),
  answer: z.strictObject({ deleted: z.literal(true) }),
  examples: {
    product: {
      summary: 'An SKU',
      params,
      query: { kind: 'product', key: 'sku:SAR-ILK-MRN' },
      answer: { deleted: true },
    },
  },
})
