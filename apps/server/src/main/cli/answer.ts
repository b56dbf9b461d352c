/** What a command has to say: a document for a program, and words for a person. */
export interface Answer {
  json: unknown
  print(): void
  /** 0 unless told. */
  exitCode?: number
  /** Standard output holds something else already: what there is to say goes to standard error. */
  outputIsTaken?: boolean
}

/** Amounts are exact, so they are text; everything else is as JSON has it. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? each.toString() : each), 2)
}
