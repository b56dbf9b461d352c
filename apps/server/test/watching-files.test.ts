import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Metrics } from '#platform/telemetry/metrics.ts'
import { unwell } from '#platform/telemetry/provider-ledger.ts'

// The dashboard, the alert rules and the page that explains them speak of metrics that exist, with labels they have.

const root = join(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Panel {
  id: number
  type: string
  title: string
  gridPos: { h: number; w: number; x: number; y: number }
  datasource?: { type: string; uid: string }
  targets?: { expr: string; refId: string }[]
}

const dashboard = JSON.parse(read('deploy/grafana/crossdock.json')) as {
  uid: string
  schemaVersion: number
  panels: Panel[]
  templating: { list: { name: string; type: string }[] }
}
interface Rule {
  alert: string
  expr: string
  for?: string
  labels: { severity: string }
  annotations: { summary: string; description: string; runbook: string }
}
const rules = (parse(read('deploy/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  ({ rules }) => rules,
)

/** Every name a query may use, with the labels that go with it. */
function series(): Map<string, string[]> {
  const metrics = new Metrics('all')
  metrics.watchProcess()
  const known = new Map<string, string[]>()
  for (const { name, type, labels } of metrics.describe()) {
    const all = [...labels, 'job', 'instance']
    if (type !== 'histogram') known.set(name, all)
    else {
      known.set(`${name}_bucket`, [...all, 'le'])
      known.set(`${name}_sum`, all)
      known.set(`${name}_count`, all)
    }
  }
  return known
}

interface Query {
  expr: string
  broken: boolean
  /** Metric and the labels it is chosen by. */
  chosen: { metric: string; labels: string[] }[]
  /** Labels that results are grouped by. */
  grouped: string[]
}

/** Read by the grammar that Prometheus' own pages use. */
function readQuery(written: string): Query {
  const expr = written.replaceAll('$__rate_interval', '5m')
  const query: Query = { expr, broken: false, chosen: [], grouped: [] }
  parser.parse(expr).iterate({
    enter({ type, from, to, node }) {
      const text = expr.slice(from, to)
      if (type.isError) query.broken = true
      if (type.name === 'VectorSelector') query.chosen.push({ metric: text.split('{')[0]?.trim() ?? '', labels: [] })
      if (type.name === 'LabelName') {
        if (node.parent?.name === 'GroupingLabels') query.grouped.push(text)
        else query.chosen.at(-1)?.labels.push(text)
      }
    },
  })
  return query
}

const panelQueries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ where: title, ...readQuery(expr) })),
)
const queries = [...panelQueries, ...rules.map(({ alert, expr }) => ({ where: alert, ...readQuery(expr) }))]

test('every query is PromQL, and asks for metrics that exist by labels they have', () => {
  const known = series()

  expect(queries.length).toBeGreaterThan(50)
  for (const { where, expr, broken, chosen, grouped } of queries) {
    expect({ where, expr, broken, chosen: chosen.length > 0 }).toEqual({ where, expr, broken: false, chosen: true })
    for (const { metric, labels } of chosen) {
      const has = known.get(metric)
      expect({ where, metric, exists: has !== undefined }).toEqual({ where, metric, exists: true })
      expect({ where, metric, strange: labels.filter((label) => !has?.includes(label)) }).toEqual({
        where,
        metric,
        strange: [],
      })
    }
    const together = chosen.flatMap(({ metric }) => known.get(metric) ?? [])
    expect({ where, strange: grouped.filter((label) => !together.includes(label)) }).toEqual({ where, strange: [] })
  }
})

test('a query that is broken, or asks for something that is not there, is found', () => {
  expect(readQuery('sum by (job (up)').broken).toBe(true)
  expect(readQuery('sum by (kind) (rate(crossdock_gone_total{code="x"}[5m]))')).toMatchObject({
    broken: false,
    chosen: [{ metric: 'crossdock_gone_total', labels: ['code'] }],
    grouped: ['kind'],
  })
})

test('every metric of ours is on the dashboard', () => {
  const shown = new Set(panelQueries.flatMap(({ chosen }) => chosen.map(({ metric }) => metric)))
  const missing = new Metrics('all')
    .describe()
    .filter(({ name, type }) =>
      type === 'histogram' ? !['_bucket', '_sum', '_count'].some((end) => shown.has(name + end)) : !shown.has(name),
    )

  expect(missing.map(({ name }) => name)).toEqual([])
})

test('the dashboard imports: panels with ids of their own, side by side, all reading from the chosen Prometheus', () => {
  const panels = dashboard.panels

  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39)
  expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
    ['source', 'datasource'],
    ['job', 'query'],
  ])
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const [index, one] of panels.entries()) {
    const { x, y, w, h } = one.gridPos
    expect({ panel: one.title, fits: x >= 0 && w > 0 && x + w <= 24 }).toEqual({ panel: one.title, fits: true })
    for (const other of panels.slice(index + 1)) {
      const { gridPos: o } = other
      const overlap = x < o.x + o.w && o.x < x + w && y < o.y + o.h && o.y < y + h
      expect({ one: one.title, other: other.title, overlap }).toEqual({
        one: one.title,
        other: other.title,
        overlap: false,
      })
    }
    if (one.type === 'row') continue
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own way to write a variable
    expect(one.datasource).toEqual({ type: 'prometheus', uid: '${source}' })
    expect({ panel: one.title, queries: one.targets?.length ?? 0 }).not.toMatchObject({ queries: 0 })
  }
})

test('every alert says what goes on, how bad it is, and leads to a place that says what to do', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const { alert, labels, annotations, for: lasts } of rules) {
    expect(alert).toMatch(/^Crossdock[A-Z]\w+$/)
    expect(['critical', 'warning']).toContain(labels.severity)
    expect(annotations.summary.length).toBeGreaterThan(10)
    expect(annotations.description.length).toBeGreaterThan(20)
    if (lasts !== undefined) expect(lasts).toMatch(/^\d+[smh]$/)
    const [file, heading] = annotations.runbook.split('#')
    expect({ alert, file, there: existsSync(join(root, file ?? '')) }).toEqual({ alert, file, there: true })
    if (heading)
      expect({ alert, heading: read(file ?? '').includes(`\`${heading}\``) }).toEqual({ alert, heading: true })
  }
})

test('the alert about a provider that fails counts what /health calls unwell', () => {
  const expr = rules.find(({ alert }) => alert === 'CrossdockProviderFails')?.expr ?? ''
  const counted = /outcome=~"([^"]*)"/.exec(expr)?.[1]?.split('|') ?? []

  expect(counted.sort()).toEqual([...unwell].sort())
})

test('the page about metrics explains each of them, and none that does not exist', () => {
  const page = read('docs/runbooks/metrics.md')
  const explained = [...page.matchAll(/^### `(crossdock_\w+)`/gm)].map(([, name]) => name)

  expect(explained.sort()).toEqual(
    new Metrics('all')
      .describe()
      .map(({ name }) => name)
      .sort(),
  )
})
