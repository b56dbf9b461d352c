import { resolve } from 'node:path'
import { z } from 'zod'
import { readPrivateHosts } from './private-hosts.ts'

/**
 * Every setting: name, default and what it is for stand here and nowhere else (`.env.example` is checked against it).
 * Only `main/` reads the environment; it hands each part its own slice.
 */
const portSentence = 'must be a whole number from 0 to 65535'
const port = z.coerce.number(portSentence).int(portSentence).min(0, portSentence).max(65_535, portSentence)
const milliseconds = z.coerce.number('must be a number of milliseconds').int().positive()
const millisecondsOrNone = z.coerce.number('must be a number of milliseconds').int().min(0)
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
const masterKeys = z
  .string()
  .regex(
    /^[a-z0-9]{1,16}:[A-Za-z0-9+/=]{44}(,[a-z0-9]{1,16}:[A-Za-z0-9+/=]{44})*$/,
    'write it as KEYID:BASE64, 32 bytes in base64; several are separated by commas, the first one encrypts',
  )

export const settings = {
  NODE_ENV: [
    z.enum(['production', 'development', 'test']).default('development'),
    'production refuses the embedded database and a generated key',
  ],
  ROLE: [z.enum(['api', 'worker', 'all']).default('all'), 'what this process does'],
  HOST: [z.string().default('127.0.0.1'), 'address the hub listens on; 0.0.0.0 behind a proxy or in a container'],
  PORT: [port.default(8000), 'port of the hub'],
  PUBLIC_URL: [
    z.url({ protocol: /^https?$/ }).optional(),
    'how channels reach the hub, for example https://hub.example.com',
  ],
  DATABASE_URL: [
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'PostgreSQL 15 or newer, as the owner role; without it the embedded one is used',
  ],
  DATABASE_DIRECT_URL: [
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'the same database past a transaction-mode pooler, and that there is one: migrations, commands and the bell need a connection of their own',
  ],
  DATABASE_APP_URL: [
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'log-in of the role crossdock_app, when the owner may not create roles',
  ],
  DATABASE_INTAKE_URL: [
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'log-in of the role crossdock_intake, when the owner may not create roles',
  ],
  DATABASE_BELL_URL: [
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'log-in of the role crossdock_bell, when the owner may not create roles',
  ],
  REDIS_URL: [
    z
      .url({ protocol: /^rediss?$/ })
      .refine(
        (text) => /^\/?\d*$/.test(new URL(text).pathname),
        'the path is the number of the database, for example /0',
      )
      .optional(),
    'moves the bell to Redis 6.2 or newer, or Valkey (one server, or a node of a cluster); without it PostgreSQL carries it',
  ],
  REDIS_PREFIX: [
    z
      .string()
      .regex(/^[\w-]{1,40}$/, 'letters, digits, - and _, 40 at most')
      .default('crossdock'),
    'begins every key in Redis; another one for each installation that shares it',
  ],
  CROSSDOCK_DATA_DIR: [
    z.string().default('.crossdock'),
    'where the generated key and, unless root starts it below a private folder, the embedded database live',
  ],
  CROSSDOCK_MASTER_KEY: [
    masterKeys.optional(),
    'KEYID:BASE64 of 32 bytes; wraps every data key, so keep it safe and apart from the backups',
  ],
  EMBEDDED_POSTGRES_PORT: [port.default(54_329), 'port of the embedded database'],
  LOG_LEVEL: [
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'least level that is logged',
  ],
  LANE_LEASE_MS: [
    milliseconds.default(30_000),
    'how long a frozen or killed worker keeps its lane; renewed at a third of it',
  ],
  SWEEP_INTERVAL_MS: [milliseconds.default(1_000), 'how often forgotten and postponed work is looked for'],
  WORKER_CONCURRENCY: [
    z.coerce.number().int().min(1).max(200).default(8),
    'lanes of orders worked off at the same time by one process',
  ],
  ERP_CALL_TIMEOUT_MS: [milliseconds.default(120_000), 'longest wait for one answer of the ERP'],
  OUTBOUND_PRIVATE_HOSTS: [
    z
      .string()
      .refine((text) => readPrivateHosts(text) !== null, 'names, addresses and networks separated by commas, or *')
      .optional(),
    'where ERPs that tenants connect through the API may lead inside the network of the hub: names, addresses and networks separated by commas (odoo,10.1.0.0/16), or *; without it everywhere, and in production nowhere',
  ],
  ERP_FENCE_MS: [
    milliseconds.default(150_000),
    "the ERP's longest call: how long an unanswered confirmation holds back the next one",
  ],
  MESSAGE_SETTLE_MS: [
    milliseconds.default(900_000),
    'how long a status may take to settle a message whose sending nobody answered; after that a person decides',
  ],
  SHUTDOWN_GRACE_MS: [
    millisecondsOrNone.default(8_000),
    'how long work and requests in flight may come to their end after a stop; keep it below what a supervisor waits before it kills',
  ],
  SHUTDOWN_NOTICE_MS: [
    millisecondsOrNone.default(1_000),
    'how long requests are still taken after a stop while /readyz says 503, so that a load balancer looks elsewhere first',
  ],
  API_REQUESTS_PER_MINUTE: [
    z.coerce.number().int().min(1).max(1_000_000).default(600),
    'requests that one API key may make in a minute of each process that serves the API',
  ],
  DELIVERY_RETENTION_DAYS: [z.coerce.number().int().min(7).default(90), 'how long raw webhook bodies are kept'],
  ODOO_URL: [z.url({ protocol: /^https?$/ }).optional(), 'first Odoo connection: address'],
  ODOO_DB: [z.string().optional(), 'first Odoo connection: database name'],
  ODOO_USERNAME: [z.string().optional(), 'first Odoo connection: log-in name'],
  ODOO_PASSWORD: [z.string().optional(), 'first Odoo connection: password or API key'],
  ODOO_TRANSPORT: [
    z.enum(['auto', 'json-2', 'json-rpc', 'xml-rpc']).default('auto'),
    'first Odoo connection: the way in; auto asks the server',
  ],
  WHATSAPP_CLOUD_URL: [
    z.url({ protocol: /^https?$/ }).optional(),
    'where WhatsApp numbers that are connected from now on are reached: the stand-in on this machine; without it Meta itself',
  ],
  CROSSDOCK_SECRET: [
    z.string().optional(),
    'npx crossdock connections create and rotate only: the secret they ask for; without it they read it from standard input',
  ],
  SHOPIFY_ADMIN_TOKEN: [
    z.string().optional(),
    'npm run shops -- --token only: the Admin API token of that shop; without it the command reads it from standard input',
  ],
  METRICS_PORT: [
    port.optional(),
    'port of /metrics, /health and /livez for the people who run it, apart from the hub; without it they are not opened',
  ],
  METRICS_HOST: [
    z.string().default('127.0.0.1'),
    'address METRICS_PORT listens on; any other than this machine needs METRICS_TOKEN',
  ],
  METRICS_TOKEN: [
    z.string().min(16, 'at least 16 characters').optional(),
    'bearer token for METRICS_PORT; with it the port of the hub answers /metrics and the details of /health too',
  ],
  OTEL_EXPORTER_OTLP_ENDPOINT: [
    z.url({ protocol: /^https?$/ }).optional(),
    'collector of traces, OTLP over HTTP, for example http://localhost:4318; without it no traces are made',
  ],
  OTEL_SERVICE_NAME: [z.string().default('crossdock'), 'what the hub is called in traces'],
  OTEL_TRACES_SAMPLER_ARG: [
    z.coerce.number('must be a number from 0 to 1').min(0).max(1).default(1),
    'share of the traces that is collected, 0 to 1',
  ],
  SENTRY_DSN: [
    z.url({ protocol: /^https?$/ }).optional(),
    'where unexpected errors are reported, Sentry or compatible; scrubbed, without bodies, headers and addresses',
  ],
  SMTP_URL: [
    z.url({ protocol: /^smtps?$/ }).optional(),
    'mail server for alerts, for example smtps://user:password@mail.example.com; without it no mail is sent',
  ],
  MAIL_FROM: [z.string().default('Crossdock <crossdock@localhost>'), 'sender of mails'],
  ALERT_MAIL_TO: [
    z
      .string()
      .transform((text) => text.split(',').map((address) => address.trim()))
      .pipe(z.array(z.email('must be e-mail addresses, separated by commas')))
      .optional(),
    'who is told when the installation itself is in trouble: e-mail addresses, separated by commas',
  ],
  ALERT_INTERVAL_MS: [milliseconds.default(60_000), 'how often troubles are looked for that people should know of'],
  DASHBOARD_URL: [z.url({ protocol: /^https?$/ }).optional(), 'where staff work; links in alerts begin with it'],
  SANDBOX: [flag.default(true), 'npm start only: also start stand-ins for the outside systems that are not configured'],
} as const satisfies Record<string, readonly [z.ZodType, string]>

type Settings = { [K in keyof typeof settings]: z.output<(typeof settings)[K][0]> }

export interface Config extends Settings {
  dataDir: string
}

/** Thrown once with everything that is wrong, so that nobody mends settings one start at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** Pure: `env` in, typed settings out, or one ConfigError that names every problem (values are never repeated). */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = []
  const read: Record<string, unknown> = {}
  for (const [name, [schema]] of Object.entries(settings)) {
    const result = schema.safeParse(env[name] === '' ? undefined : env[name])
    if (result.success) read[name] = result.data
    else problems.push(`${name}: ${result.error.issues.map((issue) => issue.message).join('; ')}`)
  }
  const config = read as unknown as Settings
  if (env.NODE_ENV === 'production') {
    for (const name of ['DATABASE_URL', 'CROSSDOCK_MASTER_KEY'] as const) {
      if (!env[name]) problems.push(`${name}: must be set when NODE_ENV is production`)
    }
  }
  const odoo = (['ODOO_URL', 'ODOO_DB', 'ODOO_USERNAME', 'ODOO_PASSWORD'] as const).filter((name) => !env[name])
  if (odoo.length > 0 && odoo.length < 4) problems.push(`${odoo.join(', ')}: the four ODOO_ settings go together`)
  if (config.METRICS_HOST && !isThisMachine(config.METRICS_HOST) && !env.METRICS_TOKEN)
    problems.push('METRICS_TOKEN: must be set when METRICS_HOST is not this machine')
  if (problems.length > 0) throw new ConfigError(problems)
  return { ...config, dataDir: resolve(config.CROSSDOCK_DATA_DIR) }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Whether DATABASE_URL and the log-ins beside it lead through a pooler that gives each transaction another connection. */
export function isPooled({ DATABASE_DIRECT_URL }: Pick<Config, 'DATABASE_DIRECT_URL'>): boolean {
  return DATABASE_DIRECT_URL !== undefined
}
