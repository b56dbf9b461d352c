import type { ConnectionFacts } from '#modules/tenants/index.ts'
import type { Answer } from './answer.ts'
import { connectionCheck } from './doctor/connections.ts'
import { about, type Check, runChecks, worstOf } from './doctor/finding.ts'
import { publicAddressCheck } from './doctor/public-address.ts'
import { exit, NotDone } from './exit-codes.ts'
import { printFindings } from './findings.ts'
import type { Inside } from './inside.ts'

/** What doctor looks at of one connection; before it goes live also what stands around it. */
export async function checkConnection(hub: Inside, one: ConnectionFacts, { live }: { live: boolean }): Promise<Answer> {
  const check = connectionCheck(hub, hub.tenant, one)
  if (!check) throw new NotDone(`Nobody here knows how to look at ${one.provider}.`)
  const around: Check[] =
    live && one.kind !== 'erp'
      ? [publicAddressCheck(hub.config, hub.masterKey), ...(one.kind === 'channel' ? [cutOver(one)] : [])]
      : []
  const findings = await runChecks([check, ...around])
  const verdict = worstOf(findings)
  return {
    json: { connectionId: one.connectionId, ready: verdict !== 'failure', verdict, findings },
    exitCode: verdict === 'failure' ? exit.notDone : exit.done,
    print() {
      printFindings(findings)
      if (live) console.log(verdict === 'failure' ? 'It is not ready to go live.' : 'It may go live.')
    },
  }
}

/** Not wrong in itself, but what surprises people on the first day. */
function cutOver({ cutOverAt, name }: ConnectionFacts): Check {
  return {
    area: 'settings',
    subject: name,
    run: async () => [
      about('settings', name).ok(`Orders placed before ${cutOverAt.toISOString()} are recorded and not carried.`),
    ],
  }
}
