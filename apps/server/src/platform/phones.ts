/** What a screen or a line of the timeline may show of a phone: country and the last four digits. */
export function maskPhone(e164: string): string {
  return `${e164.slice(0, 3)}••••••${e164.slice(-4)}`
}
