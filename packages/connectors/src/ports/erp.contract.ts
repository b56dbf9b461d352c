import { describe } from 'vitest'
import { changedByHand } from './erp-contract/changed-by-hand.ts'
import { exactMoney } from './erp-contract/exact-money.ts'
import { exactlyOnce } from './erp-contract/exactly-once.ts'
import { later } from './erp-contract/later.ts'
import { mappings } from './erp-contract/mappings.ts'
import { people } from './erp-contract/people.ts'
import { refusals } from './erp-contract/refusals.ts'
import type { Start } from './erp-contract/steps.ts'
import { stock } from './erp-contract/stock.ts'
import { whoIsThere } from './erp-contract/who-is-there.ts'

export type { Contact, ErpUnderTest } from './erp-contract/under-test.ts'

/** What every ERP connector keeps; run it against the stand-in and against the real thing. */
export function erpContract(name: string, start: Start): void {
  describe(`${name} keeps the ERP contract`, () => {
    describe('who is there', () => whoIsThere(start))
    describe('exactly once', () => exactlyOnce(start))
    describe('exact money', () => exactMoney(start))
    describe('what it cannot carry', () => refusals(start))
    describe('stock', () => stock(start))
    describe('later', () => later(start))
    describe('people', () => people(start))
    describe('mappings', () => mappings(start))
  })
}

/** The rest of it, which asks the same of every way into one ERP: once is enough. */
export function changedByHandContract(name: string, start: Start): void {
  describe(`${name} keeps the ERP contract when somebody changes things by hand`, () => changedByHand(start))
}
