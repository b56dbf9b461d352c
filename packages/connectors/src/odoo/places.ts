import type { Address } from '@crossdock/contracts/order'
import { lookUp } from '../lib/look-up.ts'
import type { CallOptions } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { countryRow, stateRow } from './schemas.ts'

/** Indian states whose codes differ between sources (shopify.md §5.1): each name knows the others. */
const aliases: Record<string, string[]> = {
  TG: ['TS'],
  TS: ['TG'],
  OR: ['OD'],
  OD: ['OR'],
  CT: ['CG'],
  CG: ['CT'],
  UT: ['UK'],
  UK: ['UT'],
}

export interface Place {
  countryId: number | null
  stateId: number | null
}

/** Countries and states as Odoo numbers them; read once, they do not change. */
export class Places {
  #countries: Promise<Map<string, number>> | undefined
  readonly #states = new Map<number, Promise<{ id: number; code: string; name: string }[]>>()
  readonly #client: OdooClient

  constructor(client: OdooClient) {
    this.#client = client
  }

  /** By code, then by a code another source uses, then by name. Unknown stays empty: the text of the address remains. */
  async find(address: Address, call: CallOptions): Promise<Place> {
    if (address.countryCode === null) return { countryId: null, stateId: null }
    const countryId = (await this.#allCountries(call)).get(address.countryCode) ?? null
    if (countryId === null) return { countryId, stateId: null }
    const states = await this.#statesOf(countryId, call)
    const codes =
      address.regionCode === null ? [] : [address.regionCode, ...(lookUp(aliases, address.regionCode) ?? [])]
    const byCode = codes.map((code) => states.find((state) => state.code === code)).find(Boolean)
    const byName = states.find(
      (state) => address.regionName !== null && state.name.toLowerCase() === address.regionName.toLowerCase(),
    )
    // A code that two states share between sources is settled by the name, when it names one.
    return { countryId, stateId: (byName ?? byCode)?.id ?? null }
  }

  #allCountries(call: CallOptions): Promise<Map<string, number>> {
    this.#countries ??= this.#client
      .searchRead('res.country', [], ['code'], countryRow, call)
      .then((rows) => new Map(rows.map((row) => [row.code, row.id])))
      .catch((error: unknown) => {
        this.#countries = undefined
        throw error
      })
    return this.#countries
  }

  #statesOf(countryId: number, call: CallOptions): Promise<{ id: number; code: string; name: string }[]> {
    let states = this.#states.get(countryId)
    if (!states) {
      states = this.#client.searchRead(
        'res.country.state',
        [['country_id', '=', countryId]],
        ['code', 'name', 'country_id'],
        stateRow,
        call,
      )
      this.#states.set(countryId, states)
      states.catch(() => this.#states.delete(countryId))
    }
    return states
  }
}
