import { z } from 'zod'

/** What an API key may do. One table: the API, its document, the command line and the screens read it here. */
export const scopes = {
  'tenant:read': 'Read the tenant and its settings.',
  'tenant:write': 'Change the settings of the tenant.',
  'keys:read': 'List API keys, without their secrets.',
  'keys:write': 'Make and revoke API keys, with no more rights than the key that makes them.',
  'connections:read': 'Read connections, endpoints and what is missing before they can go live.',
  'connections:write': 'Make, change and check connections and endpoints, and replace their secrets.',
  'orders:read': 'Read orders, their timelines, refunds, tasks and SKUs; people are masked.',
  'orders:write': 'Hand in orders.',
  'people:read':
    'See names, addresses, phones and notes of orders unmasked, what was written, and whom a privacy request is about.',
  'events:read': 'Read which events and deliveries came in, without their bodies.',
  'bodies:read': 'Read the bodies of deliveries as they came; they hold personal data.',
  'dead-letters:read': 'Read what is parked, why, and what a replay would do.',
  'dead-letters:write': 'Replay and dismiss what is parked.',
  'mappings:read': 'Read mappings, what waits for one, and what may be chosen.',
  'mappings:write': 'Save and delete mappings.',
  'messages:read': 'Read messages and conversations; people are masked, words left out.',
  'messages:write': 'Write to customers, and note what they want to hear.',
  'settings:read': 'Read which notices customers get, quiet hours, templates, and whether numbers send.',
  'settings:write': 'Choose notices and quiet hours, and let numbers send or not.',
  'privacy:read': 'Read requests for data or erasure.',
  'privacy:write': 'Note that such a request has been seen to.',
  'health:read': 'Read how the parts of the tenant fare.',
} as const satisfies Record<string, string>

export type Scope = keyof typeof scopes

export const allScopes = Object.keys(scopes) as [Scope, ...Scope[]]

export const scope = z.enum(allScopes).meta({ id: 'Scope', description: 'A right of an API key.' })
