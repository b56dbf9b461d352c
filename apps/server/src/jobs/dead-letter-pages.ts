import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import type { DeadLetter } from './store.ts'

/** Dead letters page by page, as people look through them. */
export const newestLetters: Sort = {
  name: 'newest',
  keys: [
    { expression: 'finished_at', kind: 'instant' },
    { expression: 'id', kind: 'uuid' },
  ],
  descending: true,
}

export function pageOfDead(
  tx: Tx,
  tenantId: string,
  { cause }: { cause: string | undefined },
  wanted: PageWanted,
): Promise<Page<DeadLetter>> {
  return readPage(tx, {
    columns: 'id, kind, lane, subject_kind, subject_id, correlation_id, cause_code, cause_facts, attempts, finished_at',
    from: 'work',
    where: [
      ['tenant_id = ?', tenantId],
      [`state = 'dead'`],
      ...(cause === undefined ? [] : ([['cause_code = ?', cause]] as const)),
    ],
    sort: newestLetters,
    wanted,
  })
}
