import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'
import { about, type Check } from './finding.ts'

/** Whether channels reach this hub where they are told to: asked from here, as they would ask. */
export function publicAddressCheck(config: Config, masterKey: MasterKey, fetcher: typeof fetch = fetch): Check {
  return {
    area: 'address',
    subject: 'PUBLIC_URL',
    timeoutMs: 20_000,
    async run(signal) {
      const { ok, warning, failure } = about('address', 'PUBLIC_URL')
      const address = config.PUBLIC_URL
      if (!address)
        return [
          warning(
            'PUBLIC_URL is not set: channels cannot be told where to call, so no webhook comes. Orders then come only when a channel is asked for them, later and one by one.',
            'Set it to the https address at which the internet reaches this hub, for example a reverse proxy or a tunnel.',
          ),
        ]
      const url = new URL(address)
      const plain =
        url.protocol === 'https:'
          ? []
          : [
              warning(
                `${url.origin} is not https. Shopify and Meta call https addresses only.`,
                'Put a proxy with a certificate in front, and write https:// into PUBLIC_URL.',
              ),
            ]
      const found = await lookup(url.hostname.replace(/^\[(.*)\]$/, '$1')).catch(() => null)
      if (!found)
        return [...plain, failure(`There is no host ${url.hostname}.`, 'Make its DNS record, or mend PUBLIC_URL.')]
      const challenge = randomBytes(24).toString('base64url')
      const asked = new URL(`${address.replace(/\/$/, '')}/livez`)
      asked.searchParams.set('challenge', challenge)
      const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)])
      const answer = await fetcher(asked, { signal: limit, redirect: 'manual' }).catch((thrown: unknown) => thrown)
      if (!(answer instanceof Response))
        return [
          ...plain,
          failure(
            `${asked.origin} cannot be reached from here: ${causeOf(answer)}.`,
            'Start the hub and its proxy; see that the port is open and the certificate is valid for this name.',
          ),
        ]
      const body = (await answer.json().catch(() => null)) as { proof?: unknown } | null
      const proof = typeof body?.proof === 'string' ? body.proof : null
      if (proof !== null && masterKey.isOurs(challenge, proof))
        return plain.length > 0 ? plain : [ok(`${asked.origin} leads to this hub.`)]
      return [
        ...plain,
        proof === null
          ? failure(
              `Somebody answers at ${asked.origin} (HTTP ${answer.status}), but it is not a Crossdock hub: webhooks would go to somebody else.`,
              'Point the proxy or DNS record at this hub, or mend PUBLIC_URL.',
            )
          : failure(
              `A Crossdock hub answers at ${asked.origin}, but another one: it has a different master key.`,
              'Point PUBLIC_URL at this installation, or give its processes the same CROSSDOCK_MASTER_KEY.',
            ),
      ]
    },
  }
}

function causeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') return code
    if (error.name === 'TimeoutError') return 'no answer in 10 s'
  }
  return thrown instanceof Error ? thrown.message : String(thrown)
}
