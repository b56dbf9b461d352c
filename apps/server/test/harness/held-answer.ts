import type { CuttingProxy } from './cutting-proxy.ts'

/** Holds back the other side's answer to the next call of this method. `reached` resolves when it has done it. */
export function heldAnswer(
  proxy: Pick<CuttingProxy, 'at'>,
  method: string,
): { reached: Promise<void>; release(): void } {
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  proxy.at(method, 'answered', async () => {
    arrive()
    await released
    return undefined
  })
  return { reached, release }
}
