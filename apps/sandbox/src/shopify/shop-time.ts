/** A moment as a shop in India writes it: whole seconds and its own offset, "2026-11-18T10:15:30+05:30". */
export function shopTime(moment: Date): string {
  return `${new Date(moment.getTime() + offsetMs).toISOString().slice(0, 19)}+05:30`
}

const offsetMs = 5.5 * 3600 * 1000
