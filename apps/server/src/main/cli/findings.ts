import { printTable } from '../print-table.ts'
import { areas, type Finding } from './doctor/finding.ts'

const marks = { ok: 'ok', warning: 'WARNING', failure: 'FAILURE' } as const

/** Findings by area, each with what to do below it. */
export function printFindings(findings: readonly Finding[]): void {
  for (const area of areas) {
    const here = findings.filter((finding) => finding.area === area)
    if (here.length === 0) continue
    console.log(`${area}\n`)
    printTable(
      ['', '', ''],
      here.flatMap(({ verdict, subject, says, remedy }) => [
        [`  ${marks[verdict]}`, subject, says],
        ...(remedy === undefined ? [] : [['', '', `→ ${remedy}`]]),
      ]),
    )
    console.log()
  }
}
