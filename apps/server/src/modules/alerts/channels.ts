import type { AlertMessage } from './write-message.ts'

/** A way to reach people. Handed in by `main/`: mail there is always a port for, WhatsApp where messaging is wired. */
export interface AlertChannel {
  /**
   * Sends once, or throws. What is due then is told at the next look, so a message may come twice after a crash, with the
   * same `reference`.
   */
  tell(addresses: readonly string[], message: AlertMessage, whose: { tenantId: string }): Promise<void>
}

export type AlertChannelName = 'mail' | 'whatsapp'
export type AlertChannels = ReadonlyMap<AlertChannelName, AlertChannel>
