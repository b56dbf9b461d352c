import { asAppError } from '@crossdock/contracts/errors'
import type { Bell } from '#jobs/bell.ts'
import { LaneHold } from '#jobs/lane-hold.ts'
import { seenWorkers, workBacklog } from '#jobs/seen-store.ts'
import { readTenant, tenantIds } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { dueFor } from './due-tellings.ts'
import { installation, installationTroubles } from './installation-troubles.ts'
import { forgetOldAlerts, openAlerts, type Recipient, recipientsOf, saveFindings, tellingsOf } from './store.ts'
import { Teller, type Telling, type TellOptions } from './tell-people.ts'
import { type Limits, tenantTroubles } from './tenant-troubles.ts'
import { type MessageContext, writeMessage } from './write-message.ts'

export interface AlertWatchOptions extends TellOptions {
  database: Database
  vault: Vault
  bell: Pick<Bell, 'condition'>
  limits: Limits
  /** Who runs the installation. */
  operators: readonly string[]
  /** Where staff work. */
  dashboardUrl: string | undefined
  /** Of this process. */
  holder: string
  leaseMs: number
  intervalMs: number
}

export interface AlertWatch {
  /** Looks now, if it is this process that does. @returns whether it was */
  look(): Promise<boolean>
  stop(): Promise<void>
}

const lane = 'alerts:watch'
const keptMs = 90 * 24 * 3_600_000

/**
 * Looks for troubles now and then, and tells people. Every process runs it, so that somebody is left to say that the workers
 * are gone; one of them at a time looks: who holds the lane, as with work, and keeps it as long as he lives.
 */
export function startAlertWatch(options: AlertWatchOptions): AlertWatch {
  const { log, intervalMs } = options
  const stopping = new AbortController()
  const teller = new Teller(options)
  let hold: LaneHold | null = null
  let looking: Promise<boolean> | null = null
  let failedBefore = false

  async function look(): Promise<boolean> {
    if (hold?.signal.aborted) {
      await hold[Symbol.asyncDispose]()
      hold = null
    }
    hold ??= await LaneHold.take(lane, { ...options, stopping: stopping.signal })
    if (!hold) return false
    await lookAround(hold, teller, options)
    return true
  }

  /** One at a time, however often it is asked for. */
  function once(): Promise<boolean> {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }

  const timer = setInterval(() => {
    once()
      .then(() => {
        failedBefore = false
      })
      .catch((err) => {
        const { code } = asAppError(err)
        if (!failedBefore && code !== 'lease-lost' && code !== 'shutting-down')
          log.warn({ err }, 'troubles could not be looked for; tried again by itself')
        failedBefore = true
      })
  }, intervalMs)

  return {
    look: once,
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await looking?.catch(() => undefined)
      await hold?.[Symbol.asyncDispose]()
    },
  }
}

/** Sees everything before anybody is told: whoever is slow to hear it delays no tenant's alert. */
async function lookAround(hold: LaneHold, teller: Teller, options: AlertWatchOptions): Promise<void> {
  const { database, clock, bell, log, limits, vault } = options
  const troubles = installationTroubles(bell.condition(), await seenWorkers(database), await workBacklog(database))
  await hold.commit(installation, (tx) => saveFindings(tx, installation, troubles, clock.now()))
  const operators = { recipient: 'operator', channel: 'mail', kinds: null, quiet: null, timeZone: 'UTC' } as const
  const whoRunsIt = options.operators.length > 0 ? [{ ...operators, addresses: options.operators }] : []
  const tellings = await tellingsFor(installation, whoRunsIt, { whose: 'Crossdock', pages: null }, options)

  for (const tenantId of await tenantIds(database)) {
    try {
      const { tenant, recipients } = await hold.commit(tenantId, async (tx) => {
        const now = clock.now()
        await saveFindings(tx, tenantId, await tenantTroubles(tx, tenantId, now, limits), now)
        await forgetOldAlerts(tx, tenantId, new Date(now.getTime() - keptMs))
        return { tenant: await readTenant(tx, tenantId), recipients: await recipientsOf(tx, vault, tenantId) }
      })
      const pages = options.dashboardUrl ? `${options.dashboardUrl.replace(/\/+$/, '')}/${tenant.slug}` : null
      const hearers = recipients.map(({ address, ...one }) => ({ ...one, addresses: [address] }))
      tellings.push(...(await tellingsFor(tenantId, hearers, { whose: tenant.name, pages }, options)))
    } catch (thrown) {
      const { code } = asAppError(thrown)
      if (code === 'lease-lost' || code === 'shutting-down' || code === 'database-unavailable') throw thrown
      // One tenant's trouble is not the others'.
      log.error({ err: thrown, tenantId }, 'troubles of a tenant could not be looked for')
    }
  }
  await teller.tellAll(hold, tellings)
}

/** Whoever runs the installation have several addresses and get one message. */
interface Hearer extends Omit<Recipient, 'address'> {
  addresses: readonly string[]
}

async function tellingsFor(
  tenantId: string,
  hearers: readonly Hearer[],
  context: Pick<MessageContext, 'whose' | 'pages'>,
  { database, clock }: AlertWatchOptions,
): Promise<Telling[]> {
  if (hearers.length === 0) return []
  const { alerts, told } = await database.withTenant(tenantId, async (tx) => {
    const open = await openAlerts(tx, tenantId)
    return {
      alerts: open,
      told: await tellingsOf(
        tx,
        tenantId,
        open.map(({ alertId }) => alertId),
      ),
    }
  })
  return hearers.flatMap((hearer): Telling[] => {
    const { recipient, channel, addresses } = hearer
    const due = dueFor(hearer, alerts, told, clock.now())
    if (due.length === 0) return []
    return [{ tenantId, recipient, channel, addresses, due, message: writeMessage(due, { ...hearer, ...context }) }]
  })
}
