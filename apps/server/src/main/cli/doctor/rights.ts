import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { describeGuards, guardsIn, triggersSwitchedOff } from '#platform/db/describe-schema.ts'
import { migrationsDir, readMigrations } from '#platform/db/migrate.ts'
import { codeOf } from './ask-database.ts'
import { about, type Finding } from './finding.ts'

/** Row-level security, policies, triggers and grants, compared line by line with those that this version makes. */
export async function guards(client: pg.Client, file = join(migrationsDir, '../schema.sql')): Promise<Finding[]> {
  const { ok, failure, warning } = about('database', 'rights')
  const description = readDescription(file)
  if (description === null)
    return [
      warning(
        'Rights were not compared: schema.sql, which says what they should be, does not lie beside the migrations.',
        'Put the file of this version there: apps/server/schema.sql belongs to the program.',
      ),
    ]
  const expected = guardsIn(description)
  const there = await describeGuards(client)
  const missing = expected.filter((line) => !there.includes(line))
  const extra = there.filter((line) => !expected.includes(line))
  const { rows: applied } = await client.query('select from migrations')
  // An older schema lacks what later migrations bring, which is said already.
  if (applied.length !== readMigrations().length) return []
  const findings: Finding[] = []
  for (const line of missing) {
    const open = /^alter table (\w+) enable row level/.exec(line)
    findings.push(
      open
        ? failure(
            `Row-level security is switched off on ${open[1]}: tenants could see each other's rows there.`,
            `As the owner of the database: ${line}`,
          )
        : failure(`Something that keeps roles within their rights is missing: ${line}`, `As the owner: ${line}`),
    )
  }
  for (const { trigger, table } of await triggersSwitchedOff(client))
    findings.push(
      failure(
        `The trigger ${trigger} on ${table} is switched off: what it guards can be written past it.`,
        `As the owner of the database: alter table ${table} enable trigger ${trigger};`,
      ),
    )
  // A grant that was narrowed shows up as one line missing and another in its place.
  const unexplained = extra.filter((line) => !missing.some((other) => subjectOf(other) === subjectOf(line)))
  for (const line of unexplained)
    findings.push(warning(`Somebody gave more rights than Crossdock needs: ${line}`, 'Take them back with `revoke`.'))
  return findings.length > 0 ? findings : [ok('Row-level security, policies and grants are as they should be.')]
}

const subjectOf = (line: string): string => /(?: on |: )(.*)$/.exec(line)?.[1] ?? line

/** Null: it is not there. */
function readDescription(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}
