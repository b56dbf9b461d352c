import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@crossdock/contracts/errors'
import type { RealOdoo } from '@crossdock/sandbox/odoo-real'
import { z } from 'zod'
import type { ProvisionedShop } from '../harness/provision-shops.ts'
import type { Mend } from './plan.ts'

/** What people do while the run goes on: they mend what an order was parked for, and replay it. */

type Env = Record<string, string>
const cli = join(import.meta.dirname, '../../src/main/cli.ts')

/** The product is there, under another internal reference. */
export const numberedOtherwise = (sku: string): string => `${sku}-OLD`

/** One of the two remedies that the parked order names. As staff do it: again, when Odoo is away. */
export async function setReference(
  odoo: Pick<RealOdoo, 'admin'>,
  productId: number,
  { sku }: Mend,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await odoo.admin.call({
        model: 'product.product',
        method: 'write',
        kind: 'repeatable',
        args: { ids: [productId], vals: { default_code: sku } },
        answer: z.literal(true),
      })
      return
    } catch (error) {
      if (error instanceof AppError && error.retry === 'later') await pause(500, undefined, { signal })
      else throw error
    }
  }
}

/** `npm run replay -- --cause sku-unknown`, for each tenant. @returns whether anything was parked for that */
export async function replayParked(shops: readonly ProvisionedShop[], env: Env, signal: AbortSignal): Promise<boolean> {
  let any = false
  for (const { slug } of shops) {
    const args = ['--disable-warning=ExperimentalWarning', cli, '--tenant', slug, 'replay', '--cause', 'sku-unknown']
    for (let done = false; !done; ) {
      const { code, said } = await runOnce(args, env)
      // 1: nothing to replay. Anything else: the database was away, so once more.
      done = code === 0 || said.includes('Nothing parked matches')
      any ||= code === 0
      if (!done) await pause(500, undefined, { signal })
    }
  }
  return any
}

function runOnce(args: string[], env: Env): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, said }))
  })
}
