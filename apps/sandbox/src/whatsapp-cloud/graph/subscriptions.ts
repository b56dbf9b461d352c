import { randomInt } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Callback } from '../business.ts'
import { GraphRefusal } from '../errors.ts'
import { verifyCallback } from '../webhooks/post.ts'
import type { World } from '../world.ts'
import { managementScope, needScope, reachableAccount, reachableNumber, tokenOf } from './access.ts'

const override = z
  .object({ override_callback_uri: z.url().optional(), verify_token: z.string().min(1).optional() })
  .refine((it) => (it.override_callback_uri === undefined) === (it.verify_token === undefined), 'both or none')
const numberSettings = z.object({
  webhook_configuration: z.object({ override_callback_uri: z.string(), verify_token: z.string().optional() }),
})

type Asked = { Params: { version: string; id: string } }

/** Whether and where an account's webhooks go (contract section 1). */
export function subscriptionRoutes(app: FastifyInstance, world: World): void {
  const { business, clock } = world

  app.get<Asked>('/:version/:id/subscribed_apps', async (request) => {
    const account = reachableAccount(business, allowed(request), request.params.id)
    if (!account.subscribed) return { data: [] }
    const link = `https://www.facebook.com/games/?app_id=${business.appId}`
    const app = { whatsapp_business_api_data: { link, name: business.appName, id: business.appId } }
    return { data: [{ ...app, ...(account.callback ? { override_callback_uri: account.callback.url } : {}) }] }
  })

  app.post<Asked>('/:version/:id/subscribed_apps', async (request) => {
    const account = reachableAccount(business, allowed(request), request.params.id)
    const read = override.safeParse(request.body ?? {})
    if (!read.success) throw new GraphRefusal(100, 'override_callback_uri, verify_token: both or none')
    const { override_callback_uri: url, verify_token: verifyToken } = read.data
    account.callback = url && verifyToken ? await verified({ url, verifyToken }) : null
    account.subscribed = true
    return { success: true }
  })

  app.delete<Asked>('/:version/:id/subscribed_apps', async (request) => {
    const account = reachableAccount(business, allowed(request), request.params.id)
    account.subscribed = false
    account.callback = null
    return { success: true }
  })

  app.post<Asked>('/:version/:id', async (request) => {
    const number = reachableNumber(business, allowed(request), request.params.id)
    const read = numberSettings.safeParse(request.body)
    if (!read.success) throw new GraphRefusal(100, 'webhook_configuration: is missing or not valid')
    const { override_callback_uri: url, verify_token: verifyToken } = read.data.webhook_configuration
    // An empty address takes the override away.
    number.callback = url === '' ? null : await verified({ url, verifyToken: verifyToken ?? '' })
    return { success: true }
  })

  function allowed(request: Parameters<typeof tokenOf>[1]) {
    const token = tokenOf(business, request, clock.now())
    needScope(token, managementScope)
    return token
  }
}

/** Nothing is saved that does not answer the challenge. */
export async function verified(callback: Callback): Promise<Callback> {
  const problem = await verifyCallback(callback.url, callback.verifyToken, String(randomInt(10 ** 9, 2 ** 31)))
  if (problem === null) return callback
  throw new GraphRefusal(100, `Callback verification failed with the following errors: ${problem}`, { subcode: 2200 })
}
