import type { Random } from '@crossdock/sandbox/shopify'

/** What is done to messages, to WhatsApp and to what lies between, and how often in ten minutes. */
const messageFaultKinds = {
  'whatsapp is busy': 4,
  'whatsapp slow': 4,
  'whatsapp refuses connections': 4,
  'whatsapp never answers': 4,
  'gateway answers instead of whatsapp': 4,
  'gateway gives up on whatsapp': 4,
  'cut after the message was handed over': 4,
  'half an answer from whatsapp': 4,
  'worker killed before its message went out': 4,
  'worker killed after its message went out': 4,
  'worker frozen while it sends': 3,
  'whatsapp tells late': 4,
  'whatsapp tells all of it again': 4,
} as const satisfies Record<string, number>
export type MessageFaultKind = keyof typeof messageFaultKinds

/** What is done to the hub, to Odoo and to what lies between, and how often in ten minutes. */
export const faultKinds = {
  'worker killed': 10,
  'worker killed after load': 5,
  'worker killed inside action_confirm': 5,
  'worker killed before its own write': 5,
  'worker frozen past its lease': 4,
  'worker frozen inside action_confirm': 4,
  'api killed': 6,
  'odoo stopped': 2,
  'odoo killed': 2,
  'odoo killed inside action_confirm': 2,
  'odoo frozen': 3,
  'odoo slow': 4,
  'odoo refuses connections': 4,
  'gateway answers instead of odoo': 5,
  'gateway gives up on odoo': 4,
  'cut after the request': 6,
  'cut after action_confirm was asked': 4,
  'cut before the answer': 6,
  'half an answer': 4,
  'answer trickles': 4,
  'queue wiped': 8,
  'bell cut off from the database': 4,
  'hub cut off from its database': 4,
  'database restarted at once': 2,
  ...messageFaultKinds,
} as const satisfies Record<string, number>
export type FaultKind = keyof typeof faultKinds

export interface PlannedFault {
  kind: FaultKind
  /** After the first delivery. */
  atMs: number
  /** How long it lasts, where it lasts. */
  lastsMs: number
  /** From 0 to 1: decides whom it strikes. */
  pick: number
}

/** From nearly the beginning to the end of the deliveries, at even distances with some jitter; each kind at least once. */
export function planFaults(minutes: number, random: Random): PlannedFault[] {
  const kinds = Object.entries(faultKinds).flatMap(([kind, inTenMinutes]) =>
    Array.from({ length: Math.max(1, Math.round((inTenMinutes * minutes) / 10)) }, () => kind as FaultKind),
  )
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = random.int(0, i)
    ;[kinds[i], kinds[j]] = [kinds[j] as FaultKind, kinds[i] as FaultKind]
  }
  const [from, to] = [minutes * 60_000 * 0.03, minutes * 60_000 * 0.92]
  const distance = (to - from) / kinds.length
  return kinds.map((kind, index) => ({
    kind,
    atMs: Math.round(from + distance * index + random.int(0, Math.round(distance * 0.8))),
    lastsMs: duration(kind, random),
    pick: random.int(0, 999) / 1000,
  }))
}

/** Whatever holds back what was sent to Odoo stays well below the hub's fence, or the hub could not know better. */
function duration(kind: FaultKind, random: Random): number {
  switch (kind) {
    case 'worker frozen past its lease':
    case 'worker frozen inside action_confirm':
    case 'worker frozen while it sends':
      return random.int(4_500, 7_000)
    case 'odoo stopped':
      return random.int(2_000, 5_000)
    case 'odoo killed':
    case 'odoo killed inside action_confirm':
      return random.int(500, 2_500)
    case 'odoo frozen':
      return random.int(2_000, 4_000)
    case 'odoo slow':
      return random.int(4_000, 9_000)
    case 'odoo refuses connections':
    case 'whatsapp refuses connections':
      return random.int(800, 2_500)
    case 'whatsapp is busy':
      return random.int(1_500, 4_000)
    case 'whatsapp slow':
      return random.int(4_000, 7_000)
    case 'whatsapp tells late':
      return random.int(3_000, 8_000)
    case 'answer trickles':
      return random.int(1_000, 2_500)
    default:
      return 0
  }
}
