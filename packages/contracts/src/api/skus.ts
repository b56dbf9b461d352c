import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, page, pageQuery, text } from './values.ts'

const seenSku = z
  .strictObject({
    connectionId: id,
    sku: z.string(),
    title: z.string().meta({ description: 'As the newest order line that named it.' }),
    productSourceId: z.string().nullable().meta({ description: 'The channel’s own id of the product.' }),
    variantSourceId: z.string().nullable(),
    firstSeenAt: instant,
    lastSeenAt: instant.meta({ description: 'To the hour.' }),
    mappedTo: z.strictObject({ targetId: z.string(), targetLabel: z.string() }).nullable(),
    waiting: z.boolean().meta({ description: 'Orders are parked until it is mapped, or the ERP knows it by itself.' }),
  })
  .meta({ id: 'SeenSku' })

export const listSkus = operation({
  id: 'listSkus',
  method: 'GET',
  path: '/skus',
  tag: 'SKUs',
  scope: 'orders:read',
  summary: 'List SKUs that orders have named, by SKU',
  description:
    'What order lines said, since this list is kept; no catalogue of the channel or the ERP is read. A product that nobody has ordered is not in it, nor is a line without an SKU.',
  query: pageQuery.extend({
    connectionId: id.optional(),
    startsWith: text(100).optional().meta({ description: 'How the SKU begins.' }),
  }),
  answer: page(seenSku),
  examples: {
    some: {
      summary: 'SKUs that begin alike',
      query: { startsWith: 'SAR-' },
      answer: {
        items: [
          {
            connectionId: sample.shop,
            sku: 'SAR-ILK-MRN',
            title: 'Ilkal Cotton Saree, Maroon',
            productSourceId: '88001',
            variantSourceId: '88002',
            firstSeenAt: sampleTime,
            lastSeenAt: sampleTime,
            mappedTo: null,
            waiting: false,
          },
        ],
        next: null,
      },
    },
  },
})
