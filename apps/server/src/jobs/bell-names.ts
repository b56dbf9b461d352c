/** Few queues: ERP lanes are slow and few, order lanes fast and many; neither may starve the other. */
export const bellNames = ['orders', 'erp'] as const
export type BellName = (typeof bellNames)[number]

export function bellOf(lane: string): BellName {
  return lane.startsWith('erp:') ? 'erp' : 'orders'
}
