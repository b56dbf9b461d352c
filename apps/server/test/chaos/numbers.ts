import { endpointSecrets, providerKeysOf } from '@crossdock/connectors/whatsapp-cloud'
import type { WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import { openFloor } from '#main/wire.ts'
import {
  attachAccountAsOperator,
  createEndpoint,
  createMessagingChannel,
  shareEndpoint,
} from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { switchOn } from '../harness/a-whatsapp-number.ts'
import type { HubAddress, ProvisionedShop } from '../harness/provision-shops.ts'

/** A number of a shop, from which its notices go out. */
export interface ShopNumber {
  connectionId: string
  phoneNumberId: string
}

const verifyToken = 'a-token-of-the-chaos'
const notices = ['order-confirmation', 'order-cancelled', 'needs-something'] as const

/**
 * A number for each shop, one account of the stand-in each, all of them behind one endpoint as those of one Meta app: what
 * Meta posts mixes the tenants. The endpoint is the first shop's; the others are attached to it by the operator.
 * @param graphUrl where the hub reaches the stand-in
 * @param hubUrls of the API processes, which Meta reaches in turn, as behind a load balancer
 */
export async function provisionNumbers(
  shops: readonly ProvisionedShop[],
  { box, graphUrl, hubUrls }: { box: WhatsAppSandbox; graphUrl: string; hubUrls: readonly string[] },
  { databaseUrl, masterKey }: HubAddress,
): Promise<ShopNumber[]> {
  const log = createLog('silent')
  const floor = openFloor(readConfig({ NODE_ENV: 'test' }), { url: databaseUrl, masterKey }, log)
  const operator = openDatabase({ url: databaseUrl, name: 'chaos operator', maxConnections: 1, log })
  const { app, vault } = floor
  const endpointId = newId()
  try {
    const numbers: ShopNumber[] = []
    for (const [index, { tenantId, connectionId: shopId }] of shops.entries()) {
      const account = box.world.business.accounts[index]
      const phoneNumberId = account?.numbers[0]?.phoneNumberId
      if (!account || !phoneNumberId) throw new Error('fewer accounts than shops')
      const { wabaId } = account
      const [providerKey = '', ...common] = providerKeysOf({ phoneNumberId, wabaId })
      const connectionId = newId()
      await app.withTenant(tenantId, async (tx) => {
        if (index === 0)
          await createEndpoint(tx, vault, {
            tenantId,
            endpointId,
            provider: 'whatsapp-cloud',
            secrets: endpointSecrets({ appSecrets: [box.appSecret], verifyTokens: [verifyToken] }),
            bodyLimitBytes: 3 * 1024 * 1024,
            serves: [],
          })
        await createMessagingChannel(tx, vault, {
          tenantId,
          connectionId,
          provider: 'whatsapp-cloud',
          name: 'WhatsApp',
          providerKey,
          config: { wabaId, baseUrl: graphUrl, callTimeoutMs: 3_000 },
          secrets: { accessToken: box.accessToken },
        })
      })
      await operator.withoutTenant(async (tx) => {
        if (index === 0) await shareEndpoint(tx, endpointId)
        await attachAccountAsOperator(tx, tenantId, endpointId, { connectionId, own: [providerKey], common })
      })
      for (const notice of notices)
        await switchOn({ floor }, { tenantId, connectionId: shopId, number: { connectionId } }, notice)
      numbers.push({ connectionId, phoneNumberId })
    }
    let turn = 0
    box.world.business.callback = {
      get url() {
        return `${hubUrls[turn++ % hubUrls.length]}/hooks/${endpointId}`
      },
      verifyToken,
    }
    return numbers
  } finally {
    await operator.close()
    await floor.close()
  }
}
