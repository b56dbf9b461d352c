import type { AddressInfo } from 'node:net'
import type { WebhookPort } from '@crossdock/connectors/ports/commerce'
import { shopifyWebhooks } from '@crossdock/connectors/shopify'
import { inject } from 'vitest'
import { createApp } from '#http/app.ts'
import { Endpoints } from '#intake/endpoints.ts'
import { Inbox } from '#intake/inbox.ts'
import { RefusalCounter } from '#intake/refusal-counter.ts'
import type { RoutableJobs } from '#intake/routes-to-jobs.ts'
import { provisionTenant } from '#main/provision.ts'
import {
  attachAccountAsOperator,
  createEndpoint,
  createMessagingChannel,
  shareEndpoint,
} from '#modules/tenants/index.ts'
import { systemClock } from '#platform/clock.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { type RoleName, urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { createLog, type Log } from '#platform/log.ts'
import { messageProvider, signatureOf } from './a-message-provider.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

/** Intake alone over real HTTP, with the jobs of these tests behind it: what is filed for them is looked at, not done. */
export interface Intake extends AsyncDisposable {
  url: string
  database: TestDatabase
  /** As the application: opens what intake has sealed. */
  app: Database
  vault: Vault
  /** A transaction of the owner of the database, as the operator's commands have it. */
  operator: Database
  refusals: RefusalCounter
  /** Lanes that were rung, as they were. */
  rung: string[]
}

const job = (name: string) => ({ name, version: 1 })
const jobs: RoutableJobs = {
  order: job('test.order'),
  'order-edited': job('test.edit'),
  'order-deleted': job('test.deletion'),
  refund: job('test.refund'),
  disconnected: job('test.disconnected'),
  'privacy-request': job('test.privacy'),
  message: job('test.message'),
  'message-status': job('test.status'),
  'messaging-account': job('test.account'),
}

export async function anIntake(options: { log?: Log; webhooks?: WebhookPort[] } = {}): Promise<Intake> {
  const database = await testDatabase()
  const log = options.log ?? createLog('silent')
  const keys = new MasterKey(inject('masterKey'))
  const open = (url: string, maxConnections: number): Database =>
    openDatabase({ url, name: 'intake test', maxConnections, log })
  const as = (role: RoleName, maxConnections: number): Database =>
    open(urlForRole(database.url, role, keys), maxConnections)
  const [app, intake, operator] = [as('crossdock_app', 4), as('crossdock_intake', 8), open(database.url, 2)]
  const vault = new Vault(keys, intake)
  const inbox = new Inbox(intake, vault, systemClock)
  const refusals = new RefusalCounter((endpointId, outcome, n) => inbox.count(endpointId, outcome, n), log)
  const rung: string[] = []
  const ports = options.webhooks ?? [messageProvider, shopifyWebhooks]
  const http = createApp({
    api: () => undefined,
    log,
    readiness: async () => ({ refused: [], degraded: [] }),
    proveInstance: (challenge) => keys.proveInstance(challenge),
    intake: {
      endpoints: new Endpoints(intake, vault, systemClock),
      inbox,
      refusals,
      jobs,
      ringer: { ring: (lane) => void rung.push(lane) },
      webhooks: new Map(ports.map((port) => [port.provider, port])),
    },
  })
  await http.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`,
    database,
    app,
    vault: new Vault(keys, app),
    operator,
    refusals,
    rung,
    async [Symbol.asyncDispose]() {
      await http.close()
      await refusals.stop()
      await Promise.all([app.close(), intake.close(), operator.close()])
      await database[Symbol.asyncDispose]()
    },
  }
}

export interface TestEndpoint {
  tenantId: string
  endpointId: string
  secret: string
  url: string
}

export interface TestNumber {
  tenantId: string
  connectionId: string
  account: string
}

export async function aTenant({ app, vault }: Intake): Promise<string> {
  const slug = `t-${newId().slice(-12)}`
  return (await provisionTenant(app, vault, { slug, name: slug, country: 'IN' })).tenantId
}

/** An endpoint of a tenant of its own, which serves whoever gets attached. */
export async function aSharedEndpoint(
  intake: Intake,
  provider = messageProvider.provider,
  secrets?: string[],
): Promise<TestEndpoint> {
  const tenantId = await aTenant(intake)
  const endpointId = newId()
  const secret = `secret-${endpointId}-not-real`
  await intake.app.withTenant(tenantId, (tx) =>
    createEndpoint(tx, intake.vault, {
      tenantId,
      endpointId,
      provider,
      secrets: secrets ?? [secret],
      bodyLimitBytes: 3 * 1024 * 1024,
      serves: [],
    }),
  )
  await intake.operator.withoutTenant((tx) => shareEndpoint(tx, endpointId))
  return { tenantId, endpointId, secret, url: `${intake.url}/hooks/${endpointId}` }
}

/** A number of a tenant, attached to the endpoint by the operator. */
export async function aNumber(
  intake: Intake,
  endpoint: TestEndpoint,
  options: { tenantId?: string; account?: string; common?: string[]; provider?: string } = {},
): Promise<TestNumber> {
  const tenantId = options.tenantId ?? (await aTenant(intake))
  const number = await aNumberUnattached(intake, { ...options, tenantId })
  const { account, connectionId } = number
  await intake.operator.withoutTenant((tx) =>
    attachAccountAsOperator(tx, tenantId, endpoint.endpointId, {
      connectionId,
      own: [account],
      ...(options.common ? { common: options.common } : {}),
    }),
  )
  return number
}

export async function aNumberUnattached(
  intake: Intake,
  { tenantId, account, provider }: { tenantId: string; account?: string; provider?: string },
): Promise<TestNumber> {
  const connectionId = newId()
  const key = account ?? `number-${connectionId.slice(-12)}`
  await intake.app.withTenant(tenantId, (tx) =>
    createMessagingChannel(tx, intake.vault, {
      tenantId,
      connectionId,
      provider: provider ?? messageProvider.provider,
      name: key,
      providerKey: key,
      config: {},
      secrets: { accessToken: 'not-a-real-token' },
    }),
  )
  return { tenantId, connectionId, account: key }
}

/** Posts to the endpoint, signed as the provider of these tests signs. */
export function post(
  { url, secret }: Pick<TestEndpoint, 'url' | 'secret'>,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(url, {
    method: 'POST',
    body: raw,
    headers: { 'content-type': 'application/json', 'x-test-signature': signatureOf(raw, secret), ...headers },
  })
}

export interface StoredBody {
  tenantId: string
  body: string
}

/** What is kept of the bodies, each opened with the key of the tenant under which it lies. */
export async function storedBodies({ database, vault }: Intake): Promise<StoredBody[]> {
  const { rows } = await database.owner.query<{ tenant_id: string; id: string; body: string }>(
    'select tenant_id, id, body from deliveries order by id',
  )
  return Promise.all(
    rows.map(async ({ tenant_id: tenantId, id, body }) => ({
      tenantId,
      body: (await vault.unsealBody(tenantId, { table: 'deliveries', column: 'body', id }, body)).toString('utf8'),
    })),
  )
}

/** How often something became of what came to an endpoint, as its owner sees it. */
export async function counted(
  { database, refusals }: Intake,
  endpoint: TestEndpoint,
  outcome: string,
): Promise<number> {
  await refusals.flush()
  const { rows } = await database.owner.query<{ n: number }>(
    'select coalesce(sum(n), 0)::int as n from endpoint_counters where tenant_id = $1 and endpoint_id = $2 and outcome = $3',
    [endpoint.tenantId, endpoint.endpointId, outcome],
  )
  return rows[0]?.n ?? 0
}
