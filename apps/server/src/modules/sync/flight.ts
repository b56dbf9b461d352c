import type { ErpPort } from '@crossdock/connectors/ports/erp'
import { type AppError, asAppError } from '@crossdock/contracts/errors'
import type { LaneContext } from '#jobs/define-job.ts'
import { type OrderListener, wishesOf } from '#modules/orders/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import { carryOrders, writeDrafts } from './carry-orders.ts'
import type { FenceDeps } from './confirm-behind-fence.ts'
import type { ErpRegistry } from './erp-registry.ts'
import type { Boarded, CarryDeps, Passenger } from './passenger.ts'
import { errorWithoutPeople } from './without-people.ts'

export interface FlightDeps {
  erps: ErpRegistry
  vault: Vault
  lane: LaneContext
  fence: FenceDeps
  listener: OrderListener
  /** What came of an order: called once for each that is through, or cannot be. */
  settle(orderId: string, outcome: AppError | 'done'): void
}

/** Orders of one ERP connection that go there in the same calls. */
export class Flight {
  readonly #connection: { tenantId: string; connectionId: string }
  readonly #passengers: Passenger[]
  readonly #deps: FlightDeps
  readonly #settled = new Set<string>()
  #drafts: Promise<Boarded[]> | undefined

  constructor(connection: { tenantId: string; connectionId: string }, passengers: Passenger[], deps: FlightDeps) {
    this.#connection = connection
    this.#passengers = passengers
    this.#deps = deps
  }

  /** Only drafts: they reserve nothing, so nothing else of this database has to stand still. Its failure is `carry`'s. */
  async writeDrafts(): Promise<void> {
    this.#drafts = this.#port().then((erp) => writeDrafts(this.#passengers, this.#carryDeps(erp)))
    await this.#drafts.catch(() => undefined)
  }

  /** Whether the channel told something since they boarded that changes what is to be done with one of them. */
  async isOutdated(): Promise<boolean> {
    const { tenantId } = this.#connection
    const left = this.#passengers.filter(({ stored }) => !this.#settled.has(stored.orderId))
    const ids = left.map(({ stored }) => stored.orderId)
    const now = await this.#deps.lane.read(tenantId, (tx) => wishesOf(tx, tenantId, ids))
    return left.some(({ stored: { orderId, revision, wanted } }) => {
      const wish = now.get(orderId)
      return wish?.revision !== revision || wish.wanted !== wanted
    })
  }

  /**
   * All the way, from the drafts that were written or by writing them. Every passenger is settled afterwards.
   *
   * @throws when nothing more may be done in this database: the lane is gone, or a confirmation has no answer
   */
  async carry(): Promise<void> {
    const { lane, settle, erps } = this.#deps
    const { tenantId, connectionId } = this.#connection
    try {
      const deps = this.#carryDeps(await this.#port())
      await carryOrders(await (this.#drafts ?? writeDrafts(this.#passengers, deps)), deps)
    } catch (thrown) {
      const error = errorWithoutPeople(
        asAppError(thrown),
        this.#passengers.map(({ order }) => order),
      )
      if (lane.signal.aborted || error.code === 'lease-lost' || error.code === 'shutting-down') throw error
      if (error.code === 'credentials-rejected') erps.forget(tenantId, connectionId)
      const left = this.#passengers.filter(({ stored }) => !this.#settled.has(stored.orderId))
      // An answer that refuses may be about one of them only: each goes alone, so that no poison order holds up another.
      if (left.length > 1 && isRefusal(error)) {
        for (const one of left) await new Flight(this.#connection, [one], this.#deps).carry()
        return
      }
      // Another tenant's connection in the same database goes on, unless a confirmation is still unanswered: then nothing
      // more is confirmed in this database.
      for (const { stored } of left) settle(stored.orderId, error)
      if (error.retry === 'settle') throw error
    }
  }

  #port(): Promise<ErpPort> {
    return this.#deps.erps.port(this.#connection.tenantId, this.#connection.connectionId)
  }

  #carryDeps(erp: ErpPort): CarryDeps {
    const { vault, lane, fence, listener, settle } = this.#deps
    return {
      ...this.#connection,
      erp,
      vault,
      lane,
      fence,
      listener,
      settle: (orderId, outcome) => {
        this.#settled.add(orderId)
        settle(orderId, outcome)
      },
    }
  }
}

/** Answered, or a fault of ours, and not about everybody as rejected credentials are. Silence is no answer. */
function isRefusal(error: AppError): boolean {
  const { code, retry } = error
  return code === 'internal' || ((retry === 'after-fix' || retry === 'never') && code !== 'credentials-rejected')
}
