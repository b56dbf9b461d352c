import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { NotSent } from '@crossdock/connectors/odoo'
import { Agent } from 'undici'
import type { Config } from '#platform/config.ts'
import {
  everyPrivateHost,
  mayBeCalled,
  noPrivateHost,
  type PrivateHosts,
  readPrivateHosts,
} from '#platform/private-hosts.ts'

/**
 * For addresses that tenants choose: an installation that several share must not call its own network for one of them. What
 * counts is the address that is connected to, so a name is looked up once, and what it stands for is checked there: checked
 * before, it might stand for something else a moment later.
 */
export function guardedFetch(allowed: PrivateHosts): typeof fetch {
  if (allowed.everything) return fetch
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(allowed) } })
  return async (input, init) => {
    const host = new URL(input instanceof Request ? input.url : input).hostname.replace(/^\[|\]$/g, '')
    // An address is not looked up.
    if (isIP(host) && !allowed.names.has(host) && !mayBeCalled(host, allowed)) throw refusal(host)
    // Two packages describe one and the same class: Node's own and the one it was made from.
    const guarded = { ...init, dispatcher: dispatcher as unknown as NonNullable<RequestInit['dispatcher']> }
    return fetch(input, guarded).catch((thrown: unknown) => {
      throw thrown instanceof Error && thrown.cause instanceof NotSent ? thrown.cause : thrown
    })
  }
}

export function privateHostsOf(config: Pick<Config, 'NODE_ENV' | 'OUTBOUND_PRIVATE_HOSTS'>): PrivateHosts {
  const { NODE_ENV, OUTBOUND_PRIVATE_HOSTS: listed } = config
  if (listed === undefined) return NODE_ENV === 'production' ? noPrivateHost : everyPrivateHost
  // The configuration was read, so it is such a list.
  return readPrivateHosts(listed) ?? noPrivateHost
}

function guardedLookup(allowed: PrivateHosts): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0)
      const mayAll =
        allowed.names.has(host.toLowerCase()) || addresses.every(({ address }) => mayBeCalled(address, allowed))
      if (!mayAll) return done(refusal(host), '', 0)
      if (options.all) return done(null, addresses)
      const [first] = addresses
      return done(null, first?.address ?? '', first?.family ?? 4)
    })
  }
}

/** The same whatever is or is not there, so that nobody learns anything of the network. */
function refusal(host: string): NotSent {
  return new NotSent('address-not-allowed', 'leads into a private network', { facts: { host } })
}
