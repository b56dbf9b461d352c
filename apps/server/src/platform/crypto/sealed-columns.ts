/**
 * Every column that holds sealed values, and nothing else does: `Vault.seal` takes no other place, so a new one is written
 * here first, and with that it is guarded (`guard_sealed` in migration 000014), re-encrypted when keys rotate, and compared
 * with the catalogue by a test.
 */
export const sealedColumns = {
  alert_recipients: ['address'],
  connections: ['secrets'],
  consents: ['reason'],
  conversations: ['phone', 'user_id', 'name'],
  customers: ['name', 'email', 'phone'],
  deliveries: ['body'],
  endpoints: ['secrets'],
  erp_documents: ['document'],
  idempotent_requests: ['answer'],
  messages: ['provider_id', 'text', 'content'],
  orders: ['document'],
  privacy_requests: ['subject'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export type SealedTable = keyof typeof sealedColumns

/** Where an encrypted value lives. */
export type Place = {
  [Table in SealedTable]: { table: Table; column: (typeof sealedColumns)[Table][number]; id: string }
}[SealedTable]

export const sealedTables = Object.keys(sealedColumns) as SealedTable[]

/** What binds a value to its row, unique in its tenant: the column `id`, a uuid, unless told. */
const otherIds: Partial<Record<SealedTable, { column: string; type: string }>> = {
  idempotent_requests: { column: 'key_hash', type: 'text' },
}

export function idOfRow(table: SealedTable): { column: string; type: string } {
  return otherIds[table] ?? { column: 'id', type: 'uuid' }
}
