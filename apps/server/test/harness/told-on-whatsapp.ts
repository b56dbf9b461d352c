/** What a notice on a customer's phone says. Read from its words alone: nothing of the hub is asked. */
export interface ToldNotice {
  notice: 'order-confirmation' | 'order-cancelled' | 'needs-something'
  firstName: string
  order: string
  /** Of a confirmation, as a channel writes it: "3844.10". */
  amount: string | null
}

/** The stand-in's templates in English, with what has to be filled in. */
const words: [ToldNotice['notice'], RegExp][] = [
  ['order-confirmation', /^Hello (.+), thank you for your order (#\d+) over ₹([\d,]+\.\d\d)\. We tell you as soon as/],
  ['order-cancelled', /^Hello (.+), your order (#\d+) has been cancelled\./],
  [
    'needs-something',
    /^Hello (.+), before we can send your order (#\d+) we need something from you: your confirmation of the order\./,
  ],
]

/** Null: it is no such notice, or one with something else in it. */
export function readNotice(text: string): ToldNotice | null {
  for (const [notice, pattern] of words) {
    const [, firstName, order, amount] = pattern.exec(text) ?? []
    if (firstName !== undefined && order !== undefined)
      return { notice, firstName, order, amount: amount?.replaceAll(',', '') ?? null }
  }
  return null
}

/**
 * A phone for each person, the same whenever it is asked for: of a block in which the stand-in plays no tricks, and so
 * mixed that no other number in a run looks like one.
 */
export function phoneOfPerson(person: number): string {
  return `+917006${String((person * 611_953 + 104_729) % 1_000_000).padStart(6, '0')}`
}
