import { declareApiKeys } from './api-keys.ts'
import type { Crossdock } from './crossdock.ts'
import { declareRotate } from './encryption-keys.ts'

/** The word that people try first. Two sorts of keys answer to it, each under a name of its own as well. */
export function keyCommands(crossdock: Crossdock): void {
  const keys = crossdock.program
    .command('keys')
    .description('short for api-keys (list, create, revoke) and encryption-keys (rotate)')
  declareApiKeys(keys, crossdock)
  declareRotate(keys, crossdock)
}
