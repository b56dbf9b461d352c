import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stopLimitMs } from '#server/main/process-end.ts'
import { readConfig, settings } from '#server/platform/config.ts'
import { deployTools, nodeOfDockerfile } from '../../scripts/testing/deploy-tools.ts'
import { asConfigured } from './a-queue-server.ts'
import { deployFolder, filledExample, readComposeFile, type Service, secretsForTests } from './compose-file.ts'
import { notForContainers } from './not-for-containers.ts'

const { compose, redis } = deployTools(process.env)

describe.skipIf(!compose)('compose.yaml', () => {
  const production = () => readComposeFile('compose.yaml', filledExample(secretsForTests))
  const hubs = (): Service[] => ['migrate', 'api', 'worker'].map((name) => production().services[name] as Service)

  test.each(Object.keys(secretsForTests))(
    'is refused, with the name and where help stands, while %s is blank',
    (name) => {
      const without = filledExample({ ...secretsForTests, [name]: '' })

      expect(() => readComposeFile('compose.yaml', without)).toThrow(new RegExp(`${name} is missing`))
    },
  )

  test('every variable in it stands in the example of its settings, and the other way round', () => {
    const file = readFileSync(join(deployFolder, 'compose.yaml'), 'utf8')
    const example = readFileSync(join(deployFolder, '.env.production.example'), 'utf8')

    const used = new Set([...file.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => name))
    const offered = new Set([...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name))

    expect([...used].sort()).toEqual([...offered].sort())
  })

  test('the hub understands what it is given, and the required things are there', () => {
    for (const { environment = {} } of hubs()) {
      const config = readConfig({ NODE_ENV: 'production', ...environment })

      expect(Object.keys(environment).filter((name) => !(name in settings))).toEqual([])
      expect(config.DATABASE_URL).toBe('postgres://crossdock_owner:owner-in-a-test@postgres:5432/crossdock')
      expect(config.PUBLIC_URL).toBe('https://hub.example.com')
    }
  })

  test('every setting of the hub is passed to api and worker, or named here with the reason why it is not', () => {
    const here: Record<string, string> = {
      ...notForContainers,
      DATABASE_DIRECT_URL: 'no pooler stands before this PostgreSQL',
      DATABASE_APP_URL: 'the owner makes the roles itself',
      DATABASE_INTAKE_URL: 'the owner makes the roles itself',
      DATABASE_BELL_URL: 'the owner makes the roles itself',
      REDIS_PREFIX: 'this Valkey is nobody else’s',
    }
    const { api, worker } = production().services

    const passed = Object.keys({ ...api?.environment, ...worker?.environment })

    expect([...passed, ...Object.keys(here)].sort()).toEqual(Object.keys(settings).sort())
  })

  test('what is written into .env.production reaches both as it is written', () => {
    const written = `${filledExample(secretsForTests)}
SMTP_URL='smtps://hub:pa$sword@mail.example.com'
MAIL_FROM='Crossdock #1 <hub@example.com>'
ALERT_MAIL_TO=a@example.com,b@example.com
OUTBOUND_PRIVATE_HOSTS=odoo,10.1.0.0/16
`
    const { api, worker } = readComposeFile('compose.yaml', written).services

    for (const { environment = {} } of [api, worker] as Service[]) {
      expect(readConfig({ NODE_ENV: 'production', ...environment })).toMatchObject({
        // `config` writes each $ twice.
        SMTP_URL: 'smtps://hub:pa$$sword@mail.example.com',
        MAIL_FROM: 'Crossdock #1 <hub@example.com>',
        ALERT_MAIL_TO: ['a@example.com', 'b@example.com'],
        OUTBOUND_PRIVATE_HOSTS: 'odoo,10.1.0.0/16',
      })
    }
  })

  test('the example offers the hub’s own defaults', () => {
    const example = readFileSync(join(deployFolder, '.env.production.example'), 'utf8')
    const offered = [...example.matchAll(/^# ([A-Z_]+)=(\d+)$/gm)].filter(([, name = '']) => name in settings)
    const config: Record<string, unknown> = { ...readConfig({}) }

    expect(offered.length).toBeGreaterThan(5)
    for (const [, name = '', value] of offered) expect([name, String(config[name])]).toEqual([name, value])
  })

  test('the time to stop is longer than the hub may take', () => {
    for (const { environment = {}, stop_grace_period: grace } of hubs()) {
      expect(Number.parseInt(grace ?? '', 10) * 1_000).toBeGreaterThan(stopLimitMs(readConfig(environment)))
    }
  })

  test('from outside only the proxy can be reached', () => {
    const { services } = production()

    const open = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map(({ target }) => `${name} ${target}`),
    )

    expect([...new Set(open)].sort()).toEqual(['proxy 443', 'proxy 80'])
  })

  test('the database and the queue have no way out, and the proxy no way to them', () => {
    const { services, networks } = production()
    const networksOf = (name: string) => Object.keys(services[name]?.networks ?? {}).sort()

    expect(networks.data?.internal).toBe(true)
    expect(networksOf('postgres')).toEqual(['data'])
    expect(networksOf('valkey')).toEqual(['data'])
    expect(networksOf('proxy')).toEqual(['edge'])
    expect(networksOf('worker')).toEqual(['data', 'out'])
  })

  test('no service but PostgreSQL is given the superuser’s password, and the proxy is given no secret', () => {
    const { services } = production()

    const knowing = (secret: string) =>
      Object.entries(services).flatMap(([name, service]) => (JSON.stringify(service).includes(secret) ? [name] : []))

    expect(knowing(secretsForTests.POSTGRES_PASSWORD)).toEqual(['postgres'])
    expect(knowing(secretsForTests.REDIS_PASSWORD).sort()).toEqual(['api', 'migrate', 'valkey', 'worker'])
    expect(knowing(secretsForTests.CROSSDOCK_MASTER_KEY).sort()).toEqual(['api', 'migrate', 'worker'])
  })

  test('the hub writes nothing, holds no capability, and starts after the migration', () => {
    const { services } = production()
    for (const service of hubs()) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    }
    for (const name of ['api', 'worker']) {
      expect(services[name]?.depends_on?.migrate).toMatchObject({ condition: 'service_completed_successfully' })
      expect(services[name]?.depends_on?.postgres).toMatchObject({ condition: 'service_healthy' })
    }
  })

  test('whatever runs on is limited in memory and in its logs, starts again by itself and says how it is', () => {
    const { services } = production()
    const { migrate: _, ...lasting } = services

    for (const [name, service] of Object.entries(lasting)) {
      expect(Number(service.deploy?.resources?.limits?.memory), name).toBeGreaterThan(0)
      expect(service.logging?.options, name).toMatchObject({ 'max-size': '10m', 'max-file': '5' })
      expect(service.restart, name).toBe('unless-stopped')
      // api and worker: the HEALTHCHECK of the image.
      if (!service.image.startsWith('crossdock:')) expect(service.healthcheck?.test?.length, name).toBeGreaterThan(0)
    }
  })

  test('what must last is in volumes: the database, the queue’s file, the certificates', () => {
    const { services, volumes } = production()
    const kept = Object.values(services).flatMap(({ volumes: own = [] }) =>
      own.filter(({ type }) => type === 'volume').map(({ source, target }) => `${source} ${target}`),
    )

    expect(kept.sort()).toEqual(['caddy /data', 'postgres /var/lib/postgresql', 'valkey /data'])
    expect(Object.keys(volumes).sort()).toEqual(['caddy', 'postgres', 'valkey'])
  })

  test.skipIf(!redis)('the queue drops no key to make room, keeps a file, and wants its password', async () => {
    const { command = [] } = production().services.valkey as Service
    await using server = await asConfigured(command.at(-1) ?? '')

    const known = await server.say(
      `AUTH ${secretsForTests.REDIS_PASSWORD}`,
      'CONFIG GET maxmemory-policy',
      'CONFIG GET appendonly',
    )
    const stranger = await server.say('GET a')

    expect(known).toMatch(/maxmemory-policy\s+\$\d+\s+noeviction/)
    expect(known).toMatch(/appendonly\s+\$\d+\s+yes/)
    expect(stranger).toContain('NOAUTH')
  })

  test('PostgreSQL takes all connections of the hubs it starts with, and of one that takes over', () => {
    const { services } = production()
    const allowed = Number(/max_connections=(\d+)/.exec(services.postgres?.command?.join(' ') ?? '')?.[1])
    // The application's own, the intake's (main/wire.ts) and the bell's on PostgreSQL, should Redis be taken away.
    const aHub = readConfig({}).WORKER_CONCURRENCY + 8 + 20 + 12
    const hubsAtOnce = (services.api?.deploy?.replicas ?? 0) + (services.worker?.deploy?.replicas ?? 0) + 1

    expect(allowed).toBeGreaterThan(aHub * hubsAtOnce)
  })

  test('every image has a version', () => {
    const images = Object.values(production().services).map(({ image }) => image)

    for (const image of images) expect(image).toMatch(/:[\w.-]*\d[\w.-]*$/)
  })
})

describe.skipIf(!compose)('compose.dev.yaml', () => {
  const development = () => readComposeFile('compose.dev.yaml', '', ['--profile', 'odoo'])

  test('brings the hub from its sources, PostgreSQL, Valkey, Odoo 19 and a mail catcher', () => {
    const { services } = development()

    expect(Object.keys(services).sort()).toEqual(['hub', 'mail', 'odoo', 'odoo-postgres', 'postgres', 'valkey'])
    expect(services.odoo?.image).toBe('odoo:19')
    expect(services.hub?.image).toBe(`node:${nodeOfDockerfile()}-bookworm-slim`)
  })

  test('the hub understands what it is given', () => {
    const { environment = {} } = development().services.hub as Service

    expect(Object.keys(environment).filter((name) => !(name in settings))).toEqual([])
    expect(() => readConfig(environment)).not.toThrow()
  })

  test('listens on this machine only', () => {
    const ports = Object.values(development().services).flatMap((service) => service.ports ?? [])

    expect(ports.length).toBeGreaterThan(0)
    for (const port of ports) expect(port.host_ip).toBe('127.0.0.1')
  })
})
