/**
 * Bodies that were opened a moment ago. One of a messaging provider holds thousands of items, each of which is a job of its
 * own: opened anew for each, a body takes time in proportion to the square of its size. The same body is the same object, so
 * that readers can keep what they made of it. Small ones hold little more than one item and are not kept.
 */
export class OpenedBodies {
  /** Oldest first. */
  #kept: { tenantId: string; deliveryId: string; body: Buffer }[] = []

  /** The tenant's, by delivery. */
  of(tenantId: string): ReadonlyMap<string, Buffer> {
    return new Map(
      this.#kept.filter((one) => one.tenantId === tenantId).map(({ deliveryId, body }) => [deliveryId, body]),
    )
  }

  keep(tenantId: string, deliveryId: string, body: Buffer): void {
    if (body.length < worthKeepingBytes || body.length > mostBytes || this.of(tenantId).has(deliveryId)) return
    const entry = { tenantId, deliveryId, body }
    this.#kept.push(entry)
    while (this.#kept.reduce((bytes, one) => bytes + one.body.length, 0) > mostBytes) this.#kept.shift()
    setTimeout(() => {
      this.#kept = this.#kept.filter((one) => one !== entry)
    }, keptMs).unref()
  }
}

const worthKeepingBytes = 32 * 1024
/** What is made of a body takes many times its size. */
const mostBytes = 8 * 1024 * 1024
/** Afterwards it is opened once more; the data of people need not lie about. */
const keptMs = 30_000
