import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import { newestLetters } from '#jobs/dead-letter-pages.ts'
import type { Database } from '#platform/db/database.ts'
import { type ParkedLetter, pageOfLetters } from '../dead-letters.ts'

export const listDeadLetters = route(
  operations.listDeadLetters,
  ({ tenantId, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, (tx) =>
      pageAnswer(
        query,
        newestLetters,
        (wanted) => pageOfLetters(tx, tenantId, { cause: query.cause }, wanted),
        letterJson,
      ),
    ),
)

function letterJson({ workId, cause, sentence, orderId, order, at }: ParkedLetter) {
  return { id: workId, cause, say: sentence, orderId, orderName: order, at: at.toISOString() }
}
