import { type Bell, openBell } from '#jobs/bell.ts'
import { lookAtRedis } from '#jobs/bell-on-redis.ts'
import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'
import type { Log } from '#platform/log.ts'
import { within } from '#platform/within.ts'
import { bellBackend } from '../../wire.ts'
import { about, type Check, type Finding } from './finding.ts'

export interface QueueToCheck {
  config: Config
  url: string
  masterKey: MasterKey
  log: Log
  reachable: Promise<boolean>
}

const answersWithinMs = 6_000

/** Whether the bell answers where it is, and whether somebody has paused one of its queues. */
export function queueChecks({ config, url, masterKey, log, reachable }: QueueToCheck): Check[] {
  return [
    {
      area: 'queue',
      subject: 'bell',
      async run() {
        // On a database that does not answer it cannot either, and that is said already.
        if (!config.REDIS_URL && !(await reachable)) return []
        const bell = openBell({ backend: bellBackend(config, url, masterKey, log), log })
        try {
          return await lookAtBell(bell, config)
        } finally {
          await bell.close()
        }
      },
    },
    ...(config.REDIS_URL ? [redisCheck(config.REDIS_URL)] : []),
  ]
}

async function lookAtBell(bell: Bell, config: Config): Promise<Finding[]> {
  const { ok, warning, failure } = about('queue', 'bell')
  const deadline = performance.now() + answersWithinMs
  while (bell.condition().away !== null && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const { away } = bell.condition()
  if (away !== null)
    return [
      failure(
        `${away}. Work goes on without it, a little later.`,
        config.REDIS_URL
          ? 'Start Redis, or mend REDIS_URL; without REDIS_URL PostgreSQL carries the queue. See docs/runbooks/bell.md.'
          : 'See what is said of the role crossdock_bell, and docs/runbooks/bell.md.',
      ),
    ]
  const paused = await bell.look()
  if (paused.length === 0) return [ok('It answers, and no queue is paused.')]
  return paused.map((name) =>
    warning(`The queue "${name}" is paused: its work waits.`, `Go on with it: npx crossdock bell resume ${name}`),
  )
}

function redisCheck(url: string): Check {
  return {
    area: 'queue',
    subject: 'Redis',
    async run() {
      const { ok, warning } = about('queue', 'Redis')
      // That it does not answer is said of the bell.
      const facts = await within(lookAtRedis(url), answersWithinMs).catch(() => null)
      if (!facts) return []
      if (facts.evicts)
        return [
          warning(
            `Redis may throw away rings when its memory is full (maxmemory-policy ${facts.evicts}). No work is lost, it is only found later.`,
            'config set maxmemory-policy noeviction',
          ),
        ]
      const kind = facts.cluster ? ', a cluster' : ''
      return [
        ok(
          `Version ${facts.version || 'unknown'}${kind}. It need not keep anything on disk: work stands in PostgreSQL.`,
        ),
      ]
    },
  }
}
