import { expect, inject, test, vi } from 'vitest'
import { type AlertOptions, alerts } from '#main/cli/alerts.ts'
import type { Inside } from '#main/cli/inside.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { waitFor } from '#test/harness/wait-for.ts'

/** What the command prints, as one text. */
async function printed({ floor }: Hub, tenantId: string, options: AlertOptions): Promise<string> {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words.join(' ')))
  try {
    const vault = new Vault(new MasterKey(inject('masterKey')), floor.app)
    const tenant = { tenantId, slug: 't', name: 'T', country: 'IN' }
    const answer = await alerts({ app: floor.app, vault, tenant } as Inside, options)
    answer.print()
  } finally {
    log.mockRestore()
  }
  return lines.join('\n')
}

test('somebody is told from now on, is listed without their whole address, changes their mind and is let go', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const { tenantId } = await aShop(hub)
  const show = (): Promise<string> => printed(hub, tenantId, {})

  expect(await show()).toContain('Nobody is told.')
  await printed(hub, tenantId, { mail: 'Anita@Example.com' })
  await printed(hub, tenantId, {
    mail: 'anita@example.com',
    kinds: 'orders-short',
    quiet: '22:00-07:00',
    timeZone: 'Asia/Kolkata',
  })
  await printed(hub, tenantId, { whatsapp: '+919000000009' })

  const listed = await show()
  expect(listed).toMatch(/mail +a…@example\.com +orders-short +22:00 and 07:00 \(Asia\/Kolkata\)/)
  expect(listed).toMatch(/whatsapp +…0009 +everything/)
  expect(listed).not.toContain('anita@')
  for (const [id] of listed.matchAll(/[0-9a-f-]{36}/g)) await printed(hub, tenantId, { remove: id })
  expect(await show()).toContain('Nobody is told.')
})

test('what cannot be meant is refused in words', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const { tenantId } = await aShop(hub)
  const mail = 'anita@example.com'

  for (const [options, words] of [
    [{ mail: 'anita' }, 'no e-mail address'],
    [{ whatsapp: '9000000009' }, '+919876543210'],
    [{ mail, kinds: 'orders-long' }, 'There are: orders-parked'],
    [{ mail, kinds: 'bell-away' }, 'no kind "bell-away"'],
    [{ mail, quiet: '10pm' }, '22:00-07:00'],
    [{ mail, timeZone: 'Asia/Nowhere' }, 'Asia/Kolkata'],
  ] as const)
    await expect(printed(hub, tenantId, options)).rejects.toThrow(words)
})

test('what is in trouble is listed with its sentence', async () => {
  await using hub = await aHub({ ROLE: 'api', ALERT_INTERVAL_MS: '100' })
  const { tenantId } = await aShop(hub)
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '10.5 days')`,
  )

  await waitFor(
    'the alert',
    async () => (await hub.database.owner.query('select from alerts where tenant_id = $1', [tenantId])).rowCount,
  )

  expect(await printed(hub, tenantId, {})).toMatch(/credentials-dying +The key of Shop \w+ ends in 10 days/)
})
