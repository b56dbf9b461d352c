import type { JsonObject } from './json.ts'

/** Empty is null in here and becomes `false` on the wire (odoo.md 10, trap 1). */
export type Cell = string | number | boolean | null | number[] | JsonObject

export interface Row {
  readonly id: number
  readonly [field: string]: Cell
}

export interface ExternalId {
  model: string
  id: number
  noupdate: boolean
  /** The commit that made it, so that a call can tell what appeared after it had started. */
  since: number
}

interface Table {
  rows: Map<number, Row>
  lastId: number
  /** many2one field → target id → rows that point to it. */
  links: Map<string, Map<number, Set<number>>>
}

/**
 * The whole database. Rows are replaced, never changed in place, so undoing a call is putting old rows back. Like
 * PostgreSQL's sequences, ids that a failed call has used are gone.
 */
export class Store {
  readonly externalIds = new Map<string, ExternalId>()
  /** Rises with every call that has written something. */
  commits = 0
  #tables = new Map<string, Table>()
  #sequences = new Map<string, number>()
  #externalIdsByRecord = new Map<string, Set<string>>()
  #undo: (() => void)[] | undefined

  declare(model: string, linkFields: string[]): void {
    this.#tables.set(model, {
      rows: new Map(),
      lastId: 0,
      links: new Map(linkFields.map((field) => [field, new Map()])),
    })
  }

  rows(model: string): Row[] {
    return [...this.#table(model).rows.values()]
  }

  row(model: string, id: number | null): Row | undefined {
    return id === null ? undefined : this.#table(model).rows.get(id)
  }

  isLinked(model: string, field: string): boolean {
    return this.#table(model).links.has(field)
  }

  /** Rows whose many2one `field` is `target`, oldest first. */
  linked(model: string, field: string, target: number): Row[] {
    const table = this.#table(model)
    const ids = [...(table.links.get(field)?.get(target) ?? [])].sort((a, b) => a - b)
    return ids.flatMap((id) => table.rows.get(id) ?? [])
  }

  insert(model: string, cells: { [field: string]: Cell }, id?: number): Row {
    const table = this.#table(model)
    const row: Row = { ...cells, id: id ?? table.lastId + 1 }
    table.lastId = Math.max(table.lastId, row.id)
    this.#put(table, row)
    this.#undo?.push(() => this.#drop(table, row.id))
    return row
  }

  update(model: string, id: number, cells: { [field: string]: Cell }): Row {
    const table = this.#table(model)
    const before = table.rows.get(id)
    if (!before) throw new Error(`sandbox bug: update of ${model}(${id}), which is not there`)
    const after: Row = { ...before, ...cells, id }
    this.#put(table, after)
    this.#undo?.push(() => this.#put(table, before))
    return after
  }

  remove(model: string, id: number): void {
    const table = this.#table(model)
    const before = table.rows.get(id)
    if (!before) return
    this.#drop(table, id)
    this.#undo?.push(() => this.#put(table, before))
    // The external id dies with its record, which is why a deleted order can be loaded again (odoo.md 5.2).
    for (const name of this.externalIdsOf(model, id)) this.forget(name)
  }

  remember(name: string, target: { model: string; id: number; noupdate: boolean }): void {
    this.#setExternalId(name, { ...target, since: this.commits + 1 })
  }

  forget(name: string): void {
    this.#setExternalId(name, undefined)
  }

  externalIdsOf(model: string, id: number): string[] {
    return [...(this.#externalIdsByRecord.get(`${model},${id}`) ?? [])]
  }

  /** Not undone by a failed call: gaps in S00042 are normal in Odoo too. */
  next(sequence: string): number {
    const value = (this.#sequences.get(sequence) ?? 0) + 1
    this.#sequences.set(sequence, value)
    return value
  }

  /** All or nothing. Nests: an inner success is still undone by an outer failure. */
  atomically<T>(work: () => T): T {
    const outer = this.#undo
    const mine: (() => void)[] = []
    this.#undo = mine
    try {
      const result = work()
      outer?.push(...mine)
      return result
    } catch (error) {
      this.#undo = undefined
      for (const undo of mine.reverse()) undo()
      throw error
    } finally {
      this.#undo = outer
    }
  }

  #table(model: string): Table {
    const table = this.#tables.get(model)
    if (!table) throw new Error(`sandbox bug: no table ${model}`)
    return table
  }

  #put(table: Table, row: Row): void {
    const before = table.rows.get(row.id)
    for (const [field, targets] of table.links) {
      const old = before?.[field]
      const now = row[field]
      if (old === now) continue
      if (typeof old === 'number') targets.get(old)?.delete(row.id)
      if (typeof now !== 'number') continue
      const rows = targets.get(now)
      if (rows) rows.add(row.id)
      else targets.set(now, new Set([row.id]))
    }
    table.rows.set(row.id, row)
  }

  #drop(table: Table, id: number): void {
    const before = table.rows.get(id)
    for (const [field, targets] of table.links) {
      const old = before?.[field]
      if (typeof old === 'number') targets.get(old)?.delete(id)
    }
    table.rows.delete(id)
  }

  #setExternalId(name: string, target: ExternalId | undefined): void {
    const before = this.externalIds.get(name)
    this.#writeExternalId(name, target)
    this.#undo?.push(() => this.#writeExternalId(name, before))
  }

  #writeExternalId(name: string, target: ExternalId | undefined): void {
    const before = this.externalIds.get(name)
    if (before) this.#externalIdsByRecord.get(`${before.model},${before.id}`)?.delete(name)
    this.externalIds.delete(name)
    if (!target) return
    this.externalIds.set(name, target)
    const key = `${target.model},${target.id}`
    const names = this.#externalIdsByRecord.get(key)
    if (names) names.add(name)
    else this.#externalIdsByRecord.set(key, new Set([name]))
  }
}
