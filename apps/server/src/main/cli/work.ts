import { pauseWork, resumeWork, workPausedSince } from '#jobs/work-pause.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'

/** Whether anything is carried or sent at all: a copy that was restored with --paused waits for a person. */
export function workCommands({ program, inInstallation }: Crossdock): void {
  const work = program.command('work').description('whether anything is carried or sent at all, and pausing it')
  const declare = (
    name: string,
    description: string,
    change: (tx: Tx) => Promise<unknown>,
    isDefault = false,
  ): void => {
    work
      .command(name, { isDefault })
      .description(description)
      .action(() => inInstallation(({ owner }) => changed(owner, change)))
  }
  declare('status', 'whether it is paused', async () => undefined, true)
  declare('pause', 'no work is begun any more, for no tenant; webhooks are recorded all the same', pauseWork)
  declare('resume', 'carries and sends what waits', resumeWork)
}

async function changed(owner: Database, change: (tx: Tx) => Promise<unknown>): Promise<Answer> {
  const since = await owner.withoutTenant(async (tx) => {
    await change(tx)
    return workPausedSince(tx)
  })
  return {
    json: { pausedSince: since },
    print: () =>
      console.log(since === null ? 'Work goes on.' : `All work is paused since ${when(since).slice(0, 16)}.`),
  }
}
