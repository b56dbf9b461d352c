import type { Tx } from '#platform/db/database.ts'
import type { PageWanted } from '#platform/db/keyset.ts'
import type { List } from './every-list.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

interface Explained {
  Plan: PlanNode
  'Planning Time': number
  'Execution Time': number
}

/** Rows that scans took from tables and indexes, also those that a filter threw away. */
function rowsRead(node: PlanNode): number {
  const loops = node['Actual Loops'] ?? 1
  const own =
    node['Node Type'].endsWith('Scan') && node['Relation Name']
      ? ((node['Actual Rows'] ?? 0) +
          (node['Rows Removed by Filter'] ?? 0) +
          (node['Rows Removed by Index Recheck'] ?? 0)) *
        loops
      : 0
  return own + (node.Plans ?? []).reduce((sum, one) => sum + rowsRead(one), 0)
}

/** Scans of whole tables; what has few rows is rightly read so. */
function wholeTables(node: PlanNode): string[] {
  const own = node['Node Type'] === 'Seq Scan' && node['Relation Name'] ? [node['Relation Name']] : []
  return [...own, ...(node.Plans ?? []).flatMap(wholeTables)].filter((name) => name !== 'connections')
}

/** What a page costs, by the plan that was carried out for it. */
export async function planOf(
  tx: Tx,
  list: List,
  wanted: PageWanted,
): Promise<{ read: number; whole: string[]; ms: number }> {
  let explained: Explained | undefined
  const explaining = {
    query: async (text: string, values: unknown[] = []) => {
      const [row] = await tx.query<{ 'QUERY PLAN': [Explained] }>(
        `explain (analyze, timing off, format json) ${text}`,
        values,
      )
      explained ??= row?.['QUERY PLAN'][0]
      return []
    },
  } as unknown as Tx
  await list.read(explaining, wanted)
  if (!explained) throw new Error(`${list.name} asked nothing`)
  const { Plan: plan, 'Planning Time': planning, 'Execution Time': execution } = explained
  return { read: rowsRead(plan), whole: wholeTables(plan), ms: planning + execution }
}
