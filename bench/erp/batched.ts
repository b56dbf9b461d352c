import type { ErpDocument, ErpPort } from '@crossdock/connectors/ports/erp'

/** As many as the hub's writer carries at once. */
const batchSize = 50

/** Rows that are ready to be sent; what it took to make them is not counted. */
export async function readyRows(port: ErpPort, orders: Parameters<ErpPort['plan']>[0]): Promise<ErpDocument[]> {
  const outcomes = await port.plan(orders)
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw new Error(`cannot be planned: ${outcome.refusals.map(({ code }) => code).join(', ')}`)
    return outcome.document
  })
}

/**
 * The least that carries orders: `load` of their people (the rows name them), `load` of the orders, `action_confirm`, in
 * batches. Nothing is read back, written down or fenced.
 */
export async function batched(port: ErpPort, documents: readonly ErpDocument[]): Promise<void> {
  for (let start = 0; start < documents.length; start += batchSize) {
    const drafts = await port.writeDrafts(documents.slice(start, start + batchSize))
    const ids = drafts.map((draft) => {
      if (!draft.ok) throw new Error(`refused: ${draft.refusals.map(({ code }) => code).join(', ')}`)
      return draft.erpId
    })
    const answer = await port.confirm(ids)
    if (answer.outcome !== 'confirmed') throw new Error(`not confirmed: ${answer.detail}`)
  }
}
