/** Few queues: ERP lanes are slow and few, order lanes fast and many; neither may starve the other. */
export const bellNames = ['orders', 'erp'] as const
export type BellName = (typeof bellNames)[number]

export function bellOf(lane: string): BellName {
  return lane.startsWith('erp:') ? 'erp' : 'orders'
}

/**
 * Rung in a flood instead of each lane: whoever answers looks for lanes with due work himself. Several may be rung, so that
 * as many processes look at the same time.
 */
const looks = 4
export const lookLane = (turn: number): string => `look:${turn % looks}`
export const isLook = (lane: string): boolean => lane.startsWith('look:')
