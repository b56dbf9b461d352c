import {
  type AlertChannel,
  type AlertChannelName,
  type AlertWatch,
  startAlertWatch,
  usualLimits,
} from '#modules/alerts/index.ts'
import { newId } from '#platform/ids.ts'
import { openMailer } from '#platform/mail.ts'
import type { Floor } from './wire.ts'

/** Every role watches, and one process at a time looks. */
export function wireAlerts(floor: Floor, further: ReadonlyMap<AlertChannelName, AlertChannel> = new Map()): AlertWatch {
  const { config, app: database, vault, clock, bell, log, telemetry } = floor
  const mailer = config.SMTP_URL ? openMailer(config.SMTP_URL, config.MAIL_FROM) : null
  const mail: AlertChannel = {
    tell: async (to, { subject, text, reference }) =>
      mailer?.send({ to, subject, text, messageId: `${reference}@crossdock.alerts` }),
  }
  const watch = startAlertWatch({
    database,
    vault,
    clock,
    bell,
    channels: new Map([...(mailer ? [['mail', mail] as const] : []), ...further]),
    limits: usualLimits(config.ERP_FENCE_MS),
    operators: config.ALERT_MAIL_TO ?? [],
    dashboardUrl: config.DASHBOARD_URL,
    holder: newId(),
    leaseMs: config.LANE_LEASE_MS,
    intervalMs: config.ALERT_INTERVAL_MS,
    log,
    told: (channel, outcome) => telemetry.metrics.meters.alertsTold.inc({ channel, outcome }),
  })
  return {
    look: watch.look,
    async stop() {
      await watch.stop()
      mailer?.close()
    },
  }
}
