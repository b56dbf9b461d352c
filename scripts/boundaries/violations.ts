/**
 * One import per rule that this rule, and no other, must catch. The forms differ on purpose (static, type-only,
 * re-export, dynamic, type query), so that a parser which overlooks one of them is noticed here as well.
 */
export const violations: Record<string, Record<string, string>> = {
  'no-cycles': {
    'apps/server/src/jobs/one.ts': "import type { Two } from './two.ts'\nexport type One = Two | 1",
    'apps/server/src/jobs/two.ts': "import type { One } from './one.ts'\nexport type Two = One | 2",
  },
  'nothing-unresolved': {
    'apps/server/src/jobs/lost.ts': "export { gone } from '#platform/gone.ts'",
  },
  'screens-speak-http': {
    'apps/dashboard/src/orders.ts':
      "import type { orders } from '../../server/src/modules/orders/index.ts'\nexport type Orders = typeof orders",
  },
  'providers-are-strangers': {
    'packages/connectors/src/shopify/stock.ts':
      "export const stock = async () => (await import('../odoo/index.ts')).odoo",
  },
  'only-main-knows-providers': {
    'apps/server/src/modules/payments/refund.ts':
      "import { odoo } from '@crossdock/connectors/odoo'\nexport const refund = odoo",
  },
  'modules-meet-at-index': {
    'apps/server/src/modules/payments/capture.ts':
      "export type Store = typeof import('#modules/orders/store.ts').orders",
  },
  'only-main-wires': {
    'apps/server/src/http/health.ts': "import { wired } from '#main/wire.ts'\nexport const health = wired",
  },
  'platform-is-the-floor': {
    'apps/server/src/platform/log.ts': "export { app } from '#http/app.ts'",
  },
  'connectors-never-import-apps': {
    'packages/connectors/src/odoo/clock.ts': "export { now } from '../../../../apps/server/src/platform/clock.ts'",
  },
}
