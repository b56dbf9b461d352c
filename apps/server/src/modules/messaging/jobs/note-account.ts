import type { AccountNotice } from '@crossdock/connectors/ports/messaging'
import { AppError, storableText } from '@crossdock/contracts/errors'
import { defineJob } from '#jobs/define-job.ts'
import { tellOfConnection } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { scrubText } from '#platform/log.ts'
import { endBan, type OwnNumber, pauseNumber } from '../channel-pause.ts'
import { addConsent } from '../consent-store.ts'
import { keysOf } from '../conversation-store.ts'
import { noteTemplateChange } from '../template-store.ts'
import { type EventPayload, type MessagingEventDeps, messagingEventJob, readItem } from './messaging-event.ts'

/** About the number, its templates, or what a person set in their app. */
export const noteAccount = defineJob<EventPayload, MessagingEventDeps>({
  name: 'messaging.note-account',
  ...messagingEventJob,
  lane: ({ connectionId }) => `shop:${connectionId}:account`,
  async run({ payload, correlationId }, context, deps) {
    const { event, item } = await readItem(payload, ['preference', 'template', 'account'], context, deps)
    const { tenantId, connectionId } = event
    const number = { tenantId, connectionId, correlationId }
    if (item.kind === 'preference') {
      const { person, scope, value, at } = item.preference
      const choice = value === 'stop' ? 'stop' : 'allow'
      const keys = await keysOf(deps.vault, tenantId, person)
      await context.commit(tenantId, (tx) =>
        addConsent(tx, deps.vault, tenantId, keys, {
          scope,
          choice,
          source: 'preference',
          at: new Date(at),
          messageId: null,
        }),
      )
      return
    }
    if (item.kind === 'account') {
      const at = item.notice.at === null ? event.receivedAt : new Date(item.notice.at)
      const now = deps.clock.now()
      return context.commit(tenantId, (tx) => noteNotice(tx, number, item.notice, { at, now }))
    }
    const { change } = item
    const account = await deps.messaging.account(tenantId, connectionId)
    await context.commit(tenantId, async (tx) => {
      await noteTemplateChange(
        tx,
        tenantId,
        account,
        change,
        change.at === null ? event.receivedAt : new Date(change.at),
      )
      const news = [change.status, change.category, change.quality].filter((word) => word !== null).join(', ')
      const message = `The template ${change.name} (${change.language}) is now ${news || 'changed'}${change.reason === null ? '' : `: ${scrubText(change.reason)}`}.`
      await tellOfConnection(tx, tenantId, connectionId, correlationId, {
        kind: 'template',
        message: storableText(message),
      })
    })
  },
})

/** A number that is blocked sends nothing more until that is over or a person has looked; everything else is told. */
async function noteNotice(
  tx: Tx,
  number: OwnNumber,
  { topic, severity, message, until, ban }: AccountNotice,
  { at, now }: { at: Date; now: Date },
): Promise<void> {
  const said = storableText(scrubText(message))
  const entry = { kind: `messaging-${severity}`, message: `${said} (${storableText(topic)})` }
  await tellOfConnection(tx, number.tenantId, number.connectionId, number.correlationId, entry)
  if (ban === 'ends') return endBan(tx, number, at)
  // It comes again for a week, and may be over by then.
  if (severity !== 'blocked' || (until !== null && new Date(until) <= now)) return
  const facts = { detail: said, ...(until === null ? {} : { until }), ...(ban === null ? {} : { ban }) }
  await pauseNumber(tx, number, new AppError('number-blocked', topic, { facts }), at)
}
