import { AppError } from '@crossdock/contracts/errors'
import { CommanderError } from 'commander'
import { ConfigError } from '#platform/config.ts'
import { WrongMasterKey } from '#platform/crypto/wrong-master-key.ts'
import { translated } from '#platform/db/database.ts'
import { NotMigrated } from '#platform/db/migrate.ts'
import { RolesInUse } from '#platform/db/roles.ts'

/** What the exit code of a command means. Scripts rely on it; `crossdock --help` prints it. */
export const exitCodes = {
  done: [0, 'done'],
  notDone: [1, 'not done: refused, or there is nothing like that (doctor: warnings only)'],
  unwell: [2, 'doctor only: at least one failure'],
  usage: [64, 'the command was not understood'],
  unavailable: [69, 'something that is needed does not answer now; the same command may work later'],
  fault: [70, 'a fault of ours; please report it'],
  config: [78, 'the settings are wrong'],
} as const satisfies Record<string, readonly [number, string]>

export const exit = {
  done: exitCodes.done[0],
  notDone: exitCodes.notDone[0],
  unwell: exitCodes.unwell[0],
  usage: exitCodes.usage[0],
  unavailable: exitCodes.unavailable[0],
  fault: exitCodes.fault[0],
  config: exitCodes.config[0],
} as const

/** The command cannot be carried out, and the sentence says why. */
export class NotDone extends Error {
  override readonly name = 'NotDone'
}

/** Something that the command needs does not answer now; the sentence says what. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

/** The words of the command do not fit together. */
export class Misunderstood extends Error {
  override readonly name = 'Misunderstood'
}

/** Refused, with a sentence that says what to do; nothing was changed. */
const refusals = [NotDone, WrongMasterKey, NotMigrated, RolesInUse] as const

/** An error as a problem document (RFC 9457), in the words of the API where it has some. */
export interface Problem {
  code: string
  title: string
  detail?: string
  exitCode: number
}

export function problemOf(raw: unknown): Problem {
  const thrown = translated(raw)
  if (thrown instanceof CommanderError) {
    const title = thrown.message.replace(/^error: /, '')
    return { code: 'usage', title, exitCode: exit.usage }
  }
  if (thrown instanceof Misunderstood) return { code: 'usage', title: thrown.message, exitCode: exit.usage }
  if (refusals.some((refusal) => thrown instanceof refusal))
    return { code: 'not-done', title: (thrown as Error).message, exitCode: exit.notDone }
  if (thrown instanceof Unavailable) return { code: 'unavailable', title: thrown.message, exitCode: exit.unavailable }
  if (thrown instanceof ConfigError) return { code: 'config', title: thrown.message, exitCode: exit.config }
  if (thrown instanceof AppError) {
    const { code, say, message } = thrown
    return { code, title: say, ...(message === say ? {} : { detail: message }), exitCode: exitOf(thrown) }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', title: message, exitCode: exit.fault }
}

function exitOf({ code, retry }: AppError): number {
  if (code === 'internal') return exit.fault
  return retry === 'later' || retry === 'settle' ? exit.unavailable : exit.notDone
}
