import type { ApiKeyJson } from '@crossdock/contracts/api/keys'
import type { StoredKey } from './store.ts'

export function keyJson({ keyId, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: StoredKey): ApiKeyJson {
  return {
    id: keyId,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
