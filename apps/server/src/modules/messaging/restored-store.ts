import type { Tx } from '#platform/db/database.ts'

/**
 * The database is of yesterday, and customers are of today: what it holds as not sent may have gone out since. As the owner,
 * over all tenants, before a restored hub starts.
 *
 * Messages that waited are treated like calls that nobody answered: a status settles them, else a person does. Notices are
 * about orders placed from now on: which of the others were told of already, nobody knows.
 */
export async function doubtAfterRestore(owner: Pick<Tx, 'query'>): Promise<{ messages: number; notices: number }> {
  const messages = await owner.query(
    `update messages set state = 'outcome-unknown', sending_at = clock_timestamp(), updated_at = clock_timestamp()
     where direction = 'out' and state in ('queued', 'sending', 'outcome-unknown') returning 1`,
  )
  const notices = await owner.query(
    'update notice_settings set on_since = clock_timestamp() where on_since is not null returning 1',
  )
  return { messages: messages.length, notices: notices.length }
}
