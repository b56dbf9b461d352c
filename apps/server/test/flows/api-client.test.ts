import { CrossdockError, crossdockClient, everyItem } from '@crossdock/client'
import { sample } from '@crossdock/contracts/api/samples'
import { expect, test } from 'vitest'
import { aWorld } from '#test/api/world.ts'

test('the typed client reads, follows pages, changes and hears refusals', async () => {
  await using world = await aWorld()
  const path = { tenant: world.slug }
  const crossdock = crossdockClient({ baseUrl: world.url, apiKey: await world.key() })
  const names: string[] = []

  const orders = everyItem((cursor) =>
    crossdock.GET('/v1/tenants/{tenant}/orders', {
      params: { path, query: { limit: 1, sort: 'placedAt', ...(cursor === undefined ? {} : { cursor }) } },
    }),
  )
  for await (const order of orders) names.push(order.name)
  const orderId = world.real.get(sample.order) ?? ''
  const one = await crossdock.GET('/v1/tenants/{tenant}/orders/{orderId}', { params: { path: { ...path, orderId } } })
  const tenant = await crossdock.GET('/v1/tenants/{tenant}', { params: { path } })
  const changed = await crossdock.PATCH('/v1/tenants/{tenant}', {
    params: { path, header: { 'If-Match': tenant.response.headers.get('etag') ?? '' } },
    body: { name: 'By the client' },
  })
  const refused = await crossdock.GET('/v1/tenants/{tenant}/orders', {
    params: { path, query: { limit: 0 } },
  })

  // Placed at the same moment: their ids, which follow from the shop's, say which comes first.
  expect(names.toSorted()).toEqual(['#1042', '#1043'])
  expect(one.data?.document.lines[0]?.sku).toBeTypeOf('string')
  expect(changed.data?.name).toBe('By the client')
  expect(refused.error).toMatchObject({ code: 'invalid-request', errors: [{ in: 'query', pointer: '/limit' }] })
})

test('a walk over pages ends with the refusal it met', async () => {
  await using world = await aWorld()
  const crossdock = crossdockClient({ baseUrl: world.url, apiKey: await world.key(['tenant:read']) })
  const walk = everyItem(() =>
    crossdock.GET('/v1/tenants/{tenant}/orders', { params: { path: { tenant: world.slug } } }),
  )

  const thrown = await walk.next().catch((error: unknown) => error)

  expect(thrown).toBeInstanceOf(CrossdockError)
  expect((thrown as CrossdockError).problem.code).toBe('forbidden')
})
