/** Reads a wall-clock time of a zone as UTC. */
export function toUtc(wallClock: string, zone: string): string {
  const asIfUtc = Date.parse(`${wallClock.replace(' ', 'T')}Z`)
  if (zone === 'UTC') return wallClock
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  const shift = Date.parse(`${shown.format(asIfUtc).replace(' ', 'T')}Z`) - asIfUtc
  return new Date(asIfUtc - shift).toISOString().slice(0, 19).replace('T', ' ')
}
