import { randomBytes } from 'node:crypto'
import type { newWhatsapp } from '@crossdock/contracts/api/connections'
import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { connectNumber, joinEndpoint } from './connect.ts'
import { tellOfConnection } from './connections-store.ts'
import { findEndpoint, secretsOf } from './endpoint-listing.ts'
import { type NumberDoor, type NumberDoors, withKeyEnd } from './number-doors.ts'

interface Deps {
  database: Database
  vault: Vault
  numberDoors: NumberDoors
}

export interface NumberConnected {
  connectionId: string
  endpointId: string
  /** Null: the endpoint was there already, and has its own. */
  verifyToken: string | null
}

/** Asks the provider first: what does not work is not stored. */
export async function connectWithLogIn(
  tenantId: string,
  { provider, name, endpointId, ...logIn }: z.output<typeof newWhatsapp>,
  { database, vault, numberDoors }: Deps,
): Promise<NumberConnected> {
  const door = doorTo(numberDoors, provider)
  const { commonKeys, ...reached } = door.reached(logIn)
  const access = withKeyEnd(reached, await door.ask(reached))
  const { appSecret } = logIn
  return database.withTenant(tenantId, async (tx) => {
    const made =
      endpointId === undefined
        ? await withOwnEndpoint(tx, vault, tenantId, { ...access, name, commonKeys, appSecret }, door)
        : await atEndpoint(tx, vault, tenantId, { ...access, name, commonKeys, appSecret, endpointId }, door)
    const message = `${name} is connected.`
    await tellOfConnection(tx, tenantId, made.connectionId, newId(), { kind: 'connected', message })
    return made
  })
}

type Number = Omit<Parameters<typeof connectNumber>[3], 'endpointSecrets' | 'bodyLimitBytes'> & { appSecret: string }

async function withOwnEndpoint(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { appSecret, ...number }: Number,
  { written, bodyLimitBytes }: NumberDoor,
): Promise<NumberConnected> {
  const verifyToken = newVerifyToken()
  const endpointSecrets = written({ appSecrets: [appSecret], verifyTokens: [verifyToken] })
  const { connectionId, endpointId } = await connectNumber(tx, vault, tenantId, {
    ...number,
    endpointSecrets,
    bodyLimitBytes,
  })
  return { connectionId, endpointId, verifyToken }
}

async function atEndpoint(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { appSecret, endpointId, ...number }: Number & { endpointId: string },
  { read }: NumberDoor,
): Promise<NumberConnected> {
  const endpoint = await findEndpoint(tx, tenantId, endpointId)
  const { appSecrets } = read(await secretsOf(vault, tenantId, endpoint))
  if (endpoint.provider !== number.provider || !appSecrets.includes(appSecret)) {
    const detail = 'what calls this endpoint is not signed with that app secret'
    throw new AppError('conflict', detail, { facts: { detail } })
  }
  const { connectionId } = await joinEndpoint(tx, vault, tenantId, endpointId, number)
  return { connectionId, endpointId, verifyToken: null }
}

export function newVerifyToken(): string {
  return randomBytes(24).toString('hex')
}

export function doorTo(doors: NumberDoors, provider: string): NumberDoor {
  const door = doors.get(provider)
  if (!door) throw new AppError('internal', `nobody here knows the way into ${provider}`)
  return door
}
