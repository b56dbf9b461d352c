export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

export async function scrape(hub: { internalUrl: string }): Promise<string> {
  const response = await fetch(`${hub.internalUrl}/metrics`)
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`)
  return response.text()
}

/** Prometheus' text format, line by line. */
export function samples(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels, value] = line.match(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/) ?? []
    if (name === undefined || value === undefined) return []
    const pairs = [...(labels ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text])
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }]
  })
}

/** Sum of what bears these labels; throws when nothing does. */
export function sampleOf(text: string, name: string, labels: Record<string, string>): number {
  const found = samples(text).filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
  if (found.length === 0) throw new Error(`no ${name} ${JSON.stringify(labels)}`)
  return found.reduce((sum, { value }) => sum + value, 0)
}
