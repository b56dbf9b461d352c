import { asAppError } from '@crossdock/contracts/errors'
import type { Bell } from '#jobs/bell.ts'
import { LaneHold } from '#jobs/lane-hold.ts'
import { seenWorkers, workBacklog } from '#jobs/seen-store.ts'
import { readTenant, tenantIds } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { AlertChannelName, AlertChannels } from './channels.ts'
import { dueFor, type OpenAlert } from './due-tellings.ts'
import { installation, installationTroubles } from './installation-troubles.ts'
import {
  forgetOldAlerts,
  noteTold,
  openAlerts,
  type Recipient,
  recipientsOf,
  saveFindings,
  tellingsOf,
} from './store.ts'
import { type Limits, tenantTroubles } from './tenant-troubles.ts'
import { type MessageContext, writeMessage } from './write-message.ts'

export interface AlertWatchOptions {
  database: Database
  vault: Vault
  clock: Clock
  bell: Pick<Bell, 'condition'>
  channels: AlertChannels
  limits: Limits
  /** Who runs the installation. */
  operators: readonly string[]
  /** Where staff work. */
  dashboardUrl: string | undefined
  /** Of this process. */
  holder: string
  leaseMs: number
  intervalMs: number
  log: Log
  /** Counts what was tried. */
  told(channel: AlertChannelName, outcome: 'sent' | 'failed' | 'no-channel'): void
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
    await lookAround(hold, options)
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

async function lookAround(hold: LaneHold, options: AlertWatchOptions): Promise<void> {
  const { database, clock, bell, log, limits, vault } = options
  const troubles = installationTroubles(bell.condition(), await seenWorkers(database), await workBacklog(database))
  await hold.commit(installation, (tx) => saveFindings(tx, installation, troubles, clock.now()))
  const operators = { recipient: 'operator', channel: 'mail', kinds: null, quiet: null, timeZone: 'UTC' } as const
  if (options.operators.length > 0)
    await tell(
      hold,
      installation,
      [{ ...operators, addresses: options.operators }],
      { whose: 'Crossdock', pages: null },
      options,
    )

  for (const tenantId of await tenantIds(database)) {
    try {
      const { tenant, recipients } = await hold.commit(tenantId, async (tx) => {
        const now = clock.now()
        await saveFindings(tx, tenantId, await tenantTroubles(tx, tenantId, now, limits), now)
        await forgetOldAlerts(tx, tenantId, new Date(now.getTime() - keptMs))
        return { tenant: await readTenant(tx, tenantId), recipients: await recipientsOf(tx, vault, tenantId) }
      })
      const pages = options.dashboardUrl ? `${options.dashboardUrl.replace(/\/+$/, '')}/${tenant.slug}` : null
      await tell(
        hold,
        tenantId,
        recipients.map((one) => ({ ...one, addresses: [one.address] })),
        { whose: tenant.name, pages },
        options,
      )
    } catch (thrown) {
      const { code } = asAppError(thrown)
      if (code === 'lease-lost' || code === 'shutting-down' || code === 'database-unavailable') throw thrown
      // One tenant's trouble is not the others'.
      log.error({ err: thrown, tenantId }, 'troubles of a tenant could not be looked for')
    }
  }
}

type Addressed = Omit<Recipient, 'address'> & { addresses: readonly string[] }

/** One message each about all that is due. Noted after it was sent: twice after a crash is better than never. */
async function tell(
  hold: LaneHold,
  tenantId: string,
  recipients: readonly Addressed[],
  context: Pick<MessageContext, 'whose' | 'pages'>,
  { database, clock, channels, log, told }: AlertWatchOptions,
): Promise<void> {
  if (recipients.length === 0) return
  const { alerts, tellings } = await database.withTenant(tenantId, async (tx) => {
    const open = await openAlerts(tx, tenantId)
    return {
      alerts: open,
      tellings: await tellingsOf(
        tx,
        tenantId,
        open.map(({ alertId }) => alertId),
      ),
    }
  })
  for (const recipient of recipients) {
    const due: OpenAlert[] = dueFor(recipient, alerts, tellings, clock.now())
    if (due.length === 0) continue
    const channel = channels.get(recipient.channel)
    if (!channel) {
      told(recipient.channel, 'no-channel')
      continue
    }
    hold.assertOurs()
    try {
      await channel.tell(recipient.addresses, writeMessage(due, { ...recipient, ...context }), { tenantId })
    } catch (err) {
      told(recipient.channel, 'failed')
      log.warn(
        { err, tenantId, channel: recipient.channel, alerts: due.length },
        'people could not be told; tried again',
      )
      continue
    }
    told(recipient.channel, 'sent')
    await hold.commit(tenantId, (tx) => noteTold(tx, tenantId, recipient.recipient, due, clock.now()))
  }
}
