import type { CuttingProxy, Verdict } from './cutting-proxy.ts'

/**
 * Holds back the other side's answer to the next call of this method. `reached` resolves when it has done it; `then` says what
 * becomes of the answer once it is let go.
 */
export function heldAnswer(
  proxy: Pick<CuttingProxy, 'at'>,
  method: string,
  then: () => Verdict = () => undefined,
): { reached: Promise<void>; release(): void } {
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  proxy.at(method, 'answered', async () => {
    arrive()
    await released
    return then()
  })
  return { reached, release }
}
